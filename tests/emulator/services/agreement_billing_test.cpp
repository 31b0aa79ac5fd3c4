#include "tests/emulator/services/agreement_fixture.h"

namespace souk::services {
namespace {

using testing::ElementsAre;
using testing::StartsWith;
using testing::UnorderedElementsAre;

/// Ann has a contract for five users, invoiced with 50.00.
class AgreementBillingTest : public AgreementServiceTest {
 protected:
  AgreementBillingTest() : agreement_(bought(kContract, "ann", {{"users", 5}})) {}

  Said invoices(Json members = Json::object()) {
    members["groupBy"] = "INVOICE_ID";
    return ask("ListAgreementInvoiceLineItems", about(agreement_, std::move(members)));
  }
  static Json listed(const Said& said) {
    return said.body["agreementInvoiceLineItemGroupSummaries"];
  }
  std::string invoice_id() { return listed(invoices())[0]["invoiceId"]; }

  Json entry(const std::string& amount, const std::string& token = "t-1") {
    return about(agreement_, {{"originalInvoiceId", invoice_id()},
                              {"adjustmentAmount", amount},
                              {"currencyCode", "USD"},
                              {"adjustmentReasonCode", "INCORRECT_METERING"},
                              {"description", "Counted twice."},
                              {"clientToken", token}});
  }
  Said adjust(const Json& entries) {
    return ask("BatchCreateBillingAdjustmentRequest",
               {{"billingAdjustmentRequestEntries", entries}});
  }
  Json place(const Said& adjusted) {
    return about(agreement_, {{"billingAdjustmentRequestId",
                               adjusted.body["items"][0]["billingAdjustmentRequestId"]}});
  }
  Json charges() {
    return ask_as(agreement_, "ListAgreementCharges", about(agreement_)).body["items"];
  }

  storage::AgreementRow agreement_;
};

TEST_F(AgreementBillingTest, AnInvoiceHasTheMembersOfTheModel) {
  const auto said = invoices();

  ASSERT_EQ(listed(said).size(), 1U) << said.error();
  const auto invoice = listed(said)[0];
  EXPECT_THAT(
      members(invoice),
      UnorderedElementsAre("agreementId", "invoiceId", "pricingCurrencyAmount",
                           "invoiceBillingPeriod", "issuedTime", "invoiceType", "invoicingEntity"));
  EXPECT_EQ(invoice["pricingCurrencyAmount"],
            (Json{{"amount", "50.00"}, {"maxAdjustmentAmount", "50.00"}, {"currencyCode", "USD"}}));
  EXPECT_EQ(invoice["invoiceType"], "INVOICE");
}

TEST_F(AgreementBillingTest, ACreditMemoStandsBesideItsInvoice) {
  adjust(Json::array({entry("12.5")}));
  pass(1min);

  const auto all = listed(invoices());

  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0]["invoiceType"], "CREDIT_MEMO");
  EXPECT_EQ(all[0]["pricingCurrencyAmount"]["amount"], "-12.50");
  EXPECT_EQ(all[0]["pricingCurrencyAmount"]["maxAdjustmentAmount"], "0.00");
  EXPECT_EQ(all[1]["pricingCurrencyAmount"]["maxAdjustmentAmount"], "37.50");
  EXPECT_EQ(listed(invoices({{"invoiceType", "INVOICE"}})).size(), 1U);
  EXPECT_EQ(listed(invoices({{"invoiceType", "CREDIT_MEMO"}})).size(), 1U);
}

TEST_F(AgreementBillingTest, InvoicesMayBeNarrowed) {
  const auto invoice = listed(invoices())[0];
  const auto issued = invoice["issuedTime"].get<double>();
  const auto& period = invoice["invoiceBillingPeriod"];
  auto last_year = period;
  last_year["year"] = 2023;

  EXPECT_EQ(listed(invoices({{"invoiceId", invoice["invoiceId"]}})).size(), 1U);
  EXPECT_EQ(listed(invoices({{"invoiceBillingPeriod", period}})).size(), 1U);
  EXPECT_EQ(listed(invoices({{"invoiceBillingPeriod", last_year}})).size(), 0U);
  EXPECT_EQ(listed(invoices({{"afterIssuedTime", issued}})).size(), 0U);
  EXPECT_EQ(listed(invoices({{"afterIssuedTime", issued - 1}})).size(), 1U);
  EXPECT_EQ(listed(invoices({{"beforeIssuedTime", issued}})).size(), 0U);
  EXPECT_EQ(listed(invoices({{"beforeIssuedTime", issued + 1}})).size(), 1U);
  EXPECT_EQ(invoices({{"invoiceId", "0000000000"}}).body["resourceType"], "Invoice");
}

