"""Prints what the clients tried, operation by error by client; fails where something is missing.

usage: coverage_table.py FOLDER   (where the three suites left their notes; coverage.txt goes there)
"""

import json
import pathlib
import sys

SDKS = ("javascript", "boto3", "awscli")
HERE = pathlib.Path(__file__).parent
# How a line is marked: what the market did by itself, and what a fault made it do.
MARKS = {"market": "yes", "fault": "by fault"}

# Errors that Debian's clients cannot be given as others are, and why. A needless line fails.
EXPLAINED = {
    "their models are of 2022 and have no such error: it comes as a ClientError with its code": {
        ("boto3", "BatchMeterUsage"): ["InvalidLicenseException"],
        ("boto3", "Subscribe"): ["ReplayLimitExceededException"],
        ("boto3", "ConfirmSubscription"): ["ReplayLimitExceededException"],
        ("boto3", "CreateQueue"): [
            "InvalidAttributeValue", "RequestThrottled", "InvalidAddress", "InvalidSecurity",
        ],
        ("boto3", "GetQueueUrl"): ["RequestThrottled", "InvalidAddress", "InvalidSecurity"],
        ("boto3", "GetQueueAttributes"): ["RequestThrottled", "InvalidAddress", "InvalidSecurity"],
        ("boto3", "DeleteMessage"): ["RequestThrottled", "InvalidAddress", "InvalidSecurity"],
        ("boto3", "ChangeMessageVisibility"): [
            "RequestThrottled", "InvalidAddress", "InvalidSecurity",
        ],
        ("boto3", "ReceiveMessage"): [
            "RequestThrottled", "InvalidAddress", "InvalidSecurity", "KmsAccessDenied",
            "KmsDisabled", "KmsInvalidKeyUsage", "KmsInvalidState", "KmsNotFound",
            "KmsOptInRequired", "KmsThrottled",
        ],
    },
    "they know no LicenseArn to get wrong, so a fault makes the error": {
        ("boto3", "BatchMeterUsage"): ["InvalidLicenseException"],
        ("awscli", "BatchMeterUsage"): ["InvalidLicenseException"],
    },
}
UNTYPED, FAULTED = (
    {(*where, error) for where, errors in group.items() for error in errors}
    for group in EXPLAINED.values()
)


def read_notes(folder):
    notes = {}
    for sdk in SDKS:
        file = folder / f"{sdk}.jsonl"
        for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else ():
            note = json.loads(line)
            notes[note["sdk"], note["operation"], note["outcome"]] = note
    return notes


def judge(note, key, wanted):
    """What the table shows of one cell, and whether it is a gap."""
    if note is None:
        return "MISSING", True
    mark = MARKS[note["how"]] + ("" if note["typed"] else ", as code")
    how_is_wrong = note["how"] != ("fault" if key in FAULTED else wanted)
    return mark, how_is_wrong or note["typed"] == (key in UNTYPED)


def table(notes, operations):
    """The lines of the table, and the cells in it that are gaps."""
    lines = [f"{'':26}{'':36}" + "".join(f"{sdk:20}" for sdk in SDKS)]
    gaps = []
    for operation in operations:
        name = operation["name"]
        for outcome, wanted in {"success": "market", **operation["errors"]}.items():
            line = f"{name if outcome == 'success' else '':26}{outcome:36}"
            for sdk in SDKS:
                key = (sdk, name, outcome)
                mark, is_gap = judge(notes.get(key), key, wanted)
                line += f"{mark + (' (!)' if is_gap else ''):20}"
                gaps += [key] if is_gap else []
            lines.append(line)
    return lines, gaps


def main():
    folder = pathlib.Path(sys.argv[1])
    notes = read_notes(folder)
    operations = json.loads((HERE / "errors.json").read_text(encoding="utf-8"))["operations"]
    lines, gaps = table(notes, operations)
    cells = (len(lines) - 1) * len(SDKS)
    lines.append(f"{cells - len(gaps)} of {cells} as they should be")
    lines += [f"explained: {why}" for why in EXPLAINED]
    lines += ["a gap, or other than explained: " + " ".join(gap) for gap in sorted(gaps)]
    known = {(each["name"], error) for each in operations for error in ("success", *each["errors"])}
    strangers = sorted(key for key in notes if key[1:] not in known)
    lines += ["not in errors.json: " + " ".join(stranger) for stranger in strangers]
    text = "\n".join(line.rstrip() for line in lines) + "\n"
    (folder / "coverage.txt").write_text(text, encoding="utf-8")
    print(text, end="")
    return 1 if gaps or strangers else 0


if __name__ == "__main__":
    sys.exit(main())
