"""Counts usage by the hour and reports it to AWS Marketplace."""

import logging
import threading
import time
from datetime import datetime, timezone

from botocore.exceptions import BotoCoreError, ClientError

import marketplace
from database import transaction

HOUR = 3600
BATCH = 25

# Errors with which AWS refuses a whole call because of one of its records.
RECORD_ERRORS = {
    "InvalidCustomerIdentifierException",
    "InvalidLicenseException",
    "InvalidUsageDimensionException",
    "TimestampOutOfBoundsException",
}

log = logging.getLogger(__name__)
_one_run = threading.Lock()
_wake = threading.Event()


def count(db, license, dimension, quantity):
    now = time.time()
    hour = int(now // HOUR * HOUR)
    key = (license, dimension)
    # What comes after an hour has been reported belongs to the next hour that has not.
    while db.execute(
        "SELECT 1 FROM usage WHERE license = ? AND dimension = ? AND hour = ? AND state <> 'open'",
        (*key, hour),
    ).fetchone():
        hour += HOUR
    db.execute(
        "INSERT INTO usage (license, dimension, hour, quantity, last_use) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET quantity = quantity + excluded.quantity,"
        " last_use = excluded.last_use",
        (*key, hour, quantity, max(now, hour)),
    )


def run():
    """Reports all that is due: hours that are over, and everything of licences that end."""
    with _one_run:
        due = _seal()
        for start in range(0, len(due), BATCH):
            _submit(due[start : start + BATCH])
        return len(due)


def _seal():
    """What is sent never changes again, not even if the answer gets lost."""
    now = {"now": time.time(), "hour": HOUR}
    with transaction() as db:
        db.execute(
            "UPDATE usage SET state = 'sent' WHERE state = 'open' AND EXISTS ("
            " SELECT 1 FROM licenses WHERE arn = license AND ("
            "  (licenses.state = 'active' AND usage.hour + :hour <= :now)"
            "  OR (licenses.state = 'ending' AND :now < ends)))",
            now,
        )
        return db.execute(
            "SELECT usage.*, aws_account FROM usage JOIN licenses ON arn = license"
            " WHERE usage.state = 'sent' ORDER BY hour"
        ).fetchall()


def _record(row):
    return {
        "LicenseArn": row["license"],
        "CustomerAWSAccountId": row["aws_account"],
        "Dimension": row["dimension"],
        "Quantity": row["quantity"],
        "Timestamp": datetime.fromtimestamp(int(row["last_use"]), timezone.utc),
    }


def _submit(rows):
    try:
        answer = marketplace.batch_meter_usage([_record(row) for row in rows])
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code not in RECORD_ERRORS:
            log.warning("metering is put off: %s", code)
        elif len(rows) == 1:
            _settle(rows[0]["license"], rows[0]["dimension"], rows[0]["hour"], code)
        else:
            middle = len(rows) // 2
            _submit(rows[:middle])
            _submit(rows[middle:])
        return
    except BotoCoreError as error:
        log.warning("metering is put off: %s", error)
        return
    for result in answer.get("Results", []):
        record = result["UsageRecord"]
        hour = int(record["Timestamp"].timestamp() // HOUR * HOUR)
        _settle(record["LicenseArn"], record["Dimension"], hour, result["Status"])
    if answer.get("UnprocessedRecords"):
        log.warning("%d records are sent again later", len(answer["UnprocessedRecords"]))


def _settle(license, dimension, hour, status):
    if status != "Success":
        log.error("not billed: %s %s %d: %s", license, dimension, hour, status)
    with transaction() as db:
        db.execute(
            "UPDATE usage SET state = ? WHERE license = ? AND dimension = ? AND hour = ?",
            ("billed" if status == "Success" else "refused", license, dimension, hour),
        )


def run_soon():
    _wake.set()


def run_every_hour():
    """Looks at the wall clock every second; a new hour, or run_soon, starts a run."""
    last = None
    while True:
        hour = time.time() // HOUR
        if _wake.is_set() or hour != last:
            _wake.clear()
            last = hour
            try:
                run()
            except Exception:
                log.exception("metering failed")
        _wake.wait(1)
