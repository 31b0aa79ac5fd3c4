'use strict';

const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const text = (value) => String(value).replace(/[&<>"]/g, (c) => entities[c]);

const page = (title, ...blocks) => `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Pixelmill: ${title}</title></head>
<body>
<h1>${title}</h1>
${blocks.join('\n')}
<hr>
<p>Support: <a href="mailto:help@pixelmill.example">help@pixelmill.example</a></p>
</body>
</html>
`;

const paragraph = (content) => (content ? `<p>${text(content)}</p>` : '');

const field = (label, name, type = 'text', more = '') =>
  `<p><label>${label}: <input name="${name}" type="${type}" ${more}></label></p>`;

const form = (action, button, ...fields) =>
  `<form method="post" action="${action}">\n${fields.join('\n')}\n<button>${button}</button>\n</form>`;

const link = (href, label) => `<p><a href="${href}">${label}</a></p>`;

const signUp = (hint) =>
  page(
    'Set up your account',
    paragraph(hint),
    form(
      '/signup',
      'Create account',
      field('Your name', 'name'),
      field('E-mail address', 'email', 'email', 'required'),
      field('Company', 'company'),
      field('Password', 'password', 'password', 'required minlength="8"'),
    ),
    link('/login', 'I have an account'),
  );

const logIn = (hint) =>
  page(
    'Log in',
    paragraph(hint),
    form(
      '/login',
      'Log in',
      field('E-mail address', 'email', 'email', 'required'),
      field('Password', 'password', 'password', 'required'),
    ),
  );

const welcome = () =>
  page(
    'Pixelmill',
    paragraph(
      'We resize your images. Subscribe on AWS Marketplace, then choose "Set up your account".',
    ),
    link('/login', 'Log in'),
  );

const setUpAgain = (reason) =>
  page(
    'We could not open your registration',
    paragraph(reason),
    paragraph(
      'Please go to "Manage subscriptions" in AWS Marketplace and choose "Set up your account" for Pixelmill.',
    ),
  );

const closed = {
  unpaid: 'The payment failed, so AWS Marketplace did not complete your subscription.',
  gone: 'Your subscription has ended.',
};

const waiting = () =>
  page(
    'Welcome',
    paragraph(
      'Your account is ready. AWS Marketplace will confirm your subscription within minutes.',
    ),
    link('/app', 'Look again'),
  );

const noAccess = (state) => page('No subscription', paragraph(closed[state]));

const app = (user, state, buckets) =>
  page(
    'Your images',
    paragraph(`Logged in as ${user.email}. Subscription: ${state}.`),
    ...buckets.map(({ hour, dimension, quantity }) =>
      paragraph(`${new Date(hour).toISOString().slice(0, 16)} UTC: ${quantity} ${dimension}`),
    ),
  );

module.exports = { app, logIn, noAccess, setUpAgain, signUp, waiting, welcome };
