#include "emulator/wire/request_kind.h"

#include <gtest/gtest.h>

#include "tests/emulator/wire/requests.h"

namespace souk::wire {
namespace {

using Kind = RequestKind::Kind;

void expect_call(const RequestKind& kind, Protocol protocol, const std::string& service,
                 const std::string& operation) {
  EXPECT_EQ(kind.kind, Kind::AwsCall);
  EXPECT_EQ(kind.protocol, protocol);
  EXPECT_EQ(kind.service, service);
  EXPECT_EQ(kind.operation, operation);
}

RequestKind targeted(const char* target, const char* type, std::string path = "/") {
  return classify(
      request("POST", std::move(path), {{"x-amz-target", target}, {"content-type", type}}));
}

TEST(RequestKind, KnowsEveryTarget) {
  const auto* one = "application/x-amz-json-1.1";
  const auto* zero = "application/x-amz-json-1.0";

  expect_call(targeted("AWSMPMeteringService.ResolveCustomer", one), Protocol::Json11, "metering",
              "ResolveCustomer");
  expect_call(targeted("AWSMPEntitlementService.GetEntitlements", one), Protocol::Json11,
              "entitlement", "GetEntitlements");
  expect_call(targeted("AWSMPCommerceService_v20200301.DescribeAgreement", zero), Protocol::Json10,
              "agreement", "DescribeAgreement");
  expect_call(targeted("AmazonSQS.SendMessage", zero), Protocol::Json10, "sqs", "SendMessage");
  expect_call(targeted("AWSEvents.PutEvents", one), Protocol::Json11, "events", "PutEvents");
}

TEST(RequestKind, NamesTargetsItDoesNotKnow) {
  expect_call(targeted("AWSLicenseManager.ListLicenses", "application/x-amz-json-1.1"),
              Protocol::Json11, "AWSLicenseManager", "ListLicenses");
  expect_call(targeted("Nonsense", "application/x-amz-json-1.0"), Protocol::Json10, "Nonsense", "");
}

TEST(RequestKind, TakesTheServicesOwnVersionWhenTheTypeDoesNotSay) {
  EXPECT_EQ(targeted("AmazonSQS.ListQueues", "application/json").protocol, Protocol::Json10);
  EXPECT_EQ(targeted("AWSEvents.PutEvents", "application/json").protocol, Protocol::Json11);
}

TEST(RequestKind, KnowsCborByPathAndHeader) {
  const auto path = "/service/AWSMPEntitlementService/operation/GetEntitlements";

  expect_call(classify(request("POST", path, {{"smithy-protocol", "rpc-v2-cbor"}})), Protocol::Cbor,
              "entitlement", "GetEntitlements");
  expect_call(classify(request("POST", std::string("/some/prefix") + path,
                               {{"Smithy-Protocol", "rpc-v2-cbor"}})),
              Protocol::Cbor, "entitlement", "GetEntitlements");
  EXPECT_EQ(classify(request("POST", path, {{"content-type", "application/cbor"}})).kind,
            Kind::Other);
}

TEST(RequestKind, TellsFormsApartByVersion) {
  expect_call(classify(form("Action=Subscribe&Version=2010-03-31")), Protocol::Query, "sns",
              "Subscribe");
  expect_call(classify(form("Version=2011-06-15&Action=GetCallerIdentity")), Protocol::Query, "sts",
              "GetCallerIdentity");
  expect_call(classify(form("Action=ListQueues&Version=2012-11-05")), Protocol::Query, "sqs",
              "ListQueues");
}

TEST(RequestKind, TellsFormsApartByScopeOrPathWhenTheVersionIsMissing) {
  auto scoped = form("Action=Publish");
  scoped.headers.add("Authorization",
                     "AWS4-HMAC-SHA256 Credential=AK/20261122/us-east-1/sns/aws4_request, "
                     "SignedHeaders=host, Signature=00");

  expect_call(classify(scoped), Protocol::Query, "sns", "Publish");
  expect_call(classify(form("Action=SendMessage", "/123456789012/orders")), Protocol::Query, "sqs",
              "SendMessage");
  expect_call(classify(form("Action=Whatever")), Protocol::Query, "", "Whatever");
}

TEST(RequestKind, ReadsAnActionInTheQueryString) {
  const auto presigned = classify(request(
      "GET", "/?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Algorithm=AWS4-HMAC-SHA256"));

  expect_call(presigned, Protocol::Query, "sts", "GetCallerIdentity");
}

TEST(RequestKind, KnowsAFormThatForgotItsAction) {
  expect_call(classify(form("Version=2010-03-31&TopicArn=x")), Protocol::Query, "sns", "");
  expect_call(classify(form("MessageBody=x", "/123456789012/orders")), Protocol::Query, "sqs", "");
}

TEST(RequestKind, KeepsThePathOfAQueue) {
  const auto json = targeted("AmazonSQS.ReceiveMessage", "application/x-amz-json-1.0",
                             "/prefix/123456789012/orders.fifo");

  expect_call(json, Protocol::Json10, "sqs", "ReceiveMessage");
  EXPECT_EQ(json.queue_path, "/123456789012/orders.fifo");
  for (const auto* other : {"/12345/orders", "123456789012/orders", "/123456789012/", "/orders"}) {
    EXPECT_EQ(classify(form("Action=ListQueues&Version=2012-11-05", other)).queue_path, "");
  }
}

TEST(RequestKind, KnowsALinkOfANotification) {
  const auto confirm =
      classify(request("GET", "/?Action=ConfirmSubscription&TopicArn=arn&Token=t"));
  const auto leave = classify(request("GET", "/aws/?Action=Unsubscribe&SubscriptionArn=arn"));

  EXPECT_EQ(confirm.kind, Kind::SnsLink);
  EXPECT_EQ(confirm.service, "sns");
  EXPECT_EQ(confirm.operation, "ConfirmSubscription");
  EXPECT_EQ(leave.kind, Kind::SnsLink);
  EXPECT_EQ(leave.operation, "Unsubscribe");
}

TEST(RequestKind, TakesASignedLinkForACall) {
  const auto signed_link =
      classify(request("GET", "/?Action=Unsubscribe&SubscriptionArn=arn&Version=2010-03-31",
                       {{"Authorization", "AWS4-HMAC-SHA256 Credential=x"}}));

  expect_call(signed_link, Protocol::Query, "sns", "Unsubscribe");
}

TEST(RequestKind, KnowsCertificatesAndQueueUrls) {
  const auto certificate = classify(request("GET", "/SimpleNotificationService-0123abcd.pem"));
  const auto queue = classify(request("GET", "/123456789012/orders"));

  EXPECT_EQ(certificate.kind, Kind::SigningCertificate);
  EXPECT_EQ(queue.kind, Kind::QueueUrlGet);
  EXPECT_EQ(queue.queue_path, "/123456789012/orders");
}

TEST(RequestKind, LeavesTheRestToOthers) {
  EXPECT_EQ(classify(request("GET", "/")).kind, Kind::Other);
  EXPECT_EQ(classify(request("POST", "/_souk/v1/sandboxes", {}, "Action=x")).kind, Kind::Other);
  EXPECT_EQ(classify(form("email=a&company=b", "/register")).kind, Kind::Other);
  EXPECT_EQ(classify(request("GET", "/service/x.pem")).kind, Kind::Other);
  EXPECT_EQ(classify(request("GET", "")).kind, Kind::Other);
  EXPECT_EQ(classify(request("POST", "/changesets", {{"content-type", "application/json"}})).kind,
            Kind::Other);
}

TEST(RequestKind, TakesAJsonBodyWithoutATargetForACallThatNamesNothing) {
  expect_call(classify(post({{"content-type", "application/x-amz-json-1.1"}}, "{}")),
              Protocol::Json11, "", "");
}

}  // namespace
}  // namespace souk::wire
