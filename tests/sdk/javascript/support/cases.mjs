// Plays the cases that all clients share: ../../cases, a file for each service.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';

import { failsWith, succeeds } from './coverage.mjs';
import { Endpoint } from './endpoint.mjs';
import { call, client } from './packages.mjs';
import { fill, keep } from './templates.mjs';

const folder = new URL('../../cases/', import.meta.url);

/** [{service, title, steps, parts}], in the order of the files. */
export const cases = readdirSync(folder)
  .sort()
  .flatMap((file) => {
    const {
      service,
      before,
      cases: own,
      ...parts
    } = JSON.parse(readFileSync(new URL(file, folder)));
    return Object.entries(own).map(([title, steps]) => {
      return { service, title, steps: [...before, ...steps], parts };
    });
  });

/** {operation, by, template, …} of a step that calls: [NAME or SERVICE:NAME, template, outcome]. */
function readCall(service, [name, template, rest = {}]) {
  const [operation, other] = name.split(':').reverse();
  return {
    operation,
    by: other ?? service,
    template,
    ...(typeof rest === 'string' ? { fails: rest } : rest),
  };
}

/** "SERVICE OPERATION ERROR" of every error that a case provokes. */
export function provoked(all) {
  const calls = all.flatMap(({ service, steps }) =>
    steps.filter(Array.isArray).map((step) => readCall(service, step)),
  );
  return new Set(calls.map(({ by, operation, fails }) => `${by} ${operation} ${fails}`));
}

/** Holds what is written in `wanted` of an answer; it may say more. */
function assertSays(answer, wanted, place) {
  if (Array.isArray(wanted)) {
    assert.equal(answer?.length, wanted.length, `${place} has ${answer?.length} entries`);
    wanted.forEach((each, i) => assertSays(answer[i], each, `${place}.${i}`));
  } else if (wanted?.constructor === Object) {
    assert.ok(answer, `${place} is missing`);
    for (const name of Object.keys(wanted))
      assertSays(answer[name], wanted[name], `${place}.${name}`);
  } else {
    assert.deepEqual(answer, wanted, place);
  }
}

/** Whose call it is: the seller's, unless it names somebody the scope knows. */
function clientFor(service, { as, region }, scope, config) {
  if (region) config.region = region;
  if (as) {
    const keys = scope[as];
    config.credentials = {
      accessKeyId: keys.access_key_id ?? keys.AccessKeyId,
      secretAccessKey: keys.secret_access_key ?? keys.SecretAccessKey,
      sessionToken: keys.SessionToken,
    };
  }
  return client(service, config);
}

async function playCall(wish, scope, configure) {
  const { by, operation, template } = wish;
  const sender = clientFor(by, wish, scope, configure(by, operation));
  const answer = call(by, operation, fill(template, scope), sender);
  if (wish.fails) return failsWith(by, operation, wish.fails, answer);
  const output = await succeeds(by, operation, answer);
  if (wish.gives) assertSays(output, fill(wish.gives, scope), operation);
  return keep(wish.keep ?? {}, output, scope);
}

const others = {
  async knows({ knows }, { sandbox, scope }) {
    scope[knows] = await sandbox.control('PUT', `/buyers/${knows}`, {});
  },
  async buys({ buys, product, keep: name = buys, ...purchase }, { sandbox, scope }) {
    const agreement = await sandbox.buyer(buys, product, fill(purchase, scope));
    scope[name] = { ...(await sandbox.control('PUT', `/buyers/${buys}`, {})), ...agreement };
  },
  async token({ token }, { sandbox, scope }) {
    scope.token = await sandbox.token(scope[token]);
  },
  advance: ({ advance }, { sandbox }) => sandbox.advance(advance),
  fault: ({ fault, effect }, { sandbox }) => sandbox.faults({ operation: fault, effect }),
  async control({ control: [method, path, body], keep: wishes = {} }, { sandbox, scope }) {
    const answer = await sandbox.control(method, fill(path, scope), fill(body, scope));
    keep(wishes, answer, scope);
  },
  async listens({ listens }, { scope, ends }) {
    const endpoint = await Endpoint.listen();
    ends.push(() => endpoint.close());
    Object.assign(scope, { [listens]: endpoint.url, listener: endpoint });
  },
  async hears({ hears, keep: wishes }, { scope }) {
    keep(wishes, await scope.listener.message(hears), scope);
  },
};

/**
 * Plays one case in a sandbox of its own; gives the sandbox, and what the case made known.
 * `configure(service, operation)` says more of the client that calls.
 */
export async function play(market, { service, steps, parts }, configure = () => ({})) {
  const sandbox = await market.sandbox();
  const scope = { parts, account: sandbox.account };
  const ends = [];
  try {
    for (const step of steps) {
      scope.now = await sandbox.now();
      if (Array.isArray(step)) await playCall(readCall(service, step), scope, configure);
      else await others[Object.keys(step)[0]](step, { sandbox, scope, ends });
    }
  } finally {
    for (const end of ends) await end();
  }
  return { sandbox, scope };
}
