#include "emulator/services/call_record.h"

#include "tests/emulator/services/services_fixture.h"

// The journal's row of a call.
namespace souk::services {
namespace {

using testing::HasSubstr;
using testing::Not;

class CallRecordTest : public ServicesTest {};

TEST_F(CallRecordTest, TellsWhatWasAskedAndAnswered) {
  const auto agreement = bought(kLegacy);
  const Json input{{"RegistrationToken", token_of(agreement)}};

  const auto said = call("metering", "ResolveCustomer", input);

  const auto row = last_call();
  EXPECT_EQ(row["actor"], "seller");
  EXPECT_EQ(row["subject"], "ResolveCustomer");
  EXPECT_EQ(row["data"], (Json{{"service", "metering"},
                               {"operation", "ResolveCustomer"},
                               {"protocol", "json-1.1"},
                               {"region", "us-east-1"},
                               {"scope_service", "aws-marketplace"},
                               {"signed", "verified"},
                               {"status", 200},
                               {"body_bytes", input.dump().size()},
                               {"request", input},
                               {"response", said.body}}));
  EXPECT_EQ(row["nondeterministic"]["request_id"], said.header("x-amzn-requestid"));
}

TEST_F(CallRecordTest, TellsWhyACallWasRefused) {
  call("metering", "ResolveCustomer", {{"RegistrationToken", "garbage"}});

  const auto data = last_call()["data"];
  EXPECT_EQ(data["status"], 400);
  EXPECT_EQ(data["error"], (Json{{"type", "InvalidTokenException"},
                                 {"message", "Registration token is invalid"},
                                 {"field", "RegistrationToken"}}));
  EXPECT_FALSE(data.contains("response"));
}

TEST_F(CallRecordTest, KeepsABodyThatIsNoJsonAsItCame) {
  call_with_body("metering", "ResolveCustomer", "{\"Registration");

  EXPECT_EQ(last_call()["data"]["request"], "{\"Registration");
}

TEST_F(CallRecordTest, OfAMismatchHasWhatSoukComputed) {
  auto request = signed_for("metering", json_request("metering", "ResolveCustomer", R"({"a":1})"));
  request.body = R"({"a":2})";

  send(request);

  const auto data = last_call()["data"];
  EXPECT_EQ(data["signed"], "refused");
  EXPECT_THAT(data["canonical_request"].get<std::string>(),
              HasSubstr("POST\n/\n\nhost:127.0.0.1:4747\nx-amz-date:"));
  EXPECT_THAT(data["string_to_sign"].get<std::string>(), HasSubstr("AWS4-HMAC-SHA256\n"));
  EXPECT_EQ(data["error"]["type"], "InvalidSignatureException");
}

TEST_F(CallRecordTest, HasNoSecretInIt) {
  const auto agreement = bought(kLegacy);
  call("metering", "ResolveCustomer", {{"RegistrationToken", token_of(agreement)}});
  auto wrong = signed_for("metering", json_request("metering", "ResolveCustomer", "{}"));
  wrong.body = "{ }";
  send(wrong);

  sandbox::Session session(*sandbox_);
  const auto secret = sandbox_->credentials().secret_access_key;
  for (const auto& row : sandbox_->journal.read(0, SIZE_MAX)) {
    EXPECT_THAT(row.dump(), Not(HasSubstr(secret)));
  }
}

TEST_F(CallRecordTest, OfABatchTellsEachRecord) {
  const auto agreement = bought(kConcurrent);
  const auto buyer = buyer_of(agreement);
  const auto now = sandbox_->clock.now();
  Json record{{"Timestamp", epoch_ms(now) / 1000},
              {"CustomerAWSAccountId", buyer.account},
              {"LicenseArn", agreement.license_arn},
              {"Dimension", "requests"},
              {"Quantity", 3}};
  auto other = record;
  other["Quantity"] = 4;

  const auto said =
      call("metering", "BatchMeterUsage", {{"UsageRecords", {record, record, other}}});

  const auto data = last_call()["data"];
  ASSERT_EQ(data["records"].size(), 3U);
  EXPECT_EQ(data["records"][0], (Json{{"index", 0},
                                      {"status", "Success"},
                                      {"agreement", agreement.agreement_id},
                                      {"buyer", "ann"},
                                      {"product_code", "souksubscriptionconcurr01"},
                                      {"license_arn", agreement.license_arn},
                                      {"account", buyer.account},
                                      {"dimension", "requests"},
                                      {"quantity", 3},
                                      {"stamped", to_iso(now)},
                                      {"hour", "2026-10-06T09:00:00.000Z"},
                                      {"record_id", said.body["Results"][0]["MeteringRecordId"]}}));
  EXPECT_EQ(data["records"][1]["repeat"], true);
  EXPECT_EQ(data["records"][2]["status"], "DuplicateRecord");
  EXPECT_FALSE(data.contains("response"));
}

TEST_F(CallRecordTest, KeepsSouksAddressOutOfWhatTwoRunsShare) {
  call("sqs", "CreateQueue", {{"QueueName", "news"}});

  const auto row = last_call();
  EXPECT_FALSE(row["data"].contains("request"));
  EXPECT_FALSE(row["data"].contains("response"));
  EXPECT_EQ(row["nondeterministic"]["request"]["QueueName"], "news");
  EXPECT_TRUE(row["nondeterministic"]["response"].contains("QueueUrl"));
}

TEST_F(CallRecordTest, HintsThatTheClockMayHaveOutrunTheSeller) {
  call("metering", "ResolveCustomer", {{"RegistrationToken", "garbage"}});
  EXPECT_FALSE(last_call()["nondeterministic"].contains("hint"));

  sandbox_->activity.clock_moved();
  call("metering", "ResolveCustomer", {{"RegistrationToken", "garbage"}});
  EXPECT_THAT(last_call()["nondeterministic"]["hint"].get<std::string>(),
              HasSubstr("it may have outrun the seller"));
  call("sqs", "CreateQueue", {{"QueueName", "news"}});
  EXPECT_FALSE(last_call()["nondeterministic"].contains("hint")) << "nothing was refused";
}

TEST(OutrunTest, IsSuspectedForASecondAfterTheMove) {
  EXPECT_TRUE(may_be_outrun(0ms));
  EXPECT_TRUE(may_be_outrun(1s - 1ms));
  EXPECT_FALSE(may_be_outrun(1s));
  EXPECT_FALSE(may_be_outrun(1s + 1ms));
}

TEST_F(CallRecordTest, ARefusedCallLeavesNothingElse) {
  const auto before = rows("fault").size();
  const auto agreement = bought(kConcurrent);
  Json record{{"Timestamp", 1},
              {"CustomerAWSAccountId", buyer_of(agreement).account},
              {"LicenseArn", agreement.license_arn},
              {"Dimension", "requests"},
              {"Quantity", 3}};

  call("metering", "BatchMeterUsage", {{"UsageRecords", Json::array({record})}});

  EXPECT_FALSE(last_call()["data"].contains("records"));
  EXPECT_EQ(rows("fault").size(), before);
  sandbox::Session session(*sandbox_);
  EXPECT_TRUE(sandbox_->market.usage.lines(agreement.id).empty());
}

}  // namespace
}  // namespace souk::services
