"""A seller's notification endpoint: keeps what it is sent."""

import json
import queue
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Endpoint:
    def __init__(self):
        self._messages = queue.Queue()
        messages = self._messages

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                messages.put(json.loads(body))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/news"
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def message(self, kind):
        """Takes messages until one of this type has come, waiting for it if need be."""
        while True:
            message = self._messages.get(timeout=10)
            if message["Type"] == kind:
                return message

    def close(self):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
