// Answers hold what the SDK's model knows, each of the right type, and all of it somewhere.
import { after, before, test } from 'node:test';

import { cases, play } from '../javascript/support/cases.mjs';
import { offered } from '../javascript/support/catalogue.mjs';
import { Market } from '../javascript/support/market.mjs';
import { assertExplained } from './differences.mjs';
import { Recorder } from './recorder.mjs';
import { modelOf } from './sdk_model.mjs';
import { output } from './xml.mjs';

let market;
before(async () => (market = await Market.start()));
after(() => market.stop());

const types = {
  structure: (value) => value?.constructor === Object,
  list: Array.isArray,
  map: (value) => value?.constructor === Object,
  string: (value) => typeof value === 'string',
  blob: (value) => typeof value === 'string' && /^[A-Za-z0-9+/]*={0,2}$/.test(value),
  number: (value) => typeof value === 'number' && !Number.isNaN(value),
  timestamp: (value) => typeof value === 'number' && !Number.isNaN(value),
  boolean: (value) => typeof value === 'boolean',
};

/** Places in `value` that are not as the model has them; adds to `seen` the places that are. */
function* oddities(place, value, model, seen) {
  seen.add(place);
  if (!types[model.type](value)) {
    yield `${place}: ${JSON.stringify(value)} is no ${model.type}`;
  } else if (model.values && !model.values.includes(value)) {
    yield `${place}: ${value} is none of its values`;
  } else if (model.item) {
    for (const each of Object.values(value)) yield* oddities(`${place}.*`, each, model.item, seen);
  } else if (model.type === 'structure') {
    for (const [name, each] of Object.entries(value)) {
      const member = model.members[name];
      if (member) yield* oddities(`${place}.${name}`, each, member, seen);
      else yield `${place}.${name}: is not in the model`;
    }
    for (const name of model.required) {
      if (!(name in value)) yield `${place}.${name}: must be there`;
    }
  }
}

/** Every place in an output that may hold something. */
function* places(place, model) {
  yield place;
  if (model.item) yield* places(`${place}.*`, model.item);
  for (const [name, member] of Object.entries(model.members ?? {})) {
    yield* places(`${place}.${name}`, member);
  }
}

test('answers have the members of the model, and together all of them', async () => {
  const models = new Map(
    offered().map(([service, name]) => [`${service} ${name}`, modelOf(service, name)]),
  );
  const seen = new Set();
  const odd = new Set();
  const configure = (service, operation) => {
    const place = `${service} ${operation}`;
    const model = models.get(place).output;
    const isXml = service === 'sns' || service === 'sts';
    const keep = (body) => {
      const answer = isXml ? output(body, operation, model) : JSON.parse(body || '{}');
      for (const each of oddities(place, answer, model, seen)) odd.add(each);
    };
    return { requestHandler: new Recorder(keep) };
  };

  for (const each of cases) await play(market, each, configure);

  for (const [place, { output: model }] of models) {
    for (const each of places(place, model)) {
      const parent = each.slice(0, each.lastIndexOf('.'));
      const isTop = !seen.has(each) && (seen.has(parent) || !each.includes('.'));
      if (isTop) odd.add(`${each}: was never seen`);
    }
  }
  assertExplained('answers', [...odd]);
});
