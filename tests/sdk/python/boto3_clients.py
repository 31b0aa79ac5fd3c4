"""boto3 of Debian 12, which is older than the AWS_ENDPOINT_URL variables: code passes them on."""

import os

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

import coverage
from market import MarketTest

NAMES = {
    "metering": ("meteringmarketplace", "AWS_ENDPOINT_URL_MARKETPLACE_METERING"),
    "entitlement": ("marketplace-entitlement", "AWS_ENDPOINT_URL_MARKETPLACE_ENTITLEMENT_SERVICE"),
    "sns": ("sns", "AWS_ENDPOINT_URL_SNS"),
    "sqs": ("sqs", "AWS_ENDPOINT_URL_SQS"),
}


def client(service, attempts=1):
    name, variable = NAMES[service]
    config = Config(retries={"total_max_attempts": attempts})
    return boto3.Session().client(name, endpoint_url=os.environ[variable], config=config)


class Boto3Test(MarketTest):
    def succeeds(self, operation, answer):
        coverage.note("boto3", operation, "success")
        del answer["ResponseMetadata"]
        return answer

    def fails_with(self, error, by, operation, how="market", **arguments):
        """`operation` must raise the client's own exception `error`; gives it.

        Errors younger than the client come as a ClientError with their code.
        """
        with self.assertRaises(ClientError) as caught:
            by._make_api_call(operation, arguments)
        failure = caught.exception
        if error in {shape.name for shape in by.meta.service_model.error_shapes}:
            self.assertIs(type(failure), getattr(by.exceptions, error), failure)
            typed = True
        else:
            self.assertIs(type(failure), ClientError)
            typed = False
        coverage.note("boto3", operation, error, how, typed)
        return failure
