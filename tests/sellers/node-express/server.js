import express from 'express';
import * as accounts from './accounts.js';
import { productCode, resolveCustomer } from './aws.js';
import * as customers from './customers.js';
import { count, meter } from './metering.js';
import { receive } from './news.js';
import * as pages from './pages.js';
import { data, save } from './store.js';

const app = express();
app.disable('x-powered-by');

const form = express.urlencoded({ extended: false });
const cookieOptions = { httpOnly: true, sameSite: 'lax', secure: true };

const cookie = (req, name) =>
  (req.get('cookie') ?? '')
    .split('; ')
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);

const enter = (req, res, account) => {
  accounts.endVisit(cookie(req, 'visit'));
  res.clearCookie('visit', cookieOptions);
  res.cookie('session', accounts.startSession(account), cookieOptions);
  res.redirect(303, '/app');
};

app.get('/', (req, res) => res.send(pages.home()));
app.get('/healthz', (req, res) => res.send('ok\n'));
app.get('/register', (req, res) => res.send(pages.home()));
app.get('/welcome', (req, res) => res.send(pages.welcome()));
app.get('/login', (req, res) => res.send(pages.logIn()));

const tokenProblems = {
  InvalidTokenException: 'We could not recognise where you come from.',
  ExpiredTokenException: 'You were away for too long.',
};

app.post('/register', form, async (req, res) => {
  const token = req.body?.['x-amzn-marketplace-token'];
  if (!token || typeof token !== 'string') {
    return res.status(400).send(pages.startAgain('Your registration did not come along.'));
  }
  let buyer;
  try {
    buyer = await resolveCustomer(token);
  } catch (error) {
    const problem = tokenProblems[error.name];
    if (problem) return res.status(400).send(pages.startAgain(problem));
    console.error('ResolveCustomer:', error.name);
    return res.status(424).send(pages.tryLater());
  }
  if (buyer.ProductCode !== productCode || !buyer.CustomerIdentifier) {
    return res.status(400).send(pages.startAgain('You come from another product.'));
  }
  const customer = customers.customerOf(buyer.CustomerIdentifier);
  customer.awsAccount = buyer.CustomerAWSAccountId;
  save();
  await customers.checkEntitlement(customer, { always: true });
  res.cookie('visit', accounts.startVisit(customer.id), cookieOptions);
  const isKnown = accounts.accountOf(customer.id);
  res.send(isKnown ? pages.logIn('You are registered already. Welcome back!') : pages.signUp());
});

app.post('/signup', form, (req, res) => {
  const customer = accounts.visitor(cookie(req, 'visit'));
  if (!customer) return res.status(400).send(pages.startAgain('Your registration is not open.'));
  if (accounts.accountOf(customer)) {
    return res.status(409).send(pages.logIn('You are registered already. Please log in.'));
  }
  const { account, problem } = accounts.signUp(req.body ?? {}, customer);
  if (problem) return res.status(422).send(pages.signUp(problem));
  enter(req, res, account);
});

app.post('/login', form, (req, res) => {
  const account = accounts.logIn(req.body ?? {}, accounts.visitor(cookie(req, 'visit')));
  if (!account) return res.status(401).send(pages.logIn('E-mail or password is wrong.'));
  enter(req, res, account);
});

app.get('/app', async (req, res) => {
  const account = accounts.loggedIn(cookie(req, 'session'));
  if (!account) return res.redirect('/login');
  const owned = account.customers.map(customers.customerOf);
  for (const customer of owned) await customers.checkEntitlement(customer);
  const customer = owned.find(customers.hasAccess);
  if (!customer) {
    const isWaiting = owned.some(({ status }) => status === 'unknown');
    if (isWaiting) return res.redirect('/welcome');
    return res.status(403).send(pages.status(owned[0]));
  }
  res.send(
    pages.app(
      account,
      customer,
      data.usage.filter((u) => u.customer === customer.id),
    ),
  );
});

app.post('/sns', express.text({ type: '*/*' }), receive);

// What follows is called by Postbox itself and by cron; the load balancer keeps others out.

app.post('/api/use', express.json(), (req, res) => {
  const { dimension, quantity = 1 } = req.body ?? {};
  if (typeof dimension !== 'string' || !Number.isInteger(quantity) || quantity < 0) {
    return res.status(400).json({ error: 'dimension and a whole quantity are needed' });
  }
  const customer = customers.findCustomer(req.body);
  if (!customer || !customers.mayUse(customer)) {
    return res.status(409).json({ error: 'no active subscription' });
  }
  count(customer.id, dimension, quantity);
  res.status(202).json({ counted: quantity });
});

app.post('/jobs/meter', async (req, res) => res.json({ records: await meter() }));

app.get('/admin/accounts', (req, res) =>
  res.json({ accounts: data.accounts.map(({ password, ...account }) => account) }),
);

app.use((error, req, res, next) => {
  if (!error.status) console.error(error);
  if (res.headersSent) return next(error);
  res.status(error.status ?? 503).send('Something went wrong. Please try again.\n');
});

const server = app.listen(process.env.PORT ?? 8080, () =>
  console.log(`Postbox listens on ${server.address().port}`),
);
process.on('SIGTERM', () => server.close());
