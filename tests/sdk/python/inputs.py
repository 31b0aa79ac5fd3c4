"""For each operation an input that any client sends; none of it need exist."""

TOPIC = "arn:aws:sns:us-east-1:287250355862:topic"
_QUEUE = {"QueueUrl": "http://127.0.0.1/000000000000/news"}
_HANDLE = {**_QUEUE, "ReceiptHandle": "h"}

INPUTS = {
    "ResolveCustomer": {"RegistrationToken": "t"},
    "BatchMeterUsage": {"UsageRecords": [], "ProductCode": "p"},
    "GetEntitlements": {"ProductCode": "p"},
    "Subscribe": {"TopicArn": TOPIC, "Protocol": "https", "Endpoint": "https://127.0.0.1/"},
    "ConfirmSubscription": {"TopicArn": TOPIC, "Token": "t"},
    "Unsubscribe": {"SubscriptionArn": TOPIC + ":1"},
    "CreateQueue": {"QueueName": "news"},
    "GetQueueUrl": {"QueueName": "news"},
    "GetQueueAttributes": _QUEUE,
    "ReceiveMessage": _QUEUE,
    "DeleteMessage": _HANDLE,
    "ChangeMessageVisibility": {**_HANDLE, "VisibilityTimeout": 1},
}
