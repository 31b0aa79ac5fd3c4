#include "emulator/wire/rpc_cbor.h"

#include <gtest/gtest.h>

#include "emulator/core/json.h"
#include "emulator/wire/digest.h"
#include "emulator/wire/protocol.h"
#include "tests/emulator/wire/bytes.h"
#include "tests/emulator/wire/metering_shapes.h"

namespace souk::wire {
namespace {

Result<Json> decoded(std::string_view hexadecimal) {
  return rpc_cbor::decode(from_hex(hexadecimal));
}

TEST(RpcCbor, ReadsARequest) {
  EXPECT_EQ(decoded("a16b50726f64756374436f64656570726f6431"), (Json{{"ProductCode", "prod1"}}));
  EXPECT_EQ(decoded("a0"), Json::object());
  EXPECT_EQ(decoded(""), Json::object());
}

TEST(RpcCbor, WritesAnAnswerAsSdksAcceptIt) {
  const Json value{{"Entitlements",
                    {{{"ProductCode", "prod1"},
                      {"Dimension", "users"},
                      {"CustomerIdentifier", "cust1"},
                      {"Value", {{"IntegerValue", 25}}},
                      {"ExpirationDate", 1795342500.5}}}},
                   {"NextToken", nullptr},
                   {"Unknown", 1}};

  EXPECT_EQ(hex(rpc_cbor::encode(entitlements(), value)),
            "a16c456e7469746c656d656e747381a56b50726f64756374436f64656570726f64316944696d656e73696f"
            "6e65757365727372437573746f6d65724964656e7469666965726563757374316556616c7565a16c496e74"
            "6567657256616c756518196e45787069726174696f6e44617465c1fb41dac0b029200000");
}

TEST(RpcCbor, WritesWhatAnErrorTellsBesideItsMessage) {
  const Error error{"ConflictException", 400, "no", "", "", R"({"resourceId":"acr-1"})"};

  const auto told = rpc_cbor::decode(rpc_cbor::refusal("entitlement", error, "id").body);

  EXPECT_EQ(told.value(),
            (Json{{"__type", "ConflictException"}, {"message", "no"}, {"resourceId", "acr-1"}}));
}

TEST(RpcCbor, WritesErrorsAndEmptyResults) {
  const auto refused =
      rpc_cbor::refusal("entitlement", {"InvalidParameterException", 400, "bad", "", ""}, "id");
  const auto empty = rpc_cbor::success(nullptr, Json(), "id");

  EXPECT_EQ(hex(refused.body),
            "a2665f5f747970657819496e76616c6964506172616d65746572457863657074696f6e676d657373616765"
            "63626164");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.content_type, "application/cbor");
  EXPECT_EQ(refused.headers.get("smithy-protocol"), "rpc-v2-cbor");
  EXPECT_EQ(hex(empty.body), "a0");
  EXPECT_EQ(empty.status, 200);
  EXPECT_EQ(empty.headers.get("smithy-protocol"), "rpc-v2-cbor");
  EXPECT_EQ(empty.headers.get("x-amzn-RequestId"), "id");
}

// Vectors of RFC 8949, appendix A.
TEST(RpcCbor, ReadsTheStandardsVectors) {
  for (const auto& [bytes, json] : {std::pair{"00", "0"},
                                    {"17", "23"},
                                    {"1818", "24"},
                                    {"1903e8", "1000"},
                                    {"1a000f4240", "1000000"},
                                    {"1b000000e8d4a51000", "1000000000000"},
                                    {"1bffffffffffffffff", "18446744073709551615"},
                                    {"20", "-1"},
                                    {"3903e7", "-1000"},
                                    {"3b7fffffffffffffff", "-9223372036854775808"},
                                    {"f90000", "0.0"},
                                    {"f93c00", "1.0"},
                                    {"f93e00", "1.5"},
                                    {"f97bff", "65504.0"},
                                    {"f90001", "5.960464477539063e-8"},
                                    {"f90400", "0.00006103515625"},
                                    {"f9c400", "-4.0"},
                                    {"fa47c35000", "100000.0"},
                                    {"fb3ff199999999999a", "1.1"},
                                    {"f4", "false"},
                                    {"f5", "true"},
                                    {"f6", "null"},
                                    {"f7", "null"},
                                    {"c11a514b67b0", "1363896240"},
                                    {"c1fb41d452d9ec200000", "1363896240.5"},
                                    {"d74401020304", "\"AQIDBA==\""},
                                    {"4401020304", "\"AQIDBA==\""},
                                    {"64f0908591", "\"\\ud800\\udd51\""},
                                    {"83010203", "[1,2,3]"},
                                    {"a201020304", ""},
                                    {"a26161016162820203", "{\"a\":1,\"b\":[2,3]}"},
                                    {"5f42010243030405ff", "\"AQIDBAU=\""},
                                    {"7f657374726561646d696e67ff", "\"streaming\""},
                                    {"9fff", "[]"},
                                    {"9f018202039f0405ffff", "[1,[2,3],[4,5]]"},
                                    {"bf61610161629f0203ffff", "{\"a\":1,\"b\":[2,3]}"},
                                    {"bf6346756ef563416d7421ff", "{\"Amt\":-2,\"Fun\":true}"}}) {
    const std::string expected = json;
    const auto value = decoded(bytes);
    if (expected.empty()) {
      EXPECT_FALSE(value) << bytes;
    } else {
      EXPECT_EQ(value, Json::parse(expected)) << bytes;
    }
  }
}

TEST(RpcCbor, RefusesWhatIsNoCborOrNoJson) {
  for (const auto* bytes : {"18",                  // ends in a head
                            "6361",                // ends in a text
                            "82",                  // ends in an array
                            "9f01",                // an open array
                            "a16161",              // a key without a value
                            "9b7fffffffffffffff",  // an array of 2^63 items
                            "bb7fffffffffffffff",  // a map of 2^63 pairs
                            "7b7fffffffffffffff",  // a text of 2^63 bytes
                            "0000",                // two values
                            "a000",                // something after the map
                            "ff",                  // a break with nothing open
                            "1c",                  // a reserved length
                            "1f",                  // an indefinite integer
                            "df01",                // an indefinite tag
                            "a10102",              // a key that is no text
                            "61ff",                // a text that is no UTF-8
                            "7f41ff",              // a text of byte strings
                            "7f7f6161ffff",        // an indefinite piece
                            "c16161",              // a timestamp that is text
                            "3bffffffffffffffff",  // -2^64
                            "f97c00",              // infinity
                            "f97e00",              // not a number
                            "fb7ff0000000000000",
                            "e0",
                            "f818"}) {
    const auto value = decoded(bytes);

    ASSERT_FALSE(value) << bytes;
    EXPECT_EQ(value.error().type, "SerializationException") << bytes;
    EXPECT_NE(value.error().message.find("CBOR"), std::string::npos);
  }
}

TEST(RpcCbor, NestsAsDeepAsAllowedAndNoDeeper) {
  const std::size_t deepest = kDeepestNesting;

  EXPECT_TRUE(rpc_cbor::decode(std::string(deepest, '\x81') + '\x00'));
  EXPECT_FALSE(rpc_cbor::decode(std::string(deepest + 1, '\x81') + '\x00'));
  EXPECT_FALSE(rpc_cbor::decode(std::string(1'000'000, '\x81')));
  EXPECT_FALSE(rpc_cbor::decode(std::string(1'000'000, '\xC1')));
  EXPECT_FALSE(rpc_cbor::decode(std::string(1'000'000, '\x9F')));
}

TEST(RpcCbor, WritesNumbersByTheirShape) {
  EXPECT_EQ(hex(rpc_cbor::encode(timestamp(), 1363896240)), "c11a514b67b0");
  EXPECT_EQ(hex(rpc_cbor::encode(timestamp(), 1363896240.0)), "c11a514b67b0");
  EXPECT_EQ(hex(rpc_cbor::encode(integer(), -1)), "20");
  EXPECT_EQ(hex(rpc_cbor::encode(long_integer(), 1'000'000'000'000)), "1b000000e8d4a51000");
  EXPECT_EQ(hex(rpc_cbor::encode(floating(), 1)), "fb3ff0000000000000");
  EXPECT_EQ(hex(rpc_cbor::encode(boolean(), true)), "f5");
  EXPECT_EQ(hex(rpc_cbor::encode(blob(), "AQIDBA==")), "4401020304");
  EXPECT_EQ(hex(rpc_cbor::encode(map(string(), timestamp()), Json{{"a", 1}})), "a16161c101");
  EXPECT_EQ(hex(rpc_cbor::encode(Json{{"a", nullptr}})), "a16161f6");
  EXPECT_EQ(hex(rpc_cbor::encode(Json(std::string(300, 'x')))).substr(0, 6), "79012c");
}

}  // namespace
}  // namespace souk::wire
