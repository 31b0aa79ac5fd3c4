'use strict';

const AWS = require('aws-sdk');
const { db, save } = require('./database');

const HOUR = 3600 * 1000;

const service = new AWS.MarketplaceMetering();

const keyOf = (customer, dimension, hour) => [customer, dimension, hour].join(' ');

/** Usage is billed by the hour. Once an hour has been reported, what still comes goes to the next. */
const add = (customer, dimension, quantity) => {
  const now = Date.now();
  let hour = Math.floor(now / HOUR) * HOUR;
  const reported = () => (db.buckets[keyOf(customer, dimension, hour)] || {}).frozen;
  while (reported()) hour += HOUR;

  const key = keyOf(customer, dimension, hour);
  const bucket = db.buckets[key] || { customer, dimension, hour, quantity: 0 };
  bucket.quantity += quantity;
  bucket.lastUse = Math.max(now, hour);
  db.buckets[key] = bucket;
  save();
};

const isOver = ({ hour }) => hour + HOUR <= Date.now();

const isDue = (bucket) => {
  if (bucket.outcome) return false;
  if (bucket.frozen) return true;
  const { state } = db.subscribers[bucket.customer];
  return state === 'leaving' || (state === 'active' && isOver(bucket));
};

const recordOf = (bucket) => ({
  CustomerIdentifier: bucket.customer,
  Dimension: bucket.dimension,
  Quantity: bucket.quantity,
  Timestamp: new Date(bucket.lastUse),
});

const bucketOf = ({ CustomerIdentifier, Dimension, Timestamp }) => {
  const hour = Math.floor(Timestamp.getTime() / HOUR) * HOUR;
  return db.buckets[keyOf(CustomerIdentifier, Dimension, hour)];
};

const close = (bucket, outcome) => {
  bucket.outcome = outcome;
  if (outcome !== 'Success') console.error('not billed', outcome, bucket);
};

// One wrong record makes AWS refuse the whole call with one of these.
const blamesARecord = (code) =>
  /^(InvalidCustomerIdentifier|InvalidUsageDimension|TimestampOutOfBounds)Exception$/.test(code);

const report = async (buckets) => {
  try {
    const answer = await service
      .batchMeterUsage({
        ProductCode: process.env.PRODUCT_CODE,
        UsageRecords: buckets.map(recordOf),
      })
      .promise();
    for (const { UsageRecord, Status } of answer.Results || [])
      close(bucketOf(UsageRecord), Status);
    // Unprocessed records stay as they are, frozen and without an outcome, for the next run.
  } catch (error) {
    if (!blamesARecord(error.code)) {
      console.error('BatchMeterUsage', error.code, 'trying again with the next run');
    } else if (buckets.length === 1) {
      close(buckets[0], error.code);
    } else {
      for (const bucket of buckets) await report([bucket]);
    }
  }
  save();
};

const run = async () => {
  const due = Object.values(db.buckets).filter(isDue);
  for (const bucket of due) bucket.frozen = true;
  save();
  const rest = [...due];
  while (rest.length) await report(rest.splice(0, 25));
  return due.length;
};

let last = Promise.resolve();

/** Runs one after the other: two at once would report the same hour twice. */
const meter = () => {
  last = last.catch(() => {}).then(run);
  return last;
};

module.exports = { add, meter };
