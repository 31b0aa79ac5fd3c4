"""Prints what the clients tried, operation by error by client; fails where something is missing.

usage: coverage_table.py FOLDER SOUK   (where the suites left their notes; coverage.txt goes there)

The clients' notes say by themselves where a client cannot: that its model has no such service,
operation, member or error is found in the model, not listed here.
"""

import json
import pathlib
import re
import subprocess
import sys

SDKS = ("javascript", "boto3", "awscli")
HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE / "python"))
from cases import CASES, ERRORS, REQUESTS, provoked  # noqa: E402

# How a cell is marked: what the market did by itself, and what a fault made it do.
MARKS = {"market": "yes", "fault": "by fault", "absent": "-"}


def offered(souk):
    """(service, operation) of everything that souk says it offers."""
    found = []
    service = None
    for line in subprocess.check_output([souk, "api"], text=True).splitlines():
        heading = re.match(r"(\w+) \(", line)
        service = heading[1] if heading else service
        operation = re.match(r" +yes +(\w+)$", line)
        if operation:
            found.append((service, operation[1]))
    return found


def read_notes(folder):
    """The best note of each cell: one case may do what another cannot."""
    notes = {}
    order = list(MARKS)
    for sdk in SDKS:
        file = folder / f"{sdk}.jsonl"
        for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else ():
            note = json.loads(line)
            key = tuple(note[name] for name in ("sdk", "service", "operation", "outcome"))
            if key not in notes or order.index(note["how"]) < order.index(notes[key]["how"]):
                notes[key] = note
    return notes


def judge(note, wanted):
    """What the table shows of one cell, and whether it is a gap."""
    if note is None:
        return "MISSING", True
    words = [MARKS[note["how"]], note.get("why"), None if note.get("typed", True) else "as code"]
    return ", ".join(filter(None, words)), note["how"] != wanted and not note.get("why")


def table(notes):
    """The lines of the table, and the cells in it that are gaps."""
    by_market = provoked(CASES)
    lines = [f"{'':36}{'':38}" + "".join(f"{sdk:44}" for sdk in SDKS)]
    gaps = []
    for service, operations in ERRORS.items():
        lines.append(service)
        for operation, errors in operations.items():
            for outcome in ("success", *errors):
                key = (service, operation, outcome)
                wanted = "market" if outcome == "success" or key in by_market else "fault"
                line = f"  {operation if outcome == 'success' else '':34}{outcome:38}"
                for sdk in SDKS:
                    mark, is_gap = judge(notes.get((sdk, *key)), wanted)
                    line += f"{mark + (' (!)' if is_gap else ''):44}"
                    gaps += [(sdk, *key)] if is_gap else []
                lines.append(line)
    return lines, gaps


def unlisted(souk):
    """What is offered and not listed, or listed and not offered."""
    there = set(offered(souk))
    for name, lists in (("errors.json", ERRORS), ("requests.json", REQUESTS["requests"])):
        listed = {(service, each) for service, operations in lists.items() for each in operations}
        yield from (f"not in {name}: {' '.join(each)}" for each in sorted(there - listed))
        yield from (f"in {name}, not offered: {' '.join(each)}" for each in sorted(listed - there))


def summary(notes):
    """How many cells each client fills in which way."""
    for sdk in SDKS:
        own = [note for key, note in notes.items() if key[0] == sdk]
        counts = {how: sum(note["how"] == how for note in own) for how in MARKS}
        untyped = sum(not note.get("typed", True) for note in own)
        yield (
            f"{sdk}: {counts['market']} by the market itself, {counts['fault']} by fault"
            f" ({untyped} of all as code), {counts['absent']} that it does not know"
        )


def main():
    folder = pathlib.Path(sys.argv[1])
    notes = read_notes(folder)
    lines, gaps = table(notes)
    lines += summary(notes)
    wrong = ["a gap: " + " ".join(gap) for gap in gaps] + list(unlisted(sys.argv[2]))
    known = {
        (service, operation, outcome)
        for service, operations in ERRORS.items()
        for operation, errors in operations.items()
        for outcome in ("success", *errors)
    }
    strangers = sorted(key for key in notes if key[1:] not in known)
    wrong += ["not in errors.json: " + " ".join(stranger) for stranger in strangers]
    text = "\n".join(line.rstrip() for line in lines + wrong) + "\n"
    (folder / "coverage.txt").write_text(text, encoding="utf-8")
    print(text, end="")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
