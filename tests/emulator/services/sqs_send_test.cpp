#include "tests/emulator/services/services_fixture.h"

// SendMessage and the three batches, in both encodings.
namespace souk::services {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class SqsSendTest : public ServicesTest {
 protected:
  SqsSendTest() { url_ = call("sqs", "CreateQueue", {{"QueueName", "news"}}).body["QueueUrl"]; }

  Said on_queue(const std::string& operation, Json input) {
    input.emplace("QueueUrl", url_);
    return call("sqs", operation, input);
  }
  std::string asked(const std::string& operation, Json parameters) {
    parameters.emplace("QueueUrl", url_);
    return query("sqs", operation, parameters).answer.response.body;
  }
  Json received(Json input = Json::object()) {
    input["MaxNumberOfMessages"] = 10;
    return on_queue("ReceiveMessage", input).body.value("Messages", Json::array());
  }
  /// "Id: Code: Message" of what failed.
  static std::vector<std::string> failures(const Said& said) {
    std::vector<std::string> found;
    for (const auto& each : said.body["Failed"]) {
      EXPECT_EQ(each["SenderFault"], true);
      found.push_back(each["Id"].get<std::string>() + ": " + each["Code"].get<std::string>() +
                      ": " + each["Message"].get<std::string>());
    }
    return found;
  }
  static Json entries(int count) {
    Json list = Json::array();
    for (int i = 0; i < count; ++i) {
      list.push_back({{"Id", std::to_string(i)}, {"MessageBody", "b"}});
    }
    return list;
  }

