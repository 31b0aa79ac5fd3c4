#include "tests/emulator/services/sns_support.h"

// Topics of the seller's own, and how they and the Marketplace's are looked at.
namespace souk::services {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class SnsTopicsTest : public SnsServiceTest {};

TEST_F(SnsTopicsTest, ATopicIsMadeOnceUnlessItsAttributesDiffer) {
  const auto with = [&](const char* name, const char* value) {
    return query(
        "sns", "CreateTopic",
        {{"Name", "news"}, {"Attributes.entry.1.key", name}, {"Attributes.entry.1.value", value}});
  };
  const auto first = with("DisplayName", "News");

  EXPECT_THAT(text(first),
              HasSubstr("<CreateTopicResult><TopicArn>" + own("news") + "</TopicArn>"));
  EXPECT_THAT(text(with("DisplayName", "News")), HasSubstr(own("news")));
  EXPECT_THAT(text(query("sns", "CreateTopic", {{"Name", "news"}})), HasSubstr(own("news")));
  EXPECT_EQ(error(with("DisplayName", "Other")),
            "400 InvalidParameter: Invalid parameter: Attributes Reason: Topic already exists with "
            "different attributes");
  EXPECT_EQ(
      error(query("sns", "CreateTopic",
                  {{"Name", "news"}, {"Tags.member.1.Key", "a"}, {"Tags.member.1.Value", "b"}})),
      "400 InvalidParameter: Invalid parameter: Tags Reason: Topic already exists with "
      "different tags");
  EXPECT_THAT(error(with("Colour", "red")),
              HasSubstr("Attributes Reason: Unknown attribute: Colour"));
}

TEST_F(SnsTopicsTest, NamesAreLettersDigitsHyphensAndUnderscores) {
  const auto named = [&](const std::string& name) {
    return error(query("sns", "CreateTopic", {{"Name", name}}));
  };

  EXPECT_THAT(named(std::string(256, 'n')), HasSubstr("200 "));
  for (const auto& wrong : {std::string(257, 'n'), std::string("a b"), std::string("a.fifo")}) {
    EXPECT_EQ(named(wrong), "400 InvalidParameter: Invalid parameter: Topic Name");
  }
}

TEST_F(SnsTopicsTest, ADeletedTopicIsGoneAndDeletingItAgainIsFine) {
  const auto arn = create("news");
  query("sns", "Subscribe",
        {{"TopicArn", arn}, {"Protocol", "sqs"}, {"Endpoint", queue_arn("bills")}});

  EXPECT_EQ(query("sns", "DeleteTopic", {{"TopicArn", arn}}).status(), 200);
  EXPECT_EQ(query("sns", "DeleteTopic", {{"TopicArn", arn}}).status(), 200);

  EXPECT_EQ(error(query("sns", "GetTopicAttributes", {{"TopicArn", arn}})),
            "404 NotFound: Topic does not exist");
  EXPECT_EQ(error(query("sns", "Publish", {{"TopicArn", arn}, {"Message", "m"}})),
            "404 NotFound: Topic does not exist");
  EXPECT_THAT(text(query("sns", "ListSubscriptions", Json::object())), HasSubstr(arn))
      << "its subscriptions are orphans";
}

TEST_F(SnsTopicsTest, TheSellerListsItsOwn) {
  create("b");
  create("a");

  const auto said = text(query("sns", "ListTopics", Json::object()));

  EXPECT_THAT(said, HasSubstr("<Topics><member><TopicArn>" + own("a") +
                              "</TopicArn></member><member><TopicArn>" + own("b")));
  EXPECT_THAT(said, AllOf(Not(HasSubstr("287250355862")), Not(HasSubstr("NextToken"))));
}

TEST_F(SnsTopicsTest, ListsComeAHundredAtATime) {
  for (int i = 0; i < 101; ++i) create("topic-" + std::to_string(1000 + i));

  const auto first = text(query("sns", "ListTopics", Json::object()));
  const auto token = between(first, "<NextToken>", "</NextToken>");
  const auto second = text(query("sns", "ListTopics", {{"NextToken", token}}));

  EXPECT_THAT(first, AllOf(HasSubstr("topic-1099"), Not(HasSubstr("topic-1100"))));
  EXPECT_THAT(second, AllOf(HasSubstr("topic-1100"), Not(HasSubstr("topic-1099")),
                            Not(HasSubstr("NextToken"))));
  EXPECT_EQ(error(query("sns", "ListTopics", {{"NextToken", "?"}})),
            "400 InvalidParameter: Invalid parameter: NextToken");
}

TEST_F(SnsTopicsTest, ATopicTellsOfItself) {
  const auto arn = create("news");
  query("sns", "Subscribe",
        {{"TopicArn", arn}, {"Protocol", "sqs"}, {"Endpoint", queue_arn("bills")}});
  query("sns", "Subscribe",
        {{"TopicArn", arn}, {"Protocol", "https"}, {"Endpoint", "https://seller.test/hook"}});

  const auto attributes = attributes_in(query("sns", "GetTopicAttributes", {{"TopicArn", arn}}));

  EXPECT_EQ(attributes.size(), 8U);
  EXPECT_EQ(attributes["TopicArn"], arn);
  EXPECT_EQ(attributes["Owner"], sandbox_->account());
  EXPECT_EQ(attributes["DisplayName"], "");
  EXPECT_EQ(attributes["SubscriptionsConfirmed"], "1");
  EXPECT_EQ(attributes["SubscriptionsPending"], "1");
  EXPECT_EQ(attributes["SubscriptionsDeleted"], "0");
  const auto policy = Json::parse(attributes["Policy"].get<std::string>());
  EXPECT_EQ(policy["Id"], "__default_policy_ID");
  EXPECT_EQ(policy["Statement"][0]["Action"].size(), 8U);
  EXPECT_EQ(policy["Statement"][0]["Condition"]["StringEquals"]["AWS:SourceOwner"],
            sandbox_->account());
  EXPECT_EQ(Json::parse(attributes["EffectiveDeliveryPolicy"]
                            .get<std::string>())["http"]["defaultHealthyRetryPolicy"]["numRetries"],
            3);
}

TEST_F(SnsTopicsTest, ATopicCountsTheSubscriptionsItLost) {
  const auto arn = create("news");
  const auto subscription = between(
      text(query("sns", "Subscribe",
                 {{"TopicArn", arn}, {"Protocol", "sqs"}, {"Endpoint", queue_arn("bills")}})),
      "<SubscriptionArn>", "</SubscriptionArn>");

  query("sns", "Unsubscribe", {{"SubscriptionArn", subscription}});

  const auto attributes = attributes_in(query("sns", "GetTopicAttributes", {{"TopicArn", arn}}));
  EXPECT_EQ(attributes["SubscriptionsConfirmed"], "0");
  EXPECT_EQ(attributes["SubscriptionsDeleted"], "1");
}

TEST_F(SnsTopicsTest, AttributesOfATopicAreSetOneByOne) {
  const auto arn = create("news");
  const auto set = [&](const std::string& name, const std::string& value) {
    return error(query("sns", "SetTopicAttributes",
                       {{"TopicArn", arn}, {"AttributeName", name}, {"AttributeValue", value}}));
  };

  EXPECT_THAT(set("DisplayName", "News"), HasSubstr("200 "));
  EXPECT_THAT(set("SignatureVersion", "2"), HasSubstr("200 "));
  const auto attributes = attributes_in(query("sns", "GetTopicAttributes", {{"TopicArn", arn}}));
  EXPECT_EQ(attributes["DisplayName"], "News");
  EXPECT_EQ(attributes["SignatureVersion"], "2");
  EXPECT_EQ(set("Colour", "red"), "400 InvalidParameter: Invalid parameter: AttributeName");
  EXPECT_EQ(set("FifoTopic", "true"), "400 InvalidParameter: Invalid parameter: AttributeName");
  EXPECT_THAT(set("SignatureVersion", "3"),
              HasSubstr("Invalid parameter: SignatureVersion: Invalid value [3]."));
  EXPECT_THAT(set("DeliveryPolicy", "soon"), HasSubstr("Invalid parameter: DeliveryPolicy: "));
  EXPECT_THAT(set("Policy", "none"), HasSubstr("Invalid parameter: Policy"));
}

TEST_F(SnsTopicsTest, TheMarketplacesTopicsAreNotTheSellersToChange) {
  const auto refused = [&](const std::string& action) {
    return "403 AuthorizationError: User: arn:aws:iam::" + sandbox_->account() +
           ":user/seller is not authorized to perform: SNS:" + action +
           " on resource: " + kMarketTopic +
           " because no resource-based policy allows the SNS:" + action + " action";
  };

  EXPECT_EQ(error(query("sns", "Publish", {{"TopicArn", kMarketTopic}, {"Message", "m"}})),
            refused("Publish"));
  EXPECT_EQ(error(query("sns", "DeleteTopic", {{"TopicArn", kMarketTopic}})),
            refused("DeleteTopic"));
  EXPECT_EQ(error(query("sns", "SetTopicAttributes",
                        {{"TopicArn", kMarketTopic}, {"AttributeName", "DisplayName"}})),
            refused("SetTopicAttributes"));
  const auto attributes =
      attributes_in(query("sns", "GetTopicAttributes", {{"TopicArn", kMarketTopic}}));
  EXPECT_EQ(attributes["Owner"], "287250355862");
}

TEST_F(SnsTopicsTest, ABuyerHearsNoTopic) {
  const auto ann = bought(kLegacy);
  key_ = sandbox::buyer_of(*sandbox_, buyer_of(ann)).credentials;

  const auto said = query(
      "sns", "Subscribe",
      {{"TopicArn", kMarketTopic}, {"Protocol", "https"}, {"Endpoint", "https://buyer.test/hook"}});

  EXPECT_EQ(said.status(), 403);
  EXPECT_THAT(text(said), AllOf(HasSubstr("<Code>AuthorizationError</Code>"),
                                HasSubstr("not authorized to perform: SNS:Subscribe")));
  EXPECT_EQ(query("sns", "CreateTopic", {{"Name", "mine"}}).status(), 403);
}

TEST_F(SnsTopicsTest, TagsOfATopicAreAddedAndTakenAway) {
  const auto arn = create("news");
  const auto listed = [&] {
    return text(query("sns", "ListTagsForResource", {{"ResourceArn", arn}}));
  };

  EXPECT_EQ(query("sns", "TagResource",
                  {{"ResourceArn", arn},
                   {"Tags.member.1.Key", "team"},
                   {"Tags.member.1.Value", "billing"},
                   {"Tags.member.2.Key", "stage"},
                   {"Tags.member.2.Value", "test"}})
                .status(),
            200);
  EXPECT_THAT(listed(), HasSubstr("<member><Key>stage</Key><Value>test</Value></member>"
                                  "<member><Key>team</Key><Value>billing</Value></member>"));
  EXPECT_THAT(
      text(query("sns", "UntagResource", {{"ResourceArn", arn}, {"TagKeys.member.1", "team"}})),
      HasSubstr("<UntagResourceResult></UntagResourceResult>"));
  EXPECT_THAT(listed(), Not(HasSubstr("team")));
  EXPECT_EQ(error(query("sns", "ListTagsForResource", {{"ResourceArn", own("none")}})),
            "404 ResourceNotFound: Resource does not exist");
}

}  // namespace
}  // namespace souk::services
