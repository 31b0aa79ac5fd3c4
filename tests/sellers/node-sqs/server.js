'use strict';

const http = require('node:http');
const AWS = require('aws-sdk');

AWS.config.update({
  region: process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION || 'us-east-1',
  maxRetries: 3,
});

const { db, save } = require('./database');
const html = require('./html');
const { add, meter } = require('./meter');
const { listen } = require('./news');
const { lookUp, subscriber } = require('./subscribers');
const users = require('./users');

const metering = new AWS.MarketplaceMetering();

const bodyOf = async (req) => {
  let body = '';
  for await (const chunk of req) {
    body += chunk;
    if (body.length > 100_000) throw Object.assign(new Error('too long'), { status: 413 });
  }
  return body;
};

const formOf = async (req) => Object.fromEntries(new URLSearchParams(await bodyOf(req)));

const cookieOf = (req) => /(?:^|; )pixelmill=(\w+)/.exec(req.headers.cookie || '')?.[1];
const cookie = (key) => ({
  'Set-Cookie': `pixelmill=${key}; Path=/; HttpOnly; Secure; SameSite=Lax`,
});

const page = (status, body, headers = {}) => ({
  status,
  body,
  headers: { 'Content-Type': 'text/html; charset=utf-8', ...headers },
});
const json = (status, value) => ({
  status,
  body: JSON.stringify(value),
  headers: { 'Content-Type': 'application/json' },
});
const goTo = (location, status = 303, headers = {}) => ({
  status,
  body: '',
  headers: { Location: location, ...headers },
});

const enter = (user) => goTo('/app', 303, cookie(users.remember({ user: user.id })));

const refusals = {
  InvalidTokenException: 'The registration is not valid.',
  ExpiredTokenException: 'The registration is too old.',
};

const register = async (req) => {
  const token = (await formOf(req))['x-amzn-marketplace-token'];
  if (!token) return page(400, html.setUpAgain('The registration is missing.'));
  let buyer;
  try {
    buyer = await metering.resolveCustomer({ RegistrationToken: token }).promise();
  } catch (error) {
    console.error('ResolveCustomer', error.code);
    const reason = refusals[error.code] || 'AWS Marketplace is busy; please try again shortly.';
    return page(refusals[error.code] ? 400 : 424, html.setUpAgain(reason));
  }
  if (buyer.ProductCode !== process.env.PRODUCT_CODE || !buyer.CustomerIdentifier) {
    return page(400, html.setUpAgain('The registration belongs to another product.'));
  }
  const who = subscriber(buyer.CustomerIdentifier);
  who.awsAccount = buyer.CustomerAWSAccountId;
  const visit = cookie(users.remember({ customer: who.id }));
  const isKnown = users.byCustomer(who.id);
  return page(200, isKnown ? html.logIn('You are already registered.') : html.signUp(), visit);
};

const signUp = async (req) => {
  const { name = '', email = '', company = '', password = '' } = await formOf(req);
  const { customer } = users.recall(cookieOf(req));
  if (!customer) return page(400, html.setUpAgain('There is no registration to complete.'));
  if (users.byCustomer(customer)) return page(409, html.logIn('You are already registered.'));
  if (users.byEmail(email)) return page(409, html.logIn('This address has an account.'));
  if (!email.includes('@') || password.length < 8) {
    return page(422, html.signUp('We need an e-mail address and a password of 8 characters.'));
  }
  return enter(users.create({ name, email, company, password }, customer));
};

const logIn = async (req) => {
  const { email = '', password = '' } = await formOf(req);
  const user = users.authenticate({ email, password });
  if (!user) return page(401, html.logIn('That does not match an account.'));
  users.adopt(user, users.recall(cookieOf(req)).customer);
  return enter(user);
};

const app = async (req) => {
  const user = users.byId(users.recall(cookieOf(req)).user);
  if (!user) return goTo('/login', 302);
  const subscribers = user.customers.map(subscriber);
  const who = subscribers.find(({ state }) => state === 'active' || state === 'leaving');
  if (!who && subscribers.some(({ state }) => state === 'pending')) return goTo('/welcome', 302);
  if (!who) return page(403, html.noAccess(subscribers[0].state));
  const usage = Object.values(db.buckets).filter(({ customer }) => customer === who.id);
  return page(200, html.app(user, who.state, usage));
};

const use = async (req) => {
  const order = JSON.parse((await bodyOf(req)) || '{}');
  const { dimension, quantity } = order;
  if (!dimension || !Number.isInteger(quantity) || quantity < 0) {
    return json(400, { error: 'what was used, and how much?' });
  }
  const who = lookUp(order);
  if (who?.state !== 'active') return json(409, { error: 'no active subscription' });
  add(who.id, dimension, quantity);
  return json(200, { ok: true });
};

const accounts = () =>
  db.users.map(({ id, name, email, company }) => ({ id, name, email, company }));

const routes = {
  'GET /': () => page(200, html.welcome()),
  'GET /healthz': () => ({ status: 200, body: 'ok\n', headers: {} }),
  'GET /register': () => page(200, html.welcome()),
  'POST /register': register,
  'POST /signup': signUp,
  'GET /welcome': () => page(200, html.waiting()),
  'GET /login': () => page(200, html.logIn()),
  'POST /login': logIn,
  'GET /app': app,
  // For Pixelmill's own machines; the load balancer does not let others in.
  'POST /api/use': use,
  'POST /jobs/meter': async () => json(200, { reported: await meter() }),
  'GET /admin/accounts': () => json(200, { accounts: accounts() }),
};

const answer = async (req) => {
  const route = routes[`${req.method} ${new URL(req.url, 'http://localhost').pathname}`];
  if (!route) return { status: 404, body: 'not found\n', headers: {} };
  try {
    return await route(req);
  } catch (error) {
    if (error instanceof SyntaxError) return json(400, { error: 'this is not JSON' });
    console.error(error);
    return { status: error.status || 503, body: 'Please try again.\n', headers: {} };
  }
};

const server = http.createServer(async (req, res) => {
  const { status, body, headers } = await answer(req);
  res.writeHead(status, headers).end(body);
});

server.listen(process.env.PORT || 8080, () => console.log('Pixelmill', server.address().port));
listen();

process.on('SIGTERM', () => {
  save();
  process.exit();
});
