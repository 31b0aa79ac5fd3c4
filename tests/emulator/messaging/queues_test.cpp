#include "emulator/messaging/queues.h"

#include <fmt/format.h>

#include "tests/emulator/messaging/messaging_fixture.h"

namespace souk::messaging {
namespace {

using testing::MatchesRegex;

class QueuesTest : public MessagingTest {
 protected:
  void put(const std::string& body, Duration delay = 0ms) {
    put_message(messaging_, queue_, {body, Json::object(), delay, "AIDA"});
  }
  std::vector<Received> take(std::optional<Duration> visibility = std::nullopt) {
    return receive(messaging_, queue_, 10, visibility);
  }
  void move(Duration time) { clock_.move_to(clock_.now() + time); }
  std::string attribute(const std::string& name) {
    return queue_attributes(messaging_, queue_)[name];
  }

  storage::QueueRow queue_ = create_queue(messaging_, "orders", Json::object()).value();
};

TEST_F(QueuesTest, AQueueIsMadeOnceUnlessItsAttributesDiffer) {
  const auto first = create_queue(messaging_, "news", {{"VisibilityTimeout", "60"}});

  const auto same = create_queue(messaging_, "news", {{"VisibilityTimeout", "60"}});
  const auto unsaid = create_queue(messaging_, "news", Json::object());
  const auto other = create_queue(messaging_, "news", {{"VisibilityTimeout", "61"}});
  const auto standard = create_queue(messaging_, "news", {{"VisibilityTimeout", "30"}});
  const auto another = create_queue(messaging_, "news", {{"DelaySeconds", "1"}});

  EXPECT_EQ(same->id, first->id);
  EXPECT_EQ(unsaid->id, first->id);
  for (const auto* refused : {&other, &standard, &another}) {
    ASSERT_FALSE(*refused);
    EXPECT_EQ(refused->error().type, "QueueNameExists");
  }
  EXPECT_EQ(other.error().message,
            "A queue already exists with the same name and a different value for attribute "
            "VisibilityTimeout");
}

TEST_F(QueuesTest, SayingADefaultIsSayingNothing) {
  EXPECT_EQ(create_queue(messaging_, "orders", {{"VisibilityTimeout", "30"}})->id, queue_.id);
}

TEST_F(QueuesTest, AWrongQueueIsRefused) {
  const auto refusal = [&](const std::string& name, const Json& attributes) {
    const auto made = create_queue(messaging_, name, attributes);
    return made ? std::string() : made.error().type + ": " + made.error().message;
  };

  EXPECT_EQ(refusal(std::string(80, 'a'), Json::object()), "");
  for (const auto& name :
       {std::string(), std::string(81, 'a'), std::string("a b"), std::string("a.fifo")}) {
    EXPECT_EQ(refusal(name, Json::object()),
              "InvalidParameterValueException: Can only include alphanumeric characters, hyphens, "
              "or underscores. 1 to 80 in length");
  }
  EXPECT_EQ(refusal("q", {{"Colour", "red"}}), "InvalidAttributeName: Unknown Attribute Colour.");
  EXPECT_EQ(refusal("q", {{"VisibilityTimeout", "many"}}),
            "InvalidAttributeValue: Invalid value for the parameter VisibilityTimeout.");
}

struct Limits {
  const char* attribute;
  std::int64_t least;
  std::int64_t most;
};

class QueueLimitsTest : public MessagingTest, public testing::WithParamInterface<Limits> {};

TEST_P(QueueLimitsTest, HoldOnBothSides) {
  const auto fits = [&](std::int64_t value) {
    return create_queue(messaging_, fmt::format("queue-{}", value < 0 ? 0 : value),
                        {{GetParam().attribute, std::to_string(value)}})
        .has_value();
  };

  EXPECT_FALSE(fits(GetParam().least - 1));
  EXPECT_TRUE(fits(GetParam().least));
  EXPECT_TRUE(fits(GetParam().most));
  EXPECT_FALSE(fits(GetParam().most + 1));
}

INSTANTIATE_TEST_SUITE_P(Attributes, QueueLimitsTest,
                         testing::Values(Limits{"VisibilityTimeout", 0, 43'200},
                                         Limits{"DelaySeconds", 0, 900},
                                         Limits{"MaximumMessageSize", 1'024, 1'048'576},
                                         Limits{"MessageRetentionPeriod", 60, 1'209'600},
                                         Limits{"ReceiveMessageWaitTimeSeconds", 0, 20}),
                         [](const auto& each) { return std::string(each.param.attribute); });

TEST_F(QueuesTest, AttributesAreTextsWithTheirDefaults) {
  EXPECT_EQ(queue_attributes(messaging_, queue_),
            (Json{{"VisibilityTimeout", "30"},
                  {"DelaySeconds", "0"},
                  {"MaximumMessageSize", "1048576"},
                  {"MessageRetentionPeriod", "345600"},
                  {"ReceiveMessageWaitTimeSeconds", "0"},
                  {"SqsManagedSseEnabled", "true"},
                  {"QueueArn", "arn:aws:sqs:us-east-1:999900001111:orders"},
                  {"ApproximateNumberOfMessages", "0"},
                  {"ApproximateNumberOfMessagesNotVisible", "0"},
                  {"ApproximateNumberOfMessagesDelayed", "0"},
                  {"CreatedTimestamp", "1791277200"},
                  {"LastModifiedTimestamp", "1791277200"}}));
}

TEST_F(QueuesTest, AReceivedMessageIsHiddenForItsTime) {
  put("hello");
  const auto first = take();

  move(30s - 1ms);
  const auto before = take();
  move(1ms);
  const auto at = take(0s);
  move(1ms);
  const auto after = take();

  ASSERT_EQ(first.size(), 1U);
  EXPECT_TRUE(before.empty());
  ASSERT_EQ(at.size(), 1U);
  EXPECT_EQ(at[0].message.message_id, first[0].message.message_id);
  EXPECT_NE(at[0].receipt_handle, first[0].receipt_handle);
  EXPECT_EQ(first[0].message.receives, 1);
  EXPECT_EQ(at[0].message.receives, 2);
  EXPECT_EQ(at[0].message.first_received, first[0].message.first_received);
  EXPECT_EQ(after.size(), 1U);
}

TEST_F(QueuesTest, AReceiverMayHideItForAnotherTime) {
  put("hello");
  ASSERT_EQ(take(5s).size(), 1U);

  move(5s - 1ms);
  EXPECT_TRUE(take().empty());
  move(1ms);
  EXPECT_EQ(take(0s).size(), 1U);
  EXPECT_EQ(take().size(), 1U) << "hidden for no time at all";
}

TEST_F(QueuesTest, ADelayedMessageComesWhenItsDelayIsOver) {
  put("later", 10s);

  move(10s - 1ms);
  EXPECT_TRUE(take().empty());
  EXPECT_EQ(attribute("ApproximateNumberOfMessagesDelayed"), "1");
  move(1ms);
  EXPECT_EQ(take(0s).size(), 1U);
  move(1ms);
  EXPECT_EQ(take().size(), 1U);
}

TEST_F(QueuesTest, AMessageWithoutDelayIsThereAtOnce) {
  put("now");

  EXPECT_EQ(take(0s).size(), 1U);
  move(1ms);
  EXPECT_EQ(take().size(), 1U);
}

TEST_F(QueuesTest, AMessageIsKeptForItsRetention) {
  put("old");

  move(96h - 1ms);
  EXPECT_EQ(take(0s).size(), 1U);
  move(1ms);
  EXPECT_EQ(take(0s).size(), 1U) << "at its last instant";
  move(1ms);
  EXPECT_TRUE(take().empty());
}

TEST_F(QueuesTest, MessagesComeOldestFirstAndAtMostAsManyAsAskedFor) {
  for (const auto* body : {"a", "b", "c"}) put(body);

  const auto two = receive(messaging_, queue_, 2, std::nullopt);
  const auto rest = receive(messaging_, queue_, 2, std::nullopt);

  ASSERT_EQ(two.size(), 2U);
  EXPECT_EQ(two[0].message.body + two[1].message.body, "ab");
  ASSERT_EQ(rest.size(), 1U);
  EXPECT_EQ(rest[0].message.body, "c");
}

TEST_F(QueuesTest, CountsTellVisibleHiddenAndDelayedOnesApart) {
  put("a");
  put("b");
  receive(messaging_, queue_, 1, std::nullopt);
  put("later", 60s);

  EXPECT_EQ(attribute("ApproximateNumberOfMessages"), "1");
  EXPECT_EQ(attribute("ApproximateNumberOfMessagesNotVisible"), "1");
  EXPECT_EQ(attribute("ApproximateNumberOfMessagesDelayed"), "1");
}

TEST_F(QueuesTest, VisibilityCanBeChanged) {
  put("hello");
  const auto handle = take()[0].receipt_handle;

  ASSERT_TRUE(change_visibility(messaging_, queue_, handle, 60s));
  move(60s - 1ms);
  EXPECT_TRUE(take().empty());
  move(1ms);
  const auto again = take();
  ASSERT_EQ(again.size(), 1U);
  ASSERT_TRUE(change_visibility(messaging_, queue_, again[0].receipt_handle, 0s));
  EXPECT_EQ(take().size(), 1U) << "given back at once";
}

TEST_F(QueuesTest, WhatIsDeletedCannotBeHidden) {
  put("hello");
  const auto handle = take()[0].receipt_handle;
  ASSERT_TRUE(delete_message(messaging_, queue_, handle));

  const auto changed = change_visibility(messaging_, queue_, handle, 60s);

  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().type, "InvalidParameterValueException");
}

TEST_F(QueuesTest, DeletingTwiceAndWithAnOldHandleIsFine) {
  put("hello");
  const auto old = take(0s)[0].receipt_handle;
  const auto newer = take()[0].receipt_handle;

  EXPECT_TRUE(delete_message(messaging_, queue_, old));
  EXPECT_TRUE(delete_message(messaging_, queue_, old));
  EXPECT_TRUE(delete_message(messaging_, queue_, newer));
  move(31s);
  EXPECT_TRUE(take().empty());
}

TEST_F(QueuesTest, AHandleOfNothingIsRefused) {
  put("hello");
  const auto handle = take()[0].receipt_handle;
  const auto other = create_queue(messaging_, "other", Json::object()).value();

  for (const auto& wrong :
       {std::string(), std::string("x"), std::string("1.1"), std::string(".1.ab"),
        std::string("99999999999999999999.1.ab"), handle + "0", "2" + handle}) {
    const auto deleted = delete_message(messaging_, queue_, wrong);
    ASSERT_FALSE(deleted) << wrong;
    EXPECT_EQ(deleted.error().type, "ReceiptHandleIsInvalid");
    EXPECT_EQ(deleted.error().message,
              "The input receipt handle \"" + wrong + "\" is not a valid receipt handle.");
    EXPECT_FALSE(change_visibility(messaging_, queue_, wrong, 1s));
  }
  EXPECT_FALSE(delete_message(messaging_, other, handle)) << "of another queue";
}

TEST_F(QueuesTest, AUrlNamesItsQueueAndTheAccountItIsOf) {
  EXPECT_EQ(queue_at(messaging_, "http://127.0.0.1:4747/999900001111/orders")->id, queue_.id);
  EXPECT_EQ(queue_at(messaging_, "https://sqs.us-east-1.amazonaws.com/999900001111/orders")->id,
            queue_.id);
  EXPECT_EQ(queue_at(messaging_, "orders")->id, queue_.id);
  for (const auto* wrong : {"http://127.0.0.1:4747/999900001111/nothing",
                            "http://127.0.0.1:4747/111122223333/orders", ""}) {
    const auto found = queue_at(messaging_, wrong);
    ASSERT_FALSE(found) << wrong;
    EXPECT_EQ(found.error().type, "QueueDoesNotExist");
    EXPECT_EQ(found.error().message, "The specified queue does not exist.");
  }
}

TEST(Md5Test, OfBodiesAsSqsWorksThemOut) {
  EXPECT_EQ(md5_hex("b"), "92eb5ffee6ae2fec3ad71c777531578f");
  EXPECT_EQ(md5_hex("message-1"), "3d6b824fd8c1520e9a047d21fee6fb1f");
}

TEST(Md5Test, OfAttributesAsSqsWorksThemOut) {
  const auto text = [](const char* value) {
    return Json{{"DataType", "String"}, {"StringValue", value}};
  };

  EXPECT_EQ(attributes_md5({{"attr1", {{"DataType", "Number"}, {"StringValue", "19.12"}}}}),
            "1f07082409022a373fa2a2601f82b3cb");
  EXPECT_EQ(attributes_md5({{"MyAttribute", text("foobar")}}), "adb59cd4678ea5a855436b949cd07ab6");
  EXPECT_EQ(attributes_md5({{"Foo", text("Bar")}}), "ae7155c6026991b6d54b11589678bf9c");
  EXPECT_EQ(attributes_md5(
                {{"Hello", text("There")}, {"Help.Me", text("Me")}, {"General", text("Kenobi")}}),
            "4c360f3fdafd970e05fae2f149d997f5");
  EXPECT_EQ(attributes_md5(Json::object()), "");
}

TEST(Md5Test, OfBinaryAttributesIsThatOfTheirBytes) {
  const auto of = [](const char* base64) {
    return attributes_md5({{"a", {{"DataType", "Binary"}, {"BinaryValue", base64}}}});
  };
  // Name, type, the mark of binary values, value: each with its length in front.
  const std::string bytes = std::string("\0\0\0\1a\0\0\0\6Binary\2\0\0\0\2hi", 22);

  EXPECT_EQ(of("aGk="), md5_hex(bytes));
  EXPECT_NE(of("aGk="), of("aGkh"));
}

}  // namespace
}  // namespace souk::messaging
