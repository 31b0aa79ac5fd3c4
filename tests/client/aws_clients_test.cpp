#include "souk/entitlement.h"
#include "souk/metering.h"
#include "souk/queue.h"
#include "souk/topics.h"
#include "tests/client/support/noon.h"
#include "tests/client/support/raw_server.h"
#include "tests/support/precompiled.h"

namespace souk::client {
namespace {

using namespace std::chrono_literals;
using Json = nlohmann::json;
using test::RawServer;

/// A service that gives one prepared answer after the other; the last one again and again.
class AwsClientTest : public testing::Test {
 protected:
  ClientConfig config() {
    ClientConfig config{.endpoint = server_.url(),
                        .region = "us-east-1",
                        .credentials = {"AKIDEXAMPLE", "secret"},
                        .retry = {},
                        .http = {},
                        .now = [] { return kNoon; },
                        .before_call = nullptr,
                        .on_answer = nullptr};
    config.retry.pause = [this](Duration time) { pauses_.push_back(time); };
    return config;
  }

  void answers(std::vector<std::string> answers) {
    const std::lock_guard lock(mutex_);
    answers_ = std::move(answers);
  }
  std::string request(std::size_t index = 0) { return server_.requests().at(index); }
  Json body(std::size_t index = 0) {
    const auto text = request(index);
    return Json::parse(text.substr(text.find("\r\n\r\n") + 4));
  }

  std::vector<Duration> pauses_;

 private:
  void serve(RawServer& server, int socket) {
    while (!server.read_request(socket).empty()) {
      const auto answer = next_answer();
      if (answer.empty()) return;
      RawServer::say(socket, answer);
    }
  }
  std::string next_answer() {
    const std::lock_guard lock(mutex_);
    return answers_[std::min(given_++, answers_.size() - 1)];
  }

