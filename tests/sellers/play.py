#!/usr/bin/env python3
"""Plays the stories of scenarios/library against the sellers of this folder, as their users would:
each is started by souk, finds AWS under its own names and, where it can, the market's time on its
clock. What comes out is held against what SELLERS says, and the machine against what it was
before.

play.py SOUK [--work FOLDER] [--node FOLDER] [--times N] [--stories s01,s08] [--timers] [SELLER...]

FOLDER of --work keeps what is installed and compiled for them; that of --node has a `node`.
"""

import argparse
import concurrent.futures
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
STORIES = HERE.parent.parent / "scenarios" / "library"
FILES = {
    "s01": "s01_happy_path.yaml",
    "s05": "s05_token_expiry.yaml",
    "s07": "s07_registers_again.yaml",
    "s08": "s08_final_hour.yaml",
    "s10": "s10_duplicates.yaml",
    "s11": "s11_deduplication.yaml",
    "s13": "s13_unprocessed_records.yaml",
}

START = "DATABASE=$(mktemp -d)/db PRODUCT_CODE=$SOUK_PRODUCT_CODE {more} {place}/start"

# Sellers that meter by a timer of their own, for a day of the market.
TIMERS = {
    "interval": ("concurrent", "node {place}/timers/interval.mjs"),
    "sleep": ("legacy", "PRODUCT_CODE=$SOUK_PRODUCT_CODE /usr/bin/python3 {place}/timers/sleep.py"),
}

# Per seller: what it sells, and what it is found guilty of. A story that is not named is kept, and
# nothing is in doubt. A row of guilt is the rules that are broken, those that are warned of and the
# number of steps that fail, over all runs. Some find their keys in a profile, or assume a role by it.
SELLERS = {
    "node-express": {
        "profile": "app=Metering",
        "more": "PRICING_MODEL=$SOUK_PRODUCT_MODEL",
        "only": ["generation=legacy"],
    },
    "node-sqs": {
        "profile": "default",
        "more": "QUEUE_URL=$SOUK_QUEUE_URL",
        "only": ["generation=legacy", "model=subscription"],
    },
    "python-flask": {"profile": "app=Metering", "only": ["generation=concurrent", "model=subscription"]},
    "python-lambda": {
        "more": "LISTING=concurrent",
        "file": "seller.events.yaml",
        "only": ["generation=concurrent", "model=subscription"],
    },
    # Never sends again what came back unprocessed.
    "java": {
        "only": ["generation=concurrent", "model=subscription"],
        "guilt": {"s08": ({"R83"}, set(), 6), "s13": (set(), set(), 3)},
        "needs": "javac",
    },
    # Go asks the kernel for the time, and no library comes between: hours of the market do not pass
    # for this seller, and what it owes at their end can only be warned of.
    "go": {
        "profile": "default=Metering",
        "only": ["generation=concurrent", "model=subscription"],
        "follows": False,
        "guilt": {
            "s01": (set(), {"R46", "R72", "R104"}, 3),
            "s08": (set(), {"R46", "R104"}, 6),
            "s10": (set(), {"R46", "R104"}, 4),
            "s11": (set(), {"R72", "R104"}, 3),
            "s13": (set(), {"R77", "R104"}, 25),
        },
        "needs": "go",
    },
}


