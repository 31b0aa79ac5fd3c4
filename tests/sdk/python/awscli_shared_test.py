from awscli_client import AwsCliTest
from shared_tests import SharedTests


class Shared(SharedTests, AwsCliTest):
    pass
