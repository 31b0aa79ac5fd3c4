"""A seller's workers with Debian's boto3: polls the queues it is told of, and prints each message.

Its input is a line for each queue, {"queue": URL, "client": {how boto3 gets there}}; it ends
with its input.
"""

import json
import sys
import threading

import boto3

printing = threading.Lock()


def poll(queue, sqs):
    while True:
        answer = sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=20)
        for message in answer.get("Messages", ()):
            line = {"queue": queue, "id": message["MessageId"], "body": message["Body"]}
            with printing:
                print(json.dumps(line), flush=True)
            sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])


for line in sys.stdin:
    wish = json.loads(line)
    # Threads that still wait end with the program.
    client = boto3.client("sqs", **wish["client"])
    threading.Thread(target=poll, args=(wish["queue"], client), daemon=True).start()
