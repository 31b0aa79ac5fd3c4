// A buyer's life, what the market says it told of it, and what a consumer heard.
import assert from 'node:assert/strict';

/** By generation: the product, the channel of its faults, and what is told from first to last. */
export const lives = {
  legacy: {
    product: 'subscription-legacy',
    channel: 'sns',
    names: ['subscribe-success', 'unsubscribe-pending', 'unsubscribe-success'],
  },
  concurrent: {
    product: 'subscription-concurrent',
    channel: 'eventbridge',
    names: [
      'Purchase Agreement Created',
      'License Updated',
      'Purchase Agreement Ended',
      'License Deprovisioned',
    ],
  },
};

/** Ann buys, is active, cancels, and her final hour passes. Gives her agreement's id. */
export async function liveThrough(sandbox, product) {
  const agreement = await sandbox.buyer('ann', product);
  assert.equal(agreement.state, 'ACTIVE');
  await sandbox.control('POST', `/agreements/${agreement.id}/cancel`, {});
  await sandbox.advance('1h2m');
  const { state } = await sandbox.control('GET', `/agreements/${agreement.id}`);
  assert.equal(state, 'ENDED');
  return agreement.id;
}

/** What the journal says was told of an agreement: {id, name, message, copy_of}, in its order. */
export async function told(sandbox, agreement) {
  const { rows } = await sandbox.control('GET', '/journal?kind=notification&limit=1000');
  return rows
    .filter((row) => row.data.agreement === agreement)
    .map((row) => ({ ...row.data, id: row.subject }));
}

/** Names of what was told, each once in a row: a piece of news may have several hearers. */
export const namesOf = (notifications) =>
  notifications.map((each) => each.name).filter((name, i, all) => name !== all[i - 1]);

/** The notifications of these names in this order; [name, times] for one that comes repeatedly. */
export function inOrder(notifications, order) {
  return order.flatMap((each) => {
    const [name, times] = Array.isArray(each) ? each : [each, 1];
    const named = notifications.filter((one) => one.name === name && !one.copy_of);
    assert.ok(named.length > 0, `nothing called ${name} was told`);
    return named.flatMap((one) => Array(times).fill(one));
  });
}

/** Exactly these came: each member of each message, each id, in this order, so often. */
export function assertHeard(heard, notifications) {
  const named = (message) => message['detail-type'] ?? message.action;
  assert.deepEqual(
    heard.map((each) => named(each.message)),
    notifications.map((each) => named(each.message)),
  );
  heard.forEach((each, i) => {
    assert.deepEqual(each.message, notifications[i].message);
    if ('id' in each) assert.equal(each.id, notifications[i].id);
  });
}
