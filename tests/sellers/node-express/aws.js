import {
  GetEntitlementsCommand,
  MarketplaceEntitlementServiceClient,
} from '@aws-sdk/client-marketplace-entitlement-service';
import {
  BatchMeterUsageCommand,
  MarketplaceMeteringClient,
  ResolveCustomerCommand,
} from '@aws-sdk/client-marketplace-metering';

const region = process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION ?? 'us-east-1';
const metering = new MarketplaceMeteringClient({ region });
// Entitlements are kept in us-east-1, wherever the product runs.
const entitlement = new MarketplaceEntitlementServiceClient({ region: 'us-east-1' });

export const productCode = process.env.PRODUCT_CODE;

export const resolveCustomer = (token) =>
  metering.send(new ResolveCustomerCommand({ RegistrationToken: token }));

export const batchMeterUsage = (records) =>
  metering.send(new BatchMeterUsageCommand({ ProductCode: productCode, UsageRecords: records }));

export const readEntitlements = async (customer) => {
  const found = [];
  let NextToken;
  do {
    const page = await entitlement.send(
      new GetEntitlementsCommand({
        ProductCode: productCode,
        Filter: { CUSTOMER_IDENTIFIER: [customer] },
        NextToken,
      }),
    );
    found.push(...(page.Entitlements ?? []));
    NextToken = page.NextToken;
  } while (NextToken);
  return found.map((e) => ({
    dimension: e.Dimension,
    quantity: e.Value?.IntegerValue ?? 1,
    expires: e.ExpirationDate?.toISOString(),
  }));
};
