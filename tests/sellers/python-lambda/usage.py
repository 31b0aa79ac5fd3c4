"""Usage by the hour, and the reports of it."""

import logging
import time
from datetime import datetime, timezone

from botocore.exceptions import BotoCoreError, ClientError

import market
from store import open_store

HOUR = 3600

BAD_RECORD = {
    "InvalidCustomerIdentifierException",
    "InvalidLicenseException",
    "InvalidUsageDimensionException",
    "TimestampOutOfBoundsException",
}

log = logging.getLogger("usage")


def add(db, purchase, dimension, quantity):
    now = time.time()
    hour = int(now) // HOUR * HOUR
    # An hour that was reported is closed; what follows counts for the next.
    closed = db.execute(
        "SELECT max(hour) FROM usage WHERE purchase = ? AND dimension = ? AND state <> 'open'",
        (purchase, dimension),
    ).fetchone()[0]
    if closed is not None and closed >= hour:
        hour = closed + HOUR
    db.execute(
        "INSERT INTO usage (purchase, dimension, hour, quantity, at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET quantity = quantity + excluded.quantity, at = excluded.at",
        (purchase, dimension, hour, quantity, max(now, hour)),
    )


def report():
    """Sends finished hours, open ones of those who leave, and what an earlier report left over."""
    with open_store() as db:
        # From here on a record stays as it is: AWS bills the first version it gets of an hour.
        db.execute(
            "UPDATE usage SET state = 'sent' WHERE state = 'open' AND EXISTS ("
            " SELECT * FROM purchases WHERE key = purchase AND ("
            "  (purchases.state = 'active' AND hour + :hour <= :now)"
            "  OR (purchases.state = 'leaving' AND coalesce(closes > :now, 1))))",
            {"hour": HOUR, "now": time.time()},
        )
        rows = db.execute(
            "SELECT usage.*, aws_account FROM usage JOIN purchases ON key = purchase"
            " WHERE usage.state = 'sent' ORDER BY hour"
        ).fetchall()
    for start in range(0, len(rows), 25):
        _send(rows[start : start + 25])
    return len(rows)


def _send(rows):
    try:
        answer = market.meter([_record(row) for row in rows])
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code not in BAD_RECORD:
            log.warning("report put off: %s", code)
        elif len(rows) == 1:
            _close(rows[0]["purchase"], rows[0]["dimension"], rows[0]["hour"], code)
        else:
            # AWS took none of them; find the one it does not like.
            half = len(rows) // 2
            _send(rows[:half])
            _send(rows[half:])
    except BotoCoreError as error:
        log.warning("report put off: %s", error)
    else:
        for result in answer.get("Results", []):
            record = result["UsageRecord"]
            hour = int(record["Timestamp"].timestamp()) // HOUR * HOUR
            _close(market.purchase_of(record), record["Dimension"], hour, result["Status"])
        left = answer.get("UnprocessedRecords", [])
        if left:
            log.warning("%d records go with the next report", len(left))


def _record(row):
    at = datetime.fromtimestamp(int(row["at"]), timezone.utc)
    return market.record(
        row["purchase"], row["aws_account"], row["dimension"], row["quantity"], at
    )


def _close(purchase, dimension, hour, status):
    if status != "Success":
        log.error("not billed: %s", (purchase, dimension, hour, status))
    with open_store() as db:
        db.execute(
            "UPDATE usage SET state = ? WHERE purchase = ? AND dimension = ? AND hour = ?",
            ("billed" if status == "Success" else "refused", purchase, dimension, hour),
        )
