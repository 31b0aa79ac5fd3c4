#include "tests/emulator/marketplace/market_fixture.h"

// Vendor-metered tagging: how the quantity of a record is parted, and which tags parts may have.
namespace souk::marketplace {
namespace {

constexpr auto kWrongParts = "InvalidUsageAllocationsException";
constexpr auto kWrongTags = "InvalidTagException";

class AllocationsTest : public MarketTest {
 protected:
  explicit AllocationsTest(std::string_view profile = "current-2026") : MarketTest(profile) {
    subscribe("ann", kLegacy);
  }

  /// What becomes of a record of `quantity` so parted; each is of an hour of its own.
  std::string parted(std::int64_t quantity, std::vector<UsageAllocation> allocations) {
    advance(1h);
    auto record = identified("ann", quantity);
    record.allocations = std::move(allocations);
    return meter(code_of(kLegacy), {record});
  }
  std::string tagged(std::vector<UsageTag> tags) { return parted(1, {{1, std::move(tags)}}); }

  static std::vector<UsageAllocation> parts(std::size_t count) {
    std::vector<UsageAllocation> all;
    for (std::size_t i = 0; i < count; ++i) all.push_back({1, {{"part", std::to_string(i)}}});
    return all;
  }
};

TEST_F(AllocationsTest, AreOneToTwentyFiveHundred) {
  EXPECT_EQ(parted(0, {}), kWrongParts);
  EXPECT_EQ(parted(1, parts(1)), "S");
  EXPECT_EQ(parted(2499, parts(2499)), "S");
  EXPECT_EQ(parted(2500, parts(2500)), "S");
  EXPECT_EQ(parted(2501, parts(2501)), kWrongParts);
}

TEST_F(AllocationsTest, AddUpToTheQuantity) {
  EXPECT_EQ(parted(5, {{2, {{"a", "1"}}}, {2, {{"a", "2"}}}}), kWrongParts);
  EXPECT_EQ(parted(5, {{2, {{"a", "1"}}}, {3, {{"a", "2"}}}}), "S");
  EXPECT_EQ(parted(5, {{3, {{"a", "1"}}}, {3, {{"a", "2"}}}}), kWrongParts);
  EXPECT_EQ(parted(0, {{0, {}}}), "S");
  EXPECT_EQ(parted(INT32_MAX, {{INT32_MAX, {{"a", "1"}}}, {INT32_MAX, {{"a", "2"}}}}), kWrongParts);
}

TEST_F(AllocationsTest, HaveTagsOfTheirOwn) {
  EXPECT_EQ(parted(2, {{1, {{"a", "1"}}}, {1, {{"a", "1"}}}}), kWrongParts);
  EXPECT_EQ(parted(2, {{1, {{"a", "1"}, {"b", "2"}}}, {1, {{"b", "2"}, {"a", "1"}}}}), kWrongParts);
  EXPECT_EQ(parted(2, {{1, {}}, {1, {}}}), kWrongParts);
  EXPECT_EQ(parted(2, {{1, {}}, {1, {{"a", "1"}}}}), "S");
  EXPECT_EQ(parted(2, {{1, {{"a", "1"}}}, {1, {{"A", "1"}}}}), "S");
}

TEST_F(AllocationsTest, HaveAtMostFiveTags) {
  std::vector<UsageTag> tags{{"a", "1"}, {"b", "1"}, {"c", "1"}, {"d", "1"}};
  EXPECT_EQ(tagged(tags), "S");

  tags.push_back({"e", "1"});
  EXPECT_EQ(tagged(tags), "S");

  tags.push_back({"f", "1"});
  EXPECT_EQ(tagged(tags), kWrongTags);
}

TEST_F(AllocationsTest, TogetherUseAtMostFiveTagKeys) {
  std::vector<UsageAllocation> all{{1, {{"a", "1"}, {"b", "1"}, {"c", "1"}}},
                                   {1, {{"d", "1"}, {"e", "1"}}}};
  EXPECT_EQ(parted(2, all), "S");

  all.push_back({1, {{"f", "1"}}});
  EXPECT_EQ(parted(3, all), kWrongTags);
}

TEST_F(AllocationsTest, RepeatNoKey) {
  EXPECT_EQ(tagged({{"a", "1"}, {"a", "2"}}), kWrongTags);
  EXPECT_EQ(tagged({{"a", "1"}, {"A", "2"}}), "S");
}

TEST_F(AllocationsTest, HaveKeysAndValuesOfLimitedLength) {
  EXPECT_EQ(tagged({{"", "v"}}), kWrongTags);
  EXPECT_EQ(tagged({{"k", ""}}), kWrongTags);
  EXPECT_EQ(tagged({{"k", "v"}}), "S");
  EXPECT_EQ(tagged({{std::string(100, 'k'), "v"}}), "S");
  EXPECT_EQ(tagged({{std::string(101, 'k'), "v"}}), kWrongTags);
  EXPECT_EQ(tagged({{"k", std::string(256, 'v')}}), "S");
  EXPECT_EQ(tagged({{"k", std::string(257, 'v')}}), kWrongTags);
}

TEST_F(AllocationsTest, HaveTheLettersOfThePublishedPattern) {
  const std::string fine = "azAZ09 !\"#$%&'()*+,-./:;<=_@";
  const std::string wrong = ">?[\\]^`{|}~\n\x7f\xc3";

  for (const char letter : fine) EXPECT_EQ(tagged({{{letter}, "v"}}), "S") << letter;
  for (const char letter : wrong) {
    EXPECT_EQ(tagged({{"k", {'v', letter}}}), kWrongTags) << letter;
  }
}

TEST_F(AllocationsTest, HaveTheLettersOfTheProseWhereTheSwitchSaysSo) {
  choose("tag_characters", "prose");
  const std::string fine = "azAZ09 +-=._:\\/@";
  const std::string wrong = "!\"#$%&'()*,;<>?[]^`{|}~\n\x7f\xc3";

  for (const char letter : fine) EXPECT_EQ(tagged({{{letter}, "v"}}), "S") << letter;
  for (const char letter : wrong) {
    EXPECT_EQ(tagged({{"k", {'v', letter}}}), kWrongTags) << letter;
  }
}

TEST_F(AllocationsTest, ChangeNeitherPriceNorTotal) {
  EXPECT_EQ(parted(5, {{2, {{"a", "1"}}}, {3, {{"a", "2"}}}}), "S");

  ASSERT_EQ(ledger_lines(), 1);
  EXPECT_EQ(market.usage.lines(0)[0].quantity, 5);
}

class OldAllocationsTest : public AllocationsTest {
 protected:
  OldAllocationsTest() : AllocationsTest("guide-2020") {}
};

TEST_F(OldAllocationsTest, WereAtMostFiveHundred) {
  EXPECT_EQ(parted(499, parts(499)), "S");
  EXPECT_EQ(parted(500, parts(500)), "S");
  EXPECT_EQ(parted(501, parts(501)), kWrongParts);
}

}  // namespace
}  // namespace souk::marketplace
