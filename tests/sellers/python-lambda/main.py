"""Serves the pages and, beside them, the functions."""

import logging
import os
from http.server import ThreadingHTTPServer

from runtime import Functions
from web import Web


class Skyglass(Functions, Web):
    pass


logging.basicConfig(level=logging.INFO)
ThreadingHTTPServer(("", int(os.environ.get("PORT", 8080))), Skyglass).serve_forever()