TEST_F(AgreementBillingTest, InvoicesComeInPages) {
  adjust(Json::array({entry("1")}));
  pass(1min);

  const auto first = invoices({{"maxResults", 1}});
  const auto second = invoices({{"maxResults", 1}, {"nextToken", first.body["nextToken"]}});

  EXPECT_EQ(listed(first)[0]["invoiceType"], "CREDIT_MEMO");
  ASSERT_EQ(listed(second).size(), 1U);
  EXPECT_EQ(listed(second)[0]["invoiceType"], "INVOICE");
  EXPECT_FALSE(second.body.contains("nextToken"));
}

TEST_F(AgreementBillingTest, ABatchTellsOfEachEntry) {
  const auto said = adjust(Json::array({entry("10"), entry("1000", "t-2")}));

  ASSERT_EQ(said.status(), 200) << said.error();
  ASSERT_EQ(said.body["items"].size(), 1U);
  EXPECT_EQ(said.body["items"][0]["clientToken"], "t-1");
  EXPECT_THAT(said.body["items"][0]["billingAdjustmentRequestId"].get<std::string>(),
              StartsWith("ba-"));
  ASSERT_EQ(said.body["errors"].size(), 1U);
  EXPECT_EQ(said.body["errors"][0]["clientToken"], "t-2");
  EXPECT_EQ(said.body["errors"][0]["code"], "VALIDATION_EXCEPTION");
}

TEST_F(AgreementBillingTest, AnAdjustmentIsToldAndItsCompletionIsAnEvent) {
  const auto adjusted = adjust(Json::array({entry("10.5")}));
  const auto pending = ask("GetBillingAdjustmentRequest", place(adjusted));
  EXPECT_THAT(
      members(pending.body),
      UnorderedElementsAre("billingAdjustmentRequestId", "agreementId", "adjustmentReasonCode",
                           "description", "originalInvoiceId", "adjustmentAmount", "currencyCode",
                           "status", "createdAt", "updatedAt"));
  EXPECT_EQ(pending.body["status"], "PENDING");

  pass(1min);

  EXPECT_EQ(ask("GetBillingAdjustmentRequest", place(adjusted)).body["status"], "COMPLETED");
  const auto message = rows("notification").back()["data"]["message"];
  EXPECT_EQ(message["detail-type"], "Purchase Agreement Billing Adjustment Completed - Proposer");
  EXPECT_EQ(message["resources"], Json::array());
  const auto& detail = message["detail"];
  EXPECT_EQ(detail["agreement"], (Json{{"id", agreement_.agreement_id}}));
  EXPECT_EQ(detail["billingAdjustmentRequest"],
            (Json{{"id", pending.body["billingAdjustmentRequestId"]},
                  {"adjustmentAmount", "-10.5"},
                  {"currencyCode", "USD"},
                  {"adjustmentReasonCode", "INCORRECT_METERING"}}));
  EXPECT_EQ(detail["invoice"], (Json{{"originalInvoiceId", pending.body["originalInvoiceId"]}}));
}

TEST_F(AgreementBillingTest, AdjustmentsAreListedAndMayBeNarrowed) {
  adjust(Json::array({entry("1"), entry("2", "t-2")}));
  const auto* list = "ListBillingAdjustmentRequests";
  const auto all = ask(list, Json::object()).body["items"];
  const auto count = [&](const Json& request) { return ask(list, request).body["items"].size(); };

  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0]["adjustmentAmount"], "2") << "the newest first";
  EXPECT_THAT(members(all[0]),
              UnorderedElementsAre("billingAdjustmentRequestId", "originalInvoiceId",
                                   "adjustmentAmount", "currencyCode", "status", "agreementId",
                                   "createdAt", "updatedAt", "agreementType", "catalog"));
  const auto created = all[0]["createdAt"].get<double>();
  EXPECT_EQ(count(about(agreement_)), 2U);
  EXPECT_EQ(count({{"status", "COMPLETED"}}), 0U);
  EXPECT_EQ(count({{"createdAfter", created}}), 0U);
  EXPECT_EQ(count({{"createdAfter", created - 1}, {"createdBefore", created + 1}}), 2U);
  EXPECT_EQ(ask_as(agreement_, list, about(agreement_)).body["reason"], "INVALID_ACCESS");
  EXPECT_EQ(ask_as(agreement_, list, Json::object()).body["items"], Json::array());
  EXPECT_EQ(ask(list, {{"catalog", "Elsewhere"}}).body["reason"], "INVALID_CATALOG");
}

