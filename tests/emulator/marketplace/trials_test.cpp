#include "emulator/marketplace/trials.h"

#include "tests/emulator/marketplace/succession_fixture.h"

namespace souk::marketplace {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

Json trial_of(const std::string& period, const Json& grants = Json::array()) {
  Json term{{"duration", period}};
  if (!grants.empty()) term["grants"] = grants;
  return Json::array({{{"freeTrialPricingTerm", term}}});
}

class TrialsTest : public SuccessionTest {
 protected:
  TrialsTest() {
    put_offer("try", {{"product", kConcurrent}, {"terms", trial_of("P14D")}});
    put_offer("try-legacy", {{"product", kLegacy}, {"terms", trial_of("P14D")}});
    put_offer("try-contract",
              {{"product", kContract},
               {"terms", trial_of("P14D", {{{"dimensionKey", "users"}, {"maxQuantity", 3}}})}});
  }

  static Purchase trial(const std::string& product, const std::string& offer) {
    Purchase purchase;
    purchase.buyer = "ann";
    purchase.product = product;
    purchase.offer = offer;
    return purchase;
  }
};

TEST_F(TrialsTest, ASubscriptionsTrialEndsAsASubscriptionDoes) {
  const auto agreement = active(trial(kConcurrent, "try"));
  EXPECT_EQ(meter({licensed(agreement, 1)}), "S") << "usage is reported as usual";
  EXPECT_EQ(agreement.ends, *agreement.starts + std::chrono::days(14));

  advance_to(*agreement.ends - 1ms);
  EXPECT_THAT(news(), IsEmpty());
  advance(1ms);
  EXPECT_EQ(market.news.at(0).end_status, "EXPIRED");
  EXPECT_THAT(news(), ElementsAre("Purchase Agreement Ended"));
  advance(31s);
  EXPECT_THAT(news(), ElementsAre("License Deprovisioned"));
  EXPECT_EQ(meter({licensed(agreement, 1, *agreement.ends)}), "S");
  advance(1h);

  EXPECT_EQ(now(agreement).state, "ENDED");
}

TEST_F(TrialsTest, OnSnsItEndsWithUnsubscribePending) {
  const auto agreement = active(trial(kLegacy, "try-legacy"));

  advance_to(*agreement.ends);

  EXPECT_THAT(news(), ElementsAre("unsubscribe-pending"));
}

TEST_F(TrialsTest, AnAccountTriesAProductOnce) {
  active(trial(kConcurrent, "try"));
  const auto other = put_product(market, "other", {{"model", "subscription"}}).value();
  put_offer("try-other", {{"product", "other"}, {"terms", trial_of("P7D")}});

  const auto again = marketplace::subscribe(market, trial(kConcurrent, "try"));

  EXPECT_THAT(again, FailsWith("TrialUsed"));
  EXPECT_THAT(again.error().hint, HasSubstr("paid offer"));
  auto of_bob = trial(kConcurrent, "try");
  of_bob.buyer = "bob";
  EXPECT_TRUE(marketplace::subscribe(market, of_bob));
  EXPECT_TRUE(marketplace::subscribe(market, trial("other", "try-other")));
}

TEST_F(TrialsTest, WhoTriedBuysAPaidOfferAfterwards) {
  const auto tried = active(trial(kLegacy, "try-legacy"));
  advance_to(*tried.ends + 1h);
  market.news.clear();

  const auto paid = subscribe("ann", kLegacy);

  EXPECT_EQ(paid.state, "ACTIVE");
  EXPECT_FALSE(paid.ends);
  EXPECT_FALSE(is_trial(terms_of(market, paid)));
}

TEST_F(TrialsTest, APaidOfferMayTakeTheTrialsPlace) {
  const auto tried = active(trial(kLegacy, "try-legacy"));
  EXPECT_THAT(marketplace::subscribe(market, trial(kLegacy, "")), FailsWith("WrongState"));
}

TEST_F(TrialsTest, AContractsTrialGrantsWhatItSaysAndCostsNothing) {
  const auto agreement = active(trial(kContract, "try-contract"));

  EXPECT_THAT(entitled(agreement), ElementsAre(Pair("users", 3)));
  EXPECT_THAT(charges(agreement), IsEmpty());
  EXPECT_EQ(term_in(terms_of(market, agreement), "renewalTerm"), nullptr);
}

TEST_F(TrialsTest, NoMoreThanATrialGrantsIsTaken) {
  auto most = trial(kContract, "try-contract");
  most.quantities = {{"users", 3}};
  auto more = most;
  more.quantities = {{"users", 4}};

  const auto refused = marketplace::subscribe(market, more);

  EXPECT_THAT(refused, FailsWith("InvalidPurchase"));
  EXPECT_EQ(refused.error().field, "quantities.users");
  EXPECT_TRUE(marketplace::subscribe(market, most));
}

TEST_F(TrialsTest, ATrialIsNotRenewed) {
  auto renews = trial(kContract, "try-contract");
  renews.auto_renew = true;

  EXPECT_THAT(marketplace::subscribe(market, renews), FailsWith("InvalidPurchase"));
}

struct Length {
  const char* period;
  bool fits;
};

class TrialLengthTest : public TrialsTest, public testing::WithParamInterface<Length> {};

TEST_P(TrialLengthTest, IsSevenToNinetyDays) {
  const auto put = marketplace::put_offer(
      market, "long", {{"product", kConcurrent}, {"terms", trial_of(GetParam().period)}});

  EXPECT_EQ(static_cast<bool>(put), GetParam().fits);
  if (!put) {
    EXPECT_EQ(put.error().type, "InvalidOffer");
  }
}

INSTANTIATE_TEST_SUITE_P(Lengths, TrialLengthTest,
                         testing::Values(Length{"P6D", false}, Length{"P7D", true},
                                         Length{"P90D", true}, Length{"P91D", false},
                                         Length{"P1M", true}, Length{"PT1S", false}),
                         [](const auto& row) { return std::string(row.param.period); });

}  // namespace
}  // namespace souk::marketplace
