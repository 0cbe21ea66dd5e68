// Which object answers for an address. CloudFront Functions, runtime 2.0: ES 5.1 with const, let
// and arrow functions. What counts as hidden, as an old script, and how an address is spelt for its
// digest stands in site_builder/deploy/edge (policy.py, moved.py); the tests compare.
const crypto = require('crypto');

const OLD_SCRIPT = /\/[^\/]+\.(asp|aspx|cgi|htm|html|jsp|php)$/i;
const OURS = /\/(index|404)\.html$/;
const HIDDEN = /^\/\.(?!well-known\/)|.\/\./;
const CONTROL = /[\x00-\x1f\x7f-\x9f\u2028\u2029\\]|\/\//;

function handler(event) {
    const request = event.request;
    const path = decoded(request.uri);
    if (path === null || CONTROL.test(path) || HIDDEN.test(path)) {
        return { statusCode: 404, statusDescription: 'Not Found' };
    }
    const query = request.rawQueryString();
    if (query && OLD_SCRIPT.test(path) && !OURS.test(path)) {
        request.uri = '/.moved/' + digest(path, query) + '/index.html';
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
