"""boto3 of Debian 12, which is older than the AWS_ENDPOINT_URL variables: code passes them on."""

import functools
import os

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, UnknownServiceError
from botocore.session import get_session

import coverage
from market import MarketTest
from models import code_of
from templates import Templates

NAMES = {
    "metering": ("meteringmarketplace", "AWS_ENDPOINT_URL_MARKETPLACE_METERING"),
    "entitlement": ("marketplace-entitlement", "AWS_ENDPOINT_URL_MARKETPLACE_ENTITLEMENT_SERVICE"),
    "agreement": ("marketplace-agreement", "AWS_ENDPOINT_URL_MARKETPLACE_AGREEMENT"),
    "events": ("events", "AWS_ENDPOINT_URL_EVENTBRIDGE"),
    "sns": ("sns", "AWS_ENDPOINT_URL_SNS"),
    "sqs": ("sqs", "AWS_ENDPOINT_URL_SQS"),
    "sts": ("sts", "AWS_ENDPOINT_URL_STS"),
}


def client(service, attempts=1, keys=None, region=None):
    """`keys`: a buyer's view of the control API, or credentials as STS gives them."""
    name, variable = NAMES[service]
    config = Config(retries={"total_max_attempts": attempts})
    mine = {"region_name": region}
    if keys:
        mine["aws_access_key_id"] = keys.get("access_key_id") or keys["AccessKeyId"]
        mine["aws_secret_access_key"] = keys.get("secret_access_key") or keys["SecretAccessKey"]
        mine["aws_session_token"] = keys.get("SessionToken")
    return boto3.Session().client(name, endpoint_url=os.environ[variable], config=config, **mine)


@functools.lru_cache
def model_of(service):
    try:
        return get_session().get_service_model(NAMES[service][0])
    except UnknownServiceError:
        return None


class Boto3:
    """Calls by boto3, noted; for one sandbox."""

    sdk = "boto3"
    templates = Templates(as_time=lambda at: at, as_bytes=str.encode)
    model = staticmethod(model_of)

    def __init__(self, test):
        self._test = test
        self._clients = {}

    def _call(self, service, operation, wishes, keys, region):
        """The client that makes this call, and the call."""
        who = (service, str(keys), region)
        if who not in self._clients:
            self._clients[who] = client(service, keys=keys, region=region)
        by = self._clients[who]
        return by, functools.partial(by._make_api_call, operation, wishes)

    def succeeds(self, service, operation, wishes, keys=None, region=None):
        _, call = self._call(service, operation, wishes, keys, region)
        answer = call()
        coverage.note(self.sdk, service, operation, "success")
        del answer["ResponseMetadata"]
        return answer

    def fails_with(self, error, service, operation, wishes, keys=None, region=None, **how):
        """The client's own exception `error` must come; gives its message.

        Errors younger than the client come as a ClientError with their code.
        """
        by, call = self._call(service, operation, wishes, keys, region)
        with self._test.assertRaises(ClientError) as caught:
            call()
        failure = caught.exception
        typed = error in {shape.name for shape in by.meta.service_model.error_shapes}
        wanted = getattr(by.exceptions, error) if typed else ClientError
        self._test.assertIs(type(failure), wanted, failure)
        if not typed:
            code = code_of(by.meta.service_model, error)
            self._test.assertEqual(failure.response["Error"]["Code"], code)
        coverage.note(self.sdk, service, operation, error, typed=typed, **how)
        return failure.response["Error"]["Message"]


class Boto3Test(MarketTest):
    def setUp(self):
        super().setUp()
        self.client = self.make_client()

    def make_client(self):
        return Boto3(self)
