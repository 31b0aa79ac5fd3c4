"""The least a seller can be: whoever comes is a customer, and each hour costs one request. Metered
by a thread that sleeps an hour at a time."""

import datetime
import http.server
import os
import threading
import time
import urllib.parse

import boto3

market = boto3.client("meteringmarketplace", region_name="us-east-1")
customers = []


class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.answer("please come from AWS Marketplace")

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        token = urllib.parse.parse_qs(body)["x-amzn-marketplace-token"][0]
        customers.append(market.resolve_customer(RegistrationToken=token)["CustomerIdentifier"])
        self.answer("welcome")

    def answer(self, text):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        pass


def meter():
    while True:
        time.sleep(3600)
        for customer in customers:
            market.batch_meter_usage(
                ProductCode=os.environ["PRODUCT_CODE"],
                UsageRecords=[
                    {
                        "Timestamp": datetime.datetime.now(datetime.timezone.utc),
                        "CustomerIdentifier": customer,
                        "Dimension": "requests",
                        "Quantity": 1,
                    }
                ],
            )


threading.Thread(target=meter, daemon=True).start()
http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Page).serve_forever()
