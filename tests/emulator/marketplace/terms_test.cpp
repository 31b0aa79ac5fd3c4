#include "emulator/marketplace/terms.h"

#include "tests/emulator/marketplace/market_fixture.h"

namespace souk::marketplace {
namespace {

using testing::HasSubstr;
using testing::UnorderedElementsAre;

class TermsTest : public MarketTest {
 protected:
  /// Ann buys what the offer says of a product.
  storage::AgreementRow bought(const Json& terms, const char* product = kContract) {
    put_offer(market, "special", {{"product", product}, {"terms", terms}}).value();
    Purchase purchase;
    purchase.buyer = "ann";
    purchase.product = product;
    purchase.offer = "special";
    return marketplace::subscribe(market, purchase).value();
  }

  std::vector<std::string> kinds_of(const storage::AgreementRow& agreement) {
    std::vector<std::string> kinds;
    for (const auto& term : terms_of(market, agreement)) {
      kinds.push_back(term.items().begin().key());
    }
    return kinds;
  }

  std::string refused(const Json& terms) {
    const auto put = put_offer(market, "wrong", {{"product", kContract}, {"terms", terms}});
    return put ? "taken" : put.error().type + " " + put.error().field;
  }
};

TEST_F(TermsTest, OfASubscriptionAreItsPricesAndTheUsualOnes) {
  const auto agreement = subscribe("ann", kConcurrent);

  EXPECT_THAT(kinds_of(agreement),
              UnorderedElementsAre("legalTerm", "supportTerm", "usageBasedPricingTerm"));
  EXPECT_EQ((*term_in(terms_of(market, agreement), "usageBasedPricingTerm"))["rateCards"],
            Json::array({{{"rateCard", {{{"dimensionKey", "requests"}, {"price", "0.001"}}}}}}));
}

TEST_F(TermsTest, OfAContractSayWhatWasChosenAndForHowLong) {
  const auto agreement = subscribe("ann", kContract);
  const auto terms = terms_of(market, agreement);

  EXPECT_THAT(kinds_of(agreement),
              UnorderedElementsAre("legalTerm", "supportTerm", "configurableUpfrontPricingTerm",
                                   "validityTerm", "renewalTerm"));
  EXPECT_EQ((*term_in(terms, "configurableUpfrontPricingTerm"))["configuration"],
            (Json{{"selectorValue", "P12M"},
                  {"dimensions", {{{"dimensionKey", "users"}, {"dimensionValue", 1}}}}}));
  EXPECT_EQ((*term_in(terms, "validityTerm"))["agreementDuration"], "P12M");
  EXPECT_EQ((*term_in(terms, "renewalTerm"))["configuration"]["enableAutoRenew"], false);
}

TEST_F(TermsTest, HaveTheirTypeAndTheOffersIdForThem) {
  const auto first = bought({{{"supportTerm", {{"refundPolicy", "None."}}}}});
  const auto second = bought({{{"supportTerm", {{"refundPolicy", "None."}}}}});
  const auto of = [&](const storage::AgreementRow& agreement) {
    return *term_in(terms_of(market, agreement), "supportTerm");
  };

  EXPECT_EQ(of(first)["type"], "SupportTerm");
  EXPECT_THAT(of(first)["id"].get<std::string>(), testing::MatchesRegex("term-[0-9a-f]+"));
  EXPECT_EQ(of(first)["id"], of(second)["id"]);
  EXPECT_NE(of(first)["id"], (*term_in(terms_of(market, first), "legalTerm"))["id"]);
}

TEST_F(TermsTest, AnOffersOwnTakeThePlaceOfTheUsualOnes) {
  const auto agreement =
      bought({{{"supportTerm", {{"refundPolicy", "Within 30 days."}}}},
              {{"fixedUpfrontPricingTerm", {{"price", "900"}, {"duration", "P12M"}}}},
              {{"netPaymentTerm", {{"paymentDuePeriod", "P30D"}}}}});
  const auto terms = terms_of(market, agreement);

  EXPECT_THAT(kinds_of(agreement),
              UnorderedElementsAre("supportTerm", "fixedUpfrontPricingTerm", "netPaymentTerm",
                                   "legalTerm", "validityTerm", "renewalTerm"));
  EXPECT_EQ((*term_in(terms, "supportTerm"))["refundPolicy"], "Within 30 days.");
  EXPECT_EQ((*term_in(terms, "fixedUpfrontPricingTerm"))["currencyCode"], "USD");
}

TEST_F(TermsTest, StayAsTheyWereAccepted) {
  const auto agreement = bought({{{"supportTerm", {{"refundPolicy", "As it was."}}}}});

  put_offer(market, "special", {{"terms", {{{"supportTerm", {{"refundPolicy", "Changed."}}}}}}})
      .value();

  EXPECT_EQ((*term_in(terms_of(market, agreement), "supportTerm"))["refundPolicy"], "As it was.");
}

TEST_F(TermsTest, TellInstantsAsSeconds) {
  const auto agreement =
      bought({{{"paymentScheduleTerm",
                {{"schedule",
                  {{{"chargeDate", "2026-11-01T00:00:00Z"}, {"chargeAmount", "10"}},
                   {{"chargeDate", "2026-12-01"}, {"chargeAmount", "20.50"}}}}}}}});

  const auto schedule = (*term_in(terms_of(market, agreement), "paymentScheduleTerm"))["schedule"];

  EXPECT_EQ(schedule[0]["chargeDate"], 1793491200);
  EXPECT_EQ(schedule[1]["chargeDate"], 1796083200);
}

TEST_F(TermsTest, CostWhatIsKnownBeforehand) {
  EXPECT_EQ(to_text(value_of(terms_of(market, subscribe("ann", kConcurrent)))), "0.00");
  EXPECT_EQ(to_text(value_of(terms_of(market, subscribe("ann", kContract)))), "10.00");
  EXPECT_EQ(to_text(value_of(
                terms_of(market, bought({{{"fixedUpfrontPricingTerm", {{"price", "900.5"}}}}})))),
            "900.50");
  EXPECT_EQ(
      to_text(value_of(terms_of(
          market, bought({{{"byolPricingTerm", Json::object()}},
                          {{"paymentScheduleTerm",
                            {{"schedule",
                              {{{"chargeDate", "2026-11-01"}, {"chargeAmount", "10"}},
                               {{"chargeDate", "2026-12-01"}, {"chargeAmount", "5"}}}}}}}})))),
      "15.00");
}

TEST_F(TermsTest, OfEveryKindAreTaken) {
  const Json terms{
      {{"legalTerm", {{"documents", {{{"type", "CustomEula"}, {"url", "https://x.test"}}}}}}},
      {{"renewalTerm",
        {{"configuration", {{"enableAutoRenew", false}}},
         {"lockoutPeriod", "P30D"},
         {"maxRenewals", 3},
         {"priceIncrease", {{"fixedPercentage", {{"value", "5"}}}}}}}},
      {{"usageBasedPricingTerm",
        {{"rateCards", {{{"rateCard", {{{"dimensionKey", "a"}, {"price", "1"}}}}}}}}}},
      {{"freeTrialPricingTerm",
        {{"duration", "P14D"}, {"grants", {{{"dimensionKey", "a"}, {"maxQuantity", 5}}}}}}},
      {{"byolPricingTerm", Json::object()}},
      {{"recurringPaymentTerm", {{"billingPeriod", "Monthly"}, {"price", "10"}}}},
      {{"validityTerm",
        {{"agreementStartDate", "2026-11-01"}, {"agreementEndDate", "2027-10-31"}}}},
      {{"variablePaymentTerm",
        {{"maxTotalChargeAmount", "1000"},
         {"configuration",
          {{"paymentRequestApprovalStrategy", "AUTO_APPROVE_ON_EXPIRATION"},
           {"expirationDuration", "P7D"}}}}}},
      {{"netPaymentTerm", {{"paymentDuePeriod", "P30D"}}}}};

  EXPECT_EQ(refused(terms), "taken");
}

TEST_F(TermsTest, ThatMakeNoSenseAreRefusedByName) {
  EXPECT_EQ(refused("none"), "InvalidOffer terms");
  EXPECT_EQ(refused({{{"supportTrem", Json::object()}}}), "InvalidOffer terms[0]");
  EXPECT_EQ(refused(Json::array(
                {{{"supportTerm", {{"refundPolicy", "x"}}}, {"byolPricingTerm", Json::object()}}})),
            "InvalidOffer terms[0]");
  EXPECT_EQ(refused({{{"supportTerm", Json::object()}}}),
            "InvalidOffer terms[0].supportTerm.refundPolicy");
  EXPECT_EQ(refused({{{"supportTerm", {{"refundPolicy", "x"}, {"tone", "kind"}}}}}),
            "InvalidOffer terms[0].supportTerm.tone");
  EXPECT_EQ(refused({{{"recurringPaymentTerm", {{"billingPeriod", "Monthly"}, {"price", 10}}}}}),
            "InvalidOffer terms[0].recurringPaymentTerm.price");
  EXPECT_EQ(refused({{{"byolPricingTerm", Json::object()}}, {{"byolPricingTerm", Json::object()}}}),
            "InvalidOffer terms[1]");
  EXPECT_EQ(refused({{{"paymentScheduleTerm",
                       {{"schedule", {{{"chargeDate", "soon"}, {"chargeAmount", "1"}}}}}}}}),
            "InvalidOffer terms[0].paymentScheduleTerm.schedule[0].chargeDate");
}

TEST_F(TermsTest, PromiseNoApprovalWithoutATime) {
  EXPECT_EQ(refused({{{"renewalTerm", {{"configuration", {{"enableAutoRenew", "yes"}}}}}}}),
            "InvalidOffer terms[0].renewalTerm.configuration.enableAutoRenew");
  EXPECT_EQ(refused({{{"variablePaymentTerm",
                       {{"maxTotalChargeAmount", "1"},
                        {"configuration",
                         {{"paymentRequestApprovalStrategy", "AUTO_APPROVE_ON_EXPIRATION"}}}}}}}),
            "InvalidOffer terms[0].variablePaymentTerm.configuration.expirationDuration");
}

TEST_F(TermsTest, AWrongKindIsToldTheNearestOne) {
  const auto put = put_offer(
      market, "wrong", {{"product", kContract}, {"terms", {{{"legalTrem", Json::object()}}}}});

  ASSERT_FALSE(put);
  EXPECT_THAT(put.error().hint, HasSubstr("legalTerm"));
}

TEST(IsoPeriods, AreWhatTermsLastInAWSsWords) {
  EXPECT_EQ(iso_period("1mo"), "P1M");
  EXPECT_EQ(iso_period("12mo"), "P12M");
  EXPECT_EQ(iso_period("2y"), "P24M");
  EXPECT_EQ(iso_period("30d"), "P30D");
  EXPECT_EQ(iso_period("90m"), "PT5400S");
}

TEST(IsoDurations, AreReadWithoutYearsAndMonths) {
  using namespace std::chrono;
  EXPECT_EQ(parse_iso_duration("P7D"), days(7));
  EXPECT_EQ(parse_iso_duration("PT12H"), hours(12));
  EXPECT_EQ(parse_iso_duration("P1DT2H3M4S"), days(1) + hours(2) + minutes(3) + seconds(4));
  for (const auto* text : {"", "P", "PT", "7D", "P1M", "P1Y", "P-1D", "P1.5D", "PT1H2H", "P1D1D",
                           "PT1S1H", "P1H", "PD", "P1"}) {
    EXPECT_FALSE(parse_iso_duration(text)) << text;
  }
}

}  // namespace
}  // namespace souk::marketplace
