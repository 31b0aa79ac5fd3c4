from awscli_client import AwsCliTest, aws
from endpoint import Endpoint

PRODUCT = "subscription-legacy"


class Topics(AwsCliTest):
    def setUp(self):
        super().setUp()
        self.topic = self.sandbox.product(PRODUCT)["topics"]["subscription"]

    def test_an_endpoint_subscribes_confirms_hears_and_leaves(self):
        endpoint = Endpoint()
        self.addCleanup(endpoint.close)

        wish = {"TopicArn": self.topic, "Protocol": "http", "Endpoint": endpoint.url}
        pending = self.succeeds("Subscribe", **wish)
        token = endpoint.message("SubscriptionConfirmation")["Token"]
        confirmed = self.succeeds("ConfirmSubscription", TopicArn=self.topic, Token=token)
        self.sandbox.buyer("ann", PRODUCT)
        notification = endpoint.message("Notification")
        self.succeeds("Unsubscribe", **confirmed)

        self.assertEqual(pending["SubscriptionArn"], "pending confirmation")
        self.assertIn("subscribe-success", notification["Message"])
        for topic in self.sandbox.control("GET", "/topics")["topics"]:
            self.assertEqual(topic["subscriptions"], [])

    def test_a_wrong_wish_is_refused(self):
        wrong = "InvalidParameterException"
        wish = {"TopicArn": self.topic, "Protocol": "pigeon"}
        self.fails_with(wrong, "Subscribe", **wish)
        self.fails_with(wrong, "ConfirmSubscription", TopicArn=self.topic, Token="no token")
        self.fails_with(wrong, "Unsubscribe", SubscriptionArn="nothing")
        elsewhere = {"TopicArn": self.topic + "x", "Protocol": "http", "Endpoint": "http://[::1]"}
        self.fails_with("NotFoundException", "Subscribe", run=aws, **elsewhere)


class Queues(AwsCliTest):
    def setUp(self):
        super().setUp()
        self.url = self.succeeds("CreateQueue", QueueName="news")["QueueUrl"]

    def test_a_message_is_received_given_back_received_again_and_deleted(self):
        self.sandbox.control("PUT", f"/products/{PRODUCT}/notifications", {"sqs": "news"})
        self.sandbox.buyer("ann", PRODUCT)

        queue = self.succeeds("GetQueueUrl", QueueName="news")
        [message] = self.succeeds("ReceiveMessage", **queue)["Messages"]
        handle = {**queue, "ReceiptHandle": message["ReceiptHandle"]}
        self.succeeds("ChangeMessageVisibility", VisibilityTimeout=0, **handle)
        [again] = self.succeeds("ReceiveMessage", WaitTimeSeconds=20, **queue)["Messages"]
        handle["ReceiptHandle"] = again["ReceiptHandle"]
        self.succeeds("DeleteMessage", **handle)
        wanted = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        left = self.succeeds("GetQueueAttributes", AttributeNames=wanted, **queue)["Attributes"]

        self.assertEqual(again["MessageId"], message["MessageId"])
        self.assertEqual(list(left.values()), ["0", "0"])

    def test_what_a_queue_cannot_be_is_refused(self):
        refusals = {
            "QueueNameExists": {"VisibilityTimeout": "31"},
            "InvalidAttributeName": {"Colour": "red"},
            "InvalidAttributeValue": {"DelaySeconds": "901"},
        }
        for error, attributes in refusals.items():
            with self.subTest(error):
                self.fails_with(error, "CreateQueue", QueueName="news", Attributes=attributes)

    def test_attributes_that_no_queue_has_are_refused(self):
        wish = {"QueueUrl": self.url, "AttributeNames": ["Colour"]}
        self.fails_with("InvalidAttributeName", "GetQueueAttributes", run=aws, **wish)

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
        for operation, wishes in inputs.items():
            with self.subTest(operation):
                self.fails_with("QueueDoesNotExist", operation, **wishes)

    def test_a_handle_that_was_never_given_is_invalid(self):
        handle = {"QueueUrl": self.url, "ReceiptHandle": "h"}
        error = "ReceiptHandleIsInvalid"
        self.fails_with(error, "DeleteMessage", **handle)
        self.fails_with(error, "ChangeMessageVisibility", **handle, VisibilityTimeout=1)
