"""The calls to AWS Marketplace."""

import os
from pathlib import Path

import boto3
import botocore.session
from botocore.config import Config

# Debian's boto3 is older than licences; the folder adds what its model of the service lacks.
_session = botocore.session.get_session()
_session.get_component("data_loader").search_paths.append(str(Path(__file__).parent / "models"))

_metering = boto3.Session(botocore_session=_session).client(
    "meteringmarketplace",
    region_name=os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or "us-east-1",
    config=Config(connect_timeout=3, read_timeout=10, retries={"mode": "standard"}),
)


def resolve_customer(token):
    return _metering.resolve_customer(RegistrationToken=token)


def batch_meter_usage(records):
    return _metering.batch_meter_usage(UsageRecords=records)
