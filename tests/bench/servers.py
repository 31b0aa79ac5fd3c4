"""The servers that are measured, the calls that prepare them, and the load on them."""

import http.client
import json
import os
import re
import signal
import subprocess
import time
from pathlib import Path

SERVER_CORE, CLIENT_CORE = "0", "1"
START = "2026-10-06T09:00:00Z"
PRESENT = 1791356400  # 22 hours later: 2026-10-07T07:00:00Z
DIMENSIONS = 50


class Server:
    """A program that prints where it listens. Pinned to one core; ends with its block."""

    def __init__(self, command, core=SERVER_CORE):
        self.process = subprocess.Popen(
            ["taskset", "-c", core, *map(str, command)],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for line in self.process.stdout:
            if found := re.search(r"http://127\.0\.0\.1:(\d+)", line):
                self.url, self.port = found[0], int(found[1])
                return
        raise RuntimeError(f"{command[0]} ended before it listened.")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    @property
    def pid(self):
        return self.process.pid

    def stop(self):
        """Ends it, and returns after how many milliseconds it was gone."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=30)
        self.process.stdout.close()
        return (time.monotonic() - began) * 1000

    def resident_mb(self):
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGESIZE") / 1e6

    def cpu_ms(self):
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


class Souk(Server):
    """souk, and what a seller of many customers would have set up in it."""

    def __init__(self, programs, data=None, auth="verify", core=SERVER_CORE):
        self.programs = programs
        where = ["--data", data] if data else []
        super().__init__([programs.souk, "serve", "--port", "0", "--clock", "frozen",
                          "--auth", auth, *where], core)
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        view = self.control("GET", "")
        self.keys = ["--access-key", view["access_key_id"],
                     "--secret-key", view["secret_access_key"]]

    def control(self, method, path, body=None):
        self.connection.request(method, "/_souk/v1/sandboxes/default" + path,
                                json.dumps(body) if body is not None else None,
                                {"Content-Type": "application/json"})
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {text[:300]}")
        return json.loads(text) if text else None

    def furnish(self, customers, file):
        """Subscribes customers, and writes how usage records name them."""
        self.control("POST", "/reset", {"clock": {"mode": "frozen", "start": START},
                                        "seller_clock": "virtual"})
        self.control("PUT", "/products/bench", {
            "model": "subscription", "generation": "concurrent",
            "dimensions": [f"{letter}{n}" for letter in "dup" for n in range(DIMENSIONS)]})
        views = [self.control("POST", f"/buyers/b{n}/subscribe", {"product": "bench"})["agreement"]
                 for n in range(customers)]
        self.control("POST", "/clock/advance", {"by": "22h", "settle": {"off": True}})
        file.write_text("".join(json.dumps({"CustomerAWSAccountId": view["account"],
                                            "LicenseArn": view["license_arn"]}) + "\n"
                                for view in views))
        return self

    def token(self):
        agreement = self.control("GET", "/agreements")["agreements"][0]["id"]
        fields = self.control("POST", f"/agreements/{agreement}/set-up")["fields"]
        return fields["x-amzn-marketplace-token"]


def load(programs, server, kind, *options, connections=32, seconds=1.5, core=CLIENT_CORE):
    """Runs bench_load on a server and returns what it reports."""
    keys = getattr(server, "keys", [])
    done = subprocess.run(
        ["taskset", "-c", core, str(programs.bench_load), kind, "--url", server.url,
         "-c", str(connections), "--seconds", str(seconds), "--pid", str(server.pid),
         *keys, *map(str, options)], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"bench_load {kind}: {done.stdout[:2000]}{done.stderr[:500]}")
    return json.loads(done.stdout)


def batch_options(customers_file, dimension="d"):
    return ["--customers", customers_file, "--dimension", dimension, "--dimensions", DIMENSIONS,
            "--hours", 22, "--present", PRESENT]


def start_figures(programs, command, expected, reps, keys=()):
    """How long `command` takes to its first right answer, and what it occupies then."""
    done = subprocess.run(
        ["taskset", "-c", SERVER_CORE, str(programs.bench_start), "--reps", str(reps),
         "--expect", expected, *keys, "--", *map(str, command)],
        capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"bench_start: {done.stderr[:2000]}")
    return json.loads(done.stdout)
