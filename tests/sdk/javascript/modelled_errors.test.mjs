// The errors of the published models that the market itself never gives: asked for by fault.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { failsWith } from './support/coverage.mjs';
import { Market } from './support/market.mjs';
import { call, errorClass } from './support/packages.mjs';

const { operations } = JSON.parse(readFileSync(new URL('../errors.json', import.meta.url)));

const queue = { QueueUrl: 'http://127.0.0.1/000000000000/news' };
const handle = { ...queue, ReceiptHandle: 'h' };
const topic = 'arn:aws:sns:us-east-1:287250355862:topic';
const inputs = {
  ResolveCustomer: { RegistrationToken: 't' },
  BatchMeterUsage: { UsageRecords: [] },
  GetEntitlements: { ProductCode: 'p' },
  Subscribe: { TopicArn: topic, Protocol: 'https', Endpoint: 'https://127.0.0.1/' },
  ConfirmSubscription: { TopicArn: topic, Token: 't' },
  Unsubscribe: { SubscriptionArn: `${topic}:1` },
  CreateQueue: { QueueName: 'news' },
  GetQueueUrl: { QueueName: 'news' },
  GetQueueAttributes: queue,
  ReceiveMessage: queue,
  DeleteMessage: handle,
  ChangeMessageVisibility: { ...handle, VisibilityTimeout: 1 },
};

let market;
let sandbox;
before(async () => {
  market = await Market.start();
  sandbox = await market.sandbox();
  // Queue URLs would lead elsewhere.
  inputs.ReceiveMessage = inputs.GetQueueAttributes = { QueueUrl: `${market.url}/1/news` };
  for (const each of ['DeleteMessage', 'ChangeMessageVisibility']) {
    inputs[each] = { ...inputs[each], QueueUrl: `${market.url}/1/news` };
  }
});
after(() => market.stop());

for (const { service, name, errors } of operations) {
  for (const error of Object.keys(errors).filter((each) => errors[each] === 'fault')) {
    test(`${name} fails with ${error} where a fault says so`, async () => {
      await sandbox.faults({ operation: name, effect: { error, message: 'because' } });

      const answer = call(service, name, inputs[name]);
      const failure = await failsWith(service, name, error, answer, 'fault');

      assert.equal(failure.message, 'because');
      assert.equal(failure.$fault, /^Internal/.test(error) ? 'server' : 'client');
    });
  }
}

test('codes and statuses over the wire are those of the published model', async () => {
  for (const { service, name, errors } of operations) {
    for (const error of Object.keys(errors)) {
      const [code] = errorClass(service, `${error}$`)?.[3]?.awsQueryError ?? [];
      if (!code) continue;
      await sandbox.faults({ operation: name, effect: { error } });
      const failure = await call(service, name, inputs[name]).catch((caught) => caught);
      assert.equal(failure.Code, code, `${name} ${error}`);
    }
  }
});
