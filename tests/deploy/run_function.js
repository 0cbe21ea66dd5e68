// Runs a function of CloudFront for each event that comes on stdin, with what its runtime has.
const fs = require('fs');
const vm = require('vm');

const { file, events } = JSON.parse(fs.readFileSync(0, 'utf-8'));
const crypto = require('crypto');
const offered = {
  require: (name) => {
    if (name !== 'crypto') throw new Error('the runtime has no module ' + name);
    return crypto;
  },
};
const code = `"use strict";\n${fs.readFileSync(file, 'utf-8')}\nhandler;`;
const handler = vm.runInNewContext(code, offered, { filename: file });
const answers = events.map((event) => {
  const query = event.rawQuery;
  delete event.rawQuery;
  event.request.rawQueryString = () => (query === null ? undefined : query);
  return handler(event);
});
process.stdout.write(JSON.stringify(answers));
