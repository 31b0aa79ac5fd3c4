#include "tests/emulator/services/services_fixture.h"

namespace souk::services {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class SqsTest : public ServicesTest {
 protected:
  SqsTest() {
    queue_url_ = call("sqs", "CreateQueue", {{"QueueName", "news"}}).body["QueueUrl"];
    path_ = "/" + sandbox_->account() + "/news";
  }

  void put(const std::string& body, const Json& attributes = Json::object()) {
    sandbox::Session session(*sandbox_);
    auto& messaging = sandbox_->messaging;
    messaging::put_message(messaging, messaging::queue_called(messaging, "news").value(),
                           {body, attributes, 0ms, "AIDA"});
    session.commit();
  }
  Said receive(Json input = Json::object()) {
    input.emplace("QueueUrl", queue_url_);
    return call("sqs", "ReceiveMessage", input);
  }
  /// A ReceiveMessage that may still wait.
  Said ask(Json input) {
    input.emplace("QueueUrl", queue_url_);
    return send(signed_for("sqs", json_request("sqs", "ReceiveMessage", input.dump())), false);
  }

  std::string queue_url_;
  std::string path_;
};

TEST_F(SqsTest, AQueuesUrlIsBuiltFromTheHostTheCallerUsed) {
  auto request = json_request("sqs", "GetQueueUrl", R"({"QueueName": "news"})");
  const auto plain = send(signed_for("sqs", request));
  auto secure = signed_for("sqs", request);
  secure.tls = true;

  EXPECT_EQ(queue_url_, "http://127.0.0.1:4747" + path_);
  EXPECT_EQ(plain.body["QueueUrl"], queue_url_);
  EXPECT_EQ(send(secure).body["QueueUrl"], "https://127.0.0.1:4747" + path_);
}

TEST_F(SqsTest, AnotherAccountsQueueDoesNotExist) {
  EXPECT_EQ(call("sqs", "GetQueueUrl",
                 {{"QueueName", "news"}, {"QueueOwnerAWSAccountId", sandbox_->account()}})
                .status(),
            200);
  for (const auto& said :
       {call("sqs", "GetQueueUrl", {{"QueueName", "other"}}),
        call("sqs", "GetQueueUrl",
             {{"QueueName", "news"}, {"QueueOwnerAWSAccountId", "111122223333"}}),
        receive({{"QueueUrl", "http://127.0.0.1:4747/111122223333/news"}})}) {
    EXPECT_EQ(said.error(),
              "400 com.amazonaws.sqs#QueueDoesNotExist: The specified queue does not exist.");
    EXPECT_EQ(said.header("x-amzn-query-error"), "AWS.SimpleQueueService.NonExistentQueue;Sender");
  }
}

TEST_F(SqsTest, CreateQueueHoldsWhatIsToldFirst) {
  const auto again = [&](const Json& attributes) {
    return call("sqs", "CreateQueue", {{"QueueName", "news"}, {"Attributes", attributes}});
  };

  EXPECT_EQ(again({{"VisibilityTimeout", "30"}}).body["QueueUrl"], queue_url_);
  const auto other = again({{"VisibilityTimeout", "60"}});
  EXPECT_THAT(other.error(), StartsWith("400 com.amazonaws.sqs#QueueNameExists: "));
  EXPECT_EQ(other.header("x-amzn-query-error"), "QueueAlreadyExists;Sender");
}

TEST_F(SqsTest, AMessageIsReceivedHiddenAndDeleted) {
  put("message-1");

  const auto said = receive();

  ASSERT_EQ(said.body["Messages"].size(), 1U);
  const auto message = said.body["Messages"][0];
  EXPECT_EQ(message["Body"], "message-1");
  EXPECT_EQ(message["MD5OfBody"], "3d6b824fd8c1520e9a047d21fee6fb1f");
  EXPECT_EQ(message.size(), 4U) << "attributes come when asked for";
  EXPECT_EQ(receive().answer.response.body, "{}") << "none is no member";
  const Json handle{{"QueueUrl", queue_url_}, {"ReceiptHandle", message["ReceiptHandle"]}};
  EXPECT_EQ(call("sqs", "DeleteMessage", handle).answer.response.body, "{}");
  move(31s);
  EXPECT_EQ(receive().answer.response.body, "{}");
}

TEST_F(SqsTest, AttributesComeWhenAskedFor) {
  put("b", {{"Foo", {{"DataType", "String"}, {"StringValue", "Bar"}}}});

  const auto message = receive({{"MessageSystemAttributeNames", {"All"}},
                                {"MessageAttributeNames", {"F.*", "Foo"}},
                                {"VisibilityTimeout", 0}})
                           .body["Messages"][0];
  const auto some = receive({{"AttributeNames", {"SentTimestamp"}}}).body["Messages"][0];

  const auto sent = std::to_string(epoch_ms(sandbox_->clock.now()));
  EXPECT_EQ(message["Attributes"], (Json{{"SenderId", "AIDA"},
                                         {"SentTimestamp", sent},
                                         {"ApproximateReceiveCount", "1"},
                                         {"ApproximateFirstReceiveTimestamp", sent}}));
  EXPECT_EQ(message["MD5OfMessageAttributes"], "ae7155c6026991b6d54b11589678bf9c");
  EXPECT_EQ(message["MessageAttributes"]["Foo"]["StringValue"], "Bar");
  EXPECT_EQ(some["Attributes"], (Json{{"SentTimestamp", sent}}));
  EXPECT_FALSE(some.contains("MD5OfMessageAttributes"));
}

TEST_F(SqsTest, ReceiveHoldsItsLimits) {
  const auto refusal = [&](const char* member, int value) {
    const auto said = receive({{member, value}});
    return said.status() == 200 ? "" : said.error();
  };
  const std::string start = "400 com.amazonaws.sqs#InvalidParameterValueException: Value ";

  EXPECT_EQ(refusal("MaxNumberOfMessages", 1), "");
  EXPECT_EQ(refusal("MaxNumberOfMessages", 10), "");
  EXPECT_EQ(refusal("MaxNumberOfMessages", 0),
            start +
                "0 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and "
                "10, if provided.");
  EXPECT_THAT(refusal("MaxNumberOfMessages", 11), StartsWith(start + "11 "));
  EXPECT_EQ(refusal("WaitTimeSeconds", 20), "");
  EXPECT_EQ(refusal("WaitTimeSeconds", 21),
            start +
                "21 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, "
                "if provided.");
  EXPECT_THAT(refusal("WaitTimeSeconds", -1), StartsWith(start + "-1 "));
  EXPECT_EQ(refusal("VisibilityTimeout", 43'200), "");
  EXPECT_THAT(refusal("VisibilityTimeout", 43'201), StartsWith(start + "43201 "));
}

TEST_F(SqsTest, WaitsForAMessageOnlyWhenThereIsNone) {
  const auto waits = ask({{"WaitTimeSeconds", 20}});
  ASSERT_TRUE(waits.answer.wait);
  EXPECT_EQ(*waits.answer.wait, 20s);
  EXPECT_EQ(waits.answer.channel, "sandbox/default");
  EXPECT_EQ(rows("call").size(), 1U) << "only CreateQueue has been answered";
  EXPECT_EQ(ask({{"WaitTimeSeconds", 1}}).answer.wait, Duration(1s));
  EXPECT_FALSE(ask({{"WaitTimeSeconds", 0}}).answer.wait);
  EXPECT_FALSE(ask(Json::object()).answer.wait) << "a queue does not wait unless it says so";
  EXPECT_EQ(receive({{"WaitTimeSeconds", 20}}).answer.response.body, "{}") << "patience is over";

  put("hello");
  const auto said = ask({{"WaitTimeSeconds", 20}});
  EXPECT_FALSE(said.answer.wait);
  EXPECT_EQ(said.body["Messages"].size(), 1U);
}

TEST_F(SqsTest, WaitsAsLongAsItsQueueSaysUnlessTold) {
  call("sqs", "CreateQueue",
       {{"QueueName", "slow"}, {"Attributes", {{"ReceiveMessageWaitTimeSeconds", "7"}}}});
  const auto url = "http://127.0.0.1:4747/" + sandbox_->account() + "/slow";

  EXPECT_EQ(ask({{"QueueUrl", url}}).answer.wait, Duration(7s));
  EXPECT_FALSE(ask({{"QueueUrl", url}, {"WaitTimeSeconds", 0}}).answer.wait);
}

TEST_F(SqsTest, AFaultFiresForACallThatWaitsWhenItIsAnswered) {
  fault({{"operation", "ReceiveMessage"}, {"count", 1}, {"effect", {{"latency", "2s"}}}});
  int wakes = 0;
  sandboxes_->on_commit([&](sandbox::Sandbox&) { ++wakes; });

  for (int i = 0; i < 3; ++i) EXPECT_TRUE(ask({{"WaitTimeSeconds", 20}}).answer.wait);
  EXPECT_EQ(wakes, 0) << "who asks in vain wakes nobody";
  put("hello");
  EXPECT_EQ(ask({{"WaitTimeSeconds", 20}}).answer.latency, Duration(2s));
  move(31s);
  EXPECT_FALSE(ask({{"WaitTimeSeconds", 20}}).answer.latency);
}

TEST_F(SqsTest, VisibilityIsChangedWithinItsLimits) {
  put("hello");
  const Json handle{{"QueueUrl", queue_url_},
                    {"ReceiptHandle", receive().body["Messages"][0]["ReceiptHandle"]}};
  const auto change = [&](int seconds) {
    auto input = handle;
    input["VisibilityTimeout"] = seconds;
    return call("sqs", "ChangeMessageVisibility", input).status();
  };

  EXPECT_EQ(change(-1), 400);
  EXPECT_EQ(change(43'201), 400);
  EXPECT_EQ(change(43'200), 200);
  EXPECT_EQ(change(0), 200);
  EXPECT_EQ(receive().body["Messages"].size(), 1U);
  EXPECT_THAT(
      call("sqs", "DeleteMessage", {{"QueueUrl", queue_url_}, {"ReceiptHandle", "x"}}).error(),
      StartsWith("400 com.amazonaws.sqs#ReceiptHandleIsInvalid: "));
}

TEST_F(SqsTest, AttributesOfAQueueAreThoseAskedFor) {
  const auto of = [&](const Json& names) {
    return call("sqs", "GetQueueAttributes", {{"QueueUrl", queue_url_}, {"AttributeNames", names}});
  };

  EXPECT_EQ(call("sqs", "GetQueueAttributes", {{"QueueUrl", queue_url_}}).body, Json::object());
  EXPECT_EQ(of({"QueueArn", "Policy"}).body,
            (Json{{"Attributes",
                   {{"QueueArn", "arn:aws:sqs:us-east-1:" + sandbox_->account() + ":news"}}}}));
  EXPECT_EQ(of({"All"}).body["Attributes"].size(), 12U);
  EXPECT_EQ(of({"Colour"}).error(),
            "400 com.amazonaws.sqs#InvalidAttributeName: Unknown Attribute Colour.");
}

TEST_F(SqsTest, AQueryClientIsServedAtTheQueuesOwnAddress) {
  put("message-1");

  const auto received = query("sqs", "ReceiveMessage", {{"AttributeName.1", "SenderId"}}, path_);
  const auto none = query("sqs", "ReceiveMessage", {{"QueueUrl", queue_url_}});
  const auto made = query(
      "sqs", "CreateQueue",
      {{"QueueName", "more"}, {"Attribute.1.Name", "DelaySeconds"}, {"Attribute.1.Value", "5"}});

  EXPECT_EQ(received.answer.response.content_type, "text/xml");
  EXPECT_THAT(received.answer.response.body,
              AllOf(HasSubstr("<Body>message-1</Body>"),
                    HasSubstr("<MD5OfBody>3d6b824fd8c1520e9a047d21fee6fb1f</MD5OfBody>"),
                    HasSubstr("<Attribute><Name>SenderId</Name><Value>AIDA</Value></Attribute>")));
  EXPECT_THAT(none.answer.response.body, Not(HasSubstr("<Message>")));
  EXPECT_THAT(made.answer.response.body, HasSubstr("/more</QueueUrl></CreateQueueResult>"));
}

TEST_F(SqsTest, AQueryClientReadsItsOwnErrors) {
  const auto gone = query("sqs", "GetQueueUrl", {{"QueueName", "gone"}});
  const auto handle =
      query("sqs", "DeleteMessage", {{"QueueUrl", queue_url_}, {"ReceiptHandle", "x"}});

  EXPECT_EQ(gone.status(), 400);
  EXPECT_THAT(gone.answer.response.body,
              AllOf(HasSubstr("<Code>AWS.SimpleQueueService.NonExistentQueue</Code>"),
                    HasSubstr("does not exist for this wsdl version.")));
  EXPECT_EQ(handle.status(), 404);
}

}  // namespace
}  // namespace souk::services
