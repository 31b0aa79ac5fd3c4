// sns-validator as a seller calls it, and what a seller over HTTPS needs beside it.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import https from 'node:https';
import { join } from 'node:path';

import { MessageValidator } from './packages.mjs';

/** A key and a certificate, made in `folder`, for an HTTPS endpoint on this machine. */
export function identity(folder) {
  const [key, cert] = ['key.pem', 'cert.pem'].map((file) => join(folder, file));
  const curve = '-newkey ec -pkeyopt ec_paramgen_curve:P-256';
  const request = `req -x509 ${curve} -nodes -days 2 -subj /CN=seller`;
  const names = ['-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert];
  execFileSync('openssl', [...request.split(' '), ...names], { stdio: 'ignore' });
  return { key: readFileSync(key), cert: readFileSync(cert), file: cert };
}

/** The message, once the validator found it genuine; it rejects otherwise. */
export function validated(message) {
  return new Promise((resolve, reject) => {
    new MessageValidator().validate({ ...message }, (error, fine) => {
      if (error) reject(error);
      else resolve(fine);
    });
  });
}

/** Opens a page over HTTPS and gives its answer. */
export const visit = (url) =>
  new Promise((resolve, reject) => {
    https.get(url, (answer) => resolve(answer.resume())).on('error', reject);
  });
