#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "emulator/core/json.h"
#include "emulator/wire/aws_query.h"
#include "emulator/wire/protocol.h"
#include "tests/emulator/wire/sqs_shapes.h"

namespace souk::wire {
namespace {

using testing::HasSubstr;

Result<Json> decoded(const Shape& shape, std::string_view body, std::string_view query = "") {
  const auto form = Form::read(query, body);
  if (!form) return Failure(form.error());
  return aws_query::decode(shape, *form);
}

TEST(AwsQueryInput, ReadsListsAndMapsOfSns) {
  const auto shape = structure({
      required("TopicArn", string()),
      member("Attributes", map(string(), string())),
      member("MessageAttributes",
             map(string(), message_attribute()).entries_named("Name", "Value")),
      member("Tags", list(structure({member("Key", string()), member("Value", string())}))),
  });

  const auto input = decoded(
      shape,
      "Action=Publish&Version=2010-03-31&TopicArn=arn%3Aaws%3Asns&Attributes.entry.1.key=a+b"
      "&Attributes.entry.1.value=1%2B1&Attributes.entry.2.key=c&Attributes.entry.2.value="
      "&MessageAttributes.entry.1.Name=n&MessageAttributes.entry.1.Value.DataType=Binary"
      "&MessageAttributes.entry.1.Value.BinaryValue=Zm9v&Tags.member.2.Key=second"
      "&Tags.member.10.Key=tenth&Tags.member.1.Key=first&Tags.member.1.Value=1");

  ASSERT_TRUE(input);
  EXPECT_EQ(*input, Json::parse(R"({
    "TopicArn": "arn:aws:sns",
    "Attributes": {"a b": "1+1", "c": ""},
    "MessageAttributes": {"n": {"DataType": "Binary", "BinaryValue": "Zm9v"}},
    "Tags": [{"Key": "first", "Value": "1"}, {"Key": "second"}, {"Key": "tenth"}]})"));
}

TEST(AwsQueryInput, ReadsTheFlatNamesOfSqs) {
  const auto input =
      decoded(send_message_batch(),
              "QueueUrl=http%3A%2F%2Fh%2F123456789012%2Fq&SendMessageBatchRequestEntry.1.Id=1"
              "&SendMessageBatchRequestEntry.1.MessageBody=%E2%82%AC"
              "&SendMessageBatchRequestEntry.1.DelaySeconds=5"
              "&SendMessageBatchRequestEntry.1.MessageAttribute.1.Name=n"
              "&SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.DataType=String"
              "&SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.StringValue=v");

  ASSERT_TRUE(input);
  EXPECT_EQ(*input, Json::parse(R"({
    "QueueUrl": "http://h/123456789012/q",
    "Entries": [{"Id": "1", "MessageBody": "€", "DelaySeconds": 5,
                 "MessageAttributes": {"n": {"DataType": "String", "StringValue": "v"}}}]})"));
}

TEST(AwsQueryInput, ReadsEveryKindOfScalar) {
  const auto shape =
      structure({member("i", integer()), member("d", floating()), member("b", boolean()),
                 member("t", timestamp()), member("n", timestamp())});

  const auto input = decoded(shape, "i=-5&d=1.5&b=TRUE&t=2026-11-22T10%3A15%3A00.5Z&n=1795342500");

  EXPECT_EQ(input,
            Json::parse(R"({"i": -5, "d": 1.5, "b": true, "t": 1795342500.5, "n": 1795342500})"));
}

TEST(AwsQueryInput, JoinsQueryStringAndBody) {
  const auto shape = structure({member("a", string()), member("b", string())});

  EXPECT_EQ(decoded(shape, "b=2", "a=1&Action=X"), (Json{{"a", "1"}, {"b", "2"}}));
}

TEST(AwsQueryInput, TakesAnEmptyListForOne) {
  const auto shape = structure({member("Names", list(string()).flattened()).in_query("Name"),
                                member("Keys", list(string()))});

  EXPECT_EQ(decoded(shape, "Name=&Keys="),
            (Json{{"Names", Json::array()}, {"Keys", Json::array()}}));
}

TEST(AwsQueryInput, NamesTheParameterOfTheWrongType) {
  const auto shape =
      structure({member("Count", integer()), member("Flag", boolean()), member("Rate", floating()),
                 member("At", timestamp()), member("Text", string())});

  for (const auto* body : {"Count=five", "Count=", "Count=1.5", "Count=99999999999999999999",
                           "Flag=yes", "Rate=inf", "At=noon", "Text.1=x"}) {
    const auto input = decoded(shape, body);

    ASSERT_FALSE(input) << body;
    EXPECT_EQ(input.error().type, "SerializationException");
    EXPECT_NE(input.error().field, "");
  }
  EXPECT_EQ(decoded(shape, "Count=five").error().message,
            "STRING_VALUE can not be converted to Integer");
}

TEST(AwsQueryInput, WantsAKeyForEachEntry) {
  const auto shape = structure({member("Attributes", map(string(), string()))});

  EXPECT_FALSE(decoded(shape, "Attributes.entry.1.value=x"));
  EXPECT_EQ(decoded(shape, "Attributes.entry.1.key=x"), (Json{{"Attributes", Json::object()}}));
}

TEST(Form, RefusesWhatIsNoForm) {
  for (const auto& [body, reason] : {std::pair{"a=%zz", "Parameter 'a' has a %"},
                                     {"%4=1", "has a %"},
                                     {"a=%", "has a %"},
                                     {"a=%FF", "Parameter 'a' is not UTF-8"},
                                     {"a=1&b=2&a=3", "'a' is given more than once"}}) {
    const auto form = Form::read("", body);

    ASSERT_FALSE(form) << body;
    EXPECT_EQ(form.error().type, "MalformedQueryString");
    EXPECT_EQ(form.error().status, 400);
    EXPECT_THAT(form.error().message, HasSubstr(reason));
  }
  EXPECT_FALSE(Form::read("a=1", "a=1"));
}

TEST(Form, CountsParametersToTenThousand) {
  std::string body;
  for (std::size_t i = 0; i < kMostParameters; ++i) body += "p" + std::to_string(i) + "=1&";

  EXPECT_EQ(Form::read("", body)->size(), kMostParameters);
  EXPECT_FALSE(Form::read("", body + "one=more"));
}

TEST(Form, FindsNumbersUnderAPrefixOnly) {
  const auto form = Form::read("",
                               "A.member.2=x&A.member.10.B=y&A.member.2.C=z&A.membership.3=q&"
                               "A.member.x=1&A.member.99999999999=1&A.member.=1");

  EXPECT_EQ(form->numbers_under("A.member"), (std::vector<std::uint32_t>{2, 10}));
  EXPECT_TRUE(form->mentions("A.membership"));
  EXPECT_FALSE(form->mentions("A.mem"));
}

TEST(Form, SurvivesNamesOfManyDots) {
  std::string body;
  for (int i = 0; i < 200'000; ++i) body += "a.";

  EXPECT_TRUE(Form::read("", body + "=1"));
}

}  // namespace
}  // namespace souk::wire
