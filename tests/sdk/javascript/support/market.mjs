// A running souk of one's own, and sandboxes in it.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const souk = process.env.SOUK;

/** A market whose time stands still until it is told to move. */
export class Market {
  /** `environment` comes on top of this process's own. */
  static async start(environment = {}) {
    const market = new Market();
    market.process = spawn(souk, ['serve', '--port', '0', '--tls-port', '0', '--clock', 'frozen'], {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const line of createInterface({ input: market.process.stdout })) {
      market.url ??= line.match(/^souk listens on (\S+)$/)?.[1];
      market.tlsUrl ??= line.match(/^and, under the names of AWS, on (\S+)$/)?.[1];
      if (line.startsWith('eval')) break;
    }
    assert.ok(market.url && market.tlsUrl, 'souk did not say where it listens');
    return market;
  }

  /** Ends it, which must go well: a sanitizer, too, speaks up at the end. */
  async stop() {
    const { exitCode, signalCode } = this.process;
    assert.ok(exitCode === null && signalCode === null, `souk ended: ${exitCode} ${signalCode}`);
    const ended = once(this.process, 'exit');
    this.process.kill('SIGTERM');
    assert.deepEqual(await ended, [0, null]);
  }

  get tlsPort() {
    return Number(new URL(this.tlsUrl).port);
  }

  /** The certificate that clients of the HTTPS port must trust, as `souk ca` writes it. */
  authority() {
    return execFileSync(souk, ['ca', '--emulator', this.url], { encoding: 'utf8' });
  }

  async control(method, path, body) {
    const answer = await fetch(`${this.url}/_souk/v1${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : undefined;
  }

  /** A sandbox to whose keys this process's AWS calls belong from now on. */
  async sandbox(wish = {}) {
    const view = await this.control('POST', '/sandboxes', {
      seller_clock: 'virtual',
      clock: { mode: 'frozen', start: '2026-10-06T09:00:00Z' },
      ...wish,
    });
    const sandbox = new Sandbox(this, view);
    Object.assign(process.env, sandbox.environment());
    return sandbox;
  }
}

export class Sandbox {
  constructor(market, view) {
    this.market = market;
    this.name = view.name;
    this.account = view.account;
  }

  /** What `souk env` tells a seller. */
  environment() {
    const text = execFileSync(
      souk,
      ['env', '--format', 'json', '--emulator', this.market.url, '--sandbox', this.name],
      { encoding: 'utf8' },
    );
    return JSON.parse(text);
  }

  control(method, path, body) {
    return this.market.control(method, `/sandboxes/${this.name}${path}`, body);
  }

  faults(...faults) {
    return this.control('PUT', '/faults', { faults });
  }

  advance(by) {
    return this.control('POST', '/clock/advance', { by, settle: { off: true } });
  }

  async now() {
    return new Date((await this.control('GET', '/clock')).now);
  }

  /** A buyer of the default product called `product`, whose licence is there already. */
  async buyer(name, product, purchase = {}) {
    const { agreement } = await this.control('POST', `/buyers/${name}/subscribe`, {
      product,
      ...purchase,
    });
    await this.advance('5m');
    return this.control('GET', `/agreements/${agreement.id}`);
  }

  /** The token that the buyer of `agreement` brings to the landing page. */
  async token(agreement) {
    const { fields } = await this.control('POST', `/agreements/${agreement.id}/set-up`, {});
    return fields['x-amzn-marketplace-token'];
  }

  /** The journal's rows of calls of `operation`. */
  async calls(operation) {
    const { rows } = await this.control('GET', '/journal?kind=call&limit=1000');
    return rows.filter((row) => row.data.operation === operation);
  }
}
