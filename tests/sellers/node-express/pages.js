const escape = (text) => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

const page = (title, body) => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${title} - Postbox</title></head>
<body>
<h1>${title}</h1>
${body}
<footer>Questions? <a href="mailto:support@postbox.example">support@postbox.example</a></footer>
</body>
</html>
`;

const notice = (text) => (text ? `<p role="alert">${escape(text)}</p>\n` : '');

export const home = () =>
  page(
    'Postbox',
    `<p>Postbox sends your e-mail. It is sold on AWS Marketplace: subscribe there, then choose
"Set up your account".</p>
<p><a href="/login">Log in</a></p>`,
  );

export const startAgain = (reason) =>
  page(
    'Please start again',
    `<p>${escape(reason)}</p>
<p>Open Postbox under "Manage subscriptions" in AWS Marketplace and choose "Set up your account"
once more. Your subscription is not affected.</p>`,
  );

export const tryLater = () =>
  page(
    'One moment, please',
    `<p>AWS Marketplace does not answer us at the moment. Please go back to it and choose
"Set up your account" again in a few minutes.</p>`,
  );

export const signUp = (problem) =>
  page(
    'Create your account',
    `${notice(problem)}<form method="post" action="/signup">
<p><label>Name <input name="name" autocomplete="name"></label></p>
<p><label>E-mail <input type="email" name="email" autocomplete="email" required></label></p>
<p><label>Company <input name="company" autocomplete="organization"></label></p>
<p><label>Password <input type="password" name="password" minlength="8" autocomplete="new-password"
 required></label></p>
<p><button>Sign up</button></p>
</form>
<p>Do you have an account? <a href="/login">Log in</a>.</p>`,
  );

export const logIn = (problem) =>
  page(
    'Log in',
    `${notice(problem)}<form method="post" action="/login">
<p><label>E-mail <input type="email" name="email" autocomplete="username" required></label></p>
<p><label>Password <input type="password" name="password" autocomplete="current-password"
 required></label></p>
<p><button>Log in</button></p>
</form>`,
  );

const states = {
  unknown: 'AWS Marketplace has not confirmed your subscription yet. This takes a few minutes.',
  failed: 'AWS Marketplace could not complete your payment.',
  ended: 'Your subscription has ended. You can subscribe again on AWS Marketplace.',
  leaving: 'Your subscription is ending. What you have sent so far will be on your last bill.',
  active: 'Your subscription is active.',
};

export const welcome = () =>
  page('Welcome', `<p>${states.unknown}</p>\n<p><a href="/app">Go to Postbox</a></p>`);

export const status = (customer) => page('Your subscription', `<p>${states[customer.status]}</p>`);

export const app = (account, customer, usage) =>
  page(
    `Welcome, ${escape(account.name || account.email)}`,
    `<p>${states[customer.status]}</p>
<table>
<tr><th>Hour (UTC)</th><th>Dimension</th><th>Quantity</th></tr>
${usage
  .map((u) => [new Date(u.hour).toISOString().slice(0, 16), u.dimension, u.quantity])
  .map((cells) => `<tr>${cells.map((c) => `<td>${escape(c)}</td>`).join('')}</tr>`)
  .join('\n')}
</table>`,
  );
