import os
import socket
import tempfile
import urllib.error
import urllib.request
from unittest import mock

import boto3
from botocore.exceptions import ClientError

from boto3_clients import NAMES, Boto3Test, client

TOPIC = "arn:aws:sns:us-east-1:287250355862:topic"
EMPTY_BATCH = {"UsageRecords": [], "ProductCode": "souksubscriptionlegacy001"}
CALLS = {
    "metering": ("batch_meter_usage", EMPTY_BATCH),
    "entitlement": ("get_entitlements", {"ProductCode": "soukcontractlegacy0000001"}),
    "sns": ("unsubscribe", {"SubscriptionArn": TOPIC + ":1"}),
    "sqs": ("create_queue", {"QueueName": "news"}),
    "sts": ("get_caller_identity", {}),
}


class Endpoints(Boto3Test):
    def test_under_the_names_of_aws_no_endpoint_is_needed(self):
        """What souk's users do with a hosts file, here done by the resolver of this process."""
        asked = set()
        to_souk = ("127.0.0.1", int(self.market.tls_url.rsplit(":", 1)[1]))

        def resolve(host, *_):
            asked.add(host)
            return [(socket.AF_INET, socket.SOCK_STREAM, 0, "", to_souk)]

        with tempfile.NamedTemporaryFile("w", suffix=".pem") as authority:
            authority.write(self.market.authority())
            authority.flush()
            trust = mock.patch.dict(os.environ, AWS_CA_BUNDLE=authority.name)
            with trust, mock.patch("socket.getaddrinfo", resolve):
                for _, variable in NAMES.values():
                    del os.environ[variable]
                for service, (method, arguments) in CALLS.items():
                    by = boto3.Session().client(NAMES[service][0])
                    getattr(by, method)(**arguments)

        self.assertEqual(
            asked,
            {
                "metering.marketplace.us-east-1.amazonaws.com",
                "entitlement.marketplace.us-east-1.amazonaws.com",
                "sns.us-east-1.amazonaws.com",
                "sqs.us-east-1.amazonaws.com",
                "sts.amazonaws.com",
            },
        )
        self.assertEqual(self.sandbox.calls("GetEntitlements")[0]["data"]["signed"], "verified")

    def test_a_wrong_secret_is_refused_in_the_words_of_each_protocol(self):
        os.environ["AWS_SECRET_ACCESS_KEY"] = "wrong"
        for service, (method, arguments) in CALLS.items():
            with self.subTest(service), self.assertRaises(ClientError) as caught:
                getattr(client(service), method)(**arguments)
            over_query = service in ("sns", "sqs", "sts")
            code = "SignatureDoesNotMatch" if over_query else "InvalidSignatureException"
            self.assertEqual(caught.exception.response["Error"]["Code"], code)

    def test_dates_of_answers_are_real_however_far_the_market_is(self):
        self.sandbox.advance("8760h")
        by = client("metering")

        by.batch_meter_usage(**EMPTY_BATCH)
        answer = by.batch_meter_usage(**EMPTY_BATCH)

        headers = answer["ResponseMetadata"]["HTTPHeaders"]
        self.assertIn("2027-10-06", headers["x-souk-now"])
        self.assertNotIn("2027-10-06", headers["date"])


class PresignedUrls(Boto3Test):
    def setUp(self):
        super().setUp()
        self.sqs = client("sqs")
        self.queue = self.sqs.create_queue(QueueName="news")["QueueUrl"]

    def presigned(self, method, **arguments):
        return self.sqs.generate_presigned_url(method, Params=arguments, HttpMethod="GET")

    def test_a_presigned_url_is_a_signed_call(self):
        url = self.presigned("get_queue_url", QueueName="news")

        with urllib.request.urlopen(url) as answer:
            text = answer.read().decode()

        self.assertIn(f"<QueueUrl>{self.queue}</QueueUrl>", text)
        self.assertEqual(self.sandbox.calls("GetQueueUrl")[0]["data"]["signed"], "verified")

    def test_a_presigned_url_that_was_changed_is_refused(self):
        url = self.presigned("get_queue_url", QueueName="news")

        with self.assertRaises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(url.replace("QueueName=news", "QueueName=olds"))

        self.assertEqual(caught.exception.code, 403)
        self.assertIn(b"<Code>SignatureDoesNotMatch</Code>", caught.exception.read())
        caught.exception.close()
