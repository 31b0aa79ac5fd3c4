#include "emulator/wire/call.h"

#include <gtest/gtest.h>

#include "emulator/core/json.h"
#include "tests/emulator/wire/bytes.h"
#include "tests/emulator/wire/metering_shapes.h"
#include "tests/emulator/wire/requests.h"

namespace souk::wire {
namespace {

HttpRequest json_call(const char* target, std::string body, std::string path = "/") {
  return request("POST", std::move(path),
                 {{"Host", "127.0.0.1:4747"},
                  {"X-Amz-Target", target},
                  {"Content-Type", "application/x-amz-json-1.1"}},
                 std::move(body));
}

Result<Json> input_of(const HttpRequest& call, const Shape& shape) {
  return read_input(classify(call), call, shape);
}

Shape queue_input() {
  return structure({required("QueueUrl", string()), member("MessageBody", string())});
}

TEST(Call, GivesTheSameInputInEveryProtocol) {
  const Json expected{{"ProductCode", "prod1"}};
  const auto cbor = request("POST", "/service/AWSMPEntitlementService/operation/GetEntitlements",
                            {{"smithy-protocol", "rpc-v2-cbor"}},
                            from_hex("a16b50726f64756374436f64656570726f6431"));

  EXPECT_EQ(
      input_of(json_call("AWSMPEntitlementService.GetEntitlements", R"({"ProductCode": "prod1"})"),
               get_entitlements()),
      expected);
  EXPECT_EQ(input_of(cbor, get_entitlements()), expected);
  EXPECT_EQ(input_of(form("Action=X&Version=2010-03-31&ProductCode=prod1"), get_entitlements()),
            expected);
}

TEST(Call, FillsInTheQueueItWasPostedTo) {
  const auto json = json_call("AmazonSQS.ReceiveMessage", "{}", "/123456789012/orders");
  auto posted = form("Action=SendMessage&MessageBody=x", "/123456789012/orders");
  posted.headers.add("Host", "souk.test");

  EXPECT_EQ((*input_of(json, queue_input()))["QueueUrl"],
            "http://127.0.0.1:4747/123456789012/orders");
  EXPECT_EQ((*input_of(posted, queue_input()))["QueueUrl"], "http://souk.test/123456789012/orders");
}

TEST(Call, PrefersTheQueueItNamesToTheOneOfThePath) {
  const auto json = json_call("AmazonSQS.ReceiveMessage", R"({"QueueUrl": "http://h/1/other"})",
                              "/123456789012/orders");

  EXPECT_EQ((*input_of(json, queue_input()))["QueueUrl"], "http://h/1/other");
}

TEST(Call, AnswersInTheProtocolOfTheRequest) {
  const Error error{"InvalidParameterException", 400, "bad", "", ""};
  RequestKind json{.protocol = Protocol::Json10, .service = "agreement", .operation = "Op"};
  RequestKind query{.protocol = Protocol::Query, .service = "sts", .operation = "Op"};
  RequestKind cbor{.protocol = Protocol::Cbor, .service = "entitlement", .operation = "Op"};

  EXPECT_EQ(write_error(json, error, "id").content_type, "application/x-amz-json-1.0");
  EXPECT_EQ(write_error(query, error, "id").content_type, "text/xml");
  EXPECT_EQ(write_error(cbor, error, "id").content_type, "application/cbor");
  EXPECT_EQ(write_output(json, nullptr, Json(), "id").body, "{}");
  EXPECT_EQ(write_output(query, nullptr, Json(), "id").content_type, "text/xml");
  EXPECT_EQ(write_output(cbor, nullptr, Json(), "id").body, "\xA0");
}

TEST(Call, SaysWhatSoukDoesNotOffer) {
  const auto json = unknown_operation(classify(json_call("AWSMPMeteringService.Fly", "{}")));
  const auto nothing = unknown_operation(classify(form("Version=2010-03-31")));
  const auto query = unknown_operation(classify(form("Action=Fly&Version=2010-03-31")));
  const auto queue = unknown_operation(
      classify(form("Action=ListQueues&Version=2012-11-05", "/123456789012/orders")));

  EXPECT_EQ(json.type, "UnknownOperationException");
  EXPECT_EQ(json.message, "");
  EXPECT_EQ(json.hint, "souk does not offer the operation Fly of metering.");
  EXPECT_EQ(nothing.type, "MissingAction");
  EXPECT_EQ(query.message, "Could not find operation Fly for version 2010-03-31");
  EXPECT_EQ(queue.message, "The action ListQueues is not valid for this endpoint.");
}

}  // namespace
}  // namespace souk::wire
