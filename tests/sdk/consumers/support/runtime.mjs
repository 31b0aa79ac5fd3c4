// Lambda's runtime interface emulator, as far as an asynchronous caller sees it: one function,
// whose handler is a module with the usual `exports.handler`.
import { createServer } from 'node:http';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { json } from 'node:stream/consumers';

const path = '/2015-03-31/functions/function/invocations';

/** What the emulator answers for a handler that threw: the error is in the body, the status 200. */
function failure(error) {
  return {
    errorType: error.name,
    errorMessage: error.message,
    trace: error.stack.split('\n'),
  };
}

/** {url, module, errors, close}: the function in `file`, loaded anew, and the errors it threw. */
export async function startFunction(file) {
  const require = createRequire(import.meta.url);
  delete require.cache[require.resolve(file)];
  const module = require(file);
  const errors = [];
  const server = createServer(async (request, answer) => {
    if (request.method !== 'POST' || request.url !== path) {
      answer.writeHead(404).end();
      return;
    }
    let result;
    try {
      result = (await module.handler(await json(request), {})) ?? null;
    } catch (error) {
      result = failure(error);
      errors.push(result.errorType);
    }
    answer.setHeader('content-type', 'text/plain; charset=utf-8');
    answer.end(JSON.stringify(result));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  return { url: `http://127.0.0.1:${server.address().port}${path}`, module, errors, close };
}
