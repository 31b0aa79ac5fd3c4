// The packages under test, from where `npm ci` put them: not beside this file.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(join(process.env.SOUK_NODE_MODULES, 'any.js'));

const packages = {
  metering: 'client-marketplace-metering',
  entitlement: 'client-marketplace-entitlement-service',
  agreement: 'client-marketplace-agreement',
  events: 'client-eventbridge',
  sns: 'client-sns',
  sqs: 'client-sqs',
  sts: 'client-sts',
};

/** What the SDK has for a service: its client, commands, errors and schemas. */
export const module = (service) => require(`@aws-sdk/${packages[service]}`);

/** Where the SDK's package for a service is. */
export const folderOf = (service) =>
  join(process.env.SOUK_NODE_MODULES, '@aws-sdk', packages[service]);

export const { NodeHttpHandler } = require('@smithy/node-http-handler');
export const MessageValidator = require('sns-validator');
export const { Consumer } = require('sqs-consumer');

/** The class of an operation's error, as the SDK exports it. */
export function errorClass(service, name) {
  return module(service)[name];
}

/**
 * A client as a seller makes one: everything it needs it finds in the environment. One attempt,
 * unless told otherwise, so that failures arrive at once.
 */
export function client(service, config = {}) {
  const own = module(service);
  const name = Object.keys(own).find((each) => /^[A-Z]\w+Client$/.test(each));
  return new own[name]({ maxAttempts: 1, ...config });
}

/** `operation` with `input`, sent by `by` or by a new client. */
export function call(service, operation, input, by = client(service)) {
  return by.send(new (module(service)[`${operation}Command`])(input));
}
