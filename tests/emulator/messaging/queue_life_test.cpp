#include <fmt/format.h>

#include "emulator/messaging/queues.h"
#include "tests/emulator/messaging/messaging_fixture.h"

// What becomes of queues and of messages nobody deals with.
namespace souk::messaging {
namespace {

constexpr auto kGraveArn = "arn:aws:sqs:us-east-1:999900001111:grave";

class QueueLifeTest : public MessagingTest {
 protected:
  storage::QueueRow queue() { return queue_called(messaging_, "orders").value(); }
  void put(const std::string& body) { put_message(messaging_, queue(), {body}); }
  std::vector<Received> take(const std::string& name = "orders") {
    return receive(messaging_, queue_called(messaging_, name).value(), 10, std::nullopt);
  }
  std::vector<Received> take(Duration hidden) { return receive(messaging_, queue(), 10, hidden); }
  void move(Duration time) { clock_.move_to(clock_.now() + time); }
  void change(const Json& attributes) {
    ASSERT_TRUE(change_queue(messaging_, queue(), attributes));
  }
  void allow_receives(int most) {
    create_queue(messaging_, "grave", Json::object()).value();
    change({{"RedrivePolicy",
             Json{{"deadLetterTargetArn", kGraveArn}, {"maxReceiveCount", most}}.dump()}});
  }
  static std::string refusal(const Result<void>& result) {
    return result ? "" : result.error().type + ": " + result.error().message;
  }

