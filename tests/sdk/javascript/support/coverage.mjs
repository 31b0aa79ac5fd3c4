// What was tried and how it came about, for the table that coverage_table.py makes of it.
import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';

import { errorClass } from './packages.mjs';

function note(service, operation, outcome, how) {
  const row = { sdk: 'javascript', service, operation, outcome, how };
  appendFileSync(process.env.SOUK_COVERAGE, `${JSON.stringify(row)}\n`);
}

/** Waits for `answer`, which must come. */
export async function succeeds(service, operation, answer) {
  const output = await answer;
  note(service, operation, 'success', 'market');
  return output;
}

/** Waits for `answer`, which must be the SDK's own error `name`; gives that error. */
export async function failsWith(service, operation, name, answer, how = 'market') {
  const error = await answer.then(
    () => assert.fail(`${operation} should have failed with ${name}`),
    (failure) => failure,
  );
  assert.equal(error.name, name, error.stack);
  assert.ok(error instanceof errorClass(service, name), `${name} is not of the SDK's class`);
  note(service, operation, name, how);
  return error;
}
