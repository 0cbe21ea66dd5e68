// Which object answers for an address. CloudFront Functions, runtime 2.0: ES 5.1 with const, let
// and arrow functions. What is hidden, where a query counts, and how an address is spelt for its
// digest stands in contract/ (paths.py, old_addresses.py); the tests compare.
const crypto = require('crypto');

const OLD_SCRIPT = /\/[^\/]+\.(asp|aspx|cgi|htm|html|jsp|php)$/i;
const OURS = /\/(index|404)\.html$/;
const WORDPRESS = /^(p|page_id|cat|attachment_id)=[0-9]+$/;
const APPENDED = /(?:(?:^|&)(?:fbclid|gclid|igsh|igshid|mibextid|utm_[a-z]+)=[^&]*)+$/;
const HIDDEN = /^\/\.(?!well-known\/)|.\/\./;
const CONTROL = /[\x00-\x1f\x7f-\x9f\u2028\u2029\\]|\/\//;

function handler(event) {
    const request = event.request;
    const path = decoded(request.uri);
    if (path === null || CONTROL.test(path) || HIDDEN.test(path)) {
        return { statusCode: 404, statusDescription: 'Not Found' };
    }
    const query = request.rawQueryString();
    const own = query ? query.replace(APPENDED, '') : '';
    if (own && hasQuery(path, own)) {
        request.uri = '/.moved/' + digest(path, own) + '/index.html';
        return request;
    }
    const name = path.substring(path.lastIndexOf('/') + 1);
    if (name === '') {
        request.uri += 'index.html';
    } else if (name.indexOf('.') < 0 && path.indexOf('/.well-known/') !== 0) {
        return moved(request.uri + '/' + (query ? '?' + query : ''));
    }
    return request;
}

function hasQuery(path, query) {
    if (path.substring(path.length - 1) === '/') {
        return WORDPRESS.test(query);
    }
    return OLD_SCRIPT.test(path) && !OURS.test(path);
}

function decoded(text) {
    try {
        return decodeURIComponent(text);
    } catch (error) {
        return null;
    }
}

function digest(path, query) {
    const spelt = path.split('/').map((part) => encodeURIComponent(part)).join('/');
    const asked = query
        .replace(/[^\x00-\x7f]+/g, (signs) => encodeURIComponent(signs))
        .replace(/%[0-9a-f]{2}/gi, (escape) => escape.toUpperCase());
    return crypto.createHash('sha256').update(spelt + '?' + asked).digest('hex');
}

function moved(location) {
    return {
        statusCode: 301,
        statusDescription: 'Moved Permanently',
        headers: {
            location: { value: location },
            'cache-control': { value: 'public, max-age=60, stale-while-revalidate=300' }
        }
    };
}
