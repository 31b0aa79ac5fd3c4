"""The errors of the published models that the market itself never gives: asked for by fault."""

import coverage
from boto3_clients import Boto3Test, client
from inputs import INPUTS


class ModelledErrors(Boto3Test):
    def test_each_is_received_as_what_it_is(self):
        for service, operation, error in coverage.faults_of_the_models("boto3"):
            with self.subTest(operation=operation, error=error):
                effect = {"error": error, "message": "because"}
                self.sandbox.faults({"operation": operation, "effect": effect})

                failure = self.fails_with(
                    error, client(service), operation, how="fault", **INPUTS[operation]
                )

                self.assertEqual(failure.response["Error"]["Message"], "because")

    def test_the_list_of_errors_has_all_that_this_client_knows(self):
        for operation in coverage.OPERATIONS:
            model = client(operation["service"]).meta.service_model
            known = {shape.name for shape in model.operation_model(operation["name"]).error_shapes}
            self.assertLessEqual(known, operation["errors"].keys(), operation["name"])
