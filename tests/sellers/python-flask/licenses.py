"""What is known of each purchase, from the landing page and from AWS Marketplace's events."""

import time
from datetime import datetime

# Usage may be reported for one more hour once an agreement has ended.
FINAL_HOUR = 3600
ENDS = {"CANCELLED", "EXPIRED", "TERMINATED"}  # RENEWED and REPLACED go on with another licence


def has_access(row):
    return row["state"] == "active" or (row["state"] == "ending" and time.time() < row["ends"])


def register(db, arn, aws_account):
    db.execute(
        "INSERT INTO licenses (arn, aws_account) VALUES (?, ?) ON CONFLICT DO NOTHING",
        (arn, aws_account),
    )


def hear(db, event):
    """Applies an event once. True if usage has to be reported at once because something ends."""
    detail = event["detail"]
    # A repeated event may come in a new envelope, its request keeps its id.
    identity = detail.get("requestId") or event["id"]
    if not db.execute("INSERT OR IGNORE INTO events VALUES (?)", (identity,)).rowcount:
        return False
    when = datetime.fromisoformat(event["time"].replace("Z", "+00:00")).timestamp()
    name = event["detail-type"].split(" - ")[0]
    if name == "License Updated":
        _learn(db, detail)
        db.execute(
            "UPDATE licenses SET state = 'active', changed = :when, ends = NULL"
            " WHERE arn = :arn AND changed < :when",
            {"when": when, "arn": detail["license"]["arn"]},
        )
    elif name == "License Deprovisioned":
        _learn(db, detail)
        return _end(db, "arn", detail["license"]["arn"], when)
    elif name == "Purchase Agreement Ended" and detail["agreement"]["status"] in ENDS:
        return _end(db, "agreement", detail["agreement"]["id"], when)
    return False


def _learn(db, detail):
    arn = detail["license"]["arn"]
    register(db, arn, detail["acceptor"]["accountId"])
    db.execute("UPDATE licenses SET agreement = ? WHERE arn = ?", (detail["agreement"]["id"], arn))


def _end(db, column, value, when):
    # The first news of the end counts: the final hour has begun by then.
    done = db.execute(
        "UPDATE licenses SET changed = :when,"
        " ends = CASE state WHEN 'ending' THEN ends ELSE :when + :hour END, state = 'ending'"
        f" WHERE {column} = :value AND changed <= :when",
        {"when": when, "hour": FINAL_HOUR, "value": value},
    )
    return done.rowcount > 0
