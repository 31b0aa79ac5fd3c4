#include "tests/emulator/messaging/messaging_fixture.h"

// Lambda-shaped targets: what a function gets, and what its answers count as.
namespace souk::messaging {
namespace {

using marketplace::News;

constexpr auto kFunction = "http://127.0.0.1:9000/2015-03-31/functions/function/invocations";

class FunctionTest : public MessagingTest {
 protected:
  std::string outcome_of(const OutboundAnswer& answer) {
    outbound_.react = [answer](const auto&) { return answer; };
    tell(News::LicenseUpdated, agreement_);
    return rows("delivery").back()["data"]["outcome"];
  }

  storage::AgreementRow agreement_ = bought(kConcurrent);
};

TEST_F(FunctionTest, GetsAnSnsMessageAsARecord) {
  const auto heard = hear("lambda", kFunction);

  tell(News::SubscribeSuccess, bought(kLegacy));

  const auto sent = last_sent();
  const auto record = Json::parse(sent.body)["Records"][0];
  EXPECT_EQ(sent.url, kFunction);
  EXPECT_EQ(sent.headers.get("content-type"), "application/json");
  EXPECT_FALSE(sent.headers.find("x-amz-sns-message-type"));
  EXPECT_EQ(record["EventSubscriptionArn"], heard.arn);
  EXPECT_TRUE(record["Sns"]["Subject"].is_null());
  EXPECT_EQ(Json::parse(record["Sns"]["Message"].get<std::string>())["action"],
            "subscribe-success");
}

TEST_F(FunctionTest, GetsTheEventItself) {
  target("lambda", kFunction);

  tell(News::LicenseUpdated, agreement_);

  const auto sent = last_sent();
  EXPECT_EQ(sent.headers.get("content-type"), "application/json");
  EXPECT_EQ(Json::parse(sent.body)["detail-type"], "License Updated - Manufacturer");
}

TEST_F(FunctionTest, AnErrorTypeInAGoodAnswerIsAFailure) {
  target("lambda", kFunction);

  EXPECT_EQ(outcome_of(answered(200, R"({"ok": true})")), "delivered");
  EXPECT_EQ(outcome_of(answered(200, "null")), "delivered");
  EXPECT_EQ(outcome_of(answered(200, R"("errorType")")), "delivered");
  EXPECT_EQ(outcome_of(answered(200, R"({"errorType": "Error", "errorMessage": "no"})")), "failed");
}

TEST_F(FunctionTest, TimingOutAndBeingBusyAreFailures) {
  target("lambda", kFunction);

  EXPECT_EQ(outcome_of(answered(200, "Task timed out after 300.00 seconds")), "failed");
  EXPECT_EQ(outcome_of(answered(400)), "failed");
  EXPECT_EQ(outcome_of(answered(502)), "failed");
  EXPECT_EQ(outcome_of(answered(404)), "refused");
}

}  // namespace
}  // namespace souk::messaging
