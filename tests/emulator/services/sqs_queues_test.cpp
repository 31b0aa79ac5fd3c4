#include "tests/emulator/services/services_fixture.h"

// Operations on queues themselves, in both encodings.
namespace souk::services {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class SqsQueuesTest : public ServicesTest {
 protected:
  SqsQueuesTest() { url_ = create("news"); }

  std::string create(const std::string& name) {
    return call("sqs", "CreateQueue", {{"QueueName", name}}).body["QueueUrl"];
  }
  Said on_queue(const std::string& operation, Json input = Json::object()) {
    input.emplace("QueueUrl", url_);
    return call("sqs", operation, input);
  }
  Said asked(const std::string& operation, Json parameters = Json::object()) {
    parameters.emplace("QueueUrl", url_);
    return query("sqs", operation, parameters);
  }
  Json attribute(const char* name) {
    return on_queue("GetQueueAttributes", {{"AttributeNames", {name}}}).body["Attributes"][name];
  }
  std::vector<std::string> names(const Said& said) {
    std::vector<std::string> found;
    for (const auto& each : said.body.value("QueueUrls", Json::array())) {
      const auto url = each.get<std::string>();
      EXPECT_EQ(url.rfind("http://127.0.0.1:4747/" + sandbox_->account() + "/", 0), 0U);
      found.push_back(url.substr(url.rfind('/') + 1));
    }
    return found;
  }

