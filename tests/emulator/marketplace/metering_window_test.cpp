#include "tests/emulator/marketplace/market_fixture.h"

// When a customer's usage counts: from activation to the end of the final window.
namespace souk::marketplace {
namespace {

class SubscriptionTest : public MarketTest {
 protected:
  const std::string code = code_of(kLegacy);
};

TEST_F(SubscriptionTest, UsageCountsFromTheMomentTheLicenceIs) {
  const auto ann = buy("ann", kConcurrent);
  EXPECT_EQ(meter({licensed(ann, 1)}), "N");

  advance(kLicenceProvisioned - 1ms);
  EXPECT_EQ(meter({licensed(ann, 1)}), "N");

  advance(1ms);
  EXPECT_EQ(meter({licensed(ann, 1)}), "S");
  advance(1ms);
  EXPECT_EQ(meter({licensed(ann, 1)}), "S");
}

TEST_F(SubscriptionTest, ACustomerIsSubscribedFromSubscribeSuccess) {
  buy("lea", kLegacy);
  advance(kLicenceProvisioned - 1ms);
  EXPECT_EQ(meter(code, {identified("lea", 1)}), "N");
  EXPECT_THAT(news(), testing::IsEmpty());

  advance(1ms);
  EXPECT_THAT(news(), testing::ElementsAre("subscribe-success"));
  EXPECT_EQ(meter(code, {identified("lea", 1)}), "S");
}

TEST_F(SubscriptionTest, APaymentThatFailsSubscribesNobody) {
  for (const auto* product : {kLegacy, kConcurrent}) {
    Purchase purchase;
    purchase.buyer = "ann";
    purchase.product = product;
    purchase.payment_clears = false;
    const auto agreement = marketplace::subscribe(market, purchase).value();
    advance(kLicenceProvisioned);

    ASSERT_EQ(now(agreement).state, "FAILED");
  }

  EXPECT_EQ(meter(code, {identified("ann", 1)}), "N");
  EXPECT_EQ(meter({licensed(market.agreements.find(2).value(), 1)}), "N");
}

TEST_F(SubscriptionTest, ABuyerWhoLeftCostsOnlyTheirOwnRecord) {
  const auto ann = subscribe("ann", kConcurrent);
  const auto bob = subscribe("bob", kConcurrent);
  const auto last_hour = market.now();
  cancel(bob);
  advance(2h);

  EXPECT_EQ(meter({licensed(ann, 1), licensed(bob, 1, last_hour), licensed(ann, 1)}), "SNS");
  EXPECT_EQ(billed(ann), 1);
  EXPECT_EQ(billed(bob), 0);
}

TEST_F(SubscriptionTest, ASuspendedBuyersUsageDoesNotCount) {
  const auto ann = subscribe("ann", kConcurrent);
  auto suspended = buyer("ann");
  suspended.suspended = true;
  market.catalogue.put(suspended);

  EXPECT_EQ(meter({licensed(ann, 1)}), "N");

  suspended.suspended = false;
  market.catalogue.put(suspended);
  EXPECT_EQ(meter({licensed(ann, 1)}), "S");
}

TEST_F(SubscriptionTest, UsageBeforeTheStartRefusesTheRequest) {
  advance(3h);
  const auto ann = subscribe("ann", kConcurrent);
  const auto lea = subscribe("lea", kLegacy);
  const auto start = std::chrono::floor<std::chrono::hours>(ann.starts.value());

  EXPECT_EQ(meter({licensed(ann, 1, start - 1ms)}), "InvalidLicenseException");
  EXPECT_EQ(meter({licensed(ann, 1, start)}), "S");
  EXPECT_EQ(meter({licensed(ann, 1, start + 1ms)}), "S");
  EXPECT_EQ(meter(code, {identified("lea", 1, start - 1ms)}), "TimestampOutOfBoundsException");
  EXPECT_EQ(meter(code, {identified("lea", 1, start)}), "S");
}

TEST_F(SubscriptionTest, UsageBeforeTheStartIsTakenWhereTheSwitchSaysSo) {
  choose("usage_before_start", "accept");
  advance(3h);
  const auto ann = subscribe("ann", kConcurrent);
  subscribe("lea", kLegacy);

  EXPECT_EQ(meter({licensed(ann, 1, market.now() - 2h)}), "S");
  EXPECT_EQ(meter(code, {identified("lea", 1, market.now() - 2h)}), "S");
}

TEST_F(SubscriptionTest, UsageOfAnHourAfterTheEndRefusesTheRequest) {
  const auto ann = subscribe("ann", kConcurrent);
  advance_to(kTestStart + 30min);
  cancel(ann);
  advance_to(kTestStart + 1h + 10min);
  const auto next_hour = kTestStart + 1h;

  EXPECT_EQ(meter({licensed(ann, 1, next_hour)}), "InvalidLicenseException");
  EXPECT_EQ(meter({licensed(ann, 1, next_hour - 1ms)}), "S");
}

TEST_F(SubscriptionTest, ALegacyCustomersUsageAfterTheEndRefusesTheRequest) {
  const auto lea = subscribe("lea", kLegacy);
  advance_to(kTestStart + 30min);
  cancel(lea);
  advance_to(kTestStart + 1h + 10min);
  const auto next_hour = kTestStart + 1h;

  EXPECT_EQ(meter(code, {identified("lea", 1, next_hour)}), "TimestampOutOfBoundsException");
  EXPECT_EQ(meter(code, {identified("lea", 1, next_hour - 1ms)}), "S");
}

TEST_F(SubscriptionTest, UsageCountsAsLongAsTheLicenceStands) {
  const auto ann = subscribe("ann", kConcurrent);
  const auto used = market.now();
  cancel(ann);
  EXPECT_EQ(meter({licensed(ann, 1, used)}), "S");

  advance(kEndAnnounced);
  ASSERT_EQ(now(ann).state, "CLOSING");
  EXPECT_EQ(meter({licensed(ann, 1, used)}), "S");
}

TEST_F(SubscriptionTest, ALegacyBuyerWhoComesBackWithinTheHourGoesOn) {
  const auto lea = subscribe("lea", kLegacy);
  cancel(lea);
  EXPECT_THAT(news(), testing::ElementsAre("unsubscribe-pending"));
  advance(kFinalWindow - 1ms);

  const auto again = buy("lea", kLegacy);

  EXPECT_EQ(again.id, lea.id);
  EXPECT_EQ(again.state, "ACTIVE");
  EXPECT_FALSE(again.closes);
  EXPECT_THAT(news(), testing::ElementsAre("subscribe-success"));
  advance(48h);
  EXPECT_THAT(news(), testing::IsEmpty());
  EXPECT_EQ(meter(code, {identified("lea", 1)}), "S");
}

TEST_F(SubscriptionTest, ALegacyBuyerWhoComesBackLaterBeginsAnew) {
  const auto lea = subscribe("lea", kLegacy);
  cancel(lea);
  advance(kFinalWindow);
  EXPECT_THAT(news(), testing::ElementsAre("unsubscribe-pending", "unsubscribe-success"));

  const auto again = buy("lea", kLegacy);

  EXPECT_NE(again.id, lea.id);
  EXPECT_EQ(again.state, "PENDING");
  EXPECT_EQ(meter(code, {identified("lea", 1)}), "N");
  advance(kLicenceProvisioned);
  EXPECT_THAT(news(), testing::ElementsAre("subscribe-success"));
  EXPECT_EQ(meter(code, {identified("lea", 1)}), "S");
  EXPECT_EQ(billed(again), 1);
}

TEST_F(SubscriptionTest, ConsumptionOfAContractIsTakenForAnHourAfterItsTerm) {
  for (const auto generation : {Generation::Legacy, Generation::Concurrent}) {
    const auto mixed =
        product(std::string(to_text(generation)), Model::ContractWithConsumption, generation);
    Purchase purchase;
    purchase.buyer = "cem";
    purchase.product = mixed.name;
    purchase.duration = "30d";
    const auto agreement = marketplace::subscribe(market, purchase).value();
    advance(kLicenceProvisioned);
    const auto ends = now(agreement).ends.value();
    const auto send_one = [&](std::int64_t quantity) {
      return generation == Generation::Legacy
                 ? meter(mixed.code, {identified("cem", quantity, ends - 1ms)})
                 : meter({licensed(agreement, quantity, ends - 1ms)});
    };

    advance_to(ends);
    EXPECT_EQ(send_one(1), "S") << mixed.name;
    if (generation == Generation::Concurrent) advance(kLicenceDeprovisionedAfterEnd);
    ASSERT_EQ(now(agreement).closes, market.now() + kFinalWindow) << mixed.name;
    advance(kFinalWindow - 1ms);
    EXPECT_EQ(send_one(2), "D") << mixed.name;
    advance(1ms);
    EXPECT_EQ(send_one(1), "N") << mixed.name;
    advance(1ms);
    EXPECT_EQ(send_one(1), "N") << mixed.name;
    EXPECT_EQ(now(agreement).state, "EXPIRED");
  }
}

TEST_F(SubscriptionTest, APureContractMetersNothing) {
  const auto agreement = subscribe("cem", "contract-concurrent");
  auto record = licensed(agreement, 1);
  record.dimension = "users";

  EXPECT_EQ(meter({record}), "InvalidUsageDimensionException");
}

struct WindowCase {
  std::string name;
  Generation generation;
  std::string reading;
  Duration opens_after;  ///< the buyer left
};

class FinalWindowTest : public MarketTest, public testing::WithParamInterface<WindowCase> {
 protected:
  FinalWindowTest() : MarketTest("current-2026", kTestStart + 5min) {
    choose("final_window_reading", GetParam().reading);
  }

