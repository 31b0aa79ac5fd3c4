import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';

import { Market } from './support/market.mjs';
import { call } from './support/packages.mjs';
import { Endpoint } from './support/endpoint.mjs';

let market;
let sandbox;
let topic;
let endpoint;
before(async () => {
  market = await Market.start();
  endpoint = await Endpoint.listen();
});
beforeEach(async () => {
  endpoint.messages.length = 0;
  sandbox = await market.sandbox();
  const view = await sandbox.control('PUT', '/products/subscription-legacy', {});
  topic = view.topics.subscription;
});
after(async () => {
  await endpoint.close();
  await market.stop();
});

const send = (operation, input) => call('sns', operation, input);
const subscribe = (changes = {}) =>
  send('Subscribe', { TopicArn: topic, Protocol: 'http', Endpoint: endpoint.url, ...changes });

test('an endpoint subscribes, confirms, hears and leaves', async () => {
  const pending = await subscribe();
  const { Token } = await endpoint.message('SubscriptionConfirmation');
  const { SubscriptionArn } = await send('ConfirmSubscription', { TopicArn: topic, Token });
  await sandbox.buyer('ann', 'subscription-legacy');
  const notification = await endpoint.message('Notification');
  await send('Unsubscribe', { SubscriptionArn });

  assert.equal(pending.SubscriptionArn, 'pending confirmation');
  assert.ok(SubscriptionArn.startsWith(`${topic}:`));
  assert.equal(JSON.parse(notification.Message).action, 'subscribe-success');
  const { topics } = await sandbox.control('GET', '/topics');
  assert.deepEqual(topics.find((each) => each.arn === topic).subscriptions, []);
});

test('a subscription tells its name at once to who asks for it', async () => {
  const { SubscriptionArn } = await subscribe({ ReturnSubscriptionArn: true });

  assert.ok(SubscriptionArn.startsWith(`${topic}:`));
});

test('attributes of a subscription arrive', async () => {
  const queue = await call('sqs', 'CreateQueue', { QueueName: 'news' });
  const wish = { Protocol: 'sqs', Endpoint: `arn:aws:sqs:us-east-1:${sandbox.account}:news` };
  await subscribe({ ...wish, Attributes: { RawMessageDelivery: 'true' } });

  await sandbox.buyer('ann', 'subscription-legacy');
  const { Messages } = await call('sqs', 'ReceiveMessage', { QueueUrl: queue.QueueUrl });

  assert.equal(JSON.parse(Messages[0].Body).action, 'subscribe-success');
});
