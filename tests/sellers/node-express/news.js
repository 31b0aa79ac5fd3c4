import { promisify } from 'node:util';
import MessageValidator from 'sns-validator';
import { productCode } from './aws.js';
import { hear } from './customers.js';
import { meter } from './metering.js';
import { data, save } from './store.js';

const validator = new MessageValidator();
const validate = promisify(validator.validate.bind(validator));

const topics = ['subscription', 'entitlement'].map(
  (kind) => `arn:aws:sns:us-east-1:287250355862:aws-mp-${kind}-notification-${productCode}`,
);

const believe = async (text) => {
  try {
    const message = await validate(JSON.parse(text));
    return topics.includes(message.TopicArn) ? message : undefined;
  } catch (error) {
    console.error('message refused:', error.message);
    return undefined;
  }
};

const confirm = async ({ SubscribeURL }) => {
  const answer = await fetch(SubscribeURL);
  if (!answer.ok) throw new Error(`subscription not confirmed: ${answer.status}`);
};

/** SNS posts JSON, but calls it text/plain. */
export const receive = async (req, res) => {
  const message = await believe(req.body);
  if (!message) return res.status(403).send('This message is not from AWS Marketplace.\n');
  if (message.Type === 'SubscriptionConfirmation') await confirm(message);
  if (message.Type !== 'Notification' || data.seen[message.MessageId]) return res.sendStatus(200);

  const isLeaving = await hear(JSON.parse(message.Message), message.Timestamp);
  data.seen[message.MessageId] = message.Timestamp;
  save();
  res.sendStatus(200);
  if (isLeaving) await meter();
};