  std::mutex mutex_;
  std::vector<std::string> answers_{test::ok("{}")};
  std::size_t given_ = 0;
  RawServer server_{[this](RawServer& server, int socket) { serve(server, socket); }};
};

TEST_F(AwsClientTest, ResolvesACustomer) {
  answers({test::ok(
      R"({"CustomerAWSAccountId":"111122223333","ProductCode":"prod1",)"
      R"("LicenseArn":"arn:aws:license-manager::1:license:l-1","CustomerIdentifier":null})")});

  const auto customer = MeteringClient(config()).resolve_customer("a+b/c==");

  ASSERT_TRUE(customer);
  EXPECT_EQ(*customer,
            (Customer{"", "111122223333", "prod1", "arn:aws:license-manager::1:license:l-1"}));
  EXPECT_EQ(body(), Json({{"RegistrationToken", "a+b/c=="}}));
  EXPECT_THAT(request(),
              testing::HasSubstr("X-Amz-Target: AWSMPMeteringService.ResolveCustomer\r\n"));
  EXPECT_THAT(request(), testing::HasSubstr("Content-Type: application/x-amz-json-1.1\r\n"));
  EXPECT_THAT(request(), testing::HasSubstr("X-Amz-Date: 20261006T120000Z\r\n"));
  EXPECT_THAT(
      request(),
      testing::HasSubstr("Credential=AKIDEXAMPLE/20261006/us-east-1/aws-marketplace/aws4_request"));
}

TEST_F(AwsClientTest, ReadsAnErrorsNameInEverySpelling) {
  const auto error_of = [&](const std::string& answer) {
    answers({answer});
    return MeteringClient(config()).resolve_customer("t").error();
  };

  EXPECT_EQ(error_of(test::answer(400, R"({"__type":"ns#ExpiredTokenException","message":"old"})")),
            (Failure{"ExpiredTokenException", 400, "old"}));
  EXPECT_EQ(error_of(test::answer(403, R"({"__type":"AccessDeniedException","Message":"no"})")),
            (Failure{"AccessDeniedException", 403, "no"}));
  EXPECT_EQ(error_of(test::answer(400, "{}", "x-amzn-ErrorType: Bad:http://x\r\n")).type, "Bad");
  EXPECT_EQ(error_of(test::answer(413, "<html>")), (Failure{"413", 413, "Because"}));
  EXPECT_EQ(error_of(test::ok("<html>")).type, transport::kBadAnswer);
}

TEST_F(AwsClientTest, MetersABatch) {
  const UsageRecord record{.timestamp = kNoon,
                           .dimension = "requests",
                           .quantity = 5,
                           .account_id = "111122223333",
                           .license_arn = "arn:l",
                           .allocations = {{3, {{"team", "a"}}}, {2, {}}}};
  const Json wire{{"Timestamp", 1791288000},
                  {"Dimension", "requests"},
                  {"Quantity", 5},
                  {"CustomerAWSAccountId", "111122223333"},
                  {"LicenseArn", "arn:l"},
                  {"UsageAllocations",
                   {{{"AllocatedUsageQuantity", 3}, {"Tags", {{{"Key", "team"}, {"Value", "a"}}}}},
                    {{"AllocatedUsageQuantity", 2}}}}};
  answers({test::ok(Json{
      {"Results", {{{"UsageRecord", wire}, {"Status", "Success"}, {"MeteringRecordId", "r-1"}}}},
      {"UnprocessedRecords",
       {wire}}}.dump())});

  const auto result = MeteringClient(config()).batch_meter_usage({record});

  ASSERT_TRUE(result);
  EXPECT_EQ(body(), Json({{"UsageRecords", {wire}}}));
  ASSERT_EQ(result->results.size(), 1U);
  EXPECT_EQ(result->results[0].record, record);
  EXPECT_EQ(result->results[0].status, "Success");
  EXPECT_EQ(result->results[0].record_id, "r-1");
  EXPECT_THAT(result->unprocessed, testing::ElementsAre(record));
}

TEST_F(AwsClientTest, NamesLegacyCustomersByProductCode) {
  const UsageRecord record{.timestamp = kNoon + 500ms,
                           .dimension = "requests",
                           .quantity = 0,
                           .customer_identifier = "LExample"};

  ASSERT_TRUE(MeteringClient(config()).batch_meter_usage({record}, "prod1"));

  EXPECT_EQ(body()["ProductCode"], "prod1");
  EXPECT_EQ(body()["UsageRecords"][0], Json({{"Timestamp", 1791288000.5},
                                             {"Dimension", "requests"},
                                             {"Quantity", 0},
                                             {"CustomerIdentifier", "LExample"}}));
}

TEST_F(AwsClientTest, RepeatsThrottlingServerErrorsAndBrokenConnections) {
  const auto throttled = test::answer(400, R"({"__type":"ThrottlingException"})");
  const auto broken = test::answer(500, R"({"__type":"InternalServiceErrorException"})");
  answers({throttled, "", test::ok(R"({"ProductCode":"p"})")});
  EXPECT_TRUE(MeteringClient(config()).resolve_customer("t"));

  answers({broken});
  EXPECT_EQ(MeteringClient(config()).resolve_customer("t").error_type(),
            "InternalServiceErrorException");

  EXPECT_EQ(pauses_.size(), 4U);
  EXPECT_LE(pauses_[0], 1000ms);
  EXPECT_LE(pauses_[1], 100ms);
  EXPECT_LE(pauses_[2], 50ms);
}

TEST_F(AwsClientTest, DrawsItsWaitsFromTheSeed) {
  answers({test::answer(503, "{}")});
  const auto waits_with = [&](std::uint64_t seed) {
    pauses_.clear();
    auto seeded = config();
    seeded.retry.seed = seed;
    seeded.retry.base = 1h;
    seeded.retry.at_most = 1h;
    EXPECT_FALSE(MeteringClient(seeded).resolve_customer("t"));
    return pauses_;
  };

  const auto first = waits_with(1);

  EXPECT_EQ(waits_with(1), first);
  EXPECT_NE(waits_with(2), first);
  EXPECT_NE(first[0], first[1]);
}

TEST_F(AwsClientTest, RepeatsNothingThatWouldFailAgain) {
  for (const auto* type :
       {"ExpiredTokenException", "InvalidTokenException", "ValidationException"}) {
    answers({test::answer(400, Json{{"__type", type}}.dump())});
    EXPECT_EQ(MeteringClient(config()).resolve_customer("t").error_type(), type);
  }

  EXPECT_THAT(pauses_, testing::IsEmpty());
}

TEST_F(AwsClientTest, ReadsEveryKindOfEntitlement) {
  answers({test::ok(
      R"({"Entitlements":[{"ProductCode":"p","Dimension":"users","LicenseArn":"arn:l",)"
      R"("Value":{"IntegerValue":25},"ExpirationDate":1791288000.5},)"
      R"({"Dimension":"tier","Value":{"BooleanValue":true}},{"Dimension":"x","Value":{"StringValue":"s"}},)"
      R"({"Dimension":"y","Value":{"DoubleValue":1.5}}],"NextToken":"n"})")});

  const auto page =
      EntitlementClient(config()).get_entitlements("p", {{"LICENSE_ARN", {"arn:l"}}}, "t", 5);

  ASSERT_TRUE(page);
  EXPECT_EQ(page->next_token, "n");
  ASSERT_EQ(page->entitlements.size(), 4U);
  EXPECT_EQ(page->entitlements[0].value, EntitlementValue(std::int64_t{25}));
  EXPECT_EQ(page->entitlements[0].expires, kNoon + 500ms);
  EXPECT_EQ(page->entitlements[1].value, EntitlementValue(true));
  EXPECT_EQ(page->entitlements[2].value, EntitlementValue(std::string("s")));
  EXPECT_EQ(page->entitlements[3].value, EntitlementValue(1.5));
  EXPECT_EQ(body(), Json({{"ProductCode", "p"},
                          {"Filter", {{"LICENSE_ARN", {"arn:l"}}}},
                          {"NextToken", "t"},
                          {"MaxResults", 5}}));
}

TEST_F(AwsClientTest, FollowsPagesOverEmptyOnesAndTakesNoKeyForNothing) {
  answers(
      {test::ok(R"({"NextToken":"2"})"),
       test::ok(
           R"({"Entitlements":[{"Dimension":"users","Value":{"IntegerValue":1}}],"NextToken":"3"})"),
       test::ok("{}")});

  const auto all = EntitlementClient(config()).get_all_entitlements("p");

  ASSERT_TRUE(all);
  EXPECT_EQ(all->size(), 1U);
  EXPECT_EQ(body(2)["NextToken"], "3");
}

TEST_F(AwsClientTest, StopsWhenATokenLeadsToItself) {
  answers({test::ok(R"({"NextToken":"same"})")});

  EXPECT_EQ(EntitlementClient(config()).get_all_entitlements("p").error_type(),
            transport::kBadAnswer);
}

TEST_F(AwsClientTest, ReceivesAndDeletesQueueMessages) {
  answers(
      {test::ok(
           R"({"Messages":[{"MessageId":"m","ReceiptHandle":"h","Body":"message-1",)"
           R"("MD5OfBody":"3d6b824fd8c1520e9a047d21fee6fb1f","Attributes":{"SenderId":"A"}}]})"),
       test::ok("")});
  QueueClient queue(config());

  const auto messages = queue.receive("http://q/1/n", {.max_messages = 2, .wait = 0s});
  ASSERT_TRUE(messages);
  ASSERT_EQ(messages->size(), 1U);
  EXPECT_EQ(messages->front().body, "message-1");
  EXPECT_EQ(messages->front().attributes.at("SenderId"), "A");
  EXPECT_TRUE(queue.remove("http://q/1/n", "h"));

  EXPECT_EQ(body(0)["MaxNumberOfMessages"], 2);
  EXPECT_EQ(body(1), Json({{"QueueUrl", "http://q/1/n"}, {"ReceiptHandle", "h"}}));
  EXPECT_THAT(request(1), testing::HasSubstr("X-Amz-Target: AmazonSQS.DeleteMessage\r\n"));
  EXPECT_THAT(request(1), testing::HasSubstr("/sqs/aws4_request"));
}

TEST_F(AwsClientTest, RefusesAMessageThatChangedOnTheWay) {
  answers({test::ok(
      R"({"Messages":[{"Body":"other","MD5OfBody":"3d6b824fd8c1520e9a047d21fee6fb1f"}]})")});

  EXPECT_EQ(QueueClient(config()).receive("http://q").error_type(), transport::kBadAnswer);
}

TEST_F(AwsClientTest, FindsAndMakesQueues) {
  answers({test::ok(R"({"QueueUrl":"http://h/1/news"})")});
  QueueClient queue(config());

  EXPECT_EQ(queue.create_queue("news", {{"VisibilityTimeout", "5"}}).value(), "http://h/1/news");
  EXPECT_EQ(queue.queue_url("news").value(), "http://h/1/news");

  EXPECT_EQ(body(0)["Attributes"]["VisibilityTimeout"], "5");
}

TEST_F(AwsClientTest, SubscribesToATopic) {
  answers(
      {test::ok("<SubscribeResponse><SubscribeResult><SubscriptionArn>arn:aws:sns:x&amp;y"
                "</SubscriptionArn></SubscribeResult></SubscribeResponse>")});

  const auto arn = TopicClient(config()).subscribe("arn:topic", "https", "https://s/e?a=b", true);

  EXPECT_EQ(arn.value(), "arn:aws:sns:x&y");
  EXPECT_THAT(
      request(),
      testing::EndsWith("\r\n\r\nAction=Subscribe&Version=2010-03-31&TopicArn=arn%3Atopic&"
                        "Protocol=https&Endpoint=https%3A%2F%2Fs%2Fe%3Fa%3Db&"
                        "Attributes.entry.1.key=RawMessageDelivery&Attributes.entry.1.value=true"));
  EXPECT_THAT(request(), testing::HasSubstr("/sns/aws4_request"));
}

TEST_F(AwsClientTest, ReadsErrorsInXml) {
  answers({test::answer(404,
                        "<ErrorResponse><Error><Type>Sender</Type><Code>NotFound</Code>"
                        "<Message>Topic &lt;x&gt;</Message></Error></ErrorResponse>")});
  TopicClient topics(config());

  EXPECT_EQ(topics.unsubscribe("arn:s").error(), (Failure{"NotFound", 404, "Topic <x>"}));
  EXPECT_EQ(topics.confirm_subscription("arn:t", "tok").error_type(), "NotFound");
}

TEST_F(AwsClientTest, ShowsEachAnswerToWhoeverListens) {
  answers({test::ok("{}", "X-Souk-Now: 2026-10-06T12:00:00Z\r\n")});
  std::string seen;
  auto listening = config();
  listening.on_answer = [&](const HttpAnswer& answer) { seen = answer.headers.get("X-Souk-Now"); };

  ASSERT_TRUE(MeteringClient(listening).resolve_customer("t"));

  EXPECT_EQ(seen, "2026-10-06T12:00:00Z");
}

}  // namespace
}  // namespace souk::client
