import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';

import { Market } from './support/market.mjs';
import { call, client } from './support/packages.mjs';

let market;
let sandbox;
let ann;
before(async () => (market = await Market.start()));
beforeEach(async () => {
  sandbox = await market.sandbox();
  ann = await sandbox.buyer('ann', 'subscription-concurrent');
});
after(() => market.stop());

const patient = () => client('metering', { maxAttempts: 3 });

async function meter() {
  const record = {
    Timestamp: await sandbox.now(),
    CustomerAWSAccountId: ann.account,
    LicenseArn: ann.license_arn,
    Dimension: 'requests',
    Quantity: 3,
  };
  return call('metering', 'BatchMeterUsage', { UsageRecords: [record] }, patient());
}

const statuses = async () => (await sandbox.calls('BatchMeterUsage')).map((row) => row.data.status);

const passing = {
  ThrottlingException: [400, 200],
  InternalServiceErrorException: [500, 200],
  ServiceUnavailableException: [503, 200],
};

for (const [error, seen] of Object.entries(passing)) {
  test(`the SDK tries again after ${error}`, async () => {
    await sandbox.faults({ operation: 'BatchMeterUsage', count: 1, effect: { error } });

    const { $metadata, Results } = await meter();

    assert.equal(Results[0].Status, 'Success');
    assert.equal($metadata.attempts, 2);
    assert.deepEqual(await statuses(), seen);
  });
}

test('a throttle that lasts reaches the caller after three attempts', async () => {
  const error = 'ThrottlingException';
  await sandbox.faults({ operation: 'BatchMeterUsage', effect: { error } });

  const failure = await meter().catch((caught) => caught);

  assert.equal(failure.name, error);
  assert.equal(failure.$metadata.attempts, 3);
});

for (const drop of ['before', 'after']) {
  test(`a connection that breaks ${drop} the call took effect bills once`, async () => {
    await sandbox.faults({ operation: 'BatchMeterUsage', count: 1, effect: { drop } });

    const { $metadata, Results } = await meter();

    assert.equal($metadata.attempts, 2);
    assert.equal(Results[0].Status, 'Success');
    assert.equal((await sandbox.control('GET', '/usage')).totals[0].quantity, 3);
  });
}

test('attempts of one call have one invocation id', async () => {
  const effect = { error: 'InternalServiceErrorException' };
  await sandbox.faults({ operation: 'BatchMeterUsage', count: 2, effect });

  await meter();

  const rows = await sandbox.calls('BatchMeterUsage');
  const ids = rows.map((row) => row.nondeterministic.invocation_id);
  assert.equal(ids.length, 3);
  assert.equal(new Set(ids).size, 1);
});
