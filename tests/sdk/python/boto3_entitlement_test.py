from boto3_clients import Boto3Test, client


class Entitlements(Boto3Test):
    def contract(self, count):
        """A contract with `count` dimensions, one of each bought by ann."""
        dimensions = [f"seat-{number:02}" for number in range(count)]
        self.sandbox.product(
            "wide", model="contract", generation="legacy", dimensions=dimensions
        )
        quantities = {each: 7 for each in dimensions}
        return self.sandbox.buyer("ann", "wide", quantities=quantities, duration="1mo")

    def test_what_a_buyer_is_entitled_to_comes_with_its_types(self):
        ann = self.contract(1)
        customer = ann["customer_identifier"]

        answer = client("entitlement").get_entitlements(
            ProductCode=ann["product_code"], Filter={"CUSTOMER_IDENTIFIER": [customer]}
        )

        [entitlement] = answer["Entitlements"]
        self.assertEqual(entitlement["Dimension"], "seat-00")
        self.assertEqual(entitlement["CustomerIdentifier"], customer)
        self.assertEqual(entitlement["Value"], {"IntegerValue": 7})
        expires = entitlement["ExpirationDate"].timestamp()
        self.assertEqual(expires % 1, 0)
        self.assertEqual(self.sandbox.calls("GetEntitlements")[0]["data"]["protocol"], "json-1.1")

    def test_a_paginator_walks_over_pages_of_25_the_empty_one_included(self):
        self.sandbox = self.market.sandbox(switches={"empty_page": "on"})
        ann = self.contract(30)
        paginator = client("entitlement").get_paginator("get_entitlements")

        pages = list(paginator.paginate(ProductCode=ann["product_code"]))

        self.assertEqual([len(page["Entitlements"]) for page in pages], [0, 25, 5])
        found = {each["Dimension"] for page in pages for each in page["Entitlements"]}
        self.assertEqual(len(found), 30)

    def test_who_has_nothing_gets_an_answer_without_a_list(self):
        ann = self.contract(1)

        answer = client("entitlement").get_entitlements(
            ProductCode=ann["product_code"], Filter={"CUSTOMER_IDENTIFIER": ["nobody"]}
        )

        self.assertNotIn("Entitlements", answer)
        self.assertNotIn("NextToken", answer)

    def test_a_dimension_alone_is_no_filter(self):
        ann = self.contract(1)

        by = client("entitlement")
        with self.assertRaises(by.exceptions.InvalidParameterException) as caught:
            by.get_entitlements(
                ProductCode=ann["product_code"], Filter={"DIMENSION": ["seat-00"]}
            )

        self.assertIn("CUSTOMER_IDENTIFIER along with DIMENSION", str(caught.exception))
