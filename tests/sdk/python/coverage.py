"""What was tried and how it came about, for the table that coverage_table.py makes of it."""

import json
import os


def note(sdk, service, operation, outcome, how="market", **more):
    """`how`: by the market itself, by fault, or absent; `why` and `typed` say more."""
    row = {"sdk": sdk, "service": service, "operation": operation, "outcome": outcome, "how": how}
    with open(os.environ["SOUK_COVERAGE"], "a", encoding="utf-8") as file:
        file.write(json.dumps({**row, **more}) + "\n")