  std::string url_;
};

TEST_F(SqsQueuesTest, AttributesAreChangedOneByOne) {
  EXPECT_EQ(on_queue("SetQueueAttributes", {{"Attributes", {{"VisibilityTimeout", "7"}}}})
                .answer.response.body,
            "{}");
  const auto said = asked("SetQueueAttributes",
                          {{"Attribute.1.Name", "DelaySeconds"}, {"Attribute.1.Value", "3"}});

  EXPECT_EQ(said.status(), 200);
  EXPECT_EQ(attribute("VisibilityTimeout"), "7");
  EXPECT_EQ(attribute("DelaySeconds"), "3");
}

TEST_F(SqsQueuesTest, WrongAttributesAreRefused) {
  const auto set = [&](const Json& attributes) {
    return on_queue("SetQueueAttributes", {{"Attributes", attributes}}).error();
  };

  EXPECT_EQ(set({{"Colour", "red"}}),
            "400 com.amazonaws.sqs#InvalidAttributeName: Unknown Attribute Colour.");
  EXPECT_EQ(set({{"DelaySeconds", "901"}}),
            "400 com.amazonaws.sqs#InvalidAttributeValue: Invalid value for the parameter "
            "DelaySeconds.");
  EXPECT_EQ(set({{"QueueArn", "x"}}),
            "400 com.amazonaws.sqs#InvalidAttributeName: Unknown Attribute QueueArn.")
      << "it is for reading alone";
  EXPECT_THAT(on_queue("SetQueueAttributes").error(), HasSubstr("the parameter Attributes."));
}

TEST_F(SqsQueuesTest, ADeletedQueueIsGoneAndItsNameRests) {
  EXPECT_EQ(on_queue("DeleteQueue").answer.response.body, "{}");

  EXPECT_THAT(on_queue("DeleteQueue").error(), HasSubstr("#QueueDoesNotExist: "));
  EXPECT_THAT(on_queue("SendMessage", {{"MessageBody", "b"}}).error(),
              HasSubstr("#QueueDoesNotExist: "));
  const auto early = call("sqs", "CreateQueue", {{"QueueName", "news"}});
  EXPECT_THAT(early.error(), HasSubstr("400 com.amazonaws.sqs#QueueDeletedRecently: "));
  EXPECT_EQ(early.header("x-amzn-query-error"),
            "AWS.SimpleQueueService.QueueDeletedRecently;Sender");
  move(60s);
  EXPECT_EQ(create("news"), url_);
}

TEST_F(SqsQueuesTest, AQueryClientDeletesAndPurgesWithoutAResult) {
  for (const auto* operation : {"PurgeQueue", "DeleteQueue"}) {
    const auto said = asked(operation);

    EXPECT_EQ(said.status(), 200);
    EXPECT_THAT(said.answer.response.body,
                AllOf(HasSubstr(std::string(operation) + "Response"), HasSubstr("<RequestId>"),
                      Not(HasSubstr("Result"))));
  }
}

TEST_F(SqsQueuesTest, APurgeTooSoonIsForbidden) {
  on_queue("SendMessage", {{"MessageBody", "b"}});
  EXPECT_EQ(on_queue("PurgeQueue").answer.response.body, "{}");
  EXPECT_EQ(attribute("ApproximateNumberOfMessages"), "0");

  const auto said = on_queue("PurgeQueue");
  const auto xml = asked("PurgeQueue");

  EXPECT_EQ(said.error(),
            "403 com.amazonaws.sqs#PurgeQueueInProgress: Only one PurgeQueue operation on news is "
            "allowed every 60 seconds.");
  EXPECT_EQ(xml.status(), 403);
  EXPECT_THAT(xml.answer.response.body,
              HasSubstr("<Code>AWS.SimpleQueueService.PurgeQueueInProgress</Code>"));
  move(60s);
  EXPECT_EQ(on_queue("PurgeQueue").status(), 200);
}

TEST_F(SqsQueuesTest, QueuesAreListedByName) {
  for (const auto* name : {"orders", "orders-dead", "bills"}) create(name);
  const auto list = [&](const Json& input) { return call("sqs", "ListQueues", input); };

  EXPECT_THAT(names(list(Json::object())),
              testing::ElementsAre("bills", "news", "orders", "orders-dead"));
  EXPECT_THAT(names(list({{"QueueNamePrefix", "orders"}})),
              testing::ElementsAre("orders", "orders-dead"));
  EXPECT_EQ(list({{"QueueNamePrefix", "none"}}).answer.response.body, "{}");
  EXPECT_THAT(
      query("sqs", "ListQueues", {{"QueueNamePrefix", "b"}}).answer.response.body,
      AllOf(HasSubstr("<ListQueuesResult><QueueUrl>http"), HasSubstr("/bills</QueueUrl></List")));
}

TEST_F(SqsQueuesTest, AListComesInPagesWhereOneAsksForThem) {
  for (const auto* name : {"a", "b", "c"}) create(name);
  const auto list = [&](const Json& input) { return call("sqs", "ListQueues", input); };

  const auto first = list({{"MaxResults", 2}});
  const auto second = list({{"MaxResults", 2}, {"NextToken", first.body["NextToken"]}});

  EXPECT_THAT(names(first), testing::ElementsAre("a", "b"));
  EXPECT_THAT(names(second), testing::ElementsAre("c", "news"));
  EXPECT_FALSE(second.body.contains("NextToken"));
  EXPECT_FALSE(list(Json::object()).body.contains("NextToken"));
  EXPECT_EQ(list({{"MaxResults", 1'000}}).status(), 200);
  EXPECT_THAT(list({{"MaxResults", 0}}).error(), HasSubstr("InvalidParameterValueException"));
  EXPECT_THAT(list({{"MaxResults", 1'001}}).error(), HasSubstr("Value 1001 for parameter Max"));
  EXPECT_THAT(list({{"MaxResults", 1}, {"NextToken", "?"}}).error(),
              HasSubstr("Invalid or expired next token."));
}

TEST_F(SqsQueuesTest, WhatIsForNoQueueIsNoActionOfAQueuesAddress) {
  const auto path = "/" + sandbox_->account() + "/news";
  for (const auto* operation : {"CreateQueue", "ListQueues"}) {
    const auto said = query("sqs", operation, {{"QueueName", "more"}}, path);

    EXPECT_EQ(said.status(), 400);
    EXPECT_THAT(said.answer.response.body,
                AllOf(HasSubstr("<Code>InvalidAction</Code>"),
                      HasSubstr(std::string("<Message>The action ") + operation +
                                " is not valid for this endpoint.</Message>")));
  }
  EXPECT_THAT(names(call("sqs", "ListQueues", Json::object())), testing::ElementsAre("news"));
}

TEST_F(SqsQueuesTest, TagsComeWithAQueueAndLater) {
  call("sqs", "CreateQueue", {{"QueueName", "tagged"}, {"tags", {{"stage", "test"}}}});
  const auto tagged = url_.substr(0, url_.rfind('/') + 1) + "tagged";

  EXPECT_EQ(on_queue("ListQueueTags").answer.response.body, "{}");
  EXPECT_EQ(on_queue("ListQueueTags", {{"QueueUrl", tagged}}).body,
            (Json{{"Tags", {{"stage", "test"}}}}));
  EXPECT_EQ(on_queue("TagQueue", {{"Tags", {{"team", "billing"}}}}).answer.response.body, "{}");
  EXPECT_EQ(asked("TagQueue", {{"Tag.1.Key", "stage"}, {"Tag.1.Value", "live"}}).status(), 200);
  EXPECT_THAT(
      asked("ListQueueTags").answer.response.body,
      HasSubstr("<ListQueueTagsResult><Tag><Key>stage</Key><Value>live</Value></Tag><Tag>"));
  EXPECT_EQ(asked("UntagQueue", {{"TagKey.1", "stage"}}).status(), 200);
  EXPECT_EQ(on_queue("UntagQueue", {{"TagKeys", {"nothing"}}}).status(), 200);
  EXPECT_EQ(on_queue("ListQueueTags").body, (Json{{"Tags", {{"team", "billing"}}}}));
}

TEST_F(SqsQueuesTest, ADeadLetterQueueTellsWhereItsMessagesCameFrom) {
  const auto dead = create("dead");
  const auto account = sandbox_->account();
  on_queue("SetQueueAttributes",
           {{"Attributes",
             {{"RedrivePolicy",
               Json{{"deadLetterTargetArn", "arn:aws:sqs:us-east-1:" + account + ":dead"},
                    {"maxReceiveCount", 1}}
                   .dump()}}}});
  on_queue("SendMessage", {{"MessageBody", "poison"}});
  on_queue("ReceiveMessage");
  move(30s);

  EXPECT_EQ(on_queue("ReceiveMessage").answer.response.body, "{}");
  const auto message =
      on_queue("ReceiveMessage", {{"QueueUrl", dead}, {"MessageSystemAttributeNames", {"All"}}})
          .body["Messages"][0];

  EXPECT_EQ(message["Body"], "poison");
  EXPECT_EQ(message["Attributes"]["DeadLetterQueueSourceArn"],
            "arn:aws:sqs:us-east-1:" + account + ":news");
  EXPECT_EQ(message["Attributes"]["ApproximateReceiveCount"], "1");
}

TEST_F(SqsQueuesTest, ABuyerReachesNoQueueOfTheSeller) {
  const auto ann = bought(kLegacy);
  key_ = sandbox::buyer_of(*sandbox_, buyer_of(ann)).credentials;

  const auto said = on_queue("ReceiveMessage");

  EXPECT_EQ(said.error(),
            "403 com.amazon.coral.service#AccessDeniedException: Access to the resource " + url_ +
                " is denied.");
  EXPECT_EQ(said.header("x-amzn-query-error"), "AccessDenied;Sender");
  EXPECT_EQ(on_queue("PurgeQueue").status(), 403);
  EXPECT_EQ(call("sqs", "CreateQueue", {{"QueueName", "mine"}}).status(), 403);
  EXPECT_EQ(call("sqs", "GetQueueUrl", {{"QueueName", "news"}}).status(), 403);
  EXPECT_EQ(call("sqs", "ListQueues", Json::object()).status(), 403);
}

TEST_F(SqsQueuesTest, QueuesThatKeepOrderAreNotOffered) {
  EXPECT_EQ(call("sqs", "CreateQueue",
                 {{"QueueName", "news.fifo"}, {"Attributes", {{"FifoQueue", "true"}}}})
                .error(),
            "400 com.amazonaws.sqs#InvalidParameterValueException: Can only include alphanumeric "
            "characters, hyphens, or underscores. 1 to 80 in length");
  EXPECT_EQ(
      call("sqs", "CreateQueue", {{"QueueName", "other"}, {"Attributes", {{"FifoQueue", "true"}}}})
          .error(),
      "400 com.amazonaws.sqs#InvalidAttributeName: Unknown Attribute FifoQueue.");
}

}  // namespace
}  // namespace souk::services
