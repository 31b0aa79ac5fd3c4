#include "emulator/marketplace/agreement_status.h"
#include "tests/emulator/marketplace/succession_fixture.h"

namespace souk::marketplace {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

const auto kLater = kTestStart + std::chrono::days(10);

class FutureStartsTest : public SuccessionTest {
 protected:
  FutureStartsTest() {
    put_offer("signed", {{"product", kContract}, {"kind", "private"}});
    put_offer("signed-legacy", {{"product", kLegacyContract}, {"kind", "private"}});
    put_offer("open", {{"product", kContract}});
  }

  static Purchase starting(Timestamp at, const std::string& product = kContract,
                           const std::string& offer = "signed") {
    auto purchase = contract(product);
    purchase.buyer = "ann";
    purchase.offer = offer;
    purchase.starts = at;
    return purchase;
  }
};

TEST_F(FutureStartsTest, ASignedAgreementIsToldOfAndStartsOnItsDay) {
  const auto agreement = marketplace::subscribe(market, starting(kLater)).value();
  EXPECT_EQ(agreement.state, "SCHEDULED");
  const auto status = entitlement_status(
      market.kind_of(market.catalogue.product(agreement.product).value()), agreement);
  EXPECT_EQ(status.status + " " + status.reason_code, "SCHEDULED FUTURE_START_DATE");
  advance(11s);
  EXPECT_THAT(news(), ElementsAre("Purchase Agreement Created"));

  advance_to(kLater - 1ms);
  EXPECT_THAT(news(), IsEmpty());
  EXPECT_EQ(status_of(now(agreement)), "ACTIVE");
  EXPECT_THAT(entitled(agreement), IsEmpty());
  advance(1ms);

  EXPECT_THAT(news(), ElementsAre("License Updated"));
  EXPECT_EQ(now(agreement).state, "ACTIVE");
  EXPECT_EQ(now(agreement).starts, kLater);
  EXPECT_EQ(now(agreement).ends, end_of_term(kLater, "1mo"));
  EXPECT_EQ(start_time(now(agreement)), kLater);
  EXPECT_THAT(entitled(agreement), ElementsAre(Pair("users", 5)));
}

TEST_F(FutureStartsTest, SnsIsSilentUntilTheStart) {
  marketplace::subscribe(market, starting(kLater, kLegacyContract, "signed-legacy")).value();

  advance_to(kLater - 1ms);
  EXPECT_THAT(news(), IsEmpty());
  advance(1ms);

  EXPECT_THAT(news(), ElementsAre("entitlement-updated"));
}

TEST_F(FutureStartsTest, CreatedMayComeAtTheStartWhereTheSwitchSaysSo) {
  choose("future_dated_created", "start");
  marketplace::subscribe(market, starting(kLater)).value();

  advance_to(kLater);
  EXPECT_THAT(news(), ElementsAre("License Updated"));
  advance(11s);

  EXPECT_THAT(news(), ElementsAre("Purchase Agreement Created"));
}

TEST_F(FutureStartsTest, APaymentMayFailOnTheDay) {
  auto purchase = starting(kLater);
  purchase.payment_clears = false;
  const auto agreement = marketplace::subscribe(market, purchase).value();
  advance(11s);
  market.news.clear();

  advance_to(kLater);

  EXPECT_THAT(news(), ElementsAre("Purchase Agreement Ended"));
  EXPECT_EQ(now(agreement).end_status, "TERMINATED");
}

TEST_F(FutureStartsTest, OnlyPrivateOffersOfContractsStartLaterAndNotInThePast) {
  EXPECT_THAT(marketplace::subscribe(market, starting(kTestStart)), FailsWith("InvalidPurchase"));
  EXPECT_TRUE(marketplace::subscribe(market, starting(kTestStart + 1ms)));
  EXPECT_THAT(marketplace::subscribe(market, starting(kLater, kContract, "open")),
              FailsWith("InvalidPurchase"));
  EXPECT_THAT(marketplace::subscribe(market, starting(kLater, kContract, "")),
              FailsWith("InvalidPurchase"));
  Purchase subscription;
  subscription.buyer = "bob";
  subscription.product = kConcurrent;
  subscription.starts = kLater;
  EXPECT_THAT(marketplace::subscribe(market, subscription), FailsWith("InvalidPurchase"));
}

TEST_F(FutureStartsTest, AnOfferForNamedBuyersIsSeenByNobodyElse) {
  put_offer("for-ann", {{"product", kContract}, {"kind", "private"}, {"buyers", {"ann"}}});
  auto purchase = contract();
  purchase.offer = "for-ann";
  purchase.buyer = "bob";

  EXPECT_THAT(marketplace::subscribe(market, purchase), FailsWith("OfferNotFound"));
  purchase.buyer = "ann";
  EXPECT_TRUE(marketplace::subscribe(market, purchase));
}

}  // namespace
}  // namespace souk::marketplace
