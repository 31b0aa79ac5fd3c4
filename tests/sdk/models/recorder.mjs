// A client's request handler that keeps the answers it is given, as they came over the wire.
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

import { NodeHttpHandler } from '../javascript/support/packages.mjs';

export class Recorder extends NodeHttpHandler {
  /** `keep(body)` is given the text of each answer that is no error. */
  constructor(keep) {
    super();
    this.keep = keep;
  }

  async handle(request, options) {
    const result = await super.handle(request, options);
    const body = await text(result.response.body);
    if (result.response.statusCode === 200) this.keep(body);
    result.response.body = Readable.from([Buffer.from(body)]);
    return result;
  }
}
