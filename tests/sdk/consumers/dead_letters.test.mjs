// Endpoints that are down: attempts on the market's time, and what ends in a dead-letter queue.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';

import { call } from '../javascript/support/packages.mjs';
import {
  channels,
  makeDestination,
  startHook,
  subscribe,
  targetOfEvents,
  topicOf,
} from './support/channels.mjs';
import { assertHeard, lives, told } from './support/life.mjs';
import { makeQueue, readers, readQueue } from './support/queues.mjs';
import { startMarket } from './support/seller.mjs';

let stage;
let sandbox;
let dead;
before(async () => (stage = await startMarket()));
beforeEach(async () => {
  sandbox = await stage.market.sandbox();
  dead = await makeQueue(sandbox, 'dead');
});
after(() => stage.stop());

const waiting = async () => {
  const { queues } = await sandbox.control('GET', '/queues');
  return Number(queues.find(({ name }) => name === 'dead').attributes.ApproximateNumberOfMessages);
};

/** Ann buys and is active; gives the id of her agreement. */
async function purchase(product) {
  const { agreement } = await sandbox.control('POST', '/buyers/ann/subscribe', { product });
  await sandbox.advance('72s');
  return agreement.id;
}

/** Reads the dead letters to the end. */
async function exhume(kind, count) {
  const consumer = readQueue(sandbox, dead, kind);
  const letters = await consumer.heard(count);
  await consumer.close();
  return letters.map(({ body }) => JSON.parse(body));
}

/** A webhook that hears ann's news by SNS: its `answers` come after it was confirmed. */
async function topicHook(t, answers) {
  const hook = await startHook((count) => (count === 1 ? 200 : answers(count - 1)));
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn });
  await subscribe(sandbox, 'http', hook.url, { RedrivePolicy });
  t.after(hook.close);
  const { Token } = JSON.parse((await hook.first()).body);
  await call('sns', 'ConfirmSubscription', { TopicArn: await topicOf(sandbox), Token });
  hook.requests.shift();
  return hook;
}

for (const kind of Object.keys(readers)) {
  test(`what an endpoint of a topic never took, ${kind} reads after a minute`, async (t) => {
    const hook = await topicHook(t, () => 503);
    const ann = await purchase('subscription-legacy');
    await sandbox.advance('59999ms');
    assert.equal(hook.requests.length, 3);
    assert.equal(await waiting(), 0);

    await sandbox.advance('1ms');

    assert.equal(hook.requests.length, 4);
    assert.equal(await waiting(), 1);
    const [letter] = await exhume(kind, 1);
    const [{ id, message }] = await told(sandbox, ann);
    assertHeard([{ id: letter.MessageId, message: JSON.parse(letter.Message) }], [{ id, message }]);
    for (const { body } of hook.requests) assert.deepEqual(JSON.parse(body), letter);
  });
}

test('an endpoint of a topic that comes back hears once, the same', async (t) => {
  const hook = await topicHook(t, (count) => (count <= 2 ? 500 : 200));
  const ann = await purchase('subscription-legacy');
  await sandbox.advance('39999ms');
  assert.equal(hook.requests.length, 2);

  await sandbox.advance('1ms');
  await sandbox.advance('1h');

  const bodies = hook.requests.map(({ body }) => JSON.parse(body));
  assert.equal(bodies.length, 3);
  for (const body of bodies) assert.deepEqual(body, bodies[0]);
  assert.equal(bodies[0].MessageId, (await told(sandbox, ann))[0].id);
  assert.equal(await waiting(), 0);
});

/** A target that gives up after two more attempts. */
const target = (Arn) => ({
  Arn,
  RoleArn: `arn:aws:iam::${sandbox.account}:role/events`,
  RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 3600 },
  DeadLetterConfig: { Arn: dead.arn },
});

for (const kind of Object.keys(readers)) {
  test(`events a closed port never took, ${kind} reads`, async () => {
    const hook = await startHook();
    await hook.close();
    await targetOfEvents(target(await makeDestination(hook.url)));
    const ann = await purchase('subscription-concurrent');
    await sandbox.advance('1h');

    const all = await told(sandbox, ann);
    const letters = await exhume(kind, all.length);

    assertHeard(
      letters.map((message) => ({ id: message.id, message })),
      all,
    );
    const { rows } = await sandbox.control('GET', '/journal?kind=delivery&limit=1000');
    const attempts = rows.filter((row) => row.correlation === all[0].id);
    assert.deepEqual(
      attempts.map(({ data }) => `${data.attempt} ${data.outcome}`),
      ['1 failed', '2 failed', '3 given-up'],
    );
  });
}

for (const channel of channels.filter((each) => each.title.startsWith("a function's"))) {
  test(`${channel.title} again after it threw`, async (t) => {
    const { product } = lives[channel.generation];
    const consumer = await channel.open({ sandbox });
    t.after(consumer.close);
    consumer.breakDown(2);

    const ann = await purchase(product);
    await sandbox.advance('1h');

    const all = await told(sandbox, ann);
    assertHeard(await consumer.heard(), all);
    assert.deepEqual(consumer.errors, ['TypeError', 'TypeError']);
  });
}