  std::string meter_one() {
    const auto held = database->copy();
    const auto result = GetParam().generation == Generation::Legacy
                            ? meter(code_of(kLegacy), {identified("ann", 1, used)})
                            : meter({licensed(ann, 1, used)});
    database->copy_from(*held);
    return result;
  }

  storage::AgreementRow ann =
      subscribe("ann", GetParam().generation == Generation::Legacy ? kLegacy : kConcurrent);
  const Timestamp used = market.now();
};

TEST_P(FinalWindowTest, OpensWithTheEventThatTellsOfIt) {
  cancel(ann);
  if (GetParam().opens_after > Duration(0)) {
    advance(GetParam().opens_after - 1ms);
    EXPECT_FALSE(now(ann).opens);
    advance(1ms);
  }

  EXPECT_EQ(now(ann).opens, market.now());
  EXPECT_EQ(now(ann).closes, market.now() + 1h);
  const auto rows = journal_of("agreement");
  EXPECT_EQ(rows.back()["data"]["event"], "final-window-opened");
  EXPECT_EQ(rows.back()["data"]["closes"], to_iso(market.now() + 1h));
}

TEST_P(FinalWindowTest, TakesUsageUntilItsLastMillisecond) {
  cancel(ann);
  advance(GetParam().opens_after);
  EXPECT_EQ(meter_one(), "S");

  advance(kFinalWindow - 1ms);

  EXPECT_EQ(meter_one(), "S");
  EXPECT_EQ(now(ann).state, "ENDING");
}

TEST_P(FinalWindowTest, IsOverAfterAnHour) {
  cancel(ann);
  advance(GetParam().opens_after + kFinalWindow);

  EXPECT_EQ(meter_one(), "N");
  EXPECT_EQ(now(ann).state, "ENDED");
  EXPECT_EQ(journal_of("agreement").back()["data"]["event"], "final-window-closed");

  advance(1ms);
  EXPECT_EQ(meter_one(), "N");
}

TEST_P(FinalWindowTest, SaysWhyUsageDoesNotCountAnyMore) {
  cancel(ann);
  advance(GetParam().opens_after + kFinalWindow);
  const auto closed = market.now();

  const auto outcomes = GetParam().generation == Generation::Legacy
                            ? send(code_of(kLegacy), {identified("ann", 1, used)})
                            : send({licensed(ann, 1, used)});

  EXPECT_EQ(outcomes.value()[0].note, "the final window closed at " + to_iso(closed));
}

INSTANTIATE_TEST_SUITE_P(
    Readings, FinalWindowTest,
    testing::Values(WindowCase{"Legacy", Generation::Legacy, "deprovisioned-opens", 0s},
                    WindowCase{"DeprovisionedOpens", Generation::Concurrent, "deprovisioned-opens",
                               kEndAnnounced + kLicenceDeprovisionedAfterEnd},
                    WindowCase{"EndedOpens", Generation::Concurrent, "ended-opens", kEndAnnounced}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace souk::marketplace
