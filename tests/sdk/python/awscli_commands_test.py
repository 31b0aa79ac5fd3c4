"""Commands as a user runs them."""

import json

from awscli_client import AwsCliTest, aws, complaint

PRODUCT = "subscription-legacy"


class Commands(AwsCliTest):
    def output(self, run):
        self.assertEqual(run.returncode, 0, run.stderr)
        return json.loads(run.stdout) if run.stdout else {}

    def test_a_record_comes_back_with_the_time_it_was_sent_with(self):
        ann = self.sandbox.buyer("ann", PRODUCT)
        record = {
            "Timestamp": self.sandbox.now(),
            "CustomerIdentifier": ann["customer_identifier"],
            "Dimension": "requests",
            "Quantity": 3,
        }
        usage = {"UsageRecords": [record], "ProductCode": ann["product_code"]}

        [result] = self.output(aws("metering", "BatchMeterUsage", **usage))["Results"]

        self.assertEqual(result["Status"], "Success")
        echoed = result["UsageRecord"]["Timestamp"]
        self.assertEqual(echoed.replace("+00:00", ""), self.sandbox.now().replace(".000Z", ""))

    def test_an_error_is_printed_and_ends_the_command_with_254(self):
        run = aws("metering", "ResolveCustomer", RegistrationToken="no")

        words = complaint("metering", "ResolveCustomer", "InvalidTokenException")
        self.assertRegex(run.stderr.strip(), words.replace("(.*)", "Registration token is invalid"))
        self.assertEqual(run.returncode, 254)

    def test_the_command_tries_again_after_a_failure(self):
        effect = {"error": "InternalServiceErrorException"}
        self.sandbox.faults({"operation": "ResolveCustomer", "count": 1, "effect": effect})
        token = self.sandbox.token(self.sandbox.buyer("ann", PRODUCT))

        patient = {"AWS_MAX_ATTEMPTS": "2"}
        self.output(aws("metering", "ResolveCustomer", patient, RegistrationToken=token))

        statuses = [row["data"]["status"] for row in self.sandbox.calls("ResolveCustomer")]
        self.assertEqual(statuses, [500, 200])

    def test_the_command_joins_pages_of_25_the_empty_one_included(self):
        self.sandbox = self.market.sandbox(switches={"empty_page": "on"})
        dimensions = [f"seat-{number:02}" for number in range(30)]
        self.sandbox.product("wide", model="contract", generation="legacy", dimensions=dimensions)
        quantities = {each: 7 for each in dimensions}
        ann = self.sandbox.buyer("ann", "wide", quantities=quantities, duration="1mo")

        wish = {"ProductCode": ann["product_code"]}
        found = self.output(aws("entitlement", "GetEntitlements", **wish))["Entitlements"]

        self.assertEqual(sorted(each["Dimension"] for each in found), dimensions)
        self.assertEqual(len(self.sandbox.calls("GetEntitlements")), 3)
