#include "emulator/marketplace/proposals.h"
#include "emulator/marketplace/terms.h"
#include "tests/emulator/services/agreement_fixture.h"

namespace souk::services {
namespace {

using testing::ElementsAre;
using testing::IsSupersetOf;
using testing::StartsWith;
using testing::UnorderedElementsAre;

/// Ann buys a contract by API, with what the product's view tells.
class AgreementBuyingTest : public AgreementServiceTest {
 protected:
  AgreementBuyingTest() {
    sandbox::Session session(*sandbox_);
    auto& market = sandbox_->market;
    ann_ = marketplace::buyer_called(market, "ann");
    const auto product = marketplace::product_called(market, kContract).value();
    offer_ = marketplace::product_view(market, product)["public_offer"];
    session.commit();
  }

  Said ask_as_ann(const std::string& operation, const Json& input) {
    sign_as(ann_);
    auto said = ask(operation, input);
    key_ = sandbox_->credentials();
    return said;
  }
  Json wish(Json members = Json::object()) {
    Json requested = Json::array();
    for (const auto& [kind, id] : offer_["term_ids"].items()) {
      Json term{{"id", id}};
      if (kind == "configurableUpfrontPricingTerm") {
        term["configuration"]["configurableUpfrontPricingTermConfiguration"] = {
            {"selectorValue", "P12M"},
            {"dimensions", {{{"dimensionKey", "users"}, {"dimensionValue", 3}}}}};
      }
      requested.push_back(std::move(term));
    }
    members.update({{"intent", "NEW"},
                    {"agreementProposalIdentifier", offer_["proposal"]},
                    {"requestedTerms", requested}});
    return members;
  }
  std::vector<std::string> told() {
    std::vector<std::string> names;
    for (const auto& row : rows("notification")) names.push_back(row["data"]["name"]);
    return names;
  }

