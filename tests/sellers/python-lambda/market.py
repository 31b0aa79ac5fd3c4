"""AWS Marketplace Metering, for products of both generations."""

import os
from pathlib import Path

import boto3
import botocore.session
from botocore.config import Config

PRODUCT_CODE = os.environ.get("PRODUCT_CODE")
# Older listings know their customers by an identifier, newer ones each purchase by its licence.
IS_LEGACY = os.environ.get("LISTING", "legacy") == "legacy"

# The model that comes with this boto3 was made before licences existed.
_core = botocore.session.get_session()
_core.get_component("data_loader").search_paths.append(str(Path(__file__).with_name("models")))
_client = boto3.Session(botocore_session=_core).client(
    "meteringmarketplace",
    region_name=os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or "us-east-1",
    config=Config(connect_timeout=3, read_timeout=10, retries={"mode": "standard"}),
)


def resolve(token):
    """Who comes with this token: (product code, key of the purchase if it has one, AWS account)."""
    buyer = _client.resolve_customer(RegistrationToken=token)
    key = buyer.get("CustomerIdentifier" if IS_LEGACY else "LicenseArn")
    return buyer["ProductCode"], key, buyer["CustomerAWSAccountId"]


def record(purchase, aws_account, dimension, quantity, timestamp):
    if IS_LEGACY:
        who = {"CustomerIdentifier": purchase}
    else:
        who = {"LicenseArn": purchase, "CustomerAWSAccountId": aws_account}
    return {**who, "Dimension": dimension, "Quantity": quantity, "Timestamp": timestamp}


def purchase_of(record):
    return record["CustomerIdentifier"] if IS_LEGACY else record["LicenseArn"]


def meter(records):
    product = {"ProductCode": PRODUCT_CODE} if IS_LEGACY else {}
    return _client.batch_meter_usage(UsageRecords=records, **product)
