// The cases that all clients share, each in a sandbox of its own.
import { after, before, test } from 'node:test';

import { cases, play } from './support/cases.mjs';
import { Market } from './support/market.mjs';

let market;
before(async () => (market = await Market.start()));
after(() => market.stop());

for (const each of cases) test(`${each.service}: ${each.title}`, () => play(market, each));