  std::string url_;
};

TEST_F(SqsSendTest, AMessageIsAnsweredWithItsSums) {
  const auto said =
      on_queue("SendMessage",
               {{"MessageBody", "b"},
                {"MessageAttributes", {{"Foo", {{"DataType", "String"}, {"StringValue", "Bar"}}}}},
                {"MessageSystemAttributes",
                 {{"AWSTraceHeader", {{"DataType", "String"}, {"StringValue", "Root=1"}}}}}});
  const auto message =
      received({{"MessageAttributeNames", {"All"}}, {"MessageSystemAttributeNames", {"All"}}})[0];

  EXPECT_EQ(said.body["MD5OfMessageBody"], "92eb5ffee6ae2fec3ad71c777531578f");
  EXPECT_EQ(said.body["MD5OfMessageAttributes"], "ae7155c6026991b6d54b11589678bf9c");
  EXPECT_EQ(said.body["MD5OfMessageSystemAttributes"],
            messaging::attributes_md5(
                {{"AWSTraceHeader", {{"DataType", "String"}, {"StringValue", "Root=1"}}}}));
  EXPECT_EQ(said.body.size(), 4U) << "a queue that is not FIFO numbers nothing";
  EXPECT_EQ(message["MessageId"], said.body["MessageId"]);
  EXPECT_EQ(message["MD5OfMessageAttributes"], said.body["MD5OfMessageAttributes"]);
  EXPECT_EQ(message["Attributes"]["AWSTraceHeader"], "Root=1");
  EXPECT_EQ(message["Attributes"]["SenderId"], sandbox::seller_of(*sandbox_).user_id());
  EXPECT_EQ(on_queue("SendMessage", {{"MessageBody", "b"}}).body.size(), 2U);
}

TEST_F(SqsSendTest, AQueryClientSendsTheSame) {
  const auto said = asked("SendMessage", {{"MessageBody", "message-1"},
                                          {"MessageAttribute.1.Name", "Foo"},
                                          {"MessageAttribute.1.Value.DataType", "String"},
                                          {"MessageAttribute.1.Value.StringValue", "Bar"}});

  EXPECT_THAT(
      said,
      AllOf(HasSubstr("<SendMessageResponse"),
            HasSubstr("<MD5OfMessageBody>3d6b824fd8c1520e9a047d21fee6fb1f</MD5OfMessageBody>"),
            HasSubstr("<MD5OfMessageAttributes>ae7155c6026991b6d54b11589678bf9c"
                      "</MD5OfMessageAttributes>")));
  EXPECT_EQ(received({{"MessageAttributeNames", {"Foo"}}})[0]["MessageAttributes"]["Foo"],
            (Json{{"DataType", "String"}, {"StringValue", "Bar"}}));
}

TEST_F(SqsSendTest, BytesComeBackAsTheyWereSent) {
  on_queue("SendMessage",
           {{"MessageBody", "b"},
            {"MessageAttributes", {{"a", {{"DataType", "Binary"}, {"BinaryValue", "aGk="}}}}}});

  EXPECT_EQ(received({{"MessageAttributeNames", {"All"}}})[0]["MessageAttributes"]["a"],
            (Json{{"DataType", "Binary"}, {"BinaryValue", "aGk="}}));
}

TEST_F(SqsSendTest, ADelayIsTheMessagesOwnOrTheQueues) {
  on_queue("SetQueueAttributes", {{"Attributes", {{"DelaySeconds", "5"}}}});
  on_queue("SendMessage", {{"MessageBody", "queue"}});
  on_queue("SendMessage", {{"MessageBody", "own"}, {"DelaySeconds", 2}});
  on_queue("SendMessage", {{"MessageBody", "none"}, {"DelaySeconds", 0}});

  EXPECT_EQ(received().size(), 1U);
  move(2s - 1ms);
  EXPECT_EQ(received().size(), 0U);
  move(1ms);
  EXPECT_EQ(received()[0]["Body"], "own");
  move(3s - 1ms);
  EXPECT_EQ(received().size(), 0U);
  move(1ms);
  EXPECT_EQ(received()[0]["Body"], "queue");
}

TEST_F(SqsSendTest, ADelayHasItsLimits) {
  const auto delay = [&](int seconds) {
    return on_queue("SendMessage", {{"MessageBody", "b"}, {"DelaySeconds", seconds}}).error();
  };

  EXPECT_THAT(delay(0), HasSubstr("200 "));
  EXPECT_THAT(delay(900), HasSubstr("200 "));
  EXPECT_EQ(delay(901),
            "400 com.amazonaws.sqs#InvalidParameterValueException: Value 901 for parameter "
            "DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.");
  EXPECT_THAT(delay(-1), HasSubstr("Value -1 for parameter DelaySeconds"));
}

TEST_F(SqsSendTest, WhatIsMissingIsNamed) {
  const auto said = on_queue("SendMessage", Json::object());

  EXPECT_EQ(said.error(),
            "400 com.amazonaws.sqs#MissingRequiredParameterException: The request must contain the "
            "parameter MessageBody.");
  EXPECT_EQ(said.header("x-amzn-query-error"), "MissingParameter;Sender");
  EXPECT_EQ(on_queue("SendMessage", {{"MessageBody", ""}}).error(), said.error());
  EXPECT_THAT(asked("SendMessage", {{"MessageBody", ""}}),
              HasSubstr("<Code>MissingParameter</Code>"));
  EXPECT_THAT(call("sqs", "SendMessage", {{"MessageBody", "b"}}).error(),
              HasSubstr("must contain the parameter QueueUrl."));
  EXPECT_THAT(on_queue("DeleteMessage", Json::object()).error(),
              HasSubstr("must contain the parameter ReceiptHandle."));
  EXPECT_THAT(on_queue("ChangeMessageVisibility", {{"ReceiptHandle", "x"}}).error(),
              HasSubstr("must contain the parameter VisibilityTimeout."));
}

TEST_F(SqsSendTest, SystemAttributesAreTraceHeadersAlone) {
  const auto with = [&](const char* name, const Json& value) {
    return on_queue("SendMessage",
                    {{"MessageBody", "b"}, {"MessageSystemAttributes", {{name, value}}}})
        .error();
  };

  EXPECT_THAT(with("Other", {{"DataType", "String"}, {"StringValue", "x"}}),
              HasSubstr("InvalidParameterValueException: Message system attribute name 'Other'"));
  EXPECT_THAT(with("AWSTraceHeader", {{"DataType", "Number"}, {"StringValue", "1"}}),
              HasSubstr("InvalidParameterValueException: Message (system) attribute"));
}

TEST_F(SqsSendTest, ABatchTellsOfEachMessage) {
  on_queue("SetQueueAttributes", {{"Attributes", {{"MaximumMessageSize", "1024"}}}});
  const auto said = on_queue(
      "SendMessageBatch",
      {{"Entries",
        {{{"Id", "one"}, {"MessageBody", "b"}},
         {{"Id", "long"}, {"MessageBody", std::string(1025, 'x')}},
         {{"Id", "late"}, {"MessageBody", "b"}, {"DelaySeconds", 901}},
         {{"Id", "two"},
          {"MessageBody", "message-1"},
          {"MessageAttributes", {{"Foo", {{"DataType", "String"}, {"StringValue", "Bar"}}}}}}}}});

  ASSERT_EQ(said.body["Successful"].size(), 2U);
  EXPECT_EQ(said.body["Successful"][0]["Id"], "one");
  EXPECT_EQ(said.body["Successful"][0]["MD5OfMessageBody"], "92eb5ffee6ae2fec3ad71c777531578f");
  EXPECT_EQ(said.body["Successful"][1]["MD5OfMessageAttributes"],
            "ae7155c6026991b6d54b11589678bf9c");
  EXPECT_THAT(failures(said),
              testing::ElementsAre(
                  "long: InvalidParameterValue: One or more parameters cannot be validated. "
                  "Reason: Message must be shorter than 1024 bytes.",
                  "late: InvalidParameterValue: Value 901 for parameter DelaySeconds is invalid. "
                  "Reason: DelaySeconds must be >= 0 and <= 900."));
  EXPECT_EQ(received().size(), 2U);
}

TEST_F(SqsSendTest, AQueryClientReadsABatchFlat) {
  const auto said = asked("SendMessageBatch", {{"SendMessageBatchRequestEntry.1.Id", "one"},
                                               {"SendMessageBatchRequestEntry.1.MessageBody", "b"},
                                               {"SendMessageBatchRequestEntry.2.Id", "two"}});

  EXPECT_THAT(
      said,
      AllOf(HasSubstr("<SendMessageBatchResultEntry><Id>one</Id><MessageId>"),
            HasSubstr("<BatchResultErrorEntry><Id>two</Id><Code>MissingParameter</Code><Message>"
                      "The request must contain the parameter MessageBody.</Message>"
                      "<SenderFault>true</SenderFault></BatchResultErrorEntry>")));
}

TEST_F(SqsSendTest, ABatchHasOneToTenEntriesWithNamesOfTheirOwn) {
  const auto refused = [&](const Json& list) {
    return on_queue("SendMessageBatch", {{"Entries", list}}).error();
  };
  const auto named = [](const std::string& first, const std::string& second) {
    return Json{{{"Id", first}, {"MessageBody", "b"}}, {{"Id", second}, {"MessageBody", "b"}}};
  };
  const std::string start = "400 com.amazonaws.sqs#";
  const auto bad_id = start +
                      "InvalidBatchEntryId: A batch entry id can only contain alphanumeric "
                      "characters, hyphens and underscores. It can be at most 80 letters long.";

  EXPECT_EQ(refused(Json::array()),
            start +
                "EmptyBatchRequest: There should be at least one SendMessageBatchRequestEntry "
                "in the request.");
  EXPECT_THAT(refused(entries(10)), HasSubstr("200 "));
  EXPECT_EQ(refused(entries(11)),
            start +
                "TooManyEntriesInBatchRequest: Maximum number of entries per request are 10. "
                "You have sent 11.");
  EXPECT_EQ(refused(named("a", "a")), start + "BatchEntryIdsNotDistinct: Id a repeated.");
  EXPECT_EQ(refused(named("a", "a b")), bad_id);
  EXPECT_EQ(refused(named("a", "")), bad_id);
  EXPECT_EQ(refused(named("a", std::string(81, 'i'))), bad_id);
  EXPECT_THAT(refused(named("a-_Z9", std::string(80, 'i'))), HasSubstr("200 "));
}

TEST_F(SqsSendTest, ABatchIsAMegabyteAtMost) {
  const auto of = [&](std::size_t bytes) {
    return on_queue("SendMessageBatch",
                    {{"Entries",
                      {{{"Id", "a"}, {"MessageBody", std::string(bytes - 500'000, 'x')}},
                       {{"Id", "b"}, {"MessageBody", std::string(500'000, 'y')}}}}});
  };

  EXPECT_EQ(of(1'048'576).body["Successful"].size(), 2U);
  const auto over = of(1'048'577);
  EXPECT_EQ(over.error(),
            "400 com.amazonaws.sqs#BatchRequestTooLong: Batch requests cannot be longer than "
            "1048576 bytes. You have sent 1048577 bytes.");
  EXPECT_EQ(over.header("x-amzn-query-error"), "AWS.SimpleQueueService.BatchRequestTooLong;Sender");
}

TEST_F(SqsSendTest, ABatchOfDeletionsTellsWhichHandlesAreNone) {
  on_queue("SendMessage", {{"MessageBody", "b"}});
  const auto handle = received()[0]["ReceiptHandle"];

  const auto said = on_queue(
      "DeleteMessageBatch",
      {{"Entries",
        {{{"Id", "1"}, {"ReceiptHandle", handle}}, {{"Id", "2"}, {"ReceiptHandle", "x"}}}}});

  EXPECT_EQ(said.body["Successful"], (Json{{{"Id", "1"}}}));
  EXPECT_THAT(failures(said),
              testing::ElementsAre("2: ReceiptHandleIsInvalid: The input receipt handle \"x\" is "
                                   "not a valid receipt handle."));
  move(31s);
  EXPECT_EQ(received().size(), 0U);
  EXPECT_EQ(on_queue("DeleteMessageBatch", {{"Entries", Json::array()}}).error(),
            "400 com.amazonaws.sqs#EmptyBatchRequest: There should be at least one "
            "DeleteMessageBatchRequestEntry in the request.");
}

TEST_F(SqsSendTest, ABatchThatWentWellHasAnEmptyListOfFailures) {
  const auto said = on_queue("SendMessageBatch", {{"Entries", entries(1)}});

  EXPECT_EQ(said.body["Failed"], Json::array());
  EXPECT_THAT(asked("SendMessageBatch", {{"SendMessageBatchRequestEntry.1.Id", "one"},
                                         {"SendMessageBatchRequestEntry.1.MessageBody", "b"}}),
              Not(HasSubstr("BatchResultErrorEntry")));
}

TEST_F(SqsSendTest, ABatchOfVisibilitiesChangesEach) {
  on_queue("SendMessageBatch", {{"Entries", entries(2)}});
  const auto messages = received();

  const auto said = on_queue(
      "ChangeMessageVisibilityBatch",
      {{"Entries",
        {{{"Id", "a"}, {"ReceiptHandle", messages[0]["ReceiptHandle"]}, {"VisibilityTimeout", 0}},
         {{"Id", "b"}, {"ReceiptHandle", messages[1]["ReceiptHandle"]}, {"VisibilityTimeout", 40}},
         {{"Id", "c"},
          {"ReceiptHandle", messages[1]["ReceiptHandle"]},
          {"VisibilityTimeout", 43'201}},
         {{"Id", "d"}, {"ReceiptHandle", "x"}, {"VisibilityTimeout", 1}}}}});

  EXPECT_EQ(said.body["Successful"], (Json{{{"Id", "a"}}, {{"Id", "b"}}}));
  EXPECT_THAT(failures(said),
              testing::ElementsAre(HasSubstr("c: InvalidParameterValue: Value 43201 "),
                                   HasSubstr("d: ReceiptHandleIsInvalid: ")));
  EXPECT_EQ(received().size(), 1U);
  move(40s - 1ms);
  EXPECT_EQ(received().size(), 1U) << "the first again";
  move(1ms);
  EXPECT_EQ(received().size(), 1U);
}

TEST_F(SqsSendTest, AWrongAttributeIsRefusedInBothEncodings) {
  const auto said =
      on_queue("SendMessage",
               {{"MessageBody", "b"},
                {"MessageAttributes", {{"n", {{"DataType", "String"}, {"StringValue", ""}}}}}});

  EXPECT_EQ(said.error(),
            "400 com.amazonaws.sqs#InvalidParameterValueException: Message (user) attribute 'n' "
            "must contain a non-empty value of type 'String'.");
  EXPECT_EQ(said.header("x-amzn-query-error"), "InvalidParameterValue;Sender");
  EXPECT_THAT(asked("SendMessage", {{"MessageBody", "b"},
                                    {"MessageAttribute.1.Name", "n"},
                                    {"MessageAttribute.1.Value.DataType", "Sting"},
                                    {"MessageAttribute.1.Value.StringValue", "x"}}),
              AllOf(HasSubstr("<Code>InvalidParameterValue</Code>"),
                    HasSubstr("has an invalid message attribute type")));
}

}  // namespace
}  // namespace souk::services
