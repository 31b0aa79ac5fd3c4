import { batchMeterUsage } from './aws.js';
import { isContract } from './customers.js';
import { data, save } from './store.js';

const HOUR = 3_600_000;
const BATCH = 25;

// Errors of a whole call that a single record can cause.
const causedByARecord = new Set([
  'InvalidCustomerIdentifierException',
  'InvalidTagException',
  'InvalidUsageAllocationsException',
  'InvalidUsageDimensionException',
  'TimestampOutOfBoundsException',
]);

const find = (customer, dimension, hour) =>
  data.usage.find((u) => u.customer === customer && u.dimension === dimension && u.hour === hour);

/** Counts usage in its hour, or in the next one whose record has not been sent yet. */
export const count = (customer, dimension, quantity) => {
  const now = Date.now();
  let hour = now - (now % HOUR);
  let usage = find(customer, dimension, hour);
  while (usage && usage.state !== 'open') usage = find(customer, dimension, (hour += HOUR));
  if (!usage) data.usage.push((usage = { customer, dimension, hour, quantity: 0, state: 'open' }));
  usage.quantity += quantity;
  // The time of the last use lies in the hour and in the life of the subscription.
  usage.time = Math.max(now, hour);
  save();
};

const isDue = (usage, now) => {
  if (usage.state !== 'open') return usage.state === 'sent';
  const { status } = data.customers[usage.customer];
  return status === 'leaving' || (status === 'active' && usage.hour + HOUR <= now);
};

const toRecord = (usage) => ({
  CustomerIdentifier: usage.customer,
  Dimension: usage.dimension,
  Quantity: usage.quantity,
  Timestamp: new Date(usage.time),
});

const settle = (usage, state, detail) => {
  Object.assign(usage, { state, detail });
  if (state === 'refused') console.error('usage refused:', JSON.stringify(usage));
};

const submit = async (batch) => {
  let answer;
  try {
    answer = await batchMeterUsage(batch.map(toRecord));
  } catch (error) {
    if (!causedByARecord.has(error.name)) {
      console.error(`metering put off: ${error.name}`);
    } else if (batch.length === 1) {
      settle(batch[0], 'refused', error.name);
    } else {
      const middle = batch.length >> 1;
      await submit(batch.slice(0, middle));
      await submit(batch.slice(middle));
    }
    return;
  }
  for (const { UsageRecord, Status, MeteringRecordId } of answer.Results ?? []) {
    const { CustomerIdentifier, Dimension, Timestamp } = UsageRecord;
    const hour = Timestamp.getTime() - (Timestamp.getTime() % HOUR);
    const usage = find(CustomerIdentifier, Dimension, hour);
    if (Status === 'Success') settle(usage, 'billed', MeteringRecordId);
    else settle(usage, 'refused', Status);
  }
  const left = answer.UnprocessedRecords?.length ?? 0;
  if (left) console.error(`${left} usage records come again with the next run`);
};

const run = async () => {
  // A contract is paid for as a whole.
  if (isContract) return 0;
  const now = Date.now();
  const due = data.usage.filter((usage) => isDue(usage, now));
  // Written down before it is sent: a repeat, even after a restart, has to be the same.
  for (const usage of due) usage.state = 'sent';
  if (due.length) save();
  for (let i = 0; i < due.length; i += BATCH) {
    await submit(due.slice(i, i + BATCH));
    save();
  }
  return due.length;
};

let running = Promise.resolve();

/** Reports what is due; one run at a time. */
export const meter = () => (running = running.catch(() => {}).then(run));
