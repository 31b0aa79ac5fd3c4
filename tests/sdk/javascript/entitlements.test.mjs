import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';

import { failsWith } from './support/coverage.mjs';
import { Market } from './support/market.mjs';
import { call, client, module } from './support/packages.mjs';

let market;
let sandbox;
before(async () => (market = await Market.start()));
beforeEach(async () => (sandbox = await market.sandbox()));
after(() => market.stop());

const entitlements = (input) => call('entitlement', 'GetEntitlements', input);

/** A contract with `count` dimensions, one of each bought by ann. */
async function contract(count) {
  const dimensions = Array.from({ length: count }, (_, i) => `seat-${String(i).padStart(2, '0')}`);
  await sandbox.control('PUT', '/products/wide', { model: 'contract', dimensions });
  const quantities = Object.fromEntries(dimensions.map((each) => [each, 7]));
  const agreement = await sandbox.buyer('ann', 'wide', { quantities, duration: '1mo' });
  return { dimensions, agreement };
}

test('what a buyer is entitled to comes with its types', async () => {
  const { agreement } = await contract(1);

  const { Entitlements } = await entitlements({
    ProductCode: agreement.product_code,
    Filter: { CUSTOMER_AWS_ACCOUNT_ID: [agreement.account], DIMENSION: ['seat-00'] },
  });

  assert.deepEqual(Entitlements, [
    {
      ProductCode: agreement.product_code,
      Dimension: 'seat-00',
      CustomerAWSAccountId: agreement.account,
      LicenseArn: agreement.license_arn,
      Value: { IntegerValue: 7 },
      ExpirationDate: new Date(agreement.ends),
    },
  ]);
  assert.equal((await sandbox.calls('GetEntitlements'))[0].data.protocol, 'json-1.1');
});

test('a paginator walks over pages of 25, the empty one included', async () => {
  sandbox = await market.sandbox({ switches: { empty_page: 'on' } });
  const { dimensions, agreement } = await contract(30);
  const pages = module('entitlement').paginateGetEntitlements(
    { client: client('entitlement') },
    { ProductCode: agreement.product_code },
  );

  const sizes = [];
  const found = [];
  for await (const page of pages) {
    sizes.push(page.Entitlements.length);
    found.push(...page.Entitlements.map((each) => each.Dimension));
  }

  assert.deepEqual(sizes, [0, 25, 5]);
  assert.deepEqual(found.sort(), dimensions);
});

test('who has nothing gets an answer without a list', async () => {
  const { agreement } = await contract(1);

  const answer = await entitlements({
    ProductCode: agreement.product_code,
    Filter: { CUSTOMER_AWS_ACCOUNT_ID: ['000000000000'] },
  });

  assert.equal(answer.Entitlements, undefined);
  assert.equal(answer.NextToken, undefined);
});

test('a dimension alone is no filter', async () => {
  const { agreement } = await contract(1);
  const input = { ProductCode: agreement.product_code, Filter: { DIMENSION: ['seat-00'] } };

  const error = await failsWith(
    'entitlement',
    'GetEntitlements',
    'InvalidParameterException',
    entitlements(input),
  );

  assert.match(error.message, /provide the CUSTOMER_IDENTIFIER along with DIMENSION/);
});
