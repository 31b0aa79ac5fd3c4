'use strict';

const AWS = require('aws-sdk');
const { db, save } = require('./database');
const { meter } = require('./meter');
const { apply } = require('./subscribers');

const QueueUrl = process.env.QUEUE_URL;
const sqs = new AWS.SQS();

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** The queue holds SNS envelopes; only the topic may write to it, so they need no signature check. */
const handle = async (body) => {
  const envelope = JSON.parse(body);
  if (db.heard[envelope.MessageId]) return;
  const who = apply(JSON.parse(envelope.Message), envelope.Timestamp);
  db.heard[envelope.MessageId] = envelope.Timestamp;
  save();
  if (who.state === 'leaving') await meter();
};

const receive = async () => {
  const { Messages = [] } = await sqs
    .receiveMessage({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 20 })
    .promise();
  for (const { Body, ReceiptHandle } of Messages) {
    await sqs.deleteMessage({ QueueUrl, ReceiptHandle }).promise();
    await handle(Body).catch((error) => console.error('news', error));
  }
};

const listen = async () => {
  for (;;) {
    await receive().catch(async (error) => {
      console.error('queue', error.code);
      await pause(1000);
    });
  }
};

module.exports = { listen };
