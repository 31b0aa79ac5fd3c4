import time
from concurrent.futures import ThreadPoolExecutor

from boto3_clients import Boto3Test, client

PRODUCT = "subscription-concurrent"


class Queues(Boto3Test):
    def setUp(self):
        super().setUp()
        self.sqs = client("sqs")
        self.url = self.sqs.create_queue(QueueName="news")["QueueUrl"]

    def news_to_queue(self):
        """Sends the product's news to the queue; buyers who come from then on are news."""
        self.sandbox.control("PUT", f"/products/{PRODUCT}/notifications", {"sqs": "news"})

    def receive(self, **wishes):
        return self.sqs.receive_message(QueueUrl=self.url, **wishes)

    def test_a_queue_is_made_once_and_found_under_the_name_that_reached_souk(self):
        attributes = {"VisibilityTimeout": "30"}
        made = self.sqs.create_queue(QueueName="news", Attributes=attributes)
        found = self.sqs.get_queue_url(QueueName="news")

        self.assertEqual(made["QueueUrl"], f"{self.market.url}/{self.sandbox.account}/news")
        self.assertEqual(found["QueueUrl"], made["QueueUrl"])
        self.assertEqual(self.sandbox.calls("CreateQueue")[0]["data"]["protocol"], "query")

    def test_attributes_tell_what_the_queue_is(self):
        answer = self.sqs.get_queue_attributes(QueueUrl=self.url, AttributeNames=["All"])
        attributes = answer["Attributes"]

        arn = f"arn:aws:sqs:us-east-1:{self.sandbox.account}:news"
        self.assertEqual(attributes["QueueArn"], arn)
        self.assertEqual(attributes["VisibilityTimeout"], "30")

    def test_a_message_is_received_given_back_received_again_and_deleted(self):
        self.news_to_queue()
        self.sandbox.buyer("ann", PRODUCT)

        [message] = self.receive(AttributeNames=["All"])["Messages"]
        handle = {"QueueUrl": self.url, "ReceiptHandle": message["ReceiptHandle"]}
        self.sqs.change_message_visibility(VisibilityTimeout=0, **handle)
        again = self.receive(MaxNumberOfMessages=10)["Messages"]
        for each in again:
            handle = {"QueueUrl": self.url, "ReceiptHandle": each["ReceiptHandle"]}
            self.sqs.delete_message(**handle)

        self.assertEqual(message["Attributes"]["ApproximateReceiveCount"], "1")
        self.assertIn(message["MessageId"], [each["MessageId"] for each in again])
        attributes = self.sandbox.queue()["attributes"]
        self.assertEqual(attributes["ApproximateNumberOfMessages"], "0")
        self.assertEqual(attributes["ApproximateNumberOfMessagesNotVisible"], "0")

    def test_a_long_poll_is_woken_by_a_message(self):
        self.news_to_queue()
        began = time.monotonic()

        with ThreadPoolExecutor() as pool:
            poll = pool.submit(self.receive, WaitTimeSeconds=20)
            while not self.sandbox.queue()["polled"]:
                pass
            self.sandbox.buyer("ann", PRODUCT)
            messages = poll.result()["Messages"]

        self.assertEqual(len(messages), 1)
        self.assertLess(time.monotonic() - began, 15)
