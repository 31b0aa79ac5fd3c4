#include <gtest/gtest.h>

#include <pugixml.hpp>

#include "emulator/core/json.h"
#include "emulator/wire/aws_query.h"
#include "emulator/wire/xml.h"
#include "tests/emulator/wire/sqs_shapes.h"

namespace souk::wire {
namespace {

TEST(AwsQueryOutput, WrapsTheResultOfSns) {
  const auto shape = structure({
      member("MessageId", string()),
      member("Topics", list(structure({member("TopicArn", string())}))),
      member("Attributes", map(string(), string())),
      member("At", timestamp()),
      member("Then", timestamp()),
      member("Ok", boolean()),
      member("Count", integer()),
      member("Absent", string()),
  });
  const Json value{{"MessageId", "m"},
                   {"Topics", {{{"TopicArn", "t1"}}, {{"TopicArn", "t2"}}}},
                   {"Attributes", {{"Policy", "{\"a\":1}"}}},
                   {"At", 1795342500},
                   {"Then", 1795342500.5},
                   {"Ok", true},
                   {"Count", 7},
                   {"Unknown", 1}};

  const auto response = aws_query::success("sns", "Publish", &shape, value, "id-1");

  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.content_type, "text/xml");
  EXPECT_EQ(response.headers.get("x-amzn-RequestId"), "id-1");
  EXPECT_EQ(response.body,
            "<PublishResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><PublishResult>"
            "<MessageId>m</MessageId><Topics><member><TopicArn>t1</TopicArn></member>"
            "<member><TopicArn>t2</TopicArn></member></Topics><Attributes><entry><key>Policy</key>"
            "<value>{&quot;a&quot;:1}</value></entry></Attributes><At>2026-11-22T10:15:00Z</At>"
            "<Then>2026-11-22T10:15:00.500Z</Then><Ok>true</Ok><Count>7</Count>"
            "</PublishResult><ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata>"
            "</PublishResponse>");
}

TEST(AwsQueryOutput, WritesSqsFlat) {
  const Json value = Json::parse(R"({"Messages": [
    {"MessageId": "1", "Body": "b", "Attributes": {"SentTimestamp": "5", "SenderId": "s"},
     "MessageAttributes": {"n": {"DataType": "String", "StringValue": "v"}}},
    {"MessageId": "2"}]})");
  const auto shape = receive_message_result();

  const auto response = aws_query::success("sqs", "ReceiveMessage", &shape, value, "id");

  EXPECT_EQ(response.body,
            "<ReceiveMessageResponse xmlns=\"http://queue.amazonaws.com/doc/2012-11-05/\">"
            "<ReceiveMessageResult><Message><MessageId>1</MessageId><Body>b</Body>"
            "<Attribute><Name>SenderId</Name><Value>s</Value></Attribute>"
            "<Attribute><Name>SentTimestamp</Name><Value>5</Value></Attribute>"
            "<MessageAttribute><Name>n</Name><Value><StringValue>v</StringValue>"
            "<DataType>String</DataType></Value></MessageAttribute></Message>"
            "<Message><MessageId>2</MessageId></Message></ReceiveMessageResult>"
            "<ResponseMetadata><RequestId>id</RequestId></ResponseMetadata>"
            "</ReceiveMessageResponse>");
}

TEST(AwsQueryOutput, HasNoResultWhereTheOperationHasNone) {
  const auto response = aws_query::success("sns", "Unsubscribe", nullptr, nullptr, "id");

  EXPECT_EQ(response.body,
            "<UnsubscribeResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\">"
            "<ResponseMetadata><RequestId>id</RequestId></ResponseMetadata></UnsubscribeResponse>");
}

TEST(AwsQueryOutput, WritesErrorsWithShortCodes) {
  const auto not_found =
      aws_query::refusal("sns", {"NotFound", 404, "Topic <x> does not exist", "", ""}, "id");
  const auto broken = aws_query::refusal("sns", {"InternalError", 500, "", "", ""}, "id");
  const auto no_queue = aws_query::refusal("sqs", {"QueueDoesNotExist", 400, "any", "", ""}, "id");

  EXPECT_EQ(not_found.status, 404);
  EXPECT_EQ(not_found.body,
            "<ErrorResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><Error>"
            "<Type>Sender</Type><Code>NotFound</Code><Message>Topic &lt;x&gt; does not exist"
            "</Message></Error><RequestId>id</RequestId></ErrorResponse>");
  EXPECT_NE(broken.body.find("<Type>Receiver</Type>"), std::string::npos);
  EXPECT_NE(no_queue.body.find(
                "<Code>AWS.SimpleQueueService.NonExistentQueue</Code><Message>The specified queue "
                "does not exist for this wsdl version.</Message><Detail/></Error>"),
            std::string::npos);
}

TEST(Xml, ReadsBackAsItWas) {
  const std::string text = "<a href=\"x\">&amp; 'q' \t\r\n\r ü 😀 ]]>";
  std::string xml = "<x>";
  append_xml_escaped(xml, text);
  pugi::xml_document document;

  ASSERT_TRUE(document.load_string((xml + "</x>").c_str(), pugi::parse_default));
  EXPECT_EQ(document.child("x").child_value(), text);
}

TEST(Xml, ReplacesWhatXmlCannotSay) {
  std::string xml;
  append_xml_escaped(xml, std::string_view("a\0b\x1F"
                                           "c\xFF"
                                           "d\xEF\xBF\xBE",
                                           10));

  EXPECT_EQ(xml, "a\uFFFDb\uFFFDc\uFFFDd\uFFFD");
}

}  // namespace
}  // namespace souk::wire
