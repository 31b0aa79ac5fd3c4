"""The AWS CLI of Debian 12, which is older than the AWS_ENDPOINT_URL variables too."""

import contextlib
import functools
import io
import json
import os
import re
import subprocess

from awscli.clidriver import create_clidriver

import coverage
from market import MarketTest

COMMANDS = {
    "metering": ("meteringmarketplace", "AWS_ENDPOINT_URL_MARKETPLACE_METERING"),
    "entitlement": ("marketplace-entitlement", "AWS_ENDPOINT_URL_MARKETPLACE_ENTITLEMENT_SERVICE"),
    "sns": ("sns", "AWS_ENDPOINT_URL_SNS"),
    "sqs": ("sqs", "AWS_ENDPOINT_URL_SQS"),
}
SERVICES = {each["name"]: each["service"] for each in coverage.OPERATIONS}
# What the models that came later call the errors that the models of this client do not have.
YOUNGER_CODES = {
    "KmsDisabled": "KMS.DisabledException",
    "KmsInvalidState": "KMS.InvalidStateException",
    "KmsNotFound": "KMS.NotFoundException",
    "KmsOptInRequired": "KMS.OptInRequired",
    "KmsThrottled": "KMS.ThrottlingException",
    "KmsAccessDenied": "KMS.AccessDeniedException",
    "KmsInvalidKeyUsage": "KMS.InvalidKeyUsageException",
    "ReplayLimitExceededException": "ReplayLimitExceeded",
}


def arguments(operation, wishes):
    """The command line that asks for `operation`."""
    service = SERVICES[operation]
    command, variable = COMMANDS[service]
    verb = re.sub(r"(?<!^)(?=[A-Z])", "-", operation).lower()
    wish = ["--cli-input-json", json.dumps(wishes)]
    return ["--endpoint-url", os.environ[variable], "--output", "json", command, verb, *wish]


def environment(**more):
    return {**os.environ, "AWS_PAGER": "", "AWS_MAX_ATTEMPTS": "1", **more}


def aws(operation, more_environment=None, **wishes):
    """Runs the command as a user does."""
    return subprocess.run(
        ["/usr/bin/aws", *arguments(operation, wishes)],
        env=environment(**(more_environment or {})),
        capture_output=True,
        text=True,
        check=False,
    )


def aws_within(operation, **wishes):
    """Runs the same command inside this process: starting the CLI is most of what it costs."""
    os.environ.update(environment())
    complaint = io.StringIO()
    with contextlib.redirect_stderr(complaint), contextlib.redirect_stdout(io.StringIO()):
        code = create_clidriver().main(arguments(operation, wishes))
    return subprocess.CompletedProcess([], code, "", complaint.getvalue())


@functools.lru_cache
def models_codes(service):
    model = create_clidriver().session.get_service_model(COMMANDS[service][0])
    return {
        shape.name: shape.metadata.get("error", {}).get("code", shape.name)
        for shape in model.error_shapes
    }


def code_of(service, error):
    """How the CLI prints `error`."""
    return models_codes(service).get(error) or YOUNGER_CODES.get(error, error)


class AwsCliTest(MarketTest):
    def succeeds(self, operation, **wishes):
        run = aws(operation, **wishes)
        self.assertEqual(run.returncode, 0, run.stderr)
        coverage.note("awscli", operation, "success")
        return json.loads(run.stdout) if run.stdout else {}

    def fails_with(self, error, operation, how="market", run=aws_within, **wishes):
        """The command must end saying `error` and nothing else; gives what it says of it."""
        done = run(operation, **wishes)
        code = code_of(SERVICES[operation], error)
        # The CLI adds how often it tried again, which AWS_MAX_ATTEMPTS says it may not.
        tries = r"(?: \(reached max retries: 0\))?"
        words = rf"An error occurred \({re.escape(code)}\) when calling the {operation} operation"
        said = re.search(rf"^{words}{tries}: (.*)$", done.stderr, re.MULTILINE)
        self.assertTrue(said, done.stderr)
        self.assertNotEqual(done.returncode, 0)
        coverage.note("awscli", operation, error, how)
        return said.group(1)
