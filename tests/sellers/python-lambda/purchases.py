"""What becomes of a purchase, told by SNS (legacy listings) or EventBridge (licences)."""

import json
import time
from datetime import datetime

FINAL_HOUR = 3600

ACTIONS = {
    "subscribe-success": "active",
    "subscribe-fail": "failed",
    "unsubscribe-pending": "leaving",
    "unsubscribe-success": "ended",
}


def state_of(row):
    """Nobody tells when the final hour of a licence is over."""
    if row["state"] == "leaving" and row["closes"] and row["closes"] <= time.time():
        return "ended"
    return row["state"]


def seen(db, identity):
    return not db.execute("INSERT OR IGNORE INTO heard VALUES (?)", (identity,)).rowcount


def add(db, key, aws_account=None, agreement=None):
    db.execute("INSERT OR IGNORE INTO purchases (key) VALUES (?)", (key,))
    db.execute(
        "UPDATE purchases SET aws_account = coalesce(?, aws_account),"
        " agreement = coalesce(?, agreement) WHERE key = ?",
        (aws_account, agreement, key),
    )


def hear_message(db, envelope):
    """An SNS message, in the spelling of any of its envelopes."""
    if seen(db, envelope["MessageId"]):
        return
    body = json.loads(envelope["Message"])
    state = ACTIONS.get(body["action"])
    if state:
        add(db, body["customer-identifier"])
        _change(db, "key", body["customer-identifier"], state, _seconds(envelope["Timestamp"]))


def hear_event(db, event):
    detail = event["detail"]
    if event["source"] != "aws.agreement-marketplace" or seen(db, _identity(event)):
        return
    kind, when = event["detail-type"].split(" - ")[0], _seconds(event["time"])
    if kind.startswith("License "):
        arn = detail["license"]["arn"]
        add(db, arn, detail["acceptor"]["accountId"], detail["agreement"]["id"])
        if kind == "License Updated":
            _change(db, "key", arn, "active", when)
        elif kind == "License Deprovisioned":
            _change(db, "key", arn, "leaving", when, when + FINAL_HOUR)
    elif kind == "Purchase Agreement Ended":
        # Renewed and replaced agreements go on under another licence.
        if detail["agreement"]["status"] in ("CANCELLED", "EXPIRED", "TERMINATED"):
            agreement = detail["agreement"]["id"]
            _change(db, "agreement", agreement, "leaving", when, when + FINAL_HOUR)


def _identity(event):
    # A second delivery may have an id of its own; what it tells keeps its requestId.
    return event["detail"].get("requestId") or event["id"]


def _change(db, column, value, state, when, closes=None):
    # News arrives in any order: older news than what is known is of no interest. An end that is
    # told twice, by the agreement and by the licence, counts from the first time.
    db.execute(
        "UPDATE purchases SET told = :when,"
        " closes = CASE WHEN state = 'leaving' AND :state = 'leaving' THEN closes ELSE :closes END,"
        f" state = :state WHERE {column} = :value"
        " AND (told < :when OR told = :when AND :state <> 'active')",
        {"state": state, "when": when, "closes": closes, "value": value},
    )


def _seconds(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()
