#include <gtest/gtest.h>

#include "emulator/core/json.h"
#include "emulator/wire/check.h"
#include "tests/emulator/wire/metering_shapes.h"

namespace souk::wire {
namespace {

std::string complaint(const Shape& shape, const Json& value) {
  const auto result = check_constraints(shape, value);
  if (result) return "";
  EXPECT_EQ(result.error().type, "ValidationException");
  EXPECT_EQ(result.error().status, 400);
  return result.error().message;
}

TEST(CheckConstraints, NamesValuePlaceAndLimit) {
  const auto body =
      Json::parse(R"({"UsageRecords": [{"Timestamp": 1, "Dimension": "d", "Quantity": -1}]})");

  const auto result = check_constraints(batch_meter_usage(), body);

  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message,
            "1 validation error detected: Value '-1' at 'usageRecords.1.member.quantity' failed to "
            "satisfy constraint: Member must have value greater than or equal to 0");
  EXPECT_EQ(result.error().field, "UsageRecords[0].Quantity");
}

TEST(CheckConstraints, NamesWhatIsMissing) {
  EXPECT_EQ(complaint(batch_meter_usage(), Json::object()),
            "1 validation error detected: Value null at 'usageRecords' failed to satisfy "
            "constraint: Member must not be null");
}

TEST(CheckConstraints, JoinsSeveral) {
  EXPECT_EQ(complaint(get_entitlements(), Json{{"NextToken", "a b"}}),
            "2 validation errors detected: Value null at 'productCode' failed to satisfy "
            "constraint: Member must not be null; Value 'a b' at 'nextToken' failed to satisfy "
            "constraint: Member must satisfy regular expression pattern: \\S+");
}

TEST(CheckConstraints, StopsAtTen) {
  Json body{{"UsageRecords", Json::array()}};
  for (int i = 0; i < 25; ++i) body["UsageRecords"].push_back(Json::object());

  const auto message = complaint(batch_meter_usage(), body);

  EXPECT_EQ(message.substr(0, 2), "10");
  EXPECT_NE(message.find("usageRecords.5.member.dimension"), std::string::npos);
  EXPECT_EQ(message.find("usageRecords.6"), std::string::npos);
}

TEST(CheckConstraints, CountsCodePointsNotBytes) {
  const auto shape = string().length(1, 3);

  EXPECT_EQ(complaint(shape, "日本語"), "");
  EXPECT_EQ(complaint(shape, "a"), "");
  EXPECT_NE(complaint(shape, "日本語s").find("length less than or equal to 3"), std::string::npos);
  EXPECT_NE(complaint(shape, "").find("length greater than or equal to 1"), std::string::npos);
}

TEST(CheckConstraints, HoldsEveryBoundOnBothSides) {
  EXPECT_EQ(complaint(integer().range(1, 25), 1), "");
  EXPECT_EQ(complaint(integer().range(1, 25), 25), "");
  EXPECT_NE(complaint(integer().range(1, 25), 0), "");
  EXPECT_NE(complaint(integer().range(1, 25), 26), "");
  EXPECT_EQ(complaint(floating().range(0, 1), 1.0), "");
  EXPECT_NE(complaint(floating().range(0, 1), 1.01), "");
  EXPECT_NE(complaint(floating().range(0, 1), -0.01), "");
  EXPECT_EQ(complaint(list(string()).count(1, 2), Json{"a", "b"}), "");
  EXPECT_NE(complaint(list(string()).count(1, 2), Json{"a", "b", "c"}), "");
  EXPECT_NE(complaint(list(string()).count(1, 2), Json::array()), "");
  EXPECT_EQ(complaint(blob().length(1, 3), "Zm9v"), "");
  EXPECT_NE(complaint(blob().length(1, 3), "Zm9vYg=="), "");
  EXPECT_EQ(complaint(boolean(), true), "");
}

TEST(CheckConstraints, KnowsHowWideAnIntegerIs) {
  EXPECT_EQ(complaint(integer(), 2147483647), "");
  EXPECT_NE(complaint(integer(), 2147483648), "");
  EXPECT_EQ(complaint(integer(), -2147483648LL), "");
  EXPECT_NE(complaint(integer(), -2147483649LL), "");
  EXPECT_EQ(complaint(long_integer(), INT64_MAX), "");
}

TEST(CheckConstraints, LooksAtTheKeysAndItemsOfMaps) {
  const Json wrong_key{{"ProductCode", "p"}, {"Filter", {{"COLOUR", {"red"}}}}};
  const Json empty_list{{"ProductCode", "p"}, {"Filter", {{"DIMENSION", Json::array()}}}};

  EXPECT_EQ(complaint(get_entitlements(), wrong_key),
            "1 validation error detected: Value '{\"COLOUR\":[\"red\"]}' at 'filter' failed to "
            "satisfy constraint: Map keys must satisfy constraint: [Member must satisfy enum value "
            "set: [CUSTOMER_IDENTIFIER, DIMENSION]]");
  EXPECT_EQ(complaint(get_entitlements(), empty_list),
            "1 validation error detected: Value '[]' at 'filter.DIMENSION.member' failed to "
            "satisfy constraint: Member must have length greater than or equal to 1");
}

TEST(CheckConstraints, DoesNotEchoAMegabyte) {
  const auto message = complaint(string().length(1, 3), std::string(1 << 20, 'x'));

  EXPECT_LT(message.size(), 2000U);
  EXPECT_NE(message.find("xxx…'"), std::string::npos);
}

TEST(Check, LooksAtTypesBeforeLimits) {
  const auto body = Json::parse(R"({"MaxResults": "many"})");

  EXPECT_EQ(check(get_entitlements(), body).error().type, "SerializationException");
  EXPECT_EQ(check(get_entitlements(), Json::object()).error().type, "ValidationException");
  EXPECT_TRUE(check(get_entitlements(), Json{{"ProductCode", "p"}, {"MaxResults", 25}}));
}

}  // namespace
}  // namespace souk::wire
