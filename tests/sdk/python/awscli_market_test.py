from awscli_client import AwsCliTest, aws

PRODUCT = "subscription-legacy"


class Metering(AwsCliTest):
    def setUp(self):
        super().setUp()
        self.ann = self.sandbox.buyer("ann", PRODUCT)

    def usage(self, **changes):
        """A batch with one record that counts; `changes` make it wrong."""
        record = {
            "Timestamp": self.sandbox.now(),
            "CustomerIdentifier": self.ann["customer_identifier"],
            "Dimension": "requests",
            "Quantity": 3,
        }
        return {"UsageRecords": [{**record, **changes}], "ProductCode": self.ann["product_code"]}

    def test_a_token_resolves_until_it_is_four_hours_old(self):
        token = self.sandbox.token(self.ann)

        customer = self.succeeds("ResolveCustomer", RegistrationToken=token)
        self.sandbox.advance("4h")

        self.assertEqual(customer["CustomerIdentifier"], self.ann["customer_identifier"])
        self.fails_with("ExpiredTokenException", "ResolveCustomer", RegistrationToken=token)

    def test_a_token_that_was_never_issued_is_invalid(self):
        wish = {"RegistrationToken": "no"}
        said = self.fails_with("InvalidTokenException", "ResolveCustomer", run=aws, **wish)

        self.assertEqual(said, "Registration token is invalid")

    def test_each_record_has_a_status_of_its_own(self):
        batch = self.usage()
        batch["UsageRecords"].append({**batch["UsageRecords"][0], "Quantity": 4})

        results = self.succeeds("BatchMeterUsage", **batch)["Results"]

        self.assertEqual([each["Status"] for each in results], ["Success", "DuplicateRecord"])
        echoed = results[0]["UsageRecord"]["Timestamp"]
        self.assertEqual(echoed.replace("+00:00", ""), self.sandbox.now().replace(".000Z", ""))

    def test_a_batch_that_deserves_it_is_refused(self):
        two = {"AllocatedUsageQuantity": 2}
        long_key = {"AllocatedUsageQuantity": 3, "Tags": [{"Key": "k" * 101, "Value": "a"}]}
        refusals = {
            "InvalidUsageDimensionException": {"Dimension": "Requests"},
            "TimestampOutOfBoundsException": {"Timestamp": "2027-01-01T00:00:00Z"},
            "InvalidUsageAllocationsException": {"UsageAllocations": [two]},
            "InvalidTagException": {"UsageAllocations": [long_key]},
            "InvalidCustomerIdentifierException": {"CustomerIdentifier": "nobody"},
        }
        for error, changes in refusals.items():
            with self.subTest(error):
                self.fails_with(error, "BatchMeterUsage", **self.usage(**changes))
        foreign = {**self.usage(), "ProductCode": "nosuchproductcode"}
        self.fails_with("InvalidProductCodeException", "BatchMeterUsage", **foreign)

    def test_the_command_tries_again_after_a_failure(self):
        effect = {"error": "InternalServiceErrorException"}
        self.sandbox.faults({"operation": "ResolveCustomer", "count": 1, "effect": effect})
        token = self.sandbox.token(self.ann)

        run = aws("ResolveCustomer", {"AWS_MAX_ATTEMPTS": "2"}, RegistrationToken=token)

        self.assertEqual(run.returncode, 0, run.stderr)
        statuses = [row["data"]["status"] for row in self.sandbox.calls("ResolveCustomer")]
        self.assertEqual(statuses, [500, 200])


class Entitlements(AwsCliTest):
    def test_the_command_joins_pages_of_25_the_empty_one_included(self):
        self.sandbox = self.market.sandbox(switches={"empty_page": "on"})
        dimensions = [f"seat-{number:02}" for number in range(30)]
        self.sandbox.product("wide", model="contract", generation="legacy", dimensions=dimensions)
        quantities = {each: 7 for each in dimensions}
        ann = self.sandbox.buyer("ann", "wide", quantities=quantities, duration="1mo")

        found = self.succeeds("GetEntitlements", ProductCode=ann["product_code"])["Entitlements"]

        self.assertEqual(sorted(each["Dimension"] for each in found), dimensions)
        self.assertEqual(len(self.sandbox.calls("GetEntitlements")), 3)

    def test_a_dimension_alone_is_no_filter(self):
        self.fails_with(
            "InvalidParameterException",
            "GetEntitlements",
            ProductCode="soukcontractlegacy0000001",
            Filter={"DIMENSION": ["users"]},
        )
