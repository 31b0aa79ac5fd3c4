#include <set>

#include "tests/emulator/marketplace/market_fixture.h"

// One record per customer, dimension and hour: what becomes of the others.
namespace souk::marketplace {
namespace {

using testing::MatchesRegex;

class DeduplicationTest : public MarketTest {
 protected:
  storage::AgreementRow ann = subscribe("ann", kConcurrent);

  UsageRecord allocated(std::int64_t quantity, std::vector<UsageAllocation> allocations) {
    auto record = licensed(ann, quantity);
    record.allocations = std::move(allocations);
    return record;
  }
};

TEST_F(DeduplicationTest, TheFirstRecordOfAnHourIsTheOneThatIsBilled) {
  const auto first = send({licensed(ann, 7)});
  const auto same = send({licensed(ann, 7)});
  advance(10min);
  const auto other = send({licensed(ann, 9)});

  EXPECT_EQ(word(first) + word(same) + word(other), "SSD");
  EXPECT_EQ((*same)[0].record_id, (*first)[0].record_id);
  EXPECT_TRUE((*same)[0].repeat);
  EXPECT_FALSE((*first)[0].repeat);
  EXPECT_EQ(billed(ann), 7);
}

TEST_F(DeduplicationTest, TheNextHourIsAnotherBook) {
  advance_to(kTestStart + 1h + 5min);
  EXPECT_EQ(meter({licensed(ann, 7, kTestStart + 5min)}), "S");
  EXPECT_EQ(meter({licensed(ann, 9, kTestStart + 30min)}), "D");
  EXPECT_EQ(meter({licensed(ann, 3)}), "S");
  advance(45min);
  EXPECT_EQ(meter({licensed(ann, 8)}), "D");

  EXPECT_EQ(billed(ann), 10);
}

TEST_F(DeduplicationTest, AnHourEndsWithItsLastMillisecond) {
  advance(3h);
  const auto hour = kTestStart + 1h;

  EXPECT_EQ(meter({licensed(ann, 1, hour)}), "S");
  EXPECT_EQ(meter({licensed(ann, 2, hour + 1h - 1ms)}), "D");
  EXPECT_EQ(meter({licensed(ann, 3, hour + 1h)}), "S");
  EXPECT_EQ(meter({licensed(ann, 4, hour - 1ms)}), "S");

  EXPECT_EQ(billed(ann), 8);
}

TEST_F(DeduplicationTest, RegionsAndDimensionsKeepSeparateBooks) {
  put_product(market, kConcurrent, {{"dimensions", {"requests", "bytes"}}}).value();
  auto bytes = licensed(ann, 5);
  bytes.dimension = "bytes";

  EXPECT_EQ(meter({licensed(ann, 1), bytes}), "SS");
  market.region = "eu-west-1";
  EXPECT_EQ(meter({licensed(ann, 2)}), "S");
  EXPECT_EQ(meter({licensed(ann, 3)}), "D");

  EXPECT_EQ(billed(ann), 8);
}

TEST_F(DeduplicationTest, TwoAgreementsOfOneBuyerKeepSeparateBooks) {
  const auto second = subscribe("ann", kConcurrent);

  EXPECT_EQ(meter({licensed(ann, 1), licensed(second, 2)}), "SS");
  EXPECT_EQ(billed(ann), 1);
  EXPECT_EQ(billed(second), 2);
}

TEST_F(DeduplicationTest, RecordsOfOneRequestAreTakenInTheirOrder) {
  EXPECT_EQ(meter({licensed(ann, 1), licensed(ann, 1), licensed(ann, 2), licensed(ann, 1)}),
            "SSDS");
  EXPECT_EQ(billed(ann), 1);
  EXPECT_EQ(ledger_lines(), 1);
}

TEST_F(DeduplicationTest, AnIdenticalRepeatIsADuplicateWhereTheSwitchSaysSo) {
  choose("identical_repeat", "duplicate");
  send({licensed(ann, 7)});

  const auto repeat = send({licensed(ann, 7)});

  EXPECT_EQ(word(repeat), "D");
  EXPECT_TRUE((*repeat)[0].repeat);
  EXPECT_EQ((*repeat)[0].record_id, "");
  EXPECT_EQ(billed(ann), 7);
}

TEST_F(DeduplicationTest, ARefusedRecordNamesTheStoredOneWhereTheSwitchSaysSo) {
  const auto id = send({licensed(ann, 7)}).value()[0].record_id;
  EXPECT_EQ(send({licensed(ann, 8)}).value()[0].record_id, "");

  choose("record_id_on_refusal", "present");

  EXPECT_EQ(send({licensed(ann, 8)}).value()[0].record_id, id);
}

TEST_F(DeduplicationTest, AZeroLocksItsHour) {
  EXPECT_EQ(meter({licensed(ann, 0)}), "S");
  EXPECT_EQ(meter({licensed(ann, 0)}), "S");
  EXPECT_EQ(meter({licensed(ann, 5)}), "D");
  EXPECT_EQ(billed(ann), 0);
}

TEST_F(DeduplicationTest, AZeroLocksNothingWhereTheSwitchSaysSo) {
  choose("zero_quantity", "stored");

  EXPECT_EQ(meter({licensed(ann, 0)}), "S");
  EXPECT_EQ(meter({licensed(ann, 5)}), "S");
  EXPECT_EQ(meter({licensed(ann, 0)}), "D");
  EXPECT_EQ(billed(ann), 5);
}

TEST_F(DeduplicationTest, OtherAllocationsOfTheSameQuantityAreADuplicate) {
  EXPECT_EQ(meter({allocated(5, {{5, {{"team", "a"}}}})}), "S");
  EXPECT_EQ(meter({allocated(5, {{5, {{"team", "a"}}}})}), "S");
  EXPECT_EQ(meter({allocated(5, {{5, {{"team", "b"}}}})}), "D");
  EXPECT_EQ(meter({licensed(ann, 5)}), "D");
  EXPECT_EQ(billed(ann), 5);
}

TEST_F(DeduplicationTest, AllocationsInAnotherOrderAreTheSame) {
  const UsageAllocation a{2, {{"team", "a"}, {"zone", "x"}}};
  const UsageAllocation a_turned{2, {{"zone", "x"}, {"team", "a"}}};
  const UsageAllocation b{3, {{"team", "b"}}};

  EXPECT_EQ(meter({allocated(5, {a, b})}), "S");
  EXPECT_EQ(meter({allocated(5, {b, a_turned})}), "S");
}

TEST_F(DeduplicationTest, ARecordThatDidNotCountLeavesItsHourFree) {
  const auto bob = buy("bob", kConcurrent);
  EXPECT_EQ(meter({licensed(bob, 3)}), "N");

  advance(kLicenceProvisioned);

  EXPECT_EQ(meter({licensed(bob, 4)}), "S");
  EXPECT_EQ(billed(bob), 4);
}

TEST_F(DeduplicationTest, ARecordHeldBackByAFaultLeavesItsHourFree) {
  UsageBatch batch{
      market.region, std::nullopt, {licensed(ann, 3), licensed(ann, 4)}, {true, false}};

  EXPECT_EQ(word(marketplace::meter(market, batch)), "US");
  EXPECT_EQ(meter({licensed(ann, 3)}), "D");
  EXPECT_EQ(billed(ann), 4);
}

TEST_F(DeduplicationTest, AFaultHoldsNothingBackThatRefusesTheRequest) {
  advance(40h);
  UsageBatch batch{market.region, std::nullopt, {licensed(ann, 3, market.now() - 30h)}, {true}};

  EXPECT_EQ(word(marketplace::meter(market, batch)), "TimestampOutOfBoundsException");
}

TEST_F(DeduplicationTest, RecordIdsAreUniqueAndShapedLikeUuids) {
  std::set<std::string> ids;

  for (std::int64_t hour = 490'000; hour < 490'100; ++hour) {
    for (std::int64_t key = 1; key <= 100; ++key) {
      const auto id = metering_record_id(market.ids, hour, key);
      EXPECT_THAT(id, MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"));
      ids.insert(id);
    }
  }

  EXPECT_EQ(ids.size(), 10'000);
  EXPECT_NE(metering_record_id(Ids(8), 490'000, 1), metering_record_id(market.ids, 490'000, 1));
}

class LegacyDeduplicationTest : public MarketTest {
 protected:
  storage::AgreementRow lea = subscribe("lea", kLegacy);
  const std::string code = code_of(kLegacy);
};

TEST_F(LegacyDeduplicationTest, BothNamesOfACustomerAreOneCustomer) {
  EXPECT_EQ(meter(code, {identified("lea", 4)}), "S");
  EXPECT_EQ(meter(code, {by_account("lea", 4)}), "S");
  EXPECT_EQ(meter(code, {by_account("lea", 5)}), "D");
  EXPECT_EQ(billed(lea), 4);
}

TEST_F(LegacyDeduplicationTest, CustomersAndProductsKeepSeparateBooks) {
  product("second", Model::Subscription, Generation::Legacy);
  const auto second = subscribe("lea", "second");
  subscribe("max", kLegacy);

  EXPECT_EQ(meter(code, {identified("lea", 1), identified("max", 2)}), "SS");
  EXPECT_EQ(meter(code_of("second"), {identified("lea", 3)}), "S");
  EXPECT_EQ(billed(second), 3);
}

TEST_F(LegacyDeduplicationTest, AnHourStaysLockedWhenTheBuyerLeavesAndComesBack) {
  EXPECT_EQ(meter(code, {identified("lea", 4)}), "S");
  cancel(lea);
  buy("lea", kLegacy);

  EXPECT_EQ(meter(code, {identified("lea", 5)}), "D");
}

}  // namespace
}  // namespace souk::marketplace
