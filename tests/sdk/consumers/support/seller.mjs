// A market to which sellers come who can hear over HTTPS, too.
import { mkdtempSync, rmSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { impostor } from '../../javascript/support/impostor.mjs';
import { Market } from '../../javascript/support/market.mjs';
import { identity } from '../../javascript/support/validator.mjs';
import { endReaders } from './queues.mjs';

/** {market, identity, stop}: it trusts the certificate of `identity`. */
export async function startMarket() {
  const folder = mkdtempSync(join(tmpdir(), 'souk-consumers-'));
  const own = identity(folder);
  const market = await Market.start({ SSL_CERT_FILE: own.file });
  https.globalAgent = impostor(market);
  const stop = async () => {
    await endReaders();
    https.globalAgent.destroy();
    await market.stop();
    rmSync(folder, { recursive: true });
  };
  return { market, identity: own, stop };
}
