// The running souk takes members at their limits and refuses them one past.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { play } from '../javascript/support/cases.mjs';
import { good, offered } from '../javascript/support/catalogue.mjs';
import { Market } from '../javascript/support/market.mjs';
import { call, client } from '../javascript/support/packages.mjs';
import { fill } from '../javascript/support/templates.mjs';
import { assertExplained } from './differences.mjs';
import { limitsOf } from './limits.mjs';
import { probes } from './probes.mjs';

// What each service calls a member that is not as it may be.
const refusals = {
  metering: /^(Validation|Invalid(Tag|UsageAllocations|ProductCode|UsageDimension))Exception$/,
  entitlement: /^InvalidParameterException$/,
  agreement: /^ValidationException$/,
  events: /^(Validation|InvalidEventPattern)Exception$/,
  sns: /^(InvalidParameter|InvalidParameterValue|Validation)(Error|Exception)?$/,
  sqs: /^(MissingParameter|MissingRequiredParameterException|Invalid(AttributeName|BatchEntryId|ParameterValue(Exception)?)|EmptyBatchRequest)$/,
  sts: /^Validation(Error|Exception)$/,
};

let market;
let played;
const clients = {};
before(async () => {
  market = await Market.start();
  played = await play(market, { steps: good.before, parts: good.parts });
  played.scope.now = await played.sandbox.now();
  for (const service of Object.keys(refusals)) clients[service] = client(service);
});
after(() => market.stop());

/** The error's name, if the service refused the input for what it is; "" otherwise. */
async function refusal(service, operation, input, isAnyhow) {
  const answer = call(service, operation, input, clients[service]);
  const error = await answer.then(
    () => undefined,
    (caught) => caught,
  );
  // A value at its limit may mean nothing here; that is told in other words than a limit is.
  const isRefused = isAnyhow || / validation errors? detected/.test(error?.message);
  return isRefused && refusals[service].test(error?.name) ? error.name : '';
}

const differences = [];
for (const [service, operation] of offered()) {
  test(`${service}: ${operation} holds the limits of its members`, async () => {
    const input = fill(good.requests[service][operation], played.scope);
    const first = await refusal(service, operation, input, true);
    if (first) differences.push(`${service} ${operation}: the good request: ${first}`);

    for (const { name, fine, changed } of probes(input, limitsOf(service, operation))) {
      // SQS has words of its own for names that it does not know.
      const isAnyhow = !fine || service === 'sqs';
      const refused = changed ? await refusal(service, operation, changed, isAnyhow) : 'not tried';
      if (fine !== (refused === '')) {
        differences.push(`${service} ${operation} ${name}: ${refused || 'is taken'}`);
      }
    }
  });
}

test('what differs from the models is explained', () => assertExplained('limits', differences));
