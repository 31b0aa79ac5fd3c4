// Those who read a queue: the SDK for JavaScript with npm's sqs-consumer, and boto3.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { call, client, Consumer } from '../../javascript/support/packages.mjs';

const poller = fileURLToPath(new URL('../poller.py', import.meta.url));

/** What a consumer has read, {id, body} each, in the order it read it. */
class Reader extends EventEmitter {
  read = [];

  take(message) {
    this.read.push(message);
    this.emit('message');
  }
}

/** npm's sqs-consumer, one message at a time. */
function withSqsConsumer(queueUrl) {
  const reader = new Reader();
  const consumer = Consumer.create({
    queueUrl,
    sqs: client('sqs'),
    waitTimeSeconds: 20,
    handleMessage: async (message) => {
      reader.take({ id: message.MessageId, body: message.Body });
      return message;
    },
  });
  for (const trouble of ['error', 'processing_error']) {
    consumer.on(trouble, (error) => (reader.trouble ??= error));
  }
  reader.stop = async () => {
    const stopped = once(consumer, 'stopped');
    consumer.stop({ abort: true });
    await stopped;
  };
  consumer.start();
  return reader;
}

/** Debian's boto3, in one process for all queues: starting it costs more than all it reads. */
const boto3 = {
  readers: new Map(),

  start() {
    const pipes = { stdio: ['pipe', 'pipe', 'inherit'] };
    this.process = spawn('/usr/bin/python3', ['-W', 'ignore', poller], pipes);
    createInterface({ input: this.process.stdout }).on('line', (line) => {
      const { queue, ...message } = JSON.parse(line);
      this.readers.get(queue)?.take(message);
    });
    this.ended = once(this.process, 'exit').then(([code]) => {
      for (const each of this.readers.values()) each.trouble = new Error(`boto3 ended: ${code}`);
    });
  },

  read(queue, reader) {
    if (!this.process) this.start();
    this.readers.set(queue, reader);
    const { AWS_ENDPOINT_URL_SQS, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = process.env;
    const client = {
      endpoint_url: AWS_ENDPOINT_URL_SQS,
      aws_access_key_id: AWS_ACCESS_KEY_ID,
      aws_secret_access_key: AWS_SECRET_ACCESS_KEY,
    };
    this.process.stdin.write(`${JSON.stringify({ queue, client })}\n`);
  },
};

function withBoto3(queueUrl) {
  const reader = new Reader();
  boto3.read(queueUrl, reader);
  reader.stop = async () => boto3.readers.delete(queueUrl);
  return reader;
}

/** Ends what the readers share. */
export async function endReaders() {
  if (!boto3.process) return;
  boto3.process.stdin.end();
  await boto3.ended;
}

export const readers = { 'sqs-consumer': withSqsConsumer, boto3: withBoto3 };

/** Whether nothing of a queue is waiting, nor read and not deleted yet. */
async function isEmpty(sandbox, name) {
  const { queues } = await sandbox.control('GET', '/queues');
  const { attributes } = queues.find((each) => each.name === name);
  const { ApproximateNumberOfMessages: waiting, ApproximateNumberOfMessagesNotVisible: read } =
    attributes;
  return waiting === '0' && read === '0';
}

/** Makes a queue; {arn, url}. */
export async function makeQueue(sandbox, name) {
  const { QueueUrl } = await call('sqs', 'CreateQueue', { QueueName: name });
  return { name, url: QueueUrl, arn: `arn:aws:sqs:us-east-1:${sandbox.account}:${name}` };
}

/** Starts a reader of a queue: {read, heard(count), close}. */
export function readQueue(sandbox, queue, kind) {
  const reader = readers[kind](queue.url);
  /** All that was read, once the queue is empty and `count` messages are there, or more. */
  const heard = async (count) => {
    const signal = AbortSignal.timeout(10_000);
    while (reader.read.length < count) {
      assert.ifError(reader.trouble);
      await once(reader, 'message', { signal }).catch(() => {
        const { length } = reader.read;
        assert.fail(`${kind} read ${length} messages instead of ${count}`);
      });
    }
    while (!(await isEmpty(sandbox, queue.name))) assert.ok(!signal.aborted, 'messages are left');
    assert.ifError(reader.trouble);
    return reader.read;
  };
  return { heard, close: reader.stop };
}
