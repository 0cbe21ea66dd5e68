// What the object says of itself becomes the answer: a page that moved (301 and where to) or is gone
// (410); its HTML stays the body. Feeds get their type, which CloudFront would not have compressed.
// Nothing of the bucket shows. CloudFront does not ask this function where the bucket answers 400 or
// more.
const DESCRIPTIONS = { '301': 'Moved Permanently', '410': 'Gone' };
const FEED = /\/feed[^\/]*\.(json|xml)$/;
const OTHERS = /^\/(files|\.well-known)\//;
const FEED_TYPES = { json: 'application/feed+json', xml: 'application/atom+xml' };

function handler(event) {
    const response = event.response;
    const headers = response.headers;
    const status = value(headers, 'x-amz-meta-status');
    const location = value(headers, 'x-amz-meta-location');
    Object.keys(headers).forEach((name) => {
        if (name.indexOf('x-amz-') === 0) {
            delete headers[name];
        }
    });
    const feed = FEED.exec(event.request.uri);
    if (feed && !OTHERS.test(event.request.uri) && headers['content-type']) {
        headers['content-type'] = { value: FEED_TYPES[feed[1]] + '; charset=utf-8' };
    }
    const found = response.statusCode === 200 || response.statusCode === 206;
    if (found && (status === '410' || (status === '301' && location))) {
        response.statusCode = Number(status);
        response.statusDescription = DESCRIPTIONS[status];
        delete headers['content-range'];
        delete headers['accept-ranges'];
        if (status === '301') {
            headers.location = { value: location };
        }
    }
    return response;
}

function value(headers, name) {
    return headers[name] ? headers[name].value : '';
}
