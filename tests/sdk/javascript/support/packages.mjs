// The packages under test, from where `npm ci` put them: not beside this file.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(join(process.env.SOUK_NODE_MODULES, 'any.js'));

export const metering = require('@aws-sdk/client-marketplace-metering');
export const entitlement = require('@aws-sdk/client-marketplace-entitlement-service');
export const sns = require('@aws-sdk/client-sns');
export const sqs = require('@aws-sdk/client-sqs');
export const { NodeHttpHandler } = require('@smithy/node-http-handler');
export const MessageValidator = require('sns-validator');

const services = {
  metering: { module: metering, client: metering.MarketplaceMeteringClient },
  entitlement: { module: entitlement, client: entitlement.MarketplaceEntitlementServiceClient },
  sns: { module: sns, client: sns.SNSClient },
  sqs: { module: sqs, client: sqs.SQSClient },
};

/** The class of an operation's error, as the SDK exports it. */
export function errorClass(service, name) {
  return services[service].module[name];
}

/**
 * A client as a seller makes one: everything it needs it finds in the environment. One attempt,
 * unless told otherwise, so that failures arrive at once.
 */
export function client(service, config = {}) {
  return new services[service].client({ maxAttempts: 1, ...config });
}

/** `operation` with `input`, sent by `by` or by a new client. */
export function call(service, operation, input, by = client(service)) {
  return by.send(new services[service].module[`${operation}Command`](input));
}