  storage::QueueRow made_ = create_queue(messaging_, "orders", Json::object()).value();
};

TEST_F(QueueLifeTest, AMessageReceivedTooOftenGoesToTheDeadLetterQueue) {
  allow_receives(2);
  put("poison");

  EXPECT_EQ(take().size(), 1U);
  move(30s);
  EXPECT_EQ(take().size(), 1U);
  move(30s - 1ms);
  EXPECT_TRUE(take().empty());
  EXPECT_TRUE(take("grave").empty()) << "it is still in flight";
  move(1ms);
  EXPECT_TRUE(take("grave").empty()) << "it goes when somebody asks for it again";
  EXPECT_TRUE(take().empty());

  const auto buried = take("grave");
  ASSERT_EQ(buried.size(), 1U);
  EXPECT_EQ(buried[0].message.body, "poison");
  EXPECT_EQ(buried[0].message.receives, 1);
  EXPECT_EQ(Json::parse(buried[0].message.system_json)["DeadLetterQueueSourceArn"],
            "arn:aws:sqs:us-east-1:999900001111:orders");
}

TEST_F(QueueLifeTest, WhatIsDeletedInTimeIsNotBuried) {
  allow_receives(1);
  put("fine");
  put("poison");
  const auto taken = take();

  ASSERT_TRUE(delete_message(messaging_, queue(), taken.at(0).receipt_handle));
  move(30s);
  take();

  const auto buried = take("grave");
  ASSERT_EQ(buried.size(), 1U);
  EXPECT_EQ(buried[0].message.body, "poison");
}

TEST_F(QueueLifeTest, ABuriedMessageIsKeptFromTheDayItWasFirstSent) {
  allow_receives(1);
  put("poison");
  take();

  move(96h - 1ms);
  EXPECT_TRUE(take().empty());
  ASSERT_EQ(take("grave").size(), 1U);
  move(1ms + 30s);
  EXPECT_TRUE(take("grave").empty());
}

TEST_F(QueueLifeTest, AHandleFromBeforeTheBurialDoesNothing) {
  allow_receives(1);
  put("poison");
  const auto handle = take().at(0).receipt_handle;
  move(30s);
  take();

  EXPECT_TRUE(delete_message(messaging_, queue(), handle)) << "deleting what is gone is fine";

  EXPECT_EQ(take("grave").size(), 1U);
}

TEST_F(QueueLifeTest, WithoutItsDeadLetterQueueAMessageComesAgainAndAgain) {
  allow_receives(1);
  put("poison");
  delete_queue(messaging_, queue_called(messaging_, "grave").value());

  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(take().size(), 1U);
    move(30s);
  }
}

TEST_F(QueueLifeTest, ARedrivePolicyHasToBeOne) {
  create_queue(messaging_, "grave", Json::object()).value();
  const auto refused = [&](const std::string& text) {
    const auto said = refusal(change_queue(messaging_, queue(), {{"RedrivePolicy", text}}));
    const auto start = fmt::format(
        "InvalidParameterValueException: Value {} for parameter RedrivePolicy is invalid. Reason: ",
        text);
    return said.rfind(start, 0) == 0 ? said.substr(start.size()) : said;
  };
  const auto policy = [](const Json& most, const std::string& arn = kGraveArn) {
    return Json{{"deadLetterTargetArn", arn}, {"maxReceiveCount", most}}.dump();
  };

  EXPECT_EQ(refused(policy(1)), "");
  EXPECT_EQ(refused(policy(1000)), "");
  EXPECT_EQ(refused(policy("10")), "");
  EXPECT_EQ(refused(policy(0)),
            "Invalid value for maxReceiveCount: 0, valid values are from 1 to 1000 both "
            "inclusive.");
  EXPECT_EQ(refused(policy(1001)),
            "Invalid value for maxReceiveCount: 1001, valid values are from 1 to 1000 both "
            "inclusive.");
  EXPECT_EQ(refused(policy("many")),
            "Invalid value for maxReceiveCount: many, valid values are from 1 to 1000 both "
            "inclusive.");
  EXPECT_EQ(refused(policy(1, "arn:aws:sqs:us-east-1:999900001111:nowhere")),
            "Dead letter target does not exist.");
  EXPECT_EQ(refused(policy(1, "arn:aws:sqs:us-east-1:111122223333:grave")),
            "Dead letter target does not exist.");
  EXPECT_EQ(refused("soon"), "Redrive policy is not a valid JSON map.");
  EXPECT_EQ(refused("{}"),
            "Redrive policy does not contain mandatory attribute: deadLetterTargetArn.");
  EXPECT_EQ(refused(R"({"deadLetterTargetArn":"a"})"),
            "Redrive policy does not contain mandatory attribute: maxReceiveCount.");
}

TEST_F(QueueLifeTest, AnEmptyRedrivePolicyIsNone) {
  allow_receives(1);
  change({{"RedrivePolicy", ""}});
  put("hello");

  take();
  move(30s);

  EXPECT_EQ(take().size(), 1U);
  EXPECT_FALSE(queue_attributes(messaging_, queue()).contains("RedrivePolicy"));
}

TEST_F(QueueLifeTest, ANameRestsForAMinuteAfterItsQueueWasDeleted) {
  const auto second = create_queue(messaging_, "second", Json::object()).value();
  delete_queue(messaging_, queue());
  delete_queue(messaging_, second);

  move(60s - 1ms);
  const auto early = create_queue(messaging_, "orders", Json::object());
  move(1ms);
  const auto at = create_queue(messaging_, "orders", Json::object());
  move(1ms);
  EXPECT_TRUE(create_queue(messaging_, "second", Json::object()));

  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().type, "QueueDeletedRecently");
  EXPECT_EQ(early.error().message,
            "You must wait 60 seconds after deleting a queue before you can create another with "
            "the same name.");
  EXPECT_TRUE(at);
  EXPECT_TRUE(create_queue(messaging_, "others", Json::object())) << "other names are free";
}

TEST_F(QueueLifeTest, ANewQueueOfAnOldNameIsEmpty) {
  put("old");
  delete_queue(messaging_, queue());
  EXPECT_FALSE(queue_called(messaging_, "orders"));
  move(60s);

  create_queue(messaging_, "orders", Json::object()).value();

  EXPECT_TRUE(take().empty());
}

TEST_F(QueueLifeTest, AQueueIsPurgedOnceAMinute) {
  put("hidden");
  take();
  put("visible");
  ASSERT_TRUE(purge_queue(messaging_, queue()));
  move(30s);
  EXPECT_TRUE(take().empty()) << "messages in flight are gone too";

  move(30s - 1ms);
  put("kept");
  const auto early = purge_queue(messaging_, queue());
  EXPECT_EQ(refusal(early),
            "PurgeQueueInProgress: Only one PurgeQueue operation on orders is allowed every 60 "
            "seconds.");
  EXPECT_EQ(early.error().status, 403);
  EXPECT_EQ(take().size(), 1U);
  move(1ms);
  EXPECT_TRUE(purge_queue(messaging_, queue()));
  move(60s + 1ms);
  EXPECT_TRUE(purge_queue(messaging_, queue()));
}