  storage::BuyerRow ann_;
  Json offer_;
};

TEST_F(AgreementBuyingTest, AQuoteHasTheMembersOfTheModel) {
  const auto said = ask_as_ann("CreateAgreementRequest", wish());

  ASSERT_EQ(said.status(), 200) << said.error();
  EXPECT_THAT(said.body["agreementRequestId"].get<std::string>(), StartsWith("ar-"));
  const auto& summary = said.body["chargeSummary"];
  EXPECT_THAT(members(summary),
              UnorderedElementsAre("currencyCode", "newAgreementValue", "expectedCharges",
                                   "itemizedCharges", "invoicingEntity"));
  EXPECT_EQ(summary["newAgreementValue"], "30.00");
  ASSERT_EQ(summary["expectedCharges"].size(), 1U);
  const auto& charge = summary["expectedCharges"][0];
  EXPECT_EQ(charge["timing"], "ON_ACCEPTANCE");
  EXPECT_EQ(charge["amount"], "30.00");
  EXPECT_EQ(summary["itemizedCharges"][0], (Json{{"dimensionKey", "users"},
                                                 {"newQuantity", 3},
                                                 {"oldQuantity", 0},
                                                 {"chargeReference", charge["id"]},
                                                 {"incrementalChargeAmount", "30.00"}}));
}

TEST_F(AgreementBuyingTest, TaxesAreToldWhereTheyAreAskedFor) {
  const auto said = ask_as_ann("CreateAgreementRequest",
                               wish({{"taxConfiguration", {{"taxEstimation", "ENABLED"}}}}));

  const auto& summary = said.body["chargeSummary"];
  EXPECT_EQ(summary["newAgreementValueAfterTax"], "30.00");
  EXPECT_EQ(summary["estimatedTaxes"]["totalAmount"], "0.00");
  EXPECT_EQ(summary["expectedCharges"][0]["amountAfterTax"], "30.00");
}

TEST_F(AgreementBuyingTest, AcceptingBuysAndTheSellerHearsOfIt) {
  const auto quote = ask_as_ann("CreateAgreementRequest", wish());

  const auto accepted = ask_as_ann("AcceptAgreementRequest",
                                   {{"agreementRequestId", quote.body["agreementRequestId"]}});

  ASSERT_EQ(accepted.status(), 200) << accepted.error();
  EXPECT_THAT(members(accepted.body), ElementsAre("agreementId"));
  pass(90s);
  EXPECT_THAT(told(), ElementsAre("Purchase Agreement Created", "License Updated"));
  const auto seen = ask("DescribeAgreement", {{"agreementId", accepted.body["agreementId"]}});
  EXPECT_EQ(seen.body["status"], "ACTIVE");
  EXPECT_EQ(seen.body["acceptor"]["accountId"], ann_.account);
  EXPECT_EQ(seen.body["estimatedCharges"]["agreementValue"], "30.00");
  EXPECT_EQ(seen.body["proposalSummary"]["offerId"], offer_["id"]);
}

TEST_F(AgreementBuyingTest, ARequestExpiresAfterADay) {
  const auto quote = ask_as_ann("CreateAgreementRequest", wish());
  const Json request{{"agreementRequestId", quote.body["agreementRequestId"]}};

  pass(24h);
  const auto late = ask_as_ann("AcceptAgreementRequest", request);

  EXPECT_THAT(late.error(), StartsWith("400 ValidationException: The request expired"));
  EXPECT_EQ(late.body["reason"], "INVALID_AGREEMENT_REQUEST_ID");
}

TEST_F(AgreementBuyingTest, WhoMayNotAndWhatIsNotThere) {
  const auto quote = ask_as_ann("CreateAgreementRequest", wish());
  const Json accept{{"agreementRequestId", quote.body["agreementRequestId"]}};

  EXPECT_EQ(ask("CreateAgreementRequest", wish()).body["reason"], "INVALID_ACCESS");
  EXPECT_EQ(ask("AcceptAgreementRequest", accept).body["reason"], "INVALID_ACCESS");
  auto unknown = wish();
  unknown["agreementProposalIdentifier"] = "at-0";
  EXPECT_EQ(ask_as_ann("CreateAgreementRequest", unknown).body["resourceType"],
            "AgreementProposal");
  EXPECT_EQ(
      ask_as_ann("AcceptAgreementRequest", {{"agreementRequestId", "ar-0"}}).body["resourceType"],
      "AgreementRequest");
  ask_as_ann("AcceptAgreementRequest", accept);
  EXPECT_THAT(ask_as_ann("AcceptAgreementRequest", accept).error(),
              StartsWith("400 ConflictException"));
}

TEST_F(AgreementBuyingTest, AMemberOutsideItsLimitsHasAReason) {
  const auto with = [&](const char* member, const Json& value) {
    auto request = wish();
    request[member] = value;
    return ask_as_ann("CreateAgreementRequest", request).body["reason"];
  };
  const Json half{
      {{"id", "term-1"},
       {"configuration",
        {{"configurableUpfrontPricingTermConfiguration", {{"selectorValue", "P1M"}}}}}}};

  EXPECT_EQ(with("intent", "TRY"), "INVALID_INTENT");
  EXPECT_EQ(with("requestedTerms", Json::array()), "INVALID_REQUESTED_TERMS");
  EXPECT_EQ(with("requestedTerms", half), "MISSING_REQUESTED_TERM_CONFIGURATION");
  EXPECT_EQ(with("agreementProposalIdentifier", "offer-1"),
            "INVALID_AGREEMENT_PROPOSAL_IDENTIFIER");
  EXPECT_EQ(ask_as_ann("AcceptAgreementRequest", {{"agreementRequestId", "agrq-1"}}).body["reason"],
            "INVALID_AGREEMENT_REQUEST_ID");
  EXPECT_EQ(ask_as_ann("AcceptAgreementRequest",
                       {{"agreementRequestId", "ar-1"}, {"purchaseOrders", Json::array()}})
                .body["reason"],
            "INVALID_PURCHASE_ORDERS");
}

TEST_F(AgreementBuyingTest, AQuotaThatIsReachedIsTold) {
  const Json term{{"fixedUpfrontPricingTerm", {{"price", "1000001"}}}};
  put_offer("dear", {{"product", kContract}, {"terms", Json::array({term})}});
  {
    sandbox::Session session(*sandbox_);
    offer_ = marketplace::offer_view(sandbox_->market,
                                     sandbox_->market.catalogue.offer_named("dear").value());
  }

  const auto refused = ask_as_ann("CreateAgreementRequest", wish());

  ASSERT_THAT(refused.error(), StartsWith("400 ServiceQuotaExceededException"));
  EXPECT_EQ(refused.body["resourceId"], offer_["proposal"]);
  EXPECT_THAT(members(refused.body), IsSupersetOf({"requestId", "message", "resourceType"}));
}

}  // namespace
}  // namespace souk::services
