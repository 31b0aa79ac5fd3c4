import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';

import { failsWith } from './support/coverage.mjs';
import { Market } from './support/market.mjs';
import { call } from './support/packages.mjs';

let market;
let sandbox;
before(async () => (market = await Market.start()));
beforeEach(async () => (sandbox = await market.sandbox()));
after(() => market.stop());

const product = 'subscription-concurrent';
const legacyCode = 'souksubscriptionlegacy001';

const resolve = (token) => call('metering', 'ResolveCustomer', { RegistrationToken: token });
const meter = (records, code) =>
  call('metering', 'BatchMeterUsage', { UsageRecords: records, ProductCode: code });

/** A record that counts; `changes` make it wrong. */
async function usage(agreement, changes = {}) {
  return {
    Timestamp: await sandbox.now(),
    CustomerAWSAccountId: agreement.account,
    LicenseArn: agreement.license_arn,
    Dimension: 'requests',
    Quantity: 3,
    ...changes,
  };
}

test('a token with + / and = resolves to the buyer who brought it', async () => {
  const ann = await sandbox.buyer('ann', product);
  const token = await sandbox.token(ann);

  const customer = await resolve(token);

  assert.match(token, /\+.*\/.*==$/);
  assert.equal(customer.CustomerAWSAccountId, ann.account);
  assert.equal(customer.LicenseArn, ann.license_arn);
  assert.equal(customer.ProductCode, ann.product_code);
  assert.equal(customer.CustomerIdentifier, undefined);
});

test('a legacy customer has an identifier and no licence', async () => {
  const ann = await sandbox.buyer('ann', 'subscription-legacy');

  const customer = await resolve(await sandbox.token(ann));

  assert.equal(customer.CustomerIdentifier, ann.customer_identifier);
  assert.equal(customer.LicenseArn, undefined);
});

test('a token that was never issued is invalid', async () => {
  const wrong = 'InvalidTokenException';
  const error = await failsWith('metering', 'ResolveCustomer', wrong, resolve('no'));

  assert.equal(error.message, 'Registration token is invalid');
  assert.equal(error.$metadata.httpStatusCode, 400);
});

test('a token expires when it is four hours old', async () => {
  const token = await sandbox.token(await sandbox.buyer('ann', product));
  await sandbox.advance('3h59m59s');
  await resolve(token);

  await sandbox.advance('1s');

  await failsWith('metering', 'ResolveCustomer', 'ExpiredTokenException', resolve(token));
});

test('each record has a status of its own', async () => {
  const ann = await sandbox.buyer('ann', product);
  const bob = await sandbox.buyer('bob', product);
  await sandbox.control('POST', `/agreements/${bob.id}/cancel`, {});
  await sandbox.advance('3h');
  const records = [
    await usage(ann),
    await usage(ann, { Quantity: 4 }),
    await usage(bob, { Timestamp: new Date(bob.starts) }),
  ];

  const { Results, UnprocessedRecords } = await meter(records);

  assert.deepEqual(
    Results.map((result) => result.Status),
    ['Success', 'DuplicateRecord', 'CustomerNotSubscribed'],
  );
  assert.match(Results[0].MeteringRecordId, /^[0-9a-f-]{36}$/);
  assert.deepEqual(Results[0].UsageRecord, records[0]);
  assert.deepEqual(UnprocessedRecords, []);
});

test('unprocessed records come back as they were sent, and count when sent again', async () => {
  const ann = await sandbox.buyer('ann', product);
  await sandbox.faults({ operation: 'BatchMeterUsage', count: 1, effect: { unprocessed: 1 } });
  const allocations = [{ AllocatedUsageQuantity: 3, Tags: [{ Key: 'team', Value: 'blue' }] }];
  const records = [await usage(ann, { UsageAllocations: allocations })];

  const { Results, UnprocessedRecords } = await meter(records);
  const again = await meter(UnprocessedRecords);

  assert.deepEqual(Results, []);
  assert.deepEqual(UnprocessedRecords, records);
  assert.equal(again.Results[0].Status, 'Success');
  assert.deepEqual(again.Results[0].UsageRecord, records[0]);
});

const refusals = {
  InvalidProductCodeException: { code: 'nosuchproductcode', record: { LicenseArn: undefined } },
  InvalidLicenseException: { record: { LicenseArn: 'arn:aws:license-manager::1:license:l-0' } },
  InvalidUsageDimensionException: { record: { Dimension: 'Requests' } },
  TimestampOutOfBoundsException: { record: { Timestamp: new Date('2027-01-01T00:00:00Z') } },
  InvalidUsageAllocationsException: {
    record: { UsageAllocations: [{ AllocatedUsageQuantity: 2 }] },
  },
  InvalidTagException: {
    record: {
      UsageAllocations: [{ AllocatedUsageQuantity: 3, Tags: [{ Key: '', Value: 'a' }] }],
    },
  },
  InvalidCustomerIdentifierException: {
    code: legacyCode,
    record: {
      LicenseArn: undefined,
      CustomerAWSAccountId: undefined,
      CustomerIdentifier: 'nobody',
    },
  },
};

for (const [name, { record, code }] of Object.entries(refusals)) {
  test(`a batch that deserves it is refused with ${name}`, async () => {
    const ann = await sandbox.buyer('ann', product);
    const records = [await usage(ann), await usage(ann, record)].slice(code ? 1 : 0);

    await failsWith('metering', 'BatchMeterUsage', name, meter(records, code));

    assert.deepEqual((await sandbox.control('GET', '/usage')).usage, []);
  });
}
