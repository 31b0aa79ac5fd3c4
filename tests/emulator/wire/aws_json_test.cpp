#include "emulator/wire/aws_json.h"

#include <gtest/gtest.h>

#include "emulator/core/json.h"

namespace souk::wire {
namespace {

std::string nested(std::size_t depth, const std::string& open, const std::string& close) {
  std::string text;
  for (std::size_t i = 0; i < depth; ++i) text += open;
  for (std::size_t i = 0; i < depth; ++i) text += close;
  return text;
}

TEST(AwsJson, ReadsABodyAndTakesNoneForAnEmptyObject) {
  EXPECT_EQ(aws_json::parse(R"({"a": "\u00e9"})"), (Json{{"a", "é"}}));
  EXPECT_EQ(aws_json::parse(""), Json::object());
}

TEST(AwsJson, RefusesWhatIsNoJson) {
  for (const std::string body : {"{", "nonsense", "{\"a\":1}}", "{\"a\": \"\xFF\"}", "[1,]",
                                 "1e999", "{\"a\": \"\\ud800\"}", " ", "\xEF\xBB\xBF"}) {
    const auto result = aws_json::parse(body);

    ASSERT_FALSE(result) << body;
    EXPECT_EQ(result.error().type, "SerializationException");
    EXPECT_EQ(result.error().status, 400);
    EXPECT_NE(result.error().message, "");
  }
}

TEST(AwsJson, NestsAsDeepAsAllowedAndNoDeeper) {
  const std::size_t deepest = kDeepestNesting;

  EXPECT_TRUE(aws_json::parse(nested(deepest, "[", "]")));
  EXPECT_FALSE(aws_json::parse(nested(deepest + 1, "[", "]")));
  EXPECT_FALSE(aws_json::parse(nested(100'000, "[", "]")));
  EXPECT_FALSE(aws_json::parse(nested(100'000, "{\"a\":", "}")));
  EXPECT_FALSE(aws_json::parse(std::string(100'000, '[')));
}

TEST(AwsJson, DoesNotTakeBracketsInTextsForNesting) {
  EXPECT_TRUE(aws_json::parse("[\"\\\"" + std::string(5000, '[') + "\"]"));
  EXPECT_TRUE(aws_json::parse("[" + nested(1, "[", "]") + std::string(2000, ' ') + "]"));
  std::string many = "[";
  for (int i = 0; i < 1000; ++i) many += "[],";
  EXPECT_TRUE(aws_json::parse(many + "0]"));
}

TEST(AwsJson, AnswersInTheVersionOfTheRequest) {
  const auto one = aws_json::success(Protocol::Json11, Json{{"a", 1}}, "id-1");
  const auto zero = aws_json::success(Protocol::Json10, nullptr, "id-2");

  EXPECT_EQ(one.status, 200);
  EXPECT_EQ(one.content_type, "application/x-amz-json-1.1");
  EXPECT_EQ(one.body, R"({"a":1})");
  EXPECT_EQ(one.headers.get("x-amzn-RequestId"), "id-1");
  EXPECT_EQ(zero.content_type, "application/x-amz-json-1.0");
  EXPECT_EQ(zero.body, "{}");
}

TEST(AwsJson, WritesErrorsWithTheirType) {
  const Error error{"InvalidTokenException", 400, "Registration token is \"invalid\"", "", ""};

  const auto response = aws_json::refusal(Protocol::Json11, "metering", error, "id");

  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.body,
            R"({"__type":"InvalidTokenException","message":"Registration token is \"invalid\""})");
  EXPECT_FALSE(response.headers.find("x-amzn-query-error"));
  EXPECT_FALSE(response.headers.find("X-Souk-Hint"));
}

TEST(AwsJson, WritesWhatAnErrorTellsBesideItsMessage) {
  const Error denied{"AccessDeniedException", 400, "no", "", "", R"({"reason":"INVALID_ACCESS"})"};
  const Error throttled{"ThrottlingException", 400, "slow", "", ""};

  EXPECT_EQ(aws_json::refusal(Protocol::Json10, "agreement", denied, "id-1").body,
            R"({"__type":"AccessDeniedException","message":"no","reason":"INVALID_ACCESS",)"
            R"("requestId":"id-1"})");
  EXPECT_EQ(aws_json::refusal(Protocol::Json10, "agreement", throttled, "id-2").body,
            R"({"__type":"ThrottlingException","message":"slow","requestId":"id-2"})");
}

TEST(AwsJson, WritesTheFrontDoorsMessageWithACapital) {
  const auto denied = aws_json::refusal(Protocol::Json11, "metering",
                                        {"AccessDeniedException", 400, "User: x", "", ""}, "id");
  const auto garbled = aws_json::refusal(Protocol::Json11, "metering",
                                         {"SerializationException", 400, "x", "", ""}, "id");

  EXPECT_EQ(denied.body, R"({"__type":"AccessDeniedException","Message":"User: x"})");
  EXPECT_EQ(garbled.body, R"({"__type":"SerializationException","Message":"x"})");
}

TEST(AwsJson, LeavesAnEmptyMessageOut) {
  const auto response = aws_json::refusal(Protocol::Json11, "metering",
                                          {"UnknownOperationException", 400, "", "", ""}, "id");

  EXPECT_EQ(response.body, R"({"__type":"UnknownOperationException"})");
}

TEST(AwsJson, PutsHintsWhereOnlyDevelopersLook) {
  const auto response = aws_json::refusal(Protocol::Json11, "metering",
                                          {"X", 400, "m", "", "Use an\nid\r, größer"}, "id");

  EXPECT_EQ(response.headers.get("X-Souk-Hint"), "Use an id?, gr????er");
  EXPECT_EQ(response.body.find("größer"), std::string::npos);
}

TEST(AwsJson, TellsSqsClientsTheLegacyCode) {
  const auto response = aws_json::refusal(
      Protocol::Json10, "sqs",
      {"QueueDoesNotExist", 400, "The specified queue does not exist.", "", ""}, "id");

  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.headers.get("x-amzn-query-error"),
            "AWS.SimpleQueueService.NonExistentQueue;Sender");
  EXPECT_EQ(Json::parse(response.body)["__type"], "com.amazonaws.sqs#QueueDoesNotExist");
}

TEST(AwsJson, WritesTextsThatAreNoUtf8WithoutFailing) {
  EXPECT_EQ(aws_json::write(Json("a\xFF"
                                 "b")),
            "\"ab\"");
}

}  // namespace
}  // namespace souk::wire
