// sns-validator, unmodified: it trusts certificates of https://sns.REGION.amazonaws.com alone.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { Endpoint } from './support/endpoint.mjs';
import { impostor } from './support/impostor.mjs';
import { Market } from './support/market.mjs';
import { identity, validated, visit } from './support/validator.mjs';

let folder;
let market;
const endpoints = {};

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'souk-sdk-'));
  const own = identity(folder);
  market = await Market.start({ SSL_CERT_FILE: own.file });
  https.globalAgent = impostor(market);
  endpoints.http = await Endpoint.listen();
  endpoints.https = await Endpoint.listen(own);
});
after(async () => {
  await endpoints.http.close();
  await endpoints.https.close();
  await market.stop();
  rmSync(folder, { recursive: true });
});

const product = 'subscription-legacy';

/** A sandbox whose legacy product tells its news to `endpoint`, which has not confirmed yet. */
async function subscribed(endpoint, signature_version) {
  endpoint.messages.length = 0;
  const sandbox = await market.sandbox({ switches: { sns_urls: 'aws' } });
  const { channels } = await sandbox.control('PUT', `/products/${product}/notifications`, {
    https: endpoint.url,
    signature_version,
  });
  assert.equal(channels[0].status, 'pending');
  return sandbox;
}

for (const scheme of ['http', 'https']) {
  for (const version of ['1', '2']) {
    test(`over ${scheme} messages signed by version ${version} are valid`, async () => {
      const endpoint = endpoints[scheme];
      const sandbox = await subscribed(endpoint, version);

      const confirmation = await endpoint.message('SubscriptionConfirmation');
      const confirmed = await visit((await validated(confirmation)).SubscribeURL);
      await sandbox.buyer('ann', product);
      const news = await endpoint.message('Notification');

      assert.equal(confirmed.statusCode, 200);
      assert.equal(news.SignatureVersion, version);
      assert.equal(new URL(news.SigningCertURL).host, 'sns.us-east-1.amazonaws.com');
      assert.equal(JSON.parse((await validated(news)).Message).action, 'subscribe-success');
    });
  }
}

/** The message that comes when somebody forges one in this way. */
async function forgery(forged, version) {
  const endpoint = endpoints.http;
  const sandbox = await subscribed(endpoint, version);
  await visit((await endpoint.message('SubscriptionConfirmation')).SubscribeURL);
  const ann = await sandbox.buyer('ann', product);
  const genuine = await endpoint.message('Notification');
  await sandbox.control('POST', '/notify', {
    agreement: ann.id,
    name: 'unsubscribe-success',
    forged,
  });
  return { genuine, message: await endpoint.message('Notification') };
}

for (const version of ['1', '2']) {
  test(`a forged signature of version ${version} is refused`, async () => {
    const { message } = await forgery('signature', version);

    await assert.rejects(validated(message), { message: 'The message signature is invalid.' });
  });
}

test("a certificate that is not Amazon's is refused by its host", async () => {
  const { message } = await forgery('certificate', '1');

  await assert.rejects(validated(message), {
    message: 'The certificate is located on an invalid domain.',
  });
});

test('a message of another topic is valid, and told by its topic alone', async () => {
  const { genuine, message } = await forgery('topic', '1');

  await validated(message);

  assert.notEqual(message.TopicArn, genuine.TopicArn);
});

test('a message changed on its way is refused', async () => {
  const endpoint = endpoints.http;
  const sandbox = await subscribed(endpoint, '2');
  await visit((await endpoint.message('SubscriptionConfirmation')).SubscribeURL);
  await sandbox.buyer('ann', product);
  const news = await endpoint.message('Notification');

  const changed = { ...news, Message: news.Message.replace('success', 'failure') };

  await validated(news);
  await assert.rejects(validated(changed), { message: 'The message signature is invalid.' });
});
