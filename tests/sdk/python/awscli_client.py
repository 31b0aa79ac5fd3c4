"""The AWS CLI of Debian 12, which is older than the AWS_ENDPOINT_URL variables too."""

import base64
import contextlib
import functools
import io
import json
import os
import re
import subprocess
from unittest import mock

from awscli.clidriver import create_clidriver
from botocore.exceptions import UnknownServiceError

import coverage
from market import MarketTest
from models import code_of
from templates import Templates

COMMANDS = {
    "metering": ("meteringmarketplace", "AWS_ENDPOINT_URL_MARKETPLACE_METERING"),
    "entitlement": ("marketplace-entitlement", "AWS_ENDPOINT_URL_MARKETPLACE_ENTITLEMENT_SERVICE"),
    "agreement": ("marketplace-agreement", "AWS_ENDPOINT_URL_MARKETPLACE_AGREEMENT"),
    "events": ("events", "AWS_ENDPOINT_URL_EVENTBRIDGE"),
    "sns": ("sns", "AWS_ENDPOINT_URL_SNS"),
    "sqs": ("sqs", "AWS_ENDPOINT_URL_SQS"),
    "sts": ("sts", "AWS_ENDPOINT_URL_STS"),
}


def arguments(service, operation, wishes, *options):
    """The command line that asks for `operation`."""
    command, variable = COMMANDS[service]
    verb = re.sub(r"(?<!^)(?=[A-Z])", "-", operation).lower()
    common = ["--endpoint-url", os.environ[variable], "--output", "json", *options]
    return [*common, command, verb, "--cli-input-json", json.dumps(wishes)]


def environment(**more):
    return {**os.environ, "AWS_PAGER": "", "AWS_MAX_ATTEMPTS": "1", **more}


def environment_of(keys):
    """`keys`: a buyer's view of the control API, or credentials as STS gives them."""
    if not keys:
        return {}
    return {
        "AWS_ACCESS_KEY_ID": keys.get("access_key_id") or keys["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": keys.get("secret_access_key") or keys["SecretAccessKey"],
        "AWS_SESSION_TOKEN": keys.get("SessionToken", ""),
    }


def aws(service, operation, more_environment=None, **wishes):
    """Runs the command as a user does."""
    return subprocess.run(
        ["/usr/bin/aws", *arguments(service, operation, wishes)],
        env=environment(**(more_environment or {})),
        capture_output=True,
        text=True,
        check=False,
    )


@functools.lru_cache
def model_of(service):
    try:
        return create_clidriver().session.get_service_model(COMMANDS[service][0])
    except UnknownServiceError:
        return None


def complaint(service, operation, error):
    """What the CLI prints of an error, up to what the error says.

    It adds how often it tried again, which AWS_MAX_ATTEMPTS says it may not.
    """
    words = rf"An error occurred \({re.escape(code_of(model_of(service), error))}\)"
    tries = r"(?: \(reached max retries: 0\))?"
    return rf"^{words} when calling the {operation} operation{tries}: (.*)$"


class AwsCli:
    """Commands inside this process, as starting the CLI is most of what it costs; noted."""

    sdk = "awscli"
    templates = Templates(
        as_time=lambda at: at.isoformat(),
        as_bytes=lambda text: base64.b64encode(text.encode()).decode(),
    )
    model = staticmethod(model_of)

    def __init__(self, test):
        self._test = test
        self._drivers = {}

    def _run(self, service, operation, wishes, keys, region):
        """A driver keeps the keys it once found, so each caller has one."""
        out, err = io.StringIO(), io.StringIO()
        options = ["--no-paginate", *(["--region", region] if region else [])]
        with mock.patch.dict(os.environ, environment(**environment_of(keys))):
            if str(keys) not in self._drivers:
                self._drivers[str(keys)] = create_clidriver()
            driver = self._drivers[str(keys)]
            with contextlib.redirect_stderr(err), contextlib.redirect_stdout(out):
                code = driver.main(arguments(service, operation, wishes, *options))
        return subprocess.CompletedProcess([], code, out.getvalue(), err.getvalue())

    def succeeds(self, service, operation, wishes, keys=None, region=None):
        run = self._run(service, operation, wishes, keys, region)
        self._test.assertEqual(run.returncode, 0, run.stderr)
        coverage.note(self.sdk, service, operation, "success")
        return json.loads(run.stdout) if run.stdout.strip() else {}

    def fails_with(self, error, service, operation, wishes, keys=None, region=None, **how):
        """The command must end saying `error` and nothing else; gives what it says of it."""
        run = self._run(service, operation, wishes, keys, region)
        said = re.search(complaint(service, operation, error), run.stderr, re.MULTILINE)
        self._test.assertTrue(said, run.stderr)
        self._test.assertNotEqual(run.returncode, 0)
        coverage.note(self.sdk, service, operation, error, **how)
        return said.group(1)


class AwsCliTest(MarketTest):
    def setUp(self):
        super().setUp()
        self.client = self.make_client()

    def make_client(self):
        return AwsCli(self)
