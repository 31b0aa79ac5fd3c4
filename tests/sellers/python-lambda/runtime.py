"""Serves the handlers the way Lambda's runtime interface emulator does.

POST /2015-03-31/functions/{name}/invocations with the event as the body; the answer is what the
handler returns, or its error, both with status 200.
"""

import json
import re
import threading
import traceback
import uuid
from types import SimpleNamespace

import handlers

INVOCATION = re.compile(r"/2015-03-31/functions/(\w+)/invocations")

FUNCTIONS = {
    "sns": handlers.sns_handler,
    "events": handlers.events_handler,
    "sqs": handlers.sqs_handler,
    "schedule": handlers.schedule_handler,
}

_one_at_a_time = {name: threading.Lock() for name in FUNCTIONS}


def invoke(name, event):
    context = SimpleNamespace(function_name=name, aws_request_id=str(uuid.uuid4()))
    try:
        with _one_at_a_time[name]:
            return FUNCTIONS[name](event, context)
    except Exception as error:
        traceback.print_exc()
        return {"errorType": type(error).__name__, "errorMessage": str(error)}


class Functions:
    """Adds the functions to a request handler."""

    def do_POST(self):
        invocation = INVOCATION.fullmatch(self.path)
        if not invocation:
            return super().do_POST()
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if invocation[1] not in FUNCTIONS:
            return self._answer(404, {"errorMessage": "no such function"})
        self._answer(200, invoke(invocation[1], json.loads(body or b"{}")))

    def _answer(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
