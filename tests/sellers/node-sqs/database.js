'use strict';

const fs = require('node:fs');

const file = process.env.DATABASE || 'pixelmill.json';

const read = () => (fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : {});

const db = {
  subscribers: {}, // by customer identifier
  users: [],
  cookies: {},
  buckets: {}, // usage by customer, dimension and hour
  heard: {}, // message ids
  ...read(),
};

/** Writes beside the file and renames, so that a crash cannot leave half a file. */
const save = () => {
  fs.writeFileSync(`${file}~`, JSON.stringify(db));
  fs.renameSync(`${file}~`, file);
};

module.exports = { db, save };
