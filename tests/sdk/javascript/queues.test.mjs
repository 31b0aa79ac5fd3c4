import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';

import { Market } from './support/market.mjs';
import { call } from './support/packages.mjs';

let market;
let sandbox;
let QueueUrl;
before(async () => (market = await Market.start()));
beforeEach(async () => {
  sandbox = await market.sandbox();
  ({ QueueUrl } = await send('CreateQueue', { QueueName: 'news' }));
});
after(() => market.stop());

const product = 'subscription-concurrent';
const send = (operation, input) => call('sqs', operation, input);
const receive = (input = {}) => send('ReceiveMessage', { QueueUrl, ...input });

/** What the market knows of the queue. */
const queue = async () => (await sandbox.control('GET', '/queues')).queues[0];

/** Sends the product's news to the queue; buyers who come from then on are news. */
const newsToQueue = () =>
  sandbox.control('PUT', `/products/${product}/notifications`, { sqs: 'news' });

test('a queue is made once, and found under the name that reached souk', async () => {
  const made = await send('CreateQueue', { QueueName: 'news' });
  const found = await send('GetQueueUrl', { QueueName: 'news' });

  assert.equal(made.QueueUrl, `${market.url}/${sandbox.account}/news`);
  assert.equal(found.QueueUrl, made.QueueUrl);
});

test('calls about a queue go to the host of its URL', async () => {
  process.env.AWS_ENDPOINT_URL_SQS = 'http://127.0.0.1:1';

  const { Attributes } = await send('GetQueueAttributes', { QueueUrl, AttributeNames: ['All'] });

  assert.equal(Attributes.QueueArn, `arn:aws:sqs:us-east-1:${sandbox.account}:news`);
  assert.equal(Attributes.VisibilityTimeout, '30');
});

test('a message is received with its checksum, given back, and deleted', async () => {
  await newsToQueue();
  await sandbox.buyer('ann', product);

  const { Messages } = await receive({ AttributeNames: ['All'] });
  const { ReceiptHandle } = Messages[0];
  await send('ChangeMessageVisibility', { QueueUrl, ReceiptHandle, VisibilityTimeout: 0 });
  const again = (await receive({ MaxNumberOfMessages: 10 })).Messages;
  for (const { ReceiptHandle: handle } of again) {
    await send('DeleteMessage', { QueueUrl, ReceiptHandle: handle });
  }

  assert.match(JSON.parse(Messages[0].Body)['detail-type'], /^Purchase Agreement Created/);
  assert.equal(Messages[0].Attributes.ApproximateReceiveCount, '1');
  assert.ok(again.some((message) => message.MessageId === Messages[0].MessageId));
  const { attributes } = await queue();
  assert.equal(attributes.ApproximateNumberOfMessages, '0');
  assert.equal(attributes.ApproximateNumberOfMessagesNotVisible, '0');
});

test('a long poll of an empty queue waits, and comes back without messages', async () => {
  const began = performance.now();

  const { Messages } = await receive({ WaitTimeSeconds: 1 });

  assert.equal(Messages, undefined);
  assert.ok(performance.now() - began >= 1000);
});

test('a long poll is woken by a message', async () => {
  await newsToQueue();
  const began = performance.now();

  const poll = receive({ WaitTimeSeconds: 20 });
  while (!(await queue()).polled);
  await sandbox.buyer('ann', product);
  const { Messages } = await poll;

  assert.equal(Messages.length, 1);
  assert.ok(performance.now() - began < 15_000);
});
