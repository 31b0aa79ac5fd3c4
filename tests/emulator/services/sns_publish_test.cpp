#include "tests/emulator/services/sns_support.h"

namespace souk::services {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class SnsPublishTest : public SnsServiceTest {
 protected:
  SnsPublishTest() {
    topic_ = create("news");
    queue_url_ = call("sqs", "CreateQueue", {{"QueueName", "inbox"}}).body["QueueUrl"];
    query("sns", "Subscribe",
          {{"TopicArn", topic_}, {"Protocol", "sqs"}, {"Endpoint", queue_arn("inbox")}});
  }

  Said publish(Json parameters) {
    parameters.emplace("TopicArn", topic_);
    return query("sns", "Publish", parameters);
  }
  Said batch(Json parameters) {
    parameters["TopicArn"] = topic_;
    return query("sns", "PublishBatch", parameters);
  }
  static Json entries(int count) {
    Json parameters = Json::object();
    for (int i = 1; i <= count; ++i) {
      const auto entry = "PublishBatchRequestEntries.member." + std::to_string(i);
      parameters[entry + ".Id"] = "id" + std::to_string(i);
      parameters[entry + ".Message"] = "m";
    }
    return parameters;
  }
  /// The envelopes that reached the queue.
  std::vector<Json> received() {
    const auto said =
        call("sqs", "ReceiveMessage", {{"QueueUrl", queue_url_}, {"MaxNumberOfMessages", 10}});
    std::vector<Json> found;
    for (const auto& each : said.body.value("Messages", Json::array())) {
      found.push_back(Json::parse(each["Body"].get<std::string>()));
    }
    return found;
  }

