// Limits of members, from the models that have them: botocore's for what it knows, the Agreement
// Service's own list for that; which members must be there and enumerations from the SDK's.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { modelOf } from './sdk_model.mjs';

const agreementLimits = JSON.parse(
  readFileSync(new URL('agreement_limits.json', import.meta.url), 'utf8'),
);
const botocoreNames = {
  metering: 'meteringmarketplace',
  entitlement: 'marketplace-entitlement',
  events: 'events',
  sns: 'sns',
  sqs: 'sqs',
  sts: 'sts',
};

const known = {};

/** botocore's newest model of a service; undefined where it has none. */
function botocore(service) {
  const name = botocoreNames[service];
  if (!name || known[service]) return known[service];
  const folder = join(process.env.SOUK_BOTOCORE, 'data', name);
  const version = readdirSync(folder).sort().at(-1);
  known[service] = JSON.parse(readFileSync(join(folder, version, 'service-2.json'), 'utf8'));
  return known[service];
}

function own({ min, max, pattern } = {}) {
  return { min, max, pattern };
}

/** Calls `visit(place, model, botocore's shape)` for a member and all that is in it. */
function walk(place, model, shapes, shape, visit) {
  visit(place, model, shape);
  const inner = (ref) => shapes?.[ref?.shape];
  if (model.type === 'structure') {
    for (const [name, member] of Object.entries(model.members)) {
      walk([...place, name], member, shapes, inner(shape?.members?.[name]), visit);
    }
  } else if (model.item) {
    const step = model.type === 'list' ? 0 : '*';
    walk([...place, step], model.item, shapes, inner(shape?.member ?? shape?.value), visit);
  }
}

/** [{place, type, min, max, pattern, values, required}] of an operation's input. */
export function limitsOf(service, operation) {
  const { input } = modelOf(service, operation);
  const model = botocore(service);
  const found = [];
  const top = model?.shapes[model.operations[operation]?.input?.shape];
  walk([], input, model?.shapes, top, (place, { type, values, required = [] }, shape) => {
    const path = place.join('.');
    const listed = service === 'agreement' ? own(agreementLimits[path]) : own(shape);
    const narrower = own(agreementLimits[`${operation}.${path}`]);
    found.push({ place, type, values, ...listed, ...(narrower.max ? narrower : {}) });
    for (const name of required) found.push({ place: [...place, name], required: true });
  });
  return found;
}
