// What souk takes and gives has every member of the SDK's model, each of the right type.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';

import { assertExplained } from './differences.mjs';
import { modelOf } from './sdk_model.mjs';

const shapes = JSON.parse(execFileSync(process.env.SOUK_SHAPES, { encoding: 'utf8' }));

/** "PLACE: WHAT" of all in which `ours` and the model differ. */
function* differences(place, ours, model) {
  if (ours.type !== model.type) {
    yield `${place}: is a ${ours.type}, not a ${model.type}`;
  } else if (model.type === 'structure') {
    for (const name of Object.keys(ours.members)) {
      if (!model.members[name]) yield `${place}.${name}: is not in the model`;
    }
    for (const [name, member] of Object.entries(model.members)) {
      if (ours.members[name]) yield* differences(`${place}.${name}`, ours.members[name], member);
      else yield `${place}.${name}: is missing`;
    }
  } else if (model.item) {
    yield* differences(`${place}.*`, ours.item, model.item);
  }
}

test('members and their types are those of the model', () => {
  const found = [];
  for (const [service, operations] of Object.entries(shapes)) {
    for (const [operation, { input, output }] of Object.entries(operations)) {
      const model = modelOf(service, operation);
      const place = `${service} ${operation}`;
      found.push(...differences(`${place} input`, input, model.input));
      // An operation that writes its answer as it is has no shape: answers.test.mjs looks at it.
      if (output) found.push(...differences(`${place} output`, output, model.output));
    }
  }
  assert.ok(Object.keys(shapes).length > 0);
  assertExplained('shapes', found);
});
