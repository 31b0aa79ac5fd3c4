"""A running souk of one's own, sandboxes in it, and what every test of an AWS client needs."""

import json
import os
import subprocess
import unittest
import urllib.request

SOUK = os.environ["SOUK"]


class Market:
    """A market whose time stands still until it is told to move."""

    def __init__(self):
        self._process = subprocess.Popen(
            [SOUK, "serve", "--port", "0", "--tls-port", "0", "--clock", "frozen"],
            stdout=subprocess.PIPE,
            text=True,
        )
        self.url = self._next_word_after("souk listens on")
        self.tls_url = self._next_word_after("and, under the names of AWS, on")

    def _next_word_after(self, words):
        line = self._process.stdout.readline()
        assert line.startswith(words), line
        return line.split()[-1]

    def stop(self):
        """Ends it, which must go well: a sanitizer, too, speaks up at the end."""
        self._process.terminate()
        code = self._process.wait()
        self._process.stdout.close()
        assert code == 0, f"souk ended with {code}"

    def authority(self):
        """The certificate that clients of the HTTPS port must trust, as `souk ca` writes it."""
        return subprocess.check_output([SOUK, "ca", "--emulator", self.url], text=True)

    def control(self, method, path, body=None):
        request = urllib.request.Request(
            f"{self.url}/_souk/v1{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def sandbox(self, **wish):
        """A sandbox to whose keys this process's AWS calls belong from now on."""
        start = {"mode": "frozen", "start": "2026-10-06T09:00:00Z"}
        view = self.control(
            "POST", "/sandboxes", {"seller_clock": "virtual", "clock": start, **wish}
        )
        sandbox = Sandbox(self, view)
        os.environ.update(sandbox.environment())
        return sandbox


class Sandbox:
    def __init__(self, market, view):
        self.market = market
        self.name = view["name"]
        self.account = view["account"]

    def environment(self):
        """What `souk env` tells a seller."""
        command = ["env", "--format", "json", "--emulator", self.market.url, "--sandbox", self.name]
        return json.loads(subprocess.check_output([SOUK, *command]))

    def control(self, method, path, body=None):
        return self.market.control(method, f"/sandboxes/{self.name}{path}", body)

    def faults(self, *faults):
        self.control("PUT", "/faults", {"faults": faults})

    def advance(self, by):
        self.control("POST", "/clock/advance", {"by": by, "settle": {"off": True}})

    def now(self):
        return self.control("GET", "/clock")["now"]

    def buyer(self, name, product, **purchase):
        """A buyer of the default product called `product`, who may use it already."""
        path = f"/buyers/{name}/subscribe"
        agreement = self.control("POST", path, {"product": product, **purchase})["agreement"]
        self.advance("5m")
        return self.control("GET", f"/agreements/{agreement['id']}")

    def token(self, agreement):
        """The token that the buyer of `agreement` brings to the landing page."""
        form = self.control("POST", f"/agreements/{agreement['id']}/set-up", {})
        return form["fields"]["x-amzn-marketplace-token"]

    def product(self, name, **wish):
        return self.control("PUT", f"/products/{name}", wish)

    def queue(self):
        """What the market knows of the only queue."""
        return self.control("GET", "/queues")["queues"][0]

    def calls(self, operation):
        """The journal's rows of calls of `operation`."""
        rows = self.control("GET", "/journal?kind=call&limit=1000")["rows"]
        return [row for row in rows if row["data"]["operation"] == operation]


class MarketTest(unittest.TestCase):
    """Each class has a market, each test a sandbox."""

    @classmethod
    def setUpClass(cls):
        cls.market = Market()
        cls.addClassCleanup(cls.market.stop)

    def setUp(self):
        self.sandbox = self.market.sandbox()
