// The errors of the published models that no case provokes: asked for by fault.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { cases, play, provoked } from './support/cases.mjs';
import { good, modelledErrors } from './support/catalogue.mjs';
import { failsWith } from './support/coverage.mjs';
import { Market } from './support/market.mjs';
import { call, client, errorClass, folderOf } from './support/packages.mjs';
import { fill } from './support/templates.mjs';

let market;
let sandbox;
let scope;
const clients = {};
before(async () => {
  market = await Market.start();
  ({ sandbox, scope } = await play(market, { steps: good.before, parts: good.parts }));
  scope.now = await sandbox.now();
  for (const service of Object.keys(modelledErrors)) clients[service] = client(service);
});
after(() => market.stop());

const operations = Object.entries(modelledErrors).flatMap(([service, each]) =>
  Object.entries(each).map(([name, errors]) => ({ service, name, errors })),
);

/** The answer of a good request to which a fault gives this error. */
async function faulty(service, operation, error) {
  await sandbox.faults({ operation, effect: { error, message: 'because' } });
  const input = fill(good.requests[service][operation], scope);
  return call(service, operation, input, clients[service]);
}

const byCases = provoked(cases);
for (const { service, name, errors } of operations) {
  test(`${service}: what no case makes ${name} fail with, a fault does`, async () => {
    for (const error of errors.filter((each) => !byCases.has(`${service} ${name} ${each}`))) {
      const failure = await failsWith(service, name, error, faulty(service, name, error), 'fault');

      assert.equal(failure.message, 'because');
      assert.equal(failure.$fault, /^Internal/.test(error) ? 'server' : 'client', error);
    }
  });
}

test('codes over the wire are those of the published model', async () => {
  for (const { service, name, errors } of operations) {
    for (const error of errors) {
      const [code] = errorClass(service, `${error}$`)?.[3]?.awsQueryError ?? [];
      if (!code) continue;
      const failure = await faulty(service, name, error).catch((caught) => caught);
      assert.equal(failure.Code, code, `${name} ${error}`);
    }
  }
});

test('the list of errors is the one the SDK documents', () => {
  for (const { service, name, errors } of operations) {
    const page = readFileSync(
      `${folderOf(service)}/dist-types/commands/${name}Command.d.ts`,
      'utf8',
    );
    const documented = page.matchAll(/@throws \{@link (\w+)\} \((?:client|server) fault\)/g);
    assert.deepEqual(errors.toSorted(), [...documented].map(([, error]) => error).sort(), name);
  }
});
