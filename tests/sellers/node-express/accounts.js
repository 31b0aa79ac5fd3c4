import { randomBytes, randomUUID, scryptSync, timingSafeEqual } from 'node:crypto';
import { data, save } from './store.js';

const hash = (password, salt) => scryptSync(password, salt, 32);

const matches = (password, { salt, hash: expected }) =>
  timingSafeEqual(hash(password, Buffer.from(salt, 'hex')), Buffer.from(expected, 'hex'));

const byEmail = (email) => data.accounts.find((a) => a.email === email.toLowerCase());

export const accountOf = (customer) => data.accounts.find((a) => a.customers.includes(customer));

const link = (account, customer) => {
  if (customer && !accountOf(customer)) account.customers.push(customer);
};

const complaint = ({ email = '', password = '' }) => {
  if (!/^\S+@\S+$/.test(email)) return 'Please give an e-mail address.';
  if (password.length < 8) return 'A password has at least 8 characters.';
  return byEmail(email) && 'This e-mail address has an account already. Please log in.';
};

export const signUp = (form, customer) => {
  const problem = complaint(form);
  if (problem) return { problem };
  const salt = randomBytes(16);
  const account = {
    id: randomUUID(),
    name: form.name ?? '',
    email: form.email.toLowerCase(),
    company: form.company ?? '',
    password: { salt: salt.toString('hex'), hash: hash(form.password, salt).toString('hex') },
    customers: [customer],
  };
  data.accounts.push(account);
  save();
  return { account };
};

/** Someone who comes from AWS Marketplace and knows a password joins the purchase to that account. */
export const logIn = ({ email = '', password = '' }, customer) => {
  const account = byEmail(email);
  if (!account || !matches(password, account.password)) return undefined;
  link(account, customer);
  save();
  return account;
};

const remember = (kind, value) => {
  const id = randomBytes(24).toString('base64url');
  data[kind][id] = value;
  save();
  return id;
};

/** A visit keeps who AWS says is registering; the browser holds nothing but its random name. */
export const startVisit = (customer) => remember('visits', customer);
export const visitor = (id) => data.visits[id];
export const endVisit = (id) => delete data.visits[id];

export const startSession = (account) => remember('sessions', account.id);
export const loggedIn = (id) => data.accounts.find((a) => a.id === data.sessions[id]);
