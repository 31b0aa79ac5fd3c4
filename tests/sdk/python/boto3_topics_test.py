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
        pending = self.sns.subscribe(
            TopicArn=self.topic, Protocol="http", Endpoint=self.endpoint.url
        )
        token = self.endpoint.message("SubscriptionConfirmation")["Token"]
        confirmed = self.sns.confirm_subscription(TopicArn=self.topic, Token=token)
        del confirmed["ResponseMetadata"]
        self.sandbox.buyer("ann", PRODUCT)
        notification = self.endpoint.message("Notification")
        self.sns.unsubscribe(**confirmed)

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
