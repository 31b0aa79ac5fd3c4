// Where souk differs from the models, and why: differences.json. A needless line fails.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const explained = JSON.parse(readFileSync(new URL('differences.json', import.meta.url), 'utf8'));

/** Whether a line stands for what was found: "*" in it stands for anything. */
function covers(line, found) {
  const expression = line.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${expression}$`).test(found);
}

/** Each of `found` is explained in differences.json under `topic`, and nothing else is. */
export function assertExplained(topic, found) {
  const lines = Object.values(explained[topic]).flat();
  const open = found.filter((each) => !lines.some((line) => covers(line, each)));
  assert.deepEqual(open, [], `${open.length} differences are not explained`);
  const needless = lines.filter((line) => !found.some((each) => covers(line, each)));
  assert.deepEqual(needless, [], 'explained, but not there');
}
