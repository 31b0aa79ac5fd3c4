// Every way news reaches a seller, with somebody at its end whom nobody here wrote. A row has a
// title, the generation whose news comes this way, and `open(seller)`, which gives
// {heard(count), close}: what came, {id, message} each, in its order. Raw messages have no id.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { EventEmitter, once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

import { Endpoint } from '../../javascript/support/endpoint.mjs';
import { call } from '../../javascript/support/packages.mjs';
import { validated, visit } from '../../javascript/support/validator.mjs';
import { makeQueue, readers, readQueue } from './queues.mjs';
import { startFunction } from './runtime.mjs';

/** The seller's own rule for all the market's events, and its only target. */
export async function targetOfEvents(target) {
  const EventPattern = JSON.stringify({ source: ['aws.agreement-marketplace'] });
  await call('events', 'PutRule', { Name: 'market', EventPattern });
  const { FailedEntries } = await call('events', 'PutTargets', {
    Rule: 'market',
    Targets: [{ Id: 'seller', ...target }],
  });
  assert.deepEqual(FailedEntries, []);
}

/** The topic of a legacy product. */
export async function topicOf(sandbox) {
  const { topics } = await sandbox.control('PUT', '/products/subscription-legacy', {});
  return topics.subscription;
}

export async function subscribe(sandbox, Protocol, address, Attributes = {}) {
  const TopicArn = await topicOf(sandbox);
  await call('sns', 'Subscribe', { TopicArn, Protocol, Endpoint: address, Attributes });
}

/** How a body in a queue tells its message. */
const bodies = {
  wrapped(body, TopicArn) {
    const envelope = JSON.parse(body);
    assert.equal(envelope.Type, 'Notification');
    assert.equal(envelope.TopicArn, TopicArn);
    return { id: envelope.MessageId, message: JSON.parse(envelope.Message) };
  },
  raw: (body) => ({ message: JSON.parse(body) }),
  event: (body) => ({ id: JSON.parse(body).id, message: JSON.parse(body) }),
};

function queueChannel(kind, form) {
  return {
    title: `${kind} reads a queue: ${form}`,
    generation: form === 'event' ? 'concurrent' : 'legacy',
    async open({ sandbox }) {
      const queue = await makeQueue(sandbox, 'news');
      const topic = await topicOf(sandbox);
      if (form === 'event') {
        await targetOfEvents({ Arn: queue.arn });
      } else {
        const RawMessageDelivery = String(form === 'raw');
        await subscribe(sandbox, 'sqs', queue.arn, { RawMessageDelivery });
      }
      const { heard, close } = readQueue(sandbox, queue, kind);
      return {
        heard: async (count) => (await heard(count)).map(({ body }) => bodies[form](body, topic)),
        close,
      };
    },
  };
}

function validatorChannel(scheme, version) {
  return {
    title: `sns-validator hears over ${scheme}, signature version ${version}`,
    generation: 'legacy',
    switches: { sns_urls: 'aws' },
    async open({ sandbox, identity }) {
      const endpoint = await Endpoint.listen(scheme === 'https' ? identity : undefined);
      const to = { https: endpoint.url, signature_version: version };
      await sandbox.control('PUT', '/products/subscription-legacy/notifications', to);
      const confirmation = await endpoint.message('SubscriptionConfirmation');
      await visit((await validated(confirmation)).SubscribeURL);
      return {
        async heard() {
          const genuine = await Promise.all(endpoint.messages.map(validated));
          return genuine.map((each) => {
            assert.equal(each.SignatureVersion, version);
            return { id: each.MessageId, message: JSON.parse(each.Message) };
          });
        },
        close: () => endpoint.close(),
      };
    },
  };
}

const handler = (name) => fileURLToPath(new URL(`../handlers/${name}.cjs`, import.meta.url));

