"""The errors of the published models that the market itself never gives: asked for by fault."""

import coverage
from awscli_client import AwsCliTest
from inputs import INPUTS


class ModelledErrors(AwsCliTest):
    def test_each_is_received_as_what_it_is(self):
        for _, operation, error in coverage.faults_of_the_models("awscli"):
            with self.subTest(operation=operation, error=error):
                effect = {"error": error, "message": "because"}
                self.sandbox.faults({"operation": operation, "effect": effect})

                said = self.fails_with(error, operation, how="fault", **INPUTS[operation])

                self.assertEqual(said, "because")