TEST_F(AgreementBillingTest, AMemberOutsideItsLimitsHasAReason) {
  const auto with = [&](const char* member, const Json& value) {
    auto one = entry("1");
    one[member] = value;
    return adjust(Json::array({one})).body["reason"];
  };
  auto bare = entry("1");
  bare.erase("currencyCode");

  EXPECT_EQ(with("adjustmentAmount", "-1"), "INVALID_ADJUSTMENT_AMOUNT");
  EXPECT_EQ(with("currencyCode", "usd"), "INVALID_CURRENCY_CODE");
  EXPECT_EQ(with("adjustmentReasonCode", "BORED"), "INVALID_REASON_CODE");
  EXPECT_EQ(adjust(Json::array({bare})).body["reason"], "MISSING_CURRENCY_CODE");
  EXPECT_EQ(adjust(Json::array()).body["reason"], "MISSING_BILLING_ADJUSTMENTS");
  EXPECT_EQ(ask("BatchCreateBillingAdjustmentRequest", Json::object()).body["reason"],
            "MISSING_BILLING_ADJUSTMENT_REQUEST_ENTRY");
  EXPECT_THAT(invoices({{"invoiceBillingPeriod", {{"month", 13}, {"year", 2026}}}}).error(),
              StartsWith("400 ValidationException"));
}

TEST_F(AgreementBillingTest, AFaultLosesSomeEntries) {
  const auto entries = Json::array({entry("1"), entry("2", "t-2")});
  fault({{"operation", "BatchCreateBillingAdjustmentRequest"}, {"effect", {{"unprocessed", 1}}}});

  const auto said = adjust(entries);

  ASSERT_EQ(said.body["errors"].size(), 1U);
  EXPECT_EQ(said.body["errors"][0]["code"], "INTERNAL_FAILURE");
  EXPECT_EQ(said.body["items"].size(), 1U);
}

TEST_F(AgreementBillingTest, InvoicesAreTheSellersAlone) {
  auto request = about(agreement_, {{"groupBy", "INVOICE_ID"}});
  EXPECT_EQ(ask_as(agreement_, "ListAgreementInvoiceLineItems", request).body["reason"],
            "INVALID_ACCESS");
  request["agreementId"] = "agmt-0";
  EXPECT_EQ(ask("ListAgreementInvoiceLineItems", request).body["resourceType"], "Agreement");
}

TEST_F(AgreementBillingTest, ABuyerSeesTheirChargesAndNamesThem) {
  const auto charge = charges()[0];
  EXPECT_THAT(members(charge),
              UnorderedElementsAre("id", "revision", "agreementId", "agreementType", "currencyCode",
                                   "amount", "time"));
  EXPECT_EQ(charge["amount"], "50.00");

  const auto updated = ask_as(
      agreement_, "UpdatePurchaseOrders",
      {{"purchaseOrders", {{{"chargeId", charge["id"]}, {"purchaseOrderReference", "PO-1"}}}}});

  EXPECT_EQ(updated.answer.response.body, "{}") << updated.error();
  EXPECT_EQ(charges()[0]["purchaseOrderReference"], "PO-1");
}

TEST_F(AgreementBillingTest, ChargesAreTheBuyersAlone) {
  const auto bob = bought(kContract, "bob");
  const Json orders{
      {"purchaseOrders", {{{"chargeId", charges()[0]["id"]}, {"purchaseOrderReference", "PO-1"}}}}};

  EXPECT_EQ(ask("ListAgreementCharges", about(agreement_)).body["reason"], "INVALID_ACCESS");
  EXPECT_EQ(ask("ListAgreementCharges", Json::object()).body["items"], Json::array());
  EXPECT_EQ(ask_as(bob, "ListAgreementCharges", about(agreement_)).body["items"], Json::array());
  EXPECT_EQ(ask_as(bob, "ListAgreementCharges", Json::object()).body["items"].size(), 1U);
  EXPECT_EQ(ask("UpdatePurchaseOrders", orders).body["reason"], "INVALID_ACCESS");
  EXPECT_EQ(ask_as(bob, "UpdatePurchaseOrders", orders).body["resourceType"], "Charge");
  EXPECT_EQ(ask_as(bob, "UpdatePurchaseOrders", Json::object()).body["reason"],
            "MISSING_PURCHASE_ORDERS");
}

}  // namespace
}  // namespace souk::services
