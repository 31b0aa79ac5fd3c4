// The models inside the JavaScript SDK's packages, as plain descriptions:
// {type, members, required, item, values}.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { folderOf, module } from '../javascript/support/packages.mjs';

const require = createRequire(join(process.env.SOUK_NODE_MODULES, 'any.js'));
const { NormalizedSchema } = require('@smithy/core/schema');

/** {interface: {member: type's name}} of a service's TypeScript declarations. */
function declaredTypes(service) {
  const folder = join(folderOf(service), 'dist-types/models');
  const files = readdirSync(folder).filter((name) => /^models_\d+\.d\.ts$/.test(name));
  const text = files.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
  const found = {};
  for (const [, name, body] of text.matchAll(/^export interface (\w+) \{\n(.*?)^\}/gms)) {
    const members = body.matchAll(/^ {4}(\w+)\??: (\w+)(?:\[\])? \| undefined;$/gm);
    found[name] = Object.fromEntries([...members].map(([, member, type]) => [member, type]));
  }
  return found;
}

const simple = {
  string: 'isStringSchema',
  number: 'isNumericSchema',
  boolean: 'isBooleanSchema',
  timestamp: 'isTimestampSchema',
  blob: 'isBlobSchema',
};

class Reader {
  constructor(service) {
    this.types = declaredTypes(service);
    this.enums = module(service);
  }

  structure(schema) {
    const members = {};
    const name = schema.getName();
    for (const [member, each] of schema.structIterator()) {
      members[member] = this.described(each);
      const values = this.enums[this.types[name]?.[member]];
      const place = members[member].item ?? members[member];
      if (values?.constructor === Object && place.type === 'string') {
        place.values = Object.values(values);
      }
    }
    const required = Object.keys(members).slice(0, schema.getSchema()[6] ?? 0);
    return { type: 'structure', members, required };
  }

  described(schema) {
    if (schema.isUnitSchema()) return { type: 'structure', members: {}, required: [] };
    if (schema.isStructSchema() || schema.isUnionSchema()) return this.structure(schema);
    if (schema.isListSchema())
      return { type: 'list', item: this.described(schema.getValueSchema()) };
    if (schema.isMapSchema()) return { type: 'map', item: this.described(schema.getValueSchema()) };
    const type = Object.keys(simple).find((each) => schema[simple[each]]());
    if (!type) throw new Error(`${schema.getName()} is of no known type`);
    return { type };
  }
}

/** {input, output} of an operation. */
export function modelOf(service, operation) {
  const schema = module(service)[`${operation}$`];
  const reader = new Reader(service);
  const described = (part) => reader.described(NormalizedSchema.of(part));
  return { input: described(schema[4]), output: described(schema[5]) };
}
