// Inputs and answers as the cases spell them, made into what the SDK takes and gives.
// docs/sdks.md says what the marks mean.
import { Buffer } from 'node:buffer';

const hour = 3_600_000;

/** What stands at `path` ("ann.account") in `scope`; "" is all of it. */
function lookup(path, scope) {
  const names = path === '' ? [] : path.split('.');
  const found = names.reduce((value, name) => value?.[name], scope);
  if (found === undefined) throw new Error(`nothing is called ${path}`);
  return found;
}

function text(template, scope) {
  const whole = template.match(/^\$\{([^}]+)\}$/);
  if (whole) return lookup(whole[1], scope);
  return template.replace(/\$\{([^}]+)\}/g, (_, path) => lookup(path, scope));
}

/** A token as a cluster gives one to its pods, valid for so many seconds from now. */
function webIdentityToken(seconds) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = {
    sub: 'system:serviceaccount:shop:meter',
    aud: ['sts.amazonaws.com'],
    iss: 'https://oidc.example.test/id',
    'https://aws.amazon.com/source_identity': 'ann',
    exp: Math.floor(Date.now() / 1000) + seconds,
  };
  return `${part({ alg: 'RS256' })}.${part(claims)}.signature`;
}

const marks = {
  $time: (hours, _, scope) => new Date(scope.now.getTime() + hours * hour),
  $bytes: (content) => new Uint8Array(Buffer.from(content)),
  $jwt: webIdentityToken,
  $repeat: (part, { times, after = '' }) => after + part.repeat(times),
  $each: (template, { times, key }, scope) => {
    const one = (i) => ({ ...scope, i: String(i).padStart(2, '0') });
    const all = Array.from({ length: times }, (_, i) => fill(template, one(i)));
    if (!key) return all;
    return Object.fromEntries(all.map((value, i) => [fill(key, one(i)), value]));
  },
};

/** `template` with everything in it that `scope` knows. */
export function fill(template, scope) {
  if (typeof template === 'string') return text(template, scope);
  if (Array.isArray(template)) return template.map((each) => fill(each, scope));
  if (template === null || typeof template !== 'object') return template;
  const { $of: base, ...rest } = template;
  if (base) return fill({ ...lookup(base, scope.parts), ...rest }, scope);
  const mark = Object.keys(template).find((name) => marks[name]);
  if (mark) return marks[mark](template[mark], template, scope);
  return Object.fromEntries(
    Object.entries(template).map(([name, value]) => [fill(name, scope), fill(value, scope)]),
  );
}

/** Keeps parts of `answer` under names: {"url": "QueueUrl", "handle": "Messages.0.ReceiptHandle"} */
export function keep(wishes, answer, scope) {
  for (const [name, path] of Object.entries(wishes)) scope[name] = lookup(path, answer);
}