  std::string topic_;
  std::string queue_url_;
};

TEST_F(SnsPublishTest, AMessageIsAnsweredWithItsIdAndReachesTheQueue) {
  const auto said = publish({{"Message", "hello"},
                             {"Subject", "news"},
                             {"MessageAttributes.entry.1.Name", "kind"},
                             {"MessageAttributes.entry.1.Value.DataType", "String"},
                             {"MessageAttributes.entry.1.Value.StringValue", "bill"}});
  const auto messages = received();

  ASSERT_EQ(messages.size(), 1U);
  EXPECT_EQ(between(text(said), "<PublishResult><MessageId>", "</MessageId>"),
            messages[0]["MessageId"]);
  EXPECT_EQ(messages[0]["Message"], "hello");
  EXPECT_EQ(messages[0]["Subject"], "news");
  EXPECT_EQ(messages[0]["MessageAttributes"]["kind"],
            (Json{{"Type", "String"}, {"Value", "bill"}}));
}

TEST_F(SnsPublishTest, ATargetIsATopicToo) {
  EXPECT_EQ(query("sns", "Publish", {{"TargetArn", topic_}, {"Message", "hello"}}).status(), 200);
  EXPECT_EQ(received().size(), 1U);
}

TEST_F(SnsPublishTest, WrongMessagesAreRefused) {
  EXPECT_EQ(error(publish({{"Message", ""}})),
            "400 InvalidParameter: Invalid parameter: Empty message");
  EXPECT_EQ(error(publish({{"Message", "m"}, {"Subject", ""}})),
            "400 InvalidParameter: Invalid parameter: Subject");
  EXPECT_EQ(error(query("sns", "Publish", {{"Message", "m"}})),
            "400 InvalidParameter: Invalid parameter: TopicArn or TargetArn Reason: no value for "
            "required parameter");
  EXPECT_EQ(error(publish({{"TopicArn", "news"}, {"Message", "m"}})),
            "400 InvalidParameter: Invalid parameter: TopicArn Reason: An ARN must have at least 6 "
            "elements, not 1");
  EXPECT_EQ(error(publish({{"TopicArn", "a:b:c:d:e:f"}, {"Message", "m"}})),
            "400 InvalidParameter: Invalid parameter: TopicArn");
  EXPECT_EQ(error(publish({{"TopicArn", own("none")}, {"Message", "m"}})),
            "404 NotFound: Topic does not exist");
  EXPECT_EQ(error(publish({{"PhoneNumber", "+123"}, {"Message", "m"}})),
            "400 InvalidParameter: Invalid parameter: PhoneNumber");
  EXPECT_EQ(error(publish({{"Message", "m"},
                           {"MessageAttributes.entry.1.Name", "n"},
                           {"MessageAttributes.entry.1.Value.DataType", "String"},
                           {"MessageAttributes.entry.1.Value.StringValue", ""}})),
            "400 ParameterValueInvalid: The message attribute 'n' must contain non-empty message "
            "attribute value for message attribute type 'String'.");
  EXPECT_EQ(error(publish({{"Message", "m"},
                           {"MessageAttributes.entry.1.Name", "n"},
                           {"MessageAttributes.entry.1.Value.StringValue", "x"}})),
            "400 ValidationError: 1 validation error detected: Value null at "
            "'messageAttributes.n.member.dataType' failed to satisfy constraint: Member must not "
            "be null");
  EXPECT_TRUE(received().empty());
}

TEST_F(SnsPublishTest, ABatchTellsOfEachMessage) {
  auto parameters = entries(2);
  parameters["PublishBatchRequestEntries.member.2.Message"] = "";

  const auto said = text(batch(parameters));

  EXPECT_THAT(said, HasSubstr("<Successful><member><Id>id1</Id><MessageId>"));
  EXPECT_THAT(said, HasSubstr("<Failed><member><Id>id2</Id><Code>InvalidParameter</Code><Message>"
                              "Invalid parameter: Empty message</Message><SenderFault>true"
                              "</SenderFault></member></Failed>"));
  EXPECT_EQ(received().size(), 1U);
}

TEST_F(SnsPublishTest, ABatchHasOneToTenEntriesWithNamesOfTheirOwn) {
  const auto named = [&](const std::string& id) {
    auto parameters = entries(2);
    parameters["PublishBatchRequestEntries.member.2.Id"] = id;
    return error(batch(parameters));
  };

  EXPECT_THAT(error(batch(entries(10))), HasSubstr("200 "));
  EXPECT_EQ(error(batch(entries(11))),
            "400 TooManyEntriesInBatchRequest: The batch request contains more entries than "
            "permissible.");
  EXPECT_EQ(named("id1"),
            "400 BatchEntryIdsNotDistinct: Two or more batch entries in the request have the same "
            "Id.");
  EXPECT_EQ(named("a b"),
            "400 InvalidBatchEntryId: The Id of a batch entry in the batch request contains an "
            "impermissible character: a b");
  EXPECT_THAT(named(std::string(80, 'i')), HasSubstr("200 "));
  EXPECT_THAT(named(std::string(81, 'i')),
              HasSubstr("400 InvalidBatchEntryId: The Id of a batch entry in the batch request is "
                        "too long: iii"));
}

TEST_F(SnsPublishTest, ABatchIsAsLongAsAMessageAtMost) {
  const auto of = [&](std::size_t bytes) {
    auto parameters = entries(2);
    parameters["PublishBatchRequestEntries.member.1.Message"] = std::string(200'000, 'x');
    parameters["PublishBatchRequestEntries.member.2.Message"] = std::string(bytes - 200'000, 'y');
    return error(batch(parameters));
  };

  EXPECT_THAT(of(262'144), HasSubstr("200 "));
  EXPECT_EQ(of(262'145),
            "400 BatchRequestTooLong: The length of all the messages put together is more than the "
            "limit.");
}

TEST_F(SnsPublishTest, AFilterPolicyAndADeadLetterQueueAreSetOverTheWire) {
  const auto arn = between(text(query("sns", "ListSubscriptionsByTopic", {{"TopicArn", topic_}})),
                           "<SubscriptionArn>", "</SubscriptionArn>");
  query("sns", "SetSubscriptionAttributes",
        {{"SubscriptionArn", arn},
         {"AttributeName", "FilterPolicy"},
         {"AttributeValue", R"({"kind":["bill"]})"}});

  publish({{"Message", "no"}});
  publish({{"Message", "yes"},
           {"MessageAttributes.entry.1.Name", "kind"},
           {"MessageAttributes.entry.1.Value.DataType", "String"},
           {"MessageAttributes.entry.1.Value.StringValue", "bill"}});

  const auto messages = received();
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_EQ(messages[0]["Message"], "yes");
}

}  // namespace
}  // namespace souk::services
