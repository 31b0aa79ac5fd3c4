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
        made = self.succeeds(
            "CreateQueue", self.sqs.create_queue(QueueName="news", Attributes=attributes)
        )
        found = self.succeeds("GetQueueUrl", self.sqs.get_queue_url(QueueName="news"))

        self.assertEqual(made["QueueUrl"], f"{self.market.url}/{self.sandbox.account}/news")
        self.assertEqual(found, made)
        self.assertEqual(self.sandbox.calls("CreateQueue")[0]["data"]["protocol"], "query")

    def test_attributes_tell_what_the_queue_is(self):
        attributes = self.succeeds(
            "GetQueueAttributes",
            self.sqs.get_queue_attributes(QueueUrl=self.url, AttributeNames=["All"]),
        )["Attributes"]

        arn = f"arn:aws:sqs:us-east-1:{self.sandbox.account}:news"
        self.assertEqual(attributes["QueueArn"], arn)
        self.assertEqual(attributes["VisibilityTimeout"], "30")

    def test_a_message_is_received_given_back_received_again_and_deleted(self):
        self.news_to_queue()
        self.sandbox.buyer("ann", PRODUCT)

        received = self.succeeds("ReceiveMessage", self.receive(AttributeNames=["All"]))
        [message] = received["Messages"]
        handle = {"QueueUrl": self.url, "ReceiptHandle": message["ReceiptHandle"]}
        self.succeeds(
            "ChangeMessageVisibility",
            self.sqs.change_message_visibility(VisibilityTimeout=0, **handle),
        )
        again = self.receive(MaxNumberOfMessages=10)["Messages"]
        for each in again:
            handle = {"QueueUrl": self.url, "ReceiptHandle": each["ReceiptHandle"]}
            self.succeeds("DeleteMessage", self.sqs.delete_message(**handle))

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

    def test_what_a_queue_cannot_be_is_refused(self):
        refusals = {
            "QueueNameExists": {"VisibilityTimeout": "31"},
            "InvalidAttributeName": {"Colour": "red"},
            "InvalidAttributeValue": {"DelaySeconds": "901"},
        }
        for error, attributes in refusals.items():
            with self.subTest(error):
                self.fails_with(
                    error, self.sqs, "CreateQueue", QueueName="news", Attributes=attributes
                )
        self.fails_with(
            "InvalidAttributeName",
            self.sqs,
            "GetQueueAttributes",
            QueueUrl=self.url,
            AttributeNames=["Colour"],
        )

    def test_a_queue_that_is_not_there_does_not_exist(self):
        nowhere = {"QueueUrl": self.url + "x"}
        handle = {**nowhere, "ReceiptHandle": "h"}
        inputs = {
            "GetQueueUrl": {"QueueName": "newsx"},
            "GetQueueAttributes": nowhere,
            "ReceiveMessage": nowhere,
            "DeleteMessage": handle,
            "ChangeMessageVisibility": {**handle, "VisibilityTimeout": 1},
        }
        for operation, arguments in inputs.items():
            with self.subTest(operation):
                self.fails_with("QueueDoesNotExist", self.sqs, operation, **arguments)

    def test_a_handle_that_was_never_given_is_invalid(self):
        handle = {"QueueUrl": self.url, "ReceiptHandle": "h"}

        error = "ReceiptHandleIsInvalid"
        self.fails_with(error, self.sqs, "DeleteMessage", **handle)
        change = {**handle, "VisibilityTimeout": 1}
        self.fails_with(error, self.sqs, "ChangeMessageVisibility", **change)