/** A queue that feeds the function. */
async function fed(sandbox) {
  const queue = await makeQueue(sandbox, 'news');
  await sandbox.control('PUT', '/queues/news/consumer', { function: 'news' });
  return queue.arn;
}

/** What calls a function, and the handler for it. Another caller is another row. */
const callers = [
  {
    by: 'a topic',
    module: 'sns',
    generation: 'legacy',
    connect: (sandbox, arn) => subscribe(sandbox, 'lambda', arn),
  },
  {
    by: 'a rule',
    module: 'events',
    generation: 'concurrent',
    connect: (sandbox, arn) => targetOfEvents({ Arn: arn }),
  },
  {
    by: "a topic's queue",
    module: 'sqs',
    generation: 'legacy',
    connect: async (sandbox) => subscribe(sandbox, 'sqs', await fed(sandbox)),
  },
  {
    by: "a rule's queue",
    module: 'sqs',
    generation: 'concurrent',
    connect: async (sandbox) => targetOfEvents({ Arn: await fed(sandbox) }),
  },
];

function functionChannel({ by, module: name, generation, connect }) {
  return {
    title: `a function's handler is called by ${by}`,
    generation,
    async open({ sandbox }) {
      const { url, module, errors, close } = await startFunction(handler(name));
      const { arn } = await sandbox.control('PUT', '/functions/news', { url });
      await connect(sandbox, arn);
      const heard = async () => module.handled;
      const breakDown = (times) => (module.broken = times);
      return { heard, close, breakDown, errors };
    },
  };
}

/** A seller's webhook; `answers(n)` is the status of its n-th answer. */
export async function startHook(answers = () => 200) {
  const requests = [];
  const arrivals = new EventEmitter();
  let count = 0;
  const server = createServer(async (request, answer) => {
    const { method, headers } = request;
    requests.push({ method, headers, body: await text(request) });
    answer.writeHead(answers(++count)).end();
    arrivals.emit('request');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const first = async () => {
    if (requests.length === 0) {
      await once(arrivals, 'request', { signal: AbortSignal.timeout(10_000) });
    }
    return requests[0];
  };
  const close = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  return { url: `http://127.0.0.1:${server.address().port}/hook`, requests, first, close };
}

/** The ARN of a destination at `url` that wants a key. */
export async function makeDestination(url) {
  const key = { ApiKeyName: 'x-hook-key', ApiKeyValue: 'open sesame' };
  const { ConnectionArn } = await call('events', 'CreateConnection', {
    Name: 'hook',
    AuthorizationType: 'API_KEY',
    AuthParameters: { ApiKeyAuthParameters: key },
  });
  const { ApiDestinationArn } = await call('events', 'CreateApiDestination', {
    Name: 'hook',
    ConnectionArn,
    InvocationEndpoint: url,
    HttpMethod: 'POST',
  });
  return ApiDestinationArn;
}

const destinationChannel = {
  title: 'a webhook hears as an API destination',
  generation: 'concurrent',
  async open({ sandbox }) {
    const hook = await startHook();
    const RoleArn = `arn:aws:iam::${sandbox.account}:role/events`;
    await targetOfEvents({ Arn: await makeDestination(hook.url), RoleArn });
    return {
      async heard() {
        return hook.requests.map(({ method, headers, body }) => {
          assert.equal(method, 'POST');
          assert.equal(headers['x-hook-key'], 'open sesame');
          assert.equal(headers['content-type'], 'application/json; charset=utf-8');
          return { id: JSON.parse(body).id, message: JSON.parse(body) };
        });
      },
      close: hook.close,
    };
  },
};

export const channels = [
  ...Object.keys(readers).flatMap((kind) =>
    ['wrapped', 'raw', 'event'].map((form) => queueChannel(kind, form)),
  ),
  ...['http', 'https'].flatMap((scheme) =>
    ['1', '2'].map((version) => validatorChannel(scheme, version)),
  ),
  ...callers.map(functionChannel),
  destinationChannel,
];