def installed(work, name):
    """Where the seller can be started: those of Node.js in a copy that has its packages."""
    source = HERE / name
    if not (source / "package-lock.json").exists():
        return source
    place = work / name
    stamp = place / "installed"
    files = sorted(path for path in source.iterdir() if path.is_file())
    state = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
    if stamp.exists() and stamp.read_text() == state:
        return place
    place.mkdir(parents=True, exist_ok=True)
    for path in files:
        shutil.copy2(path, place)
    subprocess.run(
        ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=place,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    stamp.write_text(state)
    return place


def play(souk, work, name, story, folder):
    """Runs one story; returns what was wrong with the outcome."""
    seller = SELLERS[name]
    report = folder / f"{name}-{story}.json"
    command = [souk, "run", str(STORIES / FILES[story]), "--as-aws"]
    command += ["--seller-file", str(HERE / name / seller.get("file", "seller.yaml"))]
    command += ["--seller-ready", "/healthz", "--seller-within", "5m"]
    more = seller.get("more", "")
    command += ["--seller-cmd", START.format(more=more, place=work / "at" / name)]
    command += ["--report", f"json={report}"]
    if seller.get("follows", True):
        command.append("--follow-clock")
    if "profile" in seller:
        command += ["--aws-profile", seller["profile"]]
    for each in seller["only"]:
        axis = each.split("=")[0]
        if f"{axis}:" in (STORIES / FILES[story]).read_text().split("steps:")[0].split("matrix:")[-1]:
            command += ["--only", each]
    environment = dict(os.environ, TMPDIR=str(folder), BUILD=str(work / "build" / name))
    ended = None
    while ended is None or (not seller.get("follows", True) and this_hour() != hour):
        hour = this_hour()  # one that ends passes for a seller in real time, too: it plays again
        ended = subprocess.run(command, capture_output=True, text=True, env=environment)
    if not report.exists():
        return f"exit {ended.returncode}\n{ended.stdout}{ended.stderr}"
    runs = json.loads(report.read_text())["runs"]
    broken, warned = (
        {v["rule"] for run in runs for v in run["verdicts"] if v["outcome"] == outcome}
        for outcome in ("fail", "warn")
    )
    failed = sum(not step["ok"] for run in runs for step in run["steps"])
    not_judged = [run for run in runs if run["outcome"] not in ("kept", "broken")]
    expected = seller.get("guilt", {}).get(story, (set(), set(), 0))
    if not_judged or (broken, warned, failed) != expected:
        outcome = f"{told(broken, warned, failed)}; expected {told(*expected)}"
        return f"{outcome}\n{ended.stdout}{ended.stderr}"
    return ""


def this_hour():
    return int(time.time() // 3600)


def told(broken, warned, failed):
    return f"broken {sorted(broken)}, warned of {sorted(warned)}, {failed} steps failed"


def play_timer(souk, work, name):
    """A day by the seller's own timer; returns what was wrong."""
    generation, start = TIMERS[name]
    shutil.copytree(HERE / "timers", work / "timers", dirs_exist_ok=True)
    command = [souk, "run", str(HERE / "stories" / "timers.yaml"), "--as-aws", "--follow-clock"]
    command += ["--set", f"generation={generation}", "--seller-cmd", start.format(place=work)]
    ended = subprocess.run(command, capture_output=True, text=True)
    return "" if ended.returncode == 0 else ended.stdout + ended.stderr


def all_timers(souk, work):
    installed(work, "node-express")
    troubles = 0
    memory = shared_memory()
    with concurrent.futures.ThreadPoolExecutor(len(TIMERS)) as pool:
        for name, trouble in zip(TIMERS, pool.map(lambda each: play_timer(souk, work, each), TIMERS)):
            troubles += bool(trouble)
            print(f"timer {name}: {trouble or 'a record for each hour'}", flush=True)
    if shared_memory() - memory:
        troubles += 1
        print(f"left behind: {sorted(shared_memory() - memory)}", flush=True)
    return troubles


def all_stories(souk, work, name, stories):
    """Plays the first alone: what the seller is compiled into is made by then."""
    at = work / "at"
    at.mkdir(parents=True, exist_ok=True)
    link = at / name
    link.unlink(missing_ok=True)
    link.symlink_to(installed(work, name))
    troubles = 0
    with tempfile.TemporaryDirectory(prefix="souk-sellers-") as folder:
        place = pathlib.Path(folder)
        # Sellers wait more than they work.
        with concurrent.futures.ThreadPoolExecutor(2 * (os.cpu_count() or 1)) as pool:
            outcomes = [play(souk, work, name, stories[0], place)]
            outcomes += pool.map(lambda each: play(souk, work, name, each, place), stories[1:])
        for story, trouble in zip(stories, outcomes):
            troubles += bool(trouble)
            print(f"{name} {story}: {trouble or 'as expected'}", flush=True)
        left = left_of(place)
        if left:
            troubles += 1
            print(f"{name}: left behind: {left}", flush=True)
    return troubles


def listing(folder):
    return sorted(str(path) for path in pathlib.Path(folder).rglob("*"))


def machine():
    """What a run must leave as it was."""
    return {
        "mounts": sorted(line.split()[1] for line in open("/proc/self/mounts")),
        "hosts": hashlib.sha256(open("/etc/hosts", "rb").read()).hexdigest(),
        "trust": listing("/etc/ssl/certs"),
    }


def left_of(folder):
    """What runs in this folder left behind: files, and processes that know it."""
    left = [path.name for path in folder.glob("souk-*")]
    for environment in pathlib.Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"TMPDIR={folder}".encode() in environment.read_bytes().split(b"\0"):
                left.append(f"process {environment.parent.name}")
        except OSError:
            pass  # somebody else's, or gone meanwhile
    return left


def shared_memory():
    return {name for name in os.listdir("/dev/shm") if "faketime" in name}


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("souk")
    arguments.add_argument("sellers", nargs="*", metavar="SELLER")
    arguments.add_argument("--work", default=tempfile.gettempdir() + "/souk-sellers")
    arguments.add_argument("--node")
    arguments.add_argument("--timers", action="store_true")
    arguments.add_argument("--times", type=int, default=1)
    arguments.add_argument("--stories", default=",".join(FILES))
    wish = arguments.parse_intermixed_args()

    if wish.node:
        bins = [str(path) for path in pathlib.Path(wish.node).glob("node_modules/node-linux-*/bin")]
        os.environ["PATH"] = os.pathsep.join([*bins, os.environ["PATH"]])
    for variable in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[variable]
    work = pathlib.Path(wish.work).resolve()
    before = machine()
    troubles = 0
    if wish.timers:
        troubles += all_timers(wish.souk, work)
    for name in [] if wish.timers else wish.sellers or SELLERS:
        program = SELLERS[name].get("needs")
        if program and shutil.which(program) is None:
            print(f"{name}: there is no {program} on this machine", flush=True)
            continue
        for _ in range(wish.times):
            troubles += all_stories(wish.souk, work, name, wish.stories.split(","))
    after = machine()
    for what, was in before.items():
        if after[what] != was:
            troubles += 1
            print(f"the machine's {what} changed: {was} is now {after[what]}", flush=True)
    return 1 if troubles else 0


if __name__ == "__main__":
    sys.exit(main())
