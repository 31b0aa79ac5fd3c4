#include "emulator/marketplace/agreements.h"

#include "tests/emulator/marketplace/market_fixture.h"

namespace souk::marketplace {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class AgreementsTest : public MarketTest {
 protected:
  static Purchase purchase_of(const std::string& product) {
    Purchase purchase;
    purchase.buyer = "ann";
    purchase.product = product;
    return purchase;
  }
  storage::AgreementRow agree(const Purchase& purchase) {
    return marketplace::subscribe(market, purchase).value();
  }

  /// The events of the journal about agreements, in their order.
  std::vector<std::string> events() {
    std::vector<std::string> found;
    for (const auto& row : journal_of("agreement")) found.push_back(row["data"]["event"]);
    return found;
  }
};

TEST_F(AgreementsTest, AConcurrentPurchaseIsAnnouncedAndThenProvisioned) {
  const auto agreement = buy("ann", kConcurrent);
  advance(11s - 1ms);
  EXPECT_THAT(news(), IsEmpty());

  advance(1ms);
  EXPECT_THAT(news(), ElementsAre("Purchase Agreement Created"));
  EXPECT_EQ(now(agreement).state, "PENDING");
  advance(1ms);
  EXPECT_THAT(news(), IsEmpty());

  advance_to(kTestStart + 72s - 1ms);
  EXPECT_THAT(news(), IsEmpty());
  EXPECT_FALSE(now(agreement).starts);

  advance(1ms);
  EXPECT_THAT(news(), ElementsAre("License Updated"));
  EXPECT_EQ(now(agreement).state, "ACTIVE");
  EXPECT_EQ(now(agreement).starts, kTestStart + 72s);
  EXPECT_FALSE(now(agreement).ends);

  advance(1ms);
  EXPECT_THAT(news(), IsEmpty());
  EXPECT_EQ(now(agreement).starts, kTestStart + 72s);
}

TEST_F(AgreementsTest, APaymentMayTakeItsTime) {
  auto purchase = purchase_of(kConcurrent);
  purchase.payment_after = 3h;
  agree(purchase);

  advance(3h - 1ms);
  EXPECT_THAT(news(), ElementsAre("Purchase Agreement Created"));
  advance(1ms);
  EXPECT_THAT(news(), ElementsAre("License Updated"));
}

TEST_F(AgreementsTest, APaymentMayClearBeforeTheAgreementIsAnnounced) {
  auto purchase = purchase_of(kConcurrent);
  purchase.payment_after = 0s;
  agree(purchase);
  advance(0s);
  EXPECT_THAT(news(), ElementsAre("License Updated"));

  advance(11s);
  EXPECT_THAT(news(), ElementsAre("Purchase Agreement Created"));
}

TEST_F(AgreementsTest, AConcurrentAgreementEndsInSteps) {
  const auto agreement = subscribe("ann", kConcurrent);
  cancel(agreement);
  EXPECT_THAT(news(), IsEmpty());
  EXPECT_EQ(now(agreement).state, "CANCELLING");

  advance(10s - 1ms);
  EXPECT_THAT(news(), IsEmpty());
  advance(1ms);
  EXPECT_EQ(market.news.at(0).end_status, "CANCELLED");
  EXPECT_THAT(news(), ElementsAre("Purchase Agreement Ended"));
  EXPECT_EQ(now(agreement).state, "CLOSING");
  EXPECT_EQ(now(agreement).ended, market.now());
  advance(1ms);
  EXPECT_THAT(news(), IsEmpty());

  advance(31s - 2ms);
  EXPECT_THAT(news(), IsEmpty());
  EXPECT_EQ(now(agreement).state, "CLOSING");
  advance(1ms);
  EXPECT_THAT(news(), ElementsAre("License Deprovisioned"));
  EXPECT_EQ(now(agreement).state, "ENDING");
  advance(1ms);
  EXPECT_THAT(news(), IsEmpty());
  EXPECT_EQ(now(agreement).state, "ENDING");

  advance(1h);
  EXPECT_THAT(news(), IsEmpty());
  EXPECT_EQ(now(agreement).state, "ENDED");
}

TEST_F(AgreementsTest, UnderTheOlderReadingTheLicenceFallsWhenTheHourIsOver) {
  choose("final_window_reading", "ended-opens");
  const auto agreement = subscribe("ann", kConcurrent);
  cancel(agreement);

  advance(10s);
  EXPECT_THAT(news(), ElementsAre("Purchase Agreement Ended"));
  EXPECT_EQ(now(agreement).state, "ENDING");
  advance(1h - 1ms);
  EXPECT_THAT(news(), IsEmpty());
  advance(1ms);
  EXPECT_THAT(news(), ElementsAre("License Deprovisioned"));
  EXPECT_EQ(now(agreement).state, "ENDED");
}

TEST_F(AgreementsTest, ConcurrentAgreementsStandSideBySide) {
  const auto first = subscribe("ann", kConcurrent);
  const auto second = subscribe("ann", kConcurrent);

  EXPECT_NE(first.agreement_id, second.agreement_id);
  EXPECT_NE(first.license_arn, second.license_arn);
  cancel(first);
  advance(2h);
  EXPECT_EQ(now(first).state, "ENDED");
  EXPECT_EQ(now(second).state, "ACTIVE");
}

TEST_F(AgreementsTest, AStateRefusesWhatItDoesNotAllow) {
  const auto agreement = subscribe("ann", kLegacy);

  const auto twice = marketplace::subscribe(market, purchase_of(kLegacy));
  ASSERT_THAT(twice, FailsWith("WrongState"));
  EXPECT_EQ(twice.error().status, 409);
  EXPECT_THAT(twice.error().message, HasSubstr("is ACTIVE, which does not allow \"subscribe\""));
  EXPECT_EQ(twice.error().hint, "Possible now: cancel, replace, fail-payment, suspend, reinstate.");

  cancel(agreement);
  const auto cancelled_twice = marketplace::cancel(market, agreement.agreement_id);
  ASSERT_THAT(cancelled_twice, FailsWith("WrongState"));
  EXPECT_EQ(cancelled_twice.error().hint, "Possible now: subscribe.");

  advance(kFinalWindow);
  EXPECT_EQ(marketplace::cancel(market, agreement.agreement_id).error().hint,
            "Possible now: subscribe.");
  EXPECT_THAT(marketplace::cancel(market, "none"), FailsWith("AgreementNotFound"));
}

TEST_F(AgreementsTest, APendingLegacyPurchaseIsNotMadeTwice) {
  buy("ann", kLegacy);

  EXPECT_THAT(marketplace::subscribe(market, purchase_of(kLegacy)), FailsWith("WrongState"));
}

TEST_F(AgreementsTest, APaymentMayFail) {
  const std::vector<std::pair<std::string, std::vector<std::string>>> cases{
      {kLegacy, {"subscribe-fail"}},
      {kConcurrent, {"Purchase Agreement Created", "Purchase Agreement Ended"}},
      {kLegacyContract, {}},
      {kContract, {"Purchase Agreement Created", "Purchase Agreement Ended"}},
  };
  for (const auto& [product, told] : cases) {
    auto purchase = purchase_of(product);
    purchase.payment_clears = false;
    const auto agreement = agree(purchase);

    advance(kLicenceProvisioned);

    EXPECT_EQ(now(agreement).state, "FAILED") << product;
    if (!market.news.empty() && market.news.back().news == News::AgreementEnded) {
      EXPECT_EQ(market.news.back().end_status, "TERMINATED");
    }
    EXPECT_EQ(news(), told) << product;
    EXPECT_EQ(events().back(), "ended");
    EXPECT_TRUE(marketplace::subscribe(market, purchase_of(product))) << product;
    advance(kLicenceProvisioned);
    market.news.clear();
  }
}

TEST_F(AgreementsTest, ABuyerMayLeaveBeforePaying) {
  const auto legacy = buy("ann", kLegacy);
  cancel(legacy);
  advance(kLicenceProvisioned + kFinalWindow);
  EXPECT_EQ(now(legacy).state, "ENDED");
  EXPECT_THAT(news(), IsEmpty());

  const auto concurrent = buy("ann", kConcurrent);
  advance(kAgreementAnnounced);
  cancel(concurrent);
  advance(kLicenceProvisioned + kFinalWindow);
  EXPECT_EQ(now(concurrent).state, "ENDED");
  EXPECT_FALSE(now(concurrent).opens);
  EXPECT_THAT(news(), ElementsAre("Purchase Agreement Created", "Purchase Agreement Ended"));
}

TEST_F(AgreementsTest, AContractRunsToItsTermAndEnds) {
  for (const auto& [product, at_start, at_end] :
       {std::tuple<const char*, std::vector<std::string>, std::vector<std::string>>{
            kLegacyContract, {"entitlement-updated"}, {"entitlement-updated"}},
        {kContract,
         {"Purchase Agreement Created", "License Updated"},
         {"Purchase Agreement Ended", "License Deprovisioned"}}}) {
    auto purchase = purchase_of(product);
    purchase.duration = "1mo";
    const auto agreement = agree(purchase);
    advance(kLicenceProvisioned);
    EXPECT_EQ(news(), at_start);
    const auto ends = now(agreement).ends.value();

    advance_to(ends - 1ms);
    EXPECT_THAT(news(), IsEmpty());
    EXPECT_EQ(now(agreement).state, "ACTIVE");

    advance(1ms + kLicenceDeprovisionedAfterEnd);
    EXPECT_EQ(news(), at_end);
    EXPECT_EQ(now(agreement).state, "EXPIRED");
    EXPECT_EQ(now(agreement).ended, ends);
    EXPECT_FALSE(now(agreement).opens) << product;
  }
}

TEST_F(AgreementsTest, AContractIsNotCancelled) {
  for (const auto* product : {kLegacyContract, kContract}) {
    const auto agreement = subscribe("ann", product);

    const auto refused = marketplace::cancel(market, agreement.agreement_id);

    ASSERT_THAT(refused, FailsWith("WrongState"));
    EXPECT_EQ(
        refused.error().hint,
        "Possible now: request-refund, renew, replace, amend, auto-renew, fail-payment, suspend, "
        "reinstate.");
    EXPECT_EQ(now(agreement).state, "ACTIVE");
  }
}

TEST_F(AgreementsTest, BothTopicsOfAConsumptionContractSpeak) {
  product("mixed", Model::ContractWithConsumption, Generation::Legacy);
  auto purchase = purchase_of("mixed");
  purchase.duration = "30d";
  const auto agreement = agree(purchase);
  advance(kLicenceProvisioned);
  EXPECT_THAT(news(), ElementsAre("subscribe-success", "entitlement-updated"));

  advance_to(now(agreement).ends.value());
  EXPECT_THAT(news(), ElementsAre("entitlement-updated", "unsubscribe-pending"));
  advance(kFinalWindow);
  EXPECT_THAT(news(), ElementsAre("unsubscribe-success"));
  EXPECT_EQ(now(agreement).state, "EXPIRED");
}

TEST_F(AgreementsTest, AConcurrentConsumptionContractHasItsHourInBothReadings) {
  product("mixed", Model::ContractWithConsumption, Generation::Concurrent);
  for (const auto* reading : {"deprovisioned-opens", "ended-opens"}) {
    choose("final_window_reading", reading);
    auto purchase = purchase_of("mixed");
    purchase.duration = "30d";
    const auto agreement = agree(purchase);
    advance(kLicenceProvisioned);
    news();

    advance_to(now(agreement).ends.value());
    EXPECT_THAT(news(), ElementsAre("Purchase Agreement Ended")) << reading;
    advance(kLicenceDeprovisionedAfterEnd + kFinalWindow);
    EXPECT_THAT(news(), ElementsAre("License Deprovisioned")) << reading;
    EXPECT_EQ(now(agreement).state, "EXPIRED") << reading;
  }
}

TEST_F(AgreementsTest, WhatAnOfferSaysIsBoughtUnlessTheBuyerSaysOtherwise) {
  const auto offer = put_offer(market, "special",
                               {{"product", kContract},
                                {"kind", "private"},
                                {"quantities", {{"users", 40}}},
                                {"duration", "3mo"}})
                         .value();
  auto purchase = purchase_of(kContract);
  purchase.offer = "special";

  const auto as_offered = agree(purchase);
  EXPECT_EQ(as_offered.offer_id, offer.offer_id);
  EXPECT_EQ(as_offered.quantities_json, R"({"users":40})");
  EXPECT_EQ(as_offered.term, "3mo");

  purchase.quantities = {{"users", 7}};
  purchase.duration = "1y";
  const auto otherwise = agree(purchase);
  EXPECT_EQ(otherwise.quantities_json, R"({"users":7})");
  EXPECT_EQ(otherwise.term, "1y");

  purchase.offer = "none";
  EXPECT_THAT(marketplace::subscribe(market, purchase), FailsWith("OfferNotFound"));
  purchase.offer = "special";
  purchase.product = kLegacyContract;
  EXPECT_THAT(marketplace::subscribe(market, purchase), FailsWith("OfferNotFound"));
}

TEST_F(AgreementsTest, AContractIsOneOfEachDimensionForAYearUnlessSaid) {
  const auto agreement = subscribe("ann", kContract);

  EXPECT_EQ(agreement.quantities_json, R"({"users":1})");
  EXPECT_EQ(agreement.ends, end_of_term(agreement.starts.value(), "12mo"));
}

TEST_F(AgreementsTest, AWrongPurchaseNamesWhatIsWrong) {
  const auto field_of = [&](const std::string& product, const Json& quantities,
                            const std::string& duration) {
    auto purchase = purchase_of(product);
    purchase.quantities = quantities;
    purchase.duration = duration;
    const auto refused = marketplace::subscribe(market, purchase);
    EXPECT_THAT(refused, FailsWith("InvalidPurchase"));
    return refused ? "" : refused.error().field;
  };

  EXPECT_EQ(field_of(kConcurrent, {{"requests", 1}}, ""), "quantities");
  EXPECT_EQ(field_of(kConcurrent, {}, "12mo"), "duration");
  EXPECT_EQ(field_of(kContract, {{"seats", 1}}, ""), "quantities.seats");
  EXPECT_EQ(field_of(kContract, {{"users", 0}}, ""), "quantities.users");
  EXPECT_EQ(field_of(kContract, {{"users", 2147483648}}, ""), "quantities.users");
  EXPECT_EQ(field_of(kContract, {{"users", 1.5}}, ""), "quantities.users");
  EXPECT_EQ(field_of(kContract, {{"users", "many"}}, ""), "quantities.users");
  EXPECT_EQ(field_of(kContract, {{"users", 1}}, "soon"), "duration");
  EXPECT_EQ(field_of(kContract, {{"users", 1}}, "0mo"), "duration");
  EXPECT_EQ(field_of(kContract, {{"users", 1}}, "0s"), "duration");
  auto late = purchase_of(kContract);
  late.payment_after = -1ms;
  EXPECT_EQ(marketplace::subscribe(market, late).error().field, "payment.after");
}

TEST_F(AgreementsTest, TheJournalTellsALifeInOrder) {
  const auto agreement = subscribe("ann", kConcurrent);
  cancel(agreement);
  advance(2h);

  EXPECT_THAT(events(), ElementsAre("subscribed", "activated", "cancelled", "ended",
                                    "final-window-opened", "final-window-closed"));
  const auto data = journal_of("agreement").back()["data"];
  EXPECT_EQ(data["buyer"], "ann");
  EXPECT_EQ(data["state"], "ENDED");
  EXPECT_EQ(data["license_arn"], agreement.license_arn);
}

TEST_F(AgreementsTest, AHappeningOfSomebodyElseIsNotTheMarkets) {
  const auto agreement = buy("ann", kLegacy);

  EXPECT_FALSE(fall_due(market, {market.now(), 1, "retry-delivery", agreement.agreement_id, "{}"}));
  EXPECT_FALSE(fall_due(market, {market.now(), 1, "settle-payment", "agmt-none", "{}"}));
}

TEST_F(AgreementsTest, ALegacyLicenceIsNotShown) {
  const auto legacy = subscribe("ann", kLegacy);
  const auto concurrent = subscribe("ann", kConcurrent);

  EXPECT_EQ(agreement_view(market, legacy)["license_arn"], "");
  EXPECT_EQ(agreement_view(market, concurrent)["license_arn"], concurrent.license_arn);
  EXPECT_THAT(concurrent.license_arn,
              testing::MatchesRegex("arn:aws:license-manager::[0-9]{12}:license:l-[0-9a-f]{32}"));
}

}  // namespace
}  // namespace souk::marketplace
