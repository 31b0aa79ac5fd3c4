from boto3_clients import Boto3Test
from shared_tests import SharedTests


class Shared(SharedTests, Boto3Test):
    pass