TEST_F(QueueLifeTest, AChangeHoldsForWhatComesAfterIt) {
  put("before");
  move(2s);

  change({{"DelaySeconds", "10"}, {"VisibilityTimeout", "5"}});
  put("after");

  EXPECT_EQ(take().size(), 1U);
  move(5s);
  EXPECT_EQ(take(1h).size(), 1U) << "hidden for five seconds";
  move(5s - 1ms);
  EXPECT_TRUE(take().empty());
  move(1ms);
  EXPECT_EQ(take().size(), 1U) << "delayed for ten";
  EXPECT_EQ(queue_attributes(messaging_, queue())["LastModifiedTimestamp"], "1791277202");
  EXPECT_EQ(queue_attributes(messaging_, queue())["CreatedTimestamp"], "1791277200");
}

TEST_F(QueueLifeTest, AShorterRetentionHoldsForMessagesThereAre) {
  put("old");
  change({{"MessageRetentionPeriod", "60"}});

  move(60s);
  EXPECT_EQ(queue_attributes(messaging_, queue())["ApproximateNumberOfMessages"], "1");
  move(1ms);
  EXPECT_EQ(queue_attributes(messaging_, queue())["ApproximateNumberOfMessages"], "0");
}

TEST_F(QueueLifeTest, AWrongChangeChangesNothing) {
  EXPECT_EQ(refusal(change_queue(messaging_, queue(), {{"DelaySeconds", "5"}, {"Colour", "red"}})),
            "InvalidAttributeName: Unknown Attribute Colour.");
  EXPECT_EQ(refusal(change_queue(messaging_, queue(), {{"VisibilityTimeout", "43201"}})),
            "InvalidAttributeValue: Invalid value for the parameter VisibilityTimeout.");
  EXPECT_EQ(refusal(change_queue(messaging_, queue(), {{"SqsManagedSseEnabled", "maybe"}})),
            "InvalidAttributeValue: Invalid value for the parameter SqsManagedSseEnabled.");
  EXPECT_EQ(queue_attributes(messaging_, queue())["DelaySeconds"], "0");
}

TEST_F(QueueLifeTest, TagsAreAddedReplacedAndTakenAway) {
  ASSERT_TRUE(tag_queue(messaging_, queue(), {{"team", "billing"}, {"stage", "test"}}));
  ASSERT_TRUE(tag_queue(messaging_, queue(), {{"team", "sales"}}));

  untag_queue(messaging_, queue(), {"stage", "nothing"});

  EXPECT_EQ(queue_tags(queue()), (Json{{"team", "sales"}}));
}

TEST_F(QueueLifeTest, AQueueHasFiftyTagsAtMost) {
  Json tags = Json::object();
  for (int i = 0; i < 50; ++i) tags["key" + std::to_string(i)] = "x";

  EXPECT_TRUE(tag_queue(messaging_, queue(), tags));
  EXPECT_EQ(refusal(tag_queue(messaging_, queue(), {{"one", "more"}})),
            "InvalidParameterValueException: Too many tags added for queue orders.");
  tags["one"] = "more";
  EXPECT_FALSE(create_queue(messaging_, "tagged", Json::object(), tags));
}

TEST_F(QueueLifeTest, AHandleNeverMeansAMessageThatCameLater) {
  put("first");
  const auto handle = take().at(0).receipt_handle;
  ASSERT_TRUE(delete_message(messaging_, queue(), handle));
  put("second");

  EXPECT_TRUE(delete_message(messaging_, queue(), handle));

  const auto left = take();
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left[0].message.body, "second");
}

struct WrongMessage {
  const char* name;
  NewMessage message;
  const char* refusal;
};

Json eleven() {
  Json many = Json::object();
  for (int i = 0; i < 11; ++i) many["a" + std::to_string(i)] = text("x");
  return many;
}

class WrongMessageTest : public MessagingTest, public testing::WithParamInterface<WrongMessage> {};

