// Each channel from a purchase to its end: in order and once, in disorder as asked, and repeated.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { channels } from './support/channels.mjs';
import { assertHeard, inOrder, liveThrough, lives, namesOf, told } from './support/life.mjs';
import { startMarket } from './support/seller.mjs';

let stage;
before(async () => (stage = await startMarket()));
after(() => stage.stop());

/** Plays `act(sandbox, life, consumer)` with this channel's consumer, in a sandbox of its own. */
async function play(channel, act) {
  const { market, identity } = stage;
  const sandbox = await market.sandbox({ switches: channel.switches ?? {} });
  const consumer = await channel.open({ sandbox, identity });
  try {
    await act(sandbox, lives[channel.generation], consumer);
  } finally {
    await consumer.close();
  }
}

for (const channel of channels) {
  test(`${channel.title}, in order and once`, () =>
    play(channel, async (sandbox, { product, names }, consumer) => {
      const ann = await liveThrough(sandbox, product);

      const all = await told(sandbox, ann);
      assert.deepEqual(namesOf(all), names);
      assert.equal(new Set(all.map((each) => each.id)).size, all.length);
      assertHeard(await consumer.heard(all.length), all);
    }));

  test(`${channel.title}, twice over, late and not at all as asked`, () =>
    play(channel, async (sandbox, { product, names, channel: over }, consumer) => {
      const [first, late, ...rest] = names;
      const lost = rest.pop();
      await sandbox.faults(
        { channel: over, match: { name: first }, effect: { duplicate: 2 } },
        { channel: over, match: { name: late }, effect: { delay: '3h' } },
        { channel: over, match: { name: lost }, effect: { drop: true } },
      );
      const ann = await liveThrough(sandbox, product);

      const all = await told(sandbox, ann);
      const early = inOrder(all, [[first, 3], ...rest]);
      assertHeard(await consumer.heard(early.length), early);
      await sandbox.advance('3h');
      const wanted = [...early, ...inOrder(all, [late])];
      assertHeard(await consumer.heard(wanted.length), wanted);
    }));

  test(`${channel.title}, again by hand under the old name and a new one`, () =>
    play(channel, async (sandbox, { product, names }, consumer) => {
      const agreement = await liveThrough(sandbox, product);
      const name = names[1];
      for (const repeat of ['same-id', 'new-id']) {
        await sandbox.control('POST', '/notify', { agreement, name, repeat });
      }

      const all = await told(sandbox, agreement);
      const [same, fresh] = all.slice(-2);
      const original = all.findLast((each) => each.name === name && !each.copy_of);
      assert.equal(same.id, original.id);
      assert.deepEqual(same.message, original.message);
      assert.notEqual(fresh.id, original.id);
      assert.deepEqual({ ...fresh.message, id: 0 }, { ...original.message, id: 0 });
      assertHeard(await consumer.heard(all.length), all);
    }));
}
