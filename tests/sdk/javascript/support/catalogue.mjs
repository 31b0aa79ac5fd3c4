// What the suite is to cover: every offered operation, its modelled errors, and a request each.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const read = (name) => JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url)));

/** {service: {operation: [errors]}} */
export const modelledErrors = read('errors.json');
/** What comes before the requests, and {service: {operation: template}}. */
export const good = read('requests.json');

/** [[service, operation]] of all that souk says it offers. */
export function offered() {
  const list = execFileSync(process.env.SOUK, ['api'], { encoding: 'utf8' });
  const found = [];
  let service;
  for (const line of list.split('\n')) {
    service = line.match(/^(\w+) \(/)?.[1] ?? service;
    const operation = line.match(/^ +yes +(\w+)$/)?.[1];
    if (operation) found.push([service, operation]);
  }
  return found;
}
