"""What grows and what goes by: a full ledger, many sandboxes, a whole story."""

import http.client
import json
import subprocess
import time
from statistics import median

from goals import CUSTOMERS, rate
from page import Row
from servers import CLIENT_CORE, PRESENT, SERVER_CORE, Server, Souk, batch_options, load, start_figures

FEW, MANY = 1_000, 10_000_000


def prefill(programs, data, records):
    """Fills the ledger below what a load will add; tells its size and how long a look takes."""
    done = subprocess.run(
        [programs.bench_prefill, data / "default.db", "--records", str(records),
         "--until-hour", str(PRESENT // 3600 - 24)], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def growth(programs, scratch):
    """P8."""
    customers = scratch / "grown-customers"
    found = {}
    for records in (FEW, MANY):
        data = scratch / f"grown-{records}"
        with Souk(programs, data) as souk:
            souk.furnish(CUSTOMERS, customers)
        found[records] = prefill(programs, data, records) | {"data": data, "loads": []}
    for dimension in "dup":
        for each in found.values():
            with Souk(programs, each["data"]) as souk:
                done = load(programs, souk, "batch", *batch_options(customers, dimension))
                each["loads"].append(done)
                each["resident_mb"] = souk.resident_mb()
                keys = souk.keys
    for each in found.values():
        command = [programs.souk, "serve", "--port", "0", "--data", each["data"]]
        each["start"] = start_figures(programs, command, "InvalidToken", 15, keys)["p50_ms"]
    few, many = found[FEW], found[MANY]
    rates = [median(rate(one) for one in each["loads"]) for each in (few, many)]
    tails = [median(one["p99_us"] for one in each["loads"]) for each in (few, many)]
    held, tail = rates[1] / rates[0], tails[1] / tails[0]
    look, start = many["lookup_us"] / few["lookup_us"], many["start"] / few["start"]
    yield Row("P8", "10 million records in the ledger against a thousand: rate; p99; a look-up; "
              "start; bytes a record; memory",
              "≥ 0.90; ≤ 1.3; ≤ 4; ≤ 1.6; ≤ 30; ≤ 100 MB",
              f"{held:.2f}; {tail:.2f}; {look:.1f}; {start:.2f}; "
              f"{many['bytes_per_record']:.1f}; {many['resident_mb']:.0f} MB",
              f"{rates[0]:,.0f} batches/s, p99 {tails[0] / 1000:.1f} ms, {few['lookup_us']:.1f} µs, "
              f"{few['start']:.1f} ms",
              held >= 0.9 and tail <= 1.3 and look <= 4 and start <= 1.6
              and many["bytes_per_record"] <= 30 and many["resident_mb"] <= 100)


def sandboxes(programs, _):
    """P14."""
    with Server([programs.souk, "serve", "--port", "0", "--clock", "frozen"]) as souk:
        connection = http.client.HTTPConnection("127.0.0.1", souk.port)
        before, cpu = souk.resident_mb(), souk.cpu_ms()
        began = time.monotonic()
        for _ in range(1000):
            connection.request("POST", "/_souk/v1/sandboxes", "{}")
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 201, answer.status
        took = (time.monotonic() - began)
        used, grown = (souk.cpu_ms() - cpu) / 1000, souk.resident_mb() - before
    yield Row("P14", "a new sandbox, products and keys included; 1,000 of them",
              "≤ 0.3 ms of CPU; ≤ 150 MB", f"{used:.2f} ms ({took:.2f} ms with HTTP); {grown:.0f} MB",
              "–", used <= 0.3 and grown <= 150,
              "taking fresh memory is the largest part of it, preparing statements for each "
              "database the next")


def story(programs, scratch):
    """P11: what one more story costs in one process with market, judge and seller."""
    def run(copies):
        source = (programs.source / "tests/bench/story.yaml").read_text()
        file = scratch / "story.yaml"
        file.write_text((source.replace("COPIES", str(list(range(copies))))
                        .replace("SELLER_FILE", str(programs.source / "scenarios/library/seller.yaml"))))
        began = time.monotonic()
        done = subprocess.run(["taskset", "-c", f"{SERVER_CORE},{CLIENT_CORE}", programs.souk, "run",
                               file, "--seller", "sample"], capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"souk run: {done.stdout[:3000]}{done.stderr[:500]}")
        return (time.monotonic() - began) * 1000

    took = median((run(21) - run(1)) / 20 for _ in range(3))
    yield Row("P11", "a whole story: purchase, registration, 24 hours metered, cancellation, the "
              "final hour; market, runner, judge and the sample seller together",
              "≤ 10 ms", f"{took:.0f} ms", "–", took <= 10,
              "the runner makes some 270 HTTP calls in such a story, where the prototype that the "
              "goal was set by made 32: each hour is moved, ticked, noted and settled by itself")


ALL = {"growth": growth, "sandboxes": sandboxes, "story": story}
