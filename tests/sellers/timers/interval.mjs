// The least a seller can be: whoever comes is a customer, and each hour costs one request. Metered by
// setInterval, as if an hour were an hour.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';

const require = createRequire(new URL('../node-express/', import.meta.url));
const {
  BatchMeterUsageCommand,
  MarketplaceMeteringClient,
  ResolveCustomerCommand,
} = require('@aws-sdk/client-marketplace-metering');

const market = new MarketplaceMeteringClient({ region: 'us-east-1' });
let customer;

async function register(request, answer) {
  const RegistrationToken = new URLSearchParams(await text(request)).get('x-amzn-marketplace-token');
  if (RegistrationToken) {
    customer = await market.send(new ResolveCustomerCommand({ RegistrationToken }));
  }
  answer.end('welcome');
}

async function meter() {
  if (!customer) return;
  const { CustomerAWSAccountId, LicenseArn } = customer;
  const record = { CustomerAWSAccountId, LicenseArn, Dimension: 'requests', Quantity: 1 };
  const usage = { UsageRecords: [{ ...record, Timestamp: new Date() }] };
  await market.send(new BatchMeterUsageCommand(usage));
}

setInterval(meter, 3_600_000);
createServer(register).listen(process.env.PORT, '127.0.0.1');
