// A seller's notification endpoint: keeps what it is sent.
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { EventEmitter, once } from 'node:events';
import { text } from 'node:stream/consumers';

export class Endpoint extends EventEmitter {
  messages = [];

  /** With `identity` (`key`, `cert`) over HTTPS. */
  static async listen(identity) {
    const endpoint = new Endpoint();
    const listener = async (request, answer) => {
      endpoint.messages.push(JSON.parse(await text(request)));
      answer.end();
      endpoint.emit('message');
    };
    endpoint.server = identity ? createSecureServer(identity, listener) : createServer(listener);
    endpoint.server.listen(0, '127.0.0.1');
    await once(endpoint.server, 'listening');
    const scheme = identity ? 'https' : 'http';
    endpoint.url = `${scheme}://127.0.0.1:${endpoint.server.address().port}/news`;
    return endpoint;
  }

  /** Takes the oldest message of this type, waiting for it if need be. */
  async message(type) {
    for (;;) {
      const index = this.messages.findIndex((each) => each.Type === type);
      if (index >= 0) return this.messages.splice(index, 1)[0];
      await once(this, 'message', { signal: AbortSignal.timeout(10_000) });
    }
  }

  async close() {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }
}
