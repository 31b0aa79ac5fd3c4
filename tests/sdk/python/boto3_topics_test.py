from boto3_clients import Boto3Test, client
from endpoint import Endpoint

PRODUCT = "subscription-legacy"


class Topics(Boto3Test):
    def setUp(self):
        super().setUp()
        self.sns = client("sns")
        self.topic = self.sandbox.product(PRODUCT)["topics"]["subscription"]
        self.endpoint = Endpoint()
        self.addCleanup(self.endpoint.close)

    def test_an_endpoint_subscribes_confirms_hears_and_leaves(self):
        pending = self.succeeds(
            "Subscribe",
            self.sns.subscribe(TopicArn=self.topic, Protocol="http", Endpoint=self.endpoint.url),
        )
        token = self.endpoint.message("SubscriptionConfirmation")["Token"]
        confirmed = self.succeeds(
            "ConfirmSubscription", self.sns.confirm_subscription(TopicArn=self.topic, Token=token)
        )
        self.sandbox.buyer("ann", PRODUCT)
        notification = self.endpoint.message("Notification")
        self.succeeds("Unsubscribe", self.sns.unsubscribe(**confirmed))

        self.assertEqual(pending["SubscriptionArn"], "pending confirmation")
        self.assertTrue(confirmed["SubscriptionArn"].startswith(self.topic + ":"))
        self.assertIn("subscribe-success", notification["Message"])
        for topic in self.sandbox.control("GET", "/topics")["topics"]:
            self.assertEqual(topic["subscriptions"], [])

    def test_attributes_of_a_subscription_arrive(self):
        sqs = client("sqs")
        url = sqs.create_queue(QueueName="news")["QueueUrl"]
        self.sns.subscribe(
            TopicArn=self.topic,
            Protocol="sqs",
            Endpoint=f"arn:aws:sqs:us-east-1:{self.sandbox.account}:news",
            Attributes={"RawMessageDelivery": "true"},
        )

        self.sandbox.buyer("ann", PRODUCT)
        [message] = sqs.receive_message(QueueUrl=url)["Messages"]

        self.assertIn('"action"', message["Body"])
        self.assertNotIn("SigningCertURL", message["Body"])

    def test_a_topic_that_is_not_there_is_not_found(self):
        self.fails_with(
            "NotFoundException",
            self.sns,
            "Subscribe",
            TopicArn=self.topic + "x",
            Protocol="http",
            Endpoint=self.endpoint.url,
        )

    def test_a_wrong_wish_is_an_invalid_parameter(self):
        wishes = {
            "Subscribe": {"TopicArn": self.topic, "Protocol": "pigeon"},
            "ConfirmSubscription": {"TopicArn": self.topic, "Token": "no token"},
            "Unsubscribe": {"SubscriptionArn": "nothing"},
        }
        for operation, wish in wishes.items():
            with self.subTest(operation):
                self.fails_with("InvalidParameterException", self.sns, operation, **wish)
