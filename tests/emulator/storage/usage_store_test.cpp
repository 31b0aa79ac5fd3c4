#include "emulator/storage/usage_store.h"

#include <map>

#include "tests/emulator/storage/store_fixture.h"

namespace souk::storage {
namespace {

class UsageStoreTest : public StoreTest {
 protected:
  UsageStore usage{*database};
};

TEST_F(UsageStoreTest, OneKeyStandsForRegionProductHolderAndDimension) {
  const auto key = usage.intern("us-east-1", 1, "holder", "requests");

  EXPECT_EQ(usage.intern("us-east-1", 1, "holder", "requests"), key);
  EXPECT_NE(usage.intern("eu-west-1", 1, "holder", "requests"), key);
  EXPECT_NE(usage.intern("us-east-1", 2, "holder", "requests"), key);
  EXPECT_NE(usage.intern("us-east-1", 1, "other", "requests"), key);
  EXPECT_NE(usage.intern("us-east-1", 1, "holder", "Requests"), key);
}

TEST_F(UsageStoreTest, EqualAllocationsAreKeptOnce) {
  const auto first = usage.intern_allocations("[1]");

  EXPECT_EQ(usage.intern_allocations("[1]"), first);
  EXPECT_NE(usage.intern_allocations("[2]"), first);
}

TEST_F(UsageStoreTest, IsFoundByHourAndKey) {
  usage.add({10, 1, 5, 7, std::nullopt}, "requests");
  usage.add({11, 1, 6, 7, 3}, "requests");

  EXPECT_EQ(usage.find(10, 1)->quantity, 5);
  EXPECT_FALSE(usage.find(10, 1)->allocations);
  EXPECT_EQ(usage.find(11, 1)->allocations, 3);
  EXPECT_EQ(usage.find(11, 1)->agreement, 7);
  EXPECT_FALSE(usage.find(10, 2));
  EXPECT_FALSE(usage.find(12, 1));
}

TEST_F(UsageStoreTest, AnHourAndKeyAreTakenOnce) {
  usage.add({10, 1, 5, 7, std::nullopt}, "requests");

  EXPECT_ANY_THROW(usage.add({10, 1, 6, 7, std::nullopt}, "requests"));
  EXPECT_EQ(usage.find(10, 1)->quantity, 5);
}

TEST_F(UsageStoreTest, TheHourLeadsSoThatNewUsageTouchesTheLastPages) {
  const auto key = usage.intern("us-east-1", 1, "holder", "requests");
  for (const auto hour : {12, 10, 11}) usage.add({hour, key, hour, 7, std::nullopt}, "requests");
  std::string plan;
  auto row = database->prepare("EXPLAIN QUERY PLAN SELECT * FROM usage ORDER BY hour,key");
  while (row.step()) plan += row.text(3);

  EXPECT_EQ(plan, "SCAN usage") << "no sorting, no second index";
  std::string hours;
  for (const auto& line : usage.lines(7)) hours += std::to_string(line.hour) + " ";
  EXPECT_EQ(hours, "10 11 12 ");
}

TEST_F(UsageStoreTest, LinesTellTheirDimension) {
  const auto key = usage.intern("us-east-1", 1, "holder", "bytes");
  usage.add({10, key, 5, 7, std::nullopt}, "bytes");
  usage.add({10, usage.intern("us-east-1", 1, "other", "bytes"), 6, 8, std::nullopt}, "bytes");

  const auto lines = usage.lines(7);

  ASSERT_EQ(lines.size(), 1);
  EXPECT_EQ(lines[0].dimension, "bytes");
  EXPECT_EQ(lines[0].key, key);
  EXPECT_EQ(usage.lines(0).size(), 2);
}

TEST_F(UsageStoreTest, TotalsAreTheSumOfTheirLines) {
  std::map<std::pair<std::int64_t, std::string>, std::int64_t> sums;
  std::uint64_t chance = 7;
  for (std::int64_t i = 0; i < 500; ++i) {
    chance = chance * 6364136223846793005U + 1442695040888963407U;
    const auto agreement = static_cast<std::int64_t>((chance >> 33) % 5) + 1;
    const std::string dimension = (chance >> 40) % 2 == 0 ? "bytes" : "requests";
    const auto quantity = static_cast<std::int64_t>((chance >> 20) % 1000);
    const auto key = usage.intern("us-east-1", 1, "holder" + std::to_string(agreement), dimension);
    usage.add({i, key, quantity, agreement, std::nullopt}, dimension);
  }

  for (const auto& line : usage.lines(0)) sums[{line.agreement, line.dimension}] += line.quantity;

  const auto totals = usage.totals(0);
  EXPECT_EQ(totals.size(), sums.size());
  for (const auto& total : totals) {
    EXPECT_EQ(total.quantity, (sums[{total.agreement, total.dimension}]));
  }
}

TEST_F(UsageStoreTest, TotalsHoldMoreThanABillion) {
  for (std::int64_t hour = 0; hour < 10; ++hour) {
    usage.add({hour, 1, 2'147'483'647, 7, std::nullopt}, "requests");
  }

  EXPECT_EQ(usage.totals(7).at(0).quantity, 21'474'836'470);
  EXPECT_TRUE(usage.totals(8).empty());
}

}  // namespace
}  // namespace souk::storage
