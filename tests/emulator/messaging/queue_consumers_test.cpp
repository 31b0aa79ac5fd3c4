#include "emulator/messaging/queue_consumers.h"

#include "emulator/messaging/queue_batches.h"
#include "tests/emulator/messaging/events_fixture.h"

namespace souk::messaging {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr auto kRuntime = "http://127.0.0.1:9000/2015-03-31/functions/function/invocations";

/// A queue "work" and a function "worker" that reads it.
class QueueConsumersTest : public EventsTest {
 protected:
  QueueConsumersTest() {
    create_queue(messaging_, "work", {{"VisibilityTimeout", "30"}}).value();
    storage::EventsStore(*database_).put_function("worker", kRuntime);
  }
  void consume(std::int64_t batch_size = 10, bool reports_failures = false) {
    const auto put = put_consumer(messaging_, {"work", "worker", batch_size, reports_failures});
    ASSERT_TRUE(put) << put.error().message;
    deliver();
  }
  std::string send(const std::string& body, std::optional<Duration> delay = std::nullopt) {
    NewMessage message;
    message.body = body;
    message.delay = delay;
    message.sender = "AIDASENDER";
    return put_message(messaging_, work(), message).message_id;
  }
  storage::QueueRow work() { return messaging_.queues.queue("work").value(); }
  /// The bodies of each batch the function got.
  std::vector<std::vector<std::string>> batches() const {
    std::vector<std::vector<std::string>> found;
    for (const auto& each : outbound_.sent()) {
      found.emplace_back();
      const auto event = Json::parse(each.body);
      for (const auto& record : event["Records"]) {
        found.back().push_back(record["body"]);
      }
    }
    return found;
  }
  std::int64_t left() {
    const auto counts = queue_counts(messaging_, work());
    return counts.visible + counts.in_flight + counts.delayed;
  }
  void answer_with(const std::string& body, int status = 200) {
    outbound_.react = [=](const auto&) { return answered(status, body); };
  }
  std::vector<std::string> invocations() {
    std::vector<std::string> found;
    for (const auto& each : rows("invocation")) found.push_back(each["data"]["outcome"]);
    return found;
  }
};

TEST_F(QueueConsumersTest, AFunctionGetsMessagesAsLambdaShowsThem) {
  consume();
  NewMessage message;
  message.body = "hello";
  message.sender = "AIDASENDER";
  message.attributes = {{"kind", text("greeting")}};
  clock_.move_to(clock_.now() + 1500ms);
  const auto put = put_message(messaging_, work(), message);
  clock_.move_to(clock_.now() + 2s);

  EXPECT_EQ(deliver(), 1U);

  const auto sent = last_sent();
  EXPECT_EQ(sent.url, kRuntime);
  const auto record = Json::parse(sent.body)["Records"][0];
  EXPECT_THAT(record["receiptHandle"].get<std::string>(), testing::Not(IsEmpty()));
  auto shown = record;
  shown.erase("receiptHandle");
  shown.erase("md5OfMessageAttributes");
  EXPECT_EQ(shown, (Json{{"messageId", put.message_id},
                         {"body", "hello"},
                         {"attributes",
                          {{"ApproximateReceiveCount", "1"},
                           {"SentTimestamp", "1791277201500"},
                           {"SenderId", "AIDASENDER"},
                           {"ApproximateFirstReceiveTimestamp", "1791277203500"}}},
                         {"messageAttributes",
                          {{"kind",
                            {{"dataType", "String"},
                             {"stringValue", "greeting"},
                             {"stringListValues", Json::array()},
                             {"binaryListValues", Json::array()}}}}},
                         {"md5OfBody", "5d41402abc4b2a76b9719d911017c592"},
                         {"eventSource", "aws:sqs"},
                         {"eventSourceARN", "arn:aws:sqs:us-east-1:999900001111:work"},
                         {"awsRegion", "us-east-1"}}));
  EXPECT_EQ(left(), 0);
}

TEST_F(QueueConsumersTest, MessagesComeInBatchesOneAfterTheOther) {
  for (const auto* body : {"a", "b", "c", "d", "e"}) send(body);

  consume(2);

  EXPECT_THAT(batches(),
              ElementsAre(ElementsAre("a", "b"), ElementsAre("c", "d"), ElementsAre("e")));
  EXPECT_EQ(left(), 0);
  EXPECT_THAT(invocations(), ElementsAre("done", "done", "done"));
}

TEST_F(QueueConsumersTest, OneBatchOfAQueueIsOutAtATime) {
  for (const auto* body : {"a", "b"}) send(body);
  ASSERT_TRUE(put_consumer(messaging_, {"work", "worker", 1, false}));

  auto first = claim_attempts(messaging_);
  const auto meanwhile = claim_attempts(messaging_);
  ASSERT_THAT(first, SizeIs(1));
  EXPECT_THAT(meanwhile, IsEmpty());
  finish_attempt(messaging_, first[0], answered(200));

  EXPECT_THAT(claim_attempts(messaging_), SizeIs(1));
}

TEST_F(QueueConsumersTest, ADelayedMessageComesWhenItShows) {
  consume();
  send("late", 10s);
  deliver();

  pass(10s - 1ms);
  EXPECT_THAT(batches(), IsEmpty());
  pass(1ms);
  EXPECT_THAT(batches(), ElementsAre(ElementsAre("late")));
  pass(1h);
  EXPECT_THAT(batches(), SizeIs(1));
}

TEST_F(QueueConsumersTest, WhatFailedComesAgainWhenItsVisibilityTimeoutIsOver) {
  consume();
  answer_with(R"({"errorType":"Error","errorMessage":"no"})");
  send("a");
  deliver();

  EXPECT_EQ(rows("invocation").back()["data"]["next_attempt_at"], "2026-10-06T09:00:30.000Z");
  pass(30s - 1ms);
  EXPECT_THAT(batches(), SizeIs(1));
  answer_with("null");
  pass(1ms);

  EXPECT_THAT(batches(), ElementsAre(ElementsAre("a"), ElementsAre("a")));
  EXPECT_EQ(Json::parse(last_sent().body)["Records"][0]["attributes"]["ApproximateReceiveCount"],
            "2");
  EXPECT_EQ(left(), 0);
  EXPECT_THAT(invocations(), ElementsAre("failed", "done"));
}

TEST_F(QueueConsumersTest, AnythingButAGoodAnswerIsAFailure) {
  consume();
  for (const auto& reaction :
       {answered(500), answered(429), answered(400), answered(200, "Task timed out after 3.00 s"),
        unanswered(OutboundAnswer::Failure::Timeout),
        unanswered(OutboundAnswer::Failure::Refused)}) {
    outbound_.react = [&](const auto&) { return reaction; };
    const auto before = outbound_.sent().size();
    send("a");
    deliver();

    EXPECT_EQ(outbound_.sent().size(), before + 1);
    EXPECT_EQ(invocations().back(), "failed");
  }
  EXPECT_EQ(left(), 6);
}

TEST_F(QueueConsumersTest, WhatFailedTooOftenGoesToTheDeadLetterQueue) {
  const auto grave = queue("dead");
  ASSERT_TRUE(change_queue(
      messaging_, work(),
      {{"RedrivePolicy", Json{{"deadLetterTargetArn", grave}, {"maxReceiveCount", 2}}.dump()}}));
  consume();
  answer_with("", 500);
  send("poison");
  deliver();

  pass(60s - 1ms);
  EXPECT_THAT(batches(), SizeIs(2));
  EXPECT_EQ(left(), 1);
  pass(1ms);

  EXPECT_THAT(batches(), SizeIs(2)) << "it is not tried a third time";
  EXPECT_EQ(left(), 0);
  EXPECT_THAT(bodies_in("dead"), ElementsAre("poison"));
}

TEST_F(QueueConsumersTest, AFunctionMayReadADeadLetterQueue) {
  const auto grave = queue("dead");
  storage::EventsStore(*database_).put_function("digger", "http://127.0.0.1:9001/");
  ASSERT_TRUE(put_consumer(messaging_, {"dead", "digger", 10, false}));
  ASSERT_TRUE(change_queue(
      messaging_, work(),
      {{"RedrivePolicy", Json{{"deadLetterTargetArn", grave}, {"maxReceiveCount", 1}}.dump()}}));
  consume();
  outbound_.react = [](const OutboundRequest& request) {
    return answered(request.url == kRuntime ? 500 : 200);
  };
  send("poison");
  deliver();
  pass(30s);

  EXPECT_EQ(last_sent().url, "http://127.0.0.1:9001/");
  EXPECT_EQ(Json::parse(last_sent().body)["Records"][0]["body"], "poison");
}

TEST_F(QueueConsumersTest, AQueueThatHidesNothingLetsTimeGoOn) {
  ASSERT_TRUE(change_queue(messaging_, work(), {{"VisibilityTimeout", "0"}}));
  consume();
  answer_with("", 500);
  send("a");
  deliver();
  EXPECT_THAT(batches(), SizeIs(1));

  pass(kShortestRest - 1ms);
  EXPECT_THAT(batches(), SizeIs(1));
  pass(1ms);
  EXPECT_THAT(batches(), SizeIs(2));
}

struct Answer {
  const char* name;
  const char* body;  ///< FIRST stands for the first message's id
  std::vector<std::string> again;
};

class BatchAnswersTest : public QueueConsumersTest, public testing::WithParamInterface<Answer> {};

TEST_P(BatchAnswersTest, TellWhichMessagesComeAgain) {
  const auto first = send("a");
  send("b");
  std::string body = GetParam().body;
  if (const auto at = body.find("FIRST"); at != std::string::npos) body.replace(at, 5, first);
  answer_with(body);
  consume(10, true);
  outbound_.react = [](const auto&) { return answered(200); };

  pass(30s);

  if (GetParam().again.empty()) {
    EXPECT_THAT(batches(), SizeIs(1));
  } else {
    EXPECT_THAT(batches().back(), testing::ElementsAreArray(GetParam().again));
    EXPECT_THAT(batches(), SizeIs(2));
  }
  EXPECT_EQ(left(), 0);
}

INSTANTIATE_TEST_SUITE_P(
    Answers, BatchAnswersTest,
    testing::Values(
        Answer{"nothing", "", {}}, Answer{"null", "null", {}}, Answer{"empty_object", "{}", {}},
        Answer{"empty_list", R"({"batchItemFailures":[]})", {}},
        Answer{"null_list", R"({"batchItemFailures":null})", {}},
        Answer{"one", R"({"batchItemFailures":[{"itemIdentifier":"FIRST"}]})", {"a"}},
        Answer{"unknown", R"({"batchItemFailures":[{"itemIdentifier":"nobody"}]})", {"a", "b"}},
        Answer{"empty_id", R"({"batchItemFailures":[{"itemIdentifier":""}]})", {"a", "b"}},
        Answer{"null_id", R"({"batchItemFailures":[{"itemIdentifier":null}]})", {"a", "b"}},
        Answer{"wrong_key", R"({"batchItemFailures":[{"id":"FIRST"}]})", {"a", "b"}},
        Answer{"no_json", "batchItemFailures", {"a", "b"}},
        Answer{"no_list", R"({"batchItemFailures":"FIRST"})", {"a", "b"}}),
    [](const auto& row) { return std::string(row.param.name); });

TEST_F(QueueConsumersTest, FailuresAreReadOnlyWhereTheyAreReported) {
  const auto first = send("a");
  answer_with(Json{{"batchItemFailures", {{{"itemIdentifier", first}}}}}.dump());

  consume();

  EXPECT_EQ(left(), 0);
  EXPECT_THAT(invocations(), ElementsAre("done"));
}

TEST_F(QueueConsumersTest, ABatchThatWasOutWhenSoukEndedComesAgain) {
  send("a");
  ASSERT_TRUE(put_consumer(messaging_, {"work", "worker", 10, false}));
  ASSERT_THAT(claim_attempts(messaging_), SizeIs(1));

  // The process ends here; the next one finds the rows.
  messaging_.outbox.requeue_in_flight();
  deliver();

  EXPECT_THAT(batches(), ElementsAre(ElementsAre("a")));
  EXPECT_EQ(left(), 0);
}

TEST_F(QueueConsumersTest, TheMarketsNewsReachesAFunctionThroughAQueue) {
  target("sqs", queue_arn(messaging_, work()));
  consume();

  tell(marketplace::News::LicenseUpdated, bought(kConcurrent));

  const auto body = Json::parse(batches().at(0).at(0));
  EXPECT_EQ(body["source"], "aws.agreement-marketplace");
  EXPECT_EQ(left(), 0);
}

TEST_F(QueueConsumersTest, AMessageThatIsShownEarlierComesEarlier) {
  consume();
  answer_with("", 500);
  send("a");
  deliver();
  const auto handle =
      Json::parse(last_sent().body)["Records"][0]["receiptHandle"].get<std::string>();

  ASSERT_TRUE(change_visibility(messaging_, work(), handle, 5s));
  deliver();
  pass(5s - 1ms);
  EXPECT_THAT(batches(), SizeIs(1));
  pass(1ms);

  EXPECT_THAT(batches(), SizeIs(2));
}

TEST_F(QueueConsumersTest, WhoLooksInVainLeavesNoTrace) {
  consume();
  send("late", 10s);
  deliver();
  const auto before = database_->changes();

  EXPECT_THAT(claim_attempts(messaging_), IsEmpty());

  EXPECT_EQ(database_->changes(), before);
}

TEST_F(QueueConsumersTest, AFunctionReadsUntilItIsToldNotTo) {
  consume();
  ASSERT_TRUE(remove_consumer(messaging_, "work"));
  send("a");
  deliver();
  pass(1h);
  EXPECT_THAT(batches(), IsEmpty());
  EXPECT_EQ(left(), 1);

  EXPECT_EQ(remove_consumer(messaging_, "work").error().type, "ConsumerNotFound");
  EXPECT_EQ(remove_consumer(messaging_, "none").error().type, "QueueNotFound");
}

TEST_F(QueueConsumersTest, ADeletedQueueHasNoReaderEvenWhenItComesBack) {
  consume();
  delete_queue(messaging_, work());
  pass(61s);
  create_queue(messaging_, "work", Json::object()).value();

  send("a");
  deliver();

  EXPECT_THAT(batches(), IsEmpty());
}

TEST_F(QueueConsumersTest, ItTakesAQueueAndAFunction) {
  EXPECT_EQ(put_consumer(messaging_, {"none", "worker"}).error().type, "QueueNotFound");
  const auto refused = put_consumer(messaging_, {"work", "nobody"});
  EXPECT_EQ(refused.error().type, "FunctionNotFound");
  EXPECT_EQ(refused.error().hint, "PUT …/functions/nobody {\"url\": …}");
}

}  // namespace
}  // namespace souk::messaging
