import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';

import { impostor } from './support/impostor.mjs';
import { Market } from './support/market.mjs';
import { call, client, NodeHttpHandler } from './support/packages.mjs';

let market;
let sandbox;
before(async () => (market = await Market.start()));
beforeEach(async () => (sandbox = await market.sandbox()));
after(() => market.stop());

const inputs = [
  ['metering', 'BatchMeterUsage', { UsageRecords: [] }],
  ['entitlement', 'GetEntitlements', { ProductCode: 'soukcontractconcurrent001' }],
  ['sns', 'Unsubscribe', { SubscriptionArn: 'arn:aws:sns:us-east-1:287250355862:topic:1' }],
  ['sqs', 'CreateQueue', { QueueName: 'news' }],
  ['sts', 'GetCallerIdentity', {}],
  ['events', 'ListRules', {}],
  ['agreement', 'ListAgreementCancellationRequests', { partyType: 'Proposer' }],
];

/** Whether the service calls errors as the Query protocol does, in whatever protocol. */
const overQuery = (service) => ['sns', 'sqs', 'sts'].includes(service);

test('the variables of `souk env` alone lead every client here', async () => {
  for (const [service, operation, input] of inputs) await call(service, operation, input);

  for (const [, operation] of inputs) {
    const [row] = await sandbox.calls(operation);
    assert.equal(row.data.signed, 'verified');
    assert.equal(row.data.region, 'us-east-1');
  }
});

test('a wrong secret is refused in the words of each protocol', async () => {
  process.env.AWS_SECRET_ACCESS_KEY = 'wrong';

  for (const [service, operation, input] of inputs) {
    const error = await call(service, operation, input).catch((caught) => caught);
    const name = overQuery(service) ? 'SignatureDoesNotMatch' : 'InvalidSignatureException';
    assert.equal(error.name, name, service);
  }
});

test('an unknown key is refused in the words of each protocol', async () => {
  process.env.AWS_ACCESS_KEY_ID = 'AKIAIOSFODNN7EXAMPLE';

  for (const [service, operation, input] of inputs) {
    const error = await call(service, operation, input).catch((caught) => caught);
    const name = overQuery(service) ? 'InvalidClientTokenId' : 'UnrecognizedClientException';
    assert.equal(error.name, name, service);
  }
});

test('under the names of AWS no variable but region and keys is needed', async () => {
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('AWS_ENDPOINT_URL')) delete process.env[name];
  }
  const httpsAgent = impostor(market);
  const requestHandler = new NodeHttpHandler({ httpsAgent });

  for (const [service, operation, input] of inputs) {
    await call(service, operation, input, client(service, { requestHandler }));
  }

  assert.deepEqual([...httpsAgent.hosts].sort(), [
    'agreement-marketplace.us-east-1.amazonaws.com',
    'entitlement.marketplace.us-east-1.amazonaws.com',
    'events.us-east-1.amazonaws.com',
    'metering.marketplace.us-east-1.amazonaws.com',
    'sns.us-east-1.amazonaws.com',
    'sqs.us-east-1.amazonaws.com',
    'sts.us-east-1.amazonaws.com',
  ]);
});

test('a market a year ahead does not move the clock of the SDK', async () => {
  await sandbox.advance('8760h');
  const metering = client('metering', { maxAttempts: 3 });

  const resolved = call('metering', 'ResolveCustomer', { RegistrationToken: 'no' }, metering);
  const error = await resolved.catch((caught) => caught);
  await call('metering', 'BatchMeterUsage', { UsageRecords: [] }, metering);

  assert.equal(error.name, 'InvalidTokenException');
  assert.equal(error.$metadata.attempts, 1);
  assert.ok(Math.abs(metering.config.systemClockOffset) < 60_000);
});
