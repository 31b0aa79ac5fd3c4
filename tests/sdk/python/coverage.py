"""What was tried and how it came about, for the table that coverage_table.py makes of it."""

import json
import os
import pathlib

OPERATIONS = json.loads(
    (pathlib.Path(__file__).parent.parent / "errors.json").read_text(encoding="utf-8")
)["operations"]


def note(sdk, operation, outcome, how="market", typed=True):
    row = {"sdk": sdk, "operation": operation, "outcome": outcome, "how": how, "typed": typed}
    with open(os.environ["SOUK_COVERAGE"], "a", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")


def faults_of_the_models(sdk):
    """(service, operation, error) of every error that only a fault makes for this client."""
    for operation in OPERATIONS:
        for error, how in operation["errors"].items():
            if how == "fault" or sdk in OLD_CLIENTS and error in NOT_FROM_OLD_CLIENTS:
                yield operation["service"], operation["name"], error


OLD_CLIENTS = ("boto3", "awscli")
# They have no LicenseArn to be wrong.
NOT_FROM_OLD_CLIENTS = ("InvalidLicenseException",)
