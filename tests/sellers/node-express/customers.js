import { readEntitlements } from './aws.js';
import { data, save } from './store.js';

/** Contracts are read from the Entitlement Service, subscriptions follow the notifications. */
export const isContract = process.env.PRICING_MODEL === 'contract';

const create = (id) => ({ id, status: 'unknown', changed: '' });

export const customerOf = (id) => (data.customers[id] ??= create(id));

export const findCustomer = ({ customer, account }) =>
  data.customers[customer] ??
  Object.values(data.customers).find((c) => account && c.awsAccount === account);

export const hasAccess = ({ status }) => status === 'active' || status === 'leaving';
export const mayUse = ({ status }) => status === 'active';

const statusAfter = {
  'subscribe-success': 'active',
  'subscribe-fail': 'failed',
  'unsubscribe-pending': 'leaving',
  'unsubscribe-success': 'ended',
};

/** Takes in what a notification says; true if the customer's last usage is to be reported now. */
export const hear = async (notification, time) => {
  const customer = customerOf(notification['customer-identifier']);
  if (notification.action === 'entitlement-updated') {
    await refresh(customer);
    return false;
  }
  const status = statusAfter[notification.action];
  // Topics keep no order: whatever is older than what is known changes nothing.
  if (!status || time <= customer.changed) return false;
  customer.status = status;
  customer.changed = time;
  return status === 'leaving';
};

const refresh = async (customer) => {
  const entitlements = await readEntitlements(customer.id);
  customer.entitlements = entitlements;
  if (entitlements.length) customer.status = 'active';
  else if (customer.status === 'active') customer.status = 'ended';
  save();
};

const isStale = ({ status, entitlements = [] }) =>
  status !== 'active' || entitlements.some((e) => e.expires && Date.parse(e.expires) <= Date.now());

/** The Entitlement Service lags a little behind a purchase, so a refusal is asked about again. */
export const checkEntitlement = async (customer, { always = false } = {}) => {
  if (!isContract || !(always || isStale(customer))) return;
  await refresh(customer).catch((error) => console.error('entitlements:', error.name));
};