TEST_P(WrongMessageTest, IsRefusedInSqssWords) {
  const auto queue = create_queue(messaging_, "orders", {{"MaximumMessageSize", "1024"}}).value();

  const auto checked = check_message(queue, GetParam().message);

  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().type + ": " + checked.error().message, GetParam().refusal);
}

INSTANTIATE_TEST_SUITE_P(
    Messages, WrongMessageTest,
    testing::Values(
        WrongMessage{"TooLong",
                     {std::string(1025, 'x')},
                     "InvalidParameterValueException: One or more parameters are invalid. Reason: "
                     "Message must be shorter than 1024 bytes."},
        WrongMessage{"TooLongWithItsAttributes",
                     {std::string(1014, 'x'), {{"name", text("x")}}},
                     "InvalidParameterValueException: One or more parameters are invalid. Reason: "
                     "Message must be shorter than 1024 bytes."},
        WrongMessage{"ControlCharacter",
                     {"\x01"},
                     "InvalidMessageContents: Invalid characters found. Valid unicode characters "
                     "are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to "
                     "#x10FFFF"},
        WrongMessage{"NoCharacter",
                     {"\xef\xbf\xbe"},
                     "InvalidMessageContents: Invalid characters found. Valid unicode characters "
                     "are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to "
                     "#x10FFFF"},
        WrongMessage{"EmptyValue",
                     {"b", {{"n", text("")}}},
                     "InvalidParameterValueException: Message (user) attribute 'n' must contain a "
                     "non-empty value of type 'String'."},
        WrongMessage{"EmptyBytes",
                     {"b", {{"n", {{"DataType", "Binary"}, {"BinaryValue", ""}}}}},
                     "InvalidParameterValueException: Message (user) attribute 'n' must contain a "
                     "non-empty value of type 'Binary'."},
        WrongMessage{"NoType",
                     {"b", {{"n", {{"StringValue", "x"}}}}},
                     "InvalidParameterValueException: The message attribute 'n' must contain "
                     "non-empty message attribute type."},
        WrongMessage{"UnknownType",
                     {"b", {{"n", text("x", "Strings")}}},
                     "InvalidParameterValueException: The message attribute 'n' has an invalid "
                     "message attribute type, the set of supported type prefixes is Binary, "
                     "Number, and String."},
        WrongMessage{"NoNumber",
                     {"b", {{"n", text("ten", "Number.int")}}},
                     "InvalidParameterValueException: Can't cast the value of message (user) "
                     "attribute 'n' to a number."},
        WrongMessage{"TooMany",
                     {"b", eleven()},
                     "InvalidParameterValueException: Number of message attributes [11] exceeds "
                     "the allowed maximum [10]."},
        WrongMessage{"Lists",
                     {"b", {{"n", {{"DataType", "String"}, {"StringListValues", {"x"}}}}}},
                     "UnsupportedOperation: Message attribute list values in SendMessage operation "
                     "are not supported."}),
    [](const auto& each) { return std::string(each.param.name); });

TEST_F(QueueLifeTest, AMessageOfTheMostBytesIsTaken) {
  const auto queue = create_queue(messaging_, "small", {{"MaximumMessageSize", "1024"}}).value();

  EXPECT_TRUE(check_message(queue, {std::string(1024, 'x')}));
  EXPECT_TRUE(check_message(queue, {std::string(1013, 'x'), {{"name", text("x")}}}));
  EXPECT_TRUE(
      check_message(queue, {"\t\r\n ~é€😀", {{"a.b-c_d", text("-1.5e3", "Number.custom")}}}));
}

TEST_F(QueueLifeTest, NamesOfAttributesAreLettersWithPeriodsBetween) {
  const auto takes = [&](const std::string& name) {
    return check_message(made_, {"b", {{name, text("x")}}}).has_value();
  };

  EXPECT_TRUE(takes(std::string(256, 'n')));
  for (const auto& wrong :
       {std::string(257, 'n'), std::string(), std::string(".a"), std::string("a."),
        std::string("a..b"), std::string("a b"), std::string("AWS.a"), std::string("amazon.a")}) {
    EXPECT_FALSE(takes(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace souk::messaging
