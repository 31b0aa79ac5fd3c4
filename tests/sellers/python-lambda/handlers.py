"""The functions, as Lambda calls them."""

import json
import logging

import purchases
import usage
from store import open_store

log = logging.getLogger("handlers")


def sns_handler(event, context):
    with open_store() as db:
        for record in event["Records"]:
            purchases.hear_message(db, record["Sns"])
    _report_leavers()


def events_handler(event, context):
    with open_store() as db:
        purchases.hear_event(db, event)
    _report_leavers()


def sqs_handler(event, context):
    """Takes both kinds of news, since a queue can be fed by a topic or by a rule."""
    failed = []
    for record in event["Records"]:
        try:
            body = json.loads(record["body"])
            hear = purchases.hear_event if "detail" in body else purchases.hear_message
            with open_store() as db:
                hear(db, body)
        except Exception:
            log.exception("message %s stays in the queue", record["messageId"])
            failed.append({"itemIdentifier": record["messageId"]})
    _report_leavers()
    return {"batchItemFailures": failed}


def schedule_handler(event, context):
    return {"records": usage.report()}


def _report_leavers():
    """Whoever leaves is reported now; the next schedule could be too late."""
    with open_store() as db:
        leaving = db.execute(
            "SELECT 1 FROM purchases JOIN usage ON key = purchase"
            " WHERE purchases.state = 'leaving' AND usage.state = 'open'"
        ).fetchone()
    if leaving:
        usage.report()
