from datetime import datetime

from boto3_clients import Boto3Test, client

PRODUCT = "subscription-legacy"


class Metering(Boto3Test):
    def setUp(self):
        super().setUp()
        self.metering = client("metering")
        self.ann = self.sandbox.buyer("ann", PRODUCT)

    def usage(self, agreement, **changes):
        """A record that counts; `changes` make it wrong."""
        return {
            "Timestamp": datetime.fromisoformat(self.sandbox.now().replace("Z", "+00:00")),
            "CustomerIdentifier": agreement["customer_identifier"],
            "Dimension": "requests",
            "Quantity": 3,
            **changes,
        }

    def meter(self, *records):
        return self.metering.batch_meter_usage(
            UsageRecords=records, ProductCode=self.ann["product_code"]
        )

    def test_a_token_resolves_to_the_buyer_who_brought_it(self):
        token = self.sandbox.token(self.ann)

        customer = self.metering.resolve_customer(RegistrationToken=token)

        self.assertRegex(token, r"\+.*/.*==$")
        self.assertEqual(customer["CustomerIdentifier"], self.ann["customer_identifier"])
        self.assertEqual(customer["CustomerAWSAccountId"], self.ann["account"])
        self.assertEqual(customer["ProductCode"], self.ann["product_code"])

    def test_a_token_expires_when_it_is_four_hours_old(self):
        token = self.sandbox.token(self.ann)
        self.sandbox.advance("3h59m59s")
        self.metering.resolve_customer(RegistrationToken=token)

        self.sandbox.advance("1s")

        with self.assertRaises(self.metering.exceptions.ExpiredTokenException):
            self.metering.resolve_customer(RegistrationToken=token)

    def test_each_record_has_a_status_of_its_own(self):
        bob = self.sandbox.buyer("bob", PRODUCT)
        self.sandbox.control("POST", f"/agreements/{bob['id']}/cancel", {})
        self.sandbox.advance("3h")
        record = self.usage(self.ann)

        answer = self.meter(record, self.usage(self.ann, Quantity=4), self.usage(bob))

        statuses = [result["Status"] for result in answer["Results"]]
        self.assertEqual(statuses, ["Success", "DuplicateRecord", "CustomerNotSubscribed"])
        self.assertEqual(answer["Results"][0]["UsageRecord"], record)
        self.assertEqual(answer["UnprocessedRecords"], [])

    def test_unprocessed_records_come_back_and_count_when_sent_again(self):
        self.sandbox.faults(
            {"operation": "BatchMeterUsage", "count": 1, "effect": {"unprocessed": "all"}}
        )
        record = self.usage(self.ann)

        unprocessed = self.meter(record)["UnprocessedRecords"]
        again = self.meter(*unprocessed)

        self.assertEqual(unprocessed, [record])
        self.assertEqual(again["Results"][0]["Status"], "Success")


class Retries(Boto3Test):
    def test_the_sdk_tries_again_after_throttles_and_failures(self):
        metering = client("metering", attempts=5)
        token = self.sandbox.token(self.sandbox.buyer("ann", PRODUCT))
        for error in ("ThrottlingException", "InternalServiceErrorException"):
            with self.subTest(error):
                self.sandbox.faults(
                    {"operation": "ResolveCustomer", "count": 1, "effect": {"error": error}}
                )

                answer = metering.resolve_customer(RegistrationToken=token)

                self.assertEqual(answer["ResponseMetadata"]["RetryAttempts"], 1)

    def test_a_connection_that_breaks_is_tried_again(self):
        metering = client("metering", attempts=5)
        token = self.sandbox.token(self.sandbox.buyer("ann", PRODUCT))
        self.sandbox.faults(
            {"operation": "ResolveCustomer", "count": 1, "effect": {"drop": "before"}}
        )

        answer = metering.resolve_customer(RegistrationToken=token)

        self.assertEqual(answer["ResponseMetadata"]["RetryAttempts"], 1)
