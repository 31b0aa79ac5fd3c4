#include "emulator/services/front_door.h"

#include "tests/emulator/services/services_fixture.h"

namespace souk::services {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const Json kGarbage{{"RegistrationToken", "garbage"}};

class FrontDoorTest : public ServicesTest {};

TEST_F(FrontDoorTest, AnswersWithTheMarketsTimeWhateverTheAnswer) {
  HttpRequest link;
  link.method = "GET";
  link.target = "/?Action=Unsubscribe&SubscriptionArn=a:b:c:d:e:f";
  const auto unsigned_call = send(json_request("metering", "ResolveCustomer", kGarbage.dump()));

  for (const auto& said :
       {call("sqs", "CreateQueue", {{"QueueName", "q"}}),
        call("metering", "ResolveCustomer", kGarbage), call("metering", "Nothing", kGarbage),
        call_with_body("metering", "ResolveCustomer", "{"), unsigned_call, send(link)}) {
    EXPECT_EQ(said.header("x-souk-now"), "2026-10-06T09:00:00.000Z");
  }
}

TEST_F(FrontDoorTest, AnUnknownOperationIsAnsweredBeforeTheSignatureIsLookedAt) {
  const auto operation = send(json_request("metering", "MeterEverything", "{}"));
  const auto service = send(json_request("DynamoDB_20120810", "GetItem", "{}"));
  const auto absent = send(json_request("events", "CreateArchive", "{}"));
  const auto known = send(json_request("metering", "ResolveCustomer", "{}"));

  EXPECT_THAT(operation.error(), StartsWith("400 UnknownOperationException"));
  EXPECT_THAT(service.error(), StartsWith("400 UnknownOperationException"));
  EXPECT_THAT(absent.error(), StartsWith("400 UnknownOperationException"));
  EXPECT_THAT(known.error(), StartsWith("400 MissingAuthenticationTokenException"));
  const auto calls = rows("call");
  ASSERT_EQ(calls.size(), 4U);
  EXPECT_EQ(calls[0]["data"]["explanation"], "AWS has no such operation");
  EXPECT_EQ(calls[1]["data"]["explanation"], "souk does not know this service");
  EXPECT_EQ(calls[2]["data"]["explanation"], "souk does not offer this operation");
}

TEST_F(FrontDoorTest, AnUnknownQueryActionIsInvalid) {
  const auto said = query("sns", "AddPermission", Json::object());

  EXPECT_EQ(said.status(), 400);
  EXPECT_THAT(said.answer.response.body, HasSubstr("<Code>InvalidAction</Code>"));
}

TEST_F(FrontDoorTest, ASignatureIsCheckedAgainstItsSandboxsKey) {
  key_.secret_access_key += "x";
  EXPECT_THAT(call("metering", "ResolveCustomer", kGarbage).error(),
              StartsWith("400 InvalidSignatureException: The request signature we calculated does "
                         "not match the signature you provided."));

  key_ = {"AKIANOBODYSKEY234567", "secret"};
  EXPECT_EQ(call("metering", "ResolveCustomer", kGarbage).error(),
            "400 UnrecognizedClientException: The security token included in the request is "
            "invalid.");
}

TEST_F(FrontDoorTest, TheScopeNamesTheRightServiceUnlessAnyWillDo) {
  const auto request = json_request("metering", "ResolveCustomer", kGarbage.dump());
  const auto wrongly = [&] { return send(signed_for("execute-api", request)).error(); };

  EXPECT_THAT(wrongly(), StartsWith("400 InvalidSignatureException: "));
  choose("scope_service", "any");
  EXPECT_THAT(wrongly(), StartsWith("400 InvalidTokenException: "));
}

TEST_F(FrontDoorTest, TheScopeNamesARegionThatHasTheServiceUnlessAnyWillDo) {
  const auto in_ireland = [&](const char* service, const char* operation, const Json& input) {
    return send(
        signed_for("aws-marketplace", json_request(service, operation, input.dump()), "eu-west-1"));
  };

  const auto refused = in_ireland("entitlement", "GetEntitlements", {{"ProductCode", kLegacyCode}});
  EXPECT_EQ(refused.error(),
            "400 InvalidSignatureException: Credential should be scoped to a valid region, not "
            "'eu-west-1'.");
  EXPECT_EQ(last_call()["data"]["explanation"],
            "The service is in us-east-1, cn-northwest-1, eusc-de-east-1.");
  EXPECT_THAT(in_ireland("agreement", "DescribeAgreement", {{"agreementId", "agmt-1"}}).error(),
              StartsWith("400 InvalidSignatureException: "));
  EXPECT_THAT(in_ireland("metering", "ResolveCustomer", kGarbage).error(),
              StartsWith("400 InvalidTokenException: "));

  choose("scope_service", "any");
  EXPECT_EQ(in_ireland("entitlement", "GetEntitlements", {{"ProductCode", kLegacyCode}}).status(),
            200);
}

TEST_F(FrontDoorTest, ASignatureMayBeReadOnly) {
  key_.secret_access_key += "x";
  choose("signature", "read");
  EXPECT_THAT(call("metering", "ResolveCustomer", kGarbage).error(),
              StartsWith("400 InvalidTokenException: "));
  EXPECT_THAT(send(json_request("metering", "ResolveCustomer", kGarbage.dump())).error(),
              StartsWith("400 MissingAuthenticationTokenException"));
  EXPECT_THAT(
      send(signed_for("sqs", json_request("metering", "ResolveCustomer", kGarbage.dump()))).error(),
      StartsWith("400 InvalidSignatureException: Credential should be scoped to correct service"));
}

TEST_F(FrontDoorTest, MeteringIsDisabledWhereItIsNotSwitchedOn) {
  choose("metering_regions", "us-east-1");
  const auto error_of = [&](const char* operation, const Json& input, const char* region) {
    return send(signed_for("aws-marketplace", json_request("metering", operation, input.dump()),
                           region))
        .error();
  };
  const Json batch{{"UsageRecords", Json::array()}, {"ProductCode", kLegacyCode}};

  EXPECT_EQ(error_of("ResolveCustomer", kGarbage, "eu-west-1"),
            "400 DisabledApiException: The API is disabled in the Region.");
  EXPECT_EQ(error_of("BatchMeterUsage", batch, "eu-west-1"),
            "400 DisabledApiException: The API is disabled in the Region.");
  EXPECT_THAT(error_of("ResolveCustomer", kGarbage, "us-east-1"),
              StartsWith("400 InvalidTokenException: "));
}

TEST_F(FrontDoorTest, QuotasHoldWhereTheyAreSwitchedOn) {
  const Json batch{{"UsageRecords", Json::array()}, {"ProductCode", kLegacyCode}};
  const auto answered = [&](int tries) {
    int count = 0;
    for (int i = 0; i < tries; ++i) {
      if (call("metering", "BatchMeterUsage", batch).status() == 200) ++count;
    }
    return count;
  };

  EXPECT_EQ(answered(25), 25);
  choose("throttling", "on");
  EXPECT_EQ(answered(12), 10);
  EXPECT_EQ(call("metering", "BatchMeterUsage", batch).error(),
            "400 ThrottlingException: Rate exceeded");
  move(99ms);
  EXPECT_EQ(answered(2), 0);
  move(1ms);
  EXPECT_EQ(answered(2), 1);
  EXPECT_THAT(call("metering", "ResolveCustomer", kGarbage).error(),
              StartsWith("400 InvalidTokenException: "));
}

TEST_F(FrontDoorTest, AThrottledCallIsNotRead) {
  choose("throttling", "on");
  for (int i = 0; i < 10; ++i) call_with_body("metering", "BatchMeterUsage", "{");

  EXPECT_EQ(call_with_body("metering", "BatchMeterUsage", "{").error(),
            "400 ThrottlingException: Rate exceeded");
}

TEST_F(FrontDoorTest, ErrorsMayNameTheirNamespace) {
  const auto type = [&](const char* service, const char* operation, const Json& input) {
    return call(service, operation, input).body.value("__type", "");
  };
  choose("error_type", "namespaced");

  EXPECT_EQ(type("metering", "ResolveCustomer", kGarbage),
            "com.amazonaws.marketplacemetering#InvalidTokenException");
  EXPECT_EQ(type("metering", "ResolveCustomer", {{"RegistrationToken", 1}}),
            "com.amazon.coral.service#SerializationException");
  EXPECT_EQ(type("entitlement", "GetEntitlements",
                 {{"ProductCode", kContractCode}, {"Filter", {{"DIMENSION", {"users"}}}}}),
            "com.amazonaws.marketplaceentitlementservice#InvalidParameterException");
  EXPECT_EQ(type("sqs", "GetQueueUrl", {{"QueueName", "none"}}),
            "com.amazonaws.sqs#QueueDoesNotExist");
  EXPECT_EQ(last_call()["data"]["error"]["type"], "QueueDoesNotExist");
}

/// A buyer in the sandbox signs with credentials of its own.
class BuyersCallsTest : public FrontDoorTest {
 protected:
  BuyersCallsTest() : agreement_(bought(kContract)), buyer_(buyer_of(agreement_)) {
    sandbox::Session session(*sandbox_);
    token_ = marketplace::issue_token(sandbox_->market, agreement_.agreement_id).value().token;
    key_ = sandbox::buyer_of(*sandbox_, buyer_).credentials;
    session.commit();
  }

  storage::AgreementRow agreement_;
  storage::BuyerRow buyer_;
  std::string token_;
};

TEST_F(BuyersCallsTest, ATokenIsForWhoPublishedTheProduct) {
  const Json input{{"RegistrationToken", token_}};

  EXPECT_EQ(call("metering", "ResolveCustomer", input).error(),
            "400 InvalidTokenException: Registration token is invalid");
  choose("foreign_token", "denied");
  EXPECT_THAT(call("metering", "ResolveCustomer", input).body["__type"], "AccessDeniedException");
  key_ = sandbox_->credentials();
  EXPECT_EQ(call("metering", "ResolveCustomer", input).status(), 200);
}

TEST_F(BuyersCallsTest, UsageIsReportedByWhoPublishedTheProduct) {
  Json record{{"Timestamp", epoch_ms(sandbox_->clock.now()) / 1000},
              {"CustomerAWSAccountId", buyer_.account},
              {"Dimension", "users"},
              {"Quantity", 1}};
  const Json by_code{{"ProductCode", kContractCode}, {"UsageRecords", {record}}};
  record["LicenseArn"] = agreement_.license_arn;

  EXPECT_THAT(call("metering", "BatchMeterUsage", by_code).error(),
              StartsWith("400 InvalidProductCodeException: "));
  EXPECT_THAT(call("metering", "BatchMeterUsage", {{"UsageRecords", {record}}}).error(),
              StartsWith("400 InvalidLicenseException: "));
}

TEST_F(BuyersCallsTest, EntitlementsAreShownToWhoPublishedTheProduct) {
  const Json input{{"ProductCode", kContractCode}};

  EXPECT_EQ(call("entitlement", "GetEntitlements", input).body, Json::object());
  key_ = sandbox_->credentials();
  EXPECT_EQ(call("entitlement", "GetEntitlements", input).body["Entitlements"].size(), 1U);
}

TEST_F(FrontDoorTest, TakesAnythingWhereNothingIsVerified) {
  FrontDoor open(*sandboxes_, false);
  const auto request = json_request("metering", "ResolveCustomer", kGarbage.dump());
  sandbox::Turn turn;

  const auto answer = open.answer(request, wire::classify(request), turn, true);
  EXPECT_TRUE(turn.end());

  EXPECT_THAT(answer.response.body, HasSubstr("InvalidTokenException"));
  EXPECT_EQ(last_call()["data"]["signed"], "unverified");
}

TEST_F(FrontDoorTest, ACallReachesTheSandboxOfItsKeyOrOfItsQueuesAccount) {
  sandbox::Config config;
  config.name = "other";
  const auto other = sandboxes_->create(config).value();
  const auto journal_of_other = [&] {
    sandbox::Session session(*other);
    return other->journal.read(0, SIZE_MAX, {"call"});
  };
  key_ = other->credentials();
  call("metering", "ResolveCustomer", kGarbage);
  EXPECT_EQ(journal_of_other().size(), 1U);

  HttpRequest request;
  request.method = "POST";
  request.target = "/" + other->account() + "/news";
  request.headers.add("Content-Type", "application/x-www-form-urlencoded");
  request.body = "Action=ReceiveMessage&Version=2012-11-05";
  const auto said = send(request);
  EXPECT_EQ(said.status(), 403);
  EXPECT_EQ(journal_of_other().size(), 2U);
  EXPECT_EQ(rows("call").size(), 0U) << "default had nothing to do with it";
}

TEST_F(FrontDoorTest, TheRegionOfTheScopeIsTheBookUsageGoesTo) {
  const auto agreement = bought(kConcurrent);
  const Json input{{"UsageRecords",
                    {{{"Timestamp", epoch_ms(sandbox_->clock.now()) / 1000},
                      {"CustomerAWSAccountId", buyer_of(agreement).account},
                      {"LicenseArn", agreement.license_arn},
                      {"Dimension", "requests"},
                      {"Quantity", 1}}}}};
  const auto request = json_request("metering", "BatchMeterUsage", input.dump());

  const auto here = send(signed_for("metering", request, "us-east-1"));
  const auto there = send(signed_for("metering", request, "eu-west-1"));
  const auto again = send(signed_for("metering", request, "eu-west-1"));

  const auto id = [](const Said& said) { return said.body["Results"][0]["MeteringRecordId"]; };
  EXPECT_NE(id(here), id(there));
  EXPECT_EQ(id(there), id(again));
  EXPECT_EQ(last_call()["data"]["region"], "eu-west-1");
}

class CallFaultsTest : public FrontDoorTest {
 protected:
  Said resolve() { return call("metering", "ResolveCustomer", {{"RegistrationToken", token_}}); }
  void fault_with(const Json& effect, const Json& count = 1) {
    fault({{"name", "trouble"},
           {"operation", "ResolveCustomer"},
           {"count", count},
           {"effect", effect}});
  }

  std::string token_ = token_of(bought(kLegacy));
};

TEST_F(CallFaultsTest, AnErrorComesAsOftenAsAskedFor) {
  fault_with({{"error", "ThrottlingException"}, {"message", "Rate exceeded"}}, 2);

  EXPECT_EQ(resolve().error(), "400 ThrottlingException: Rate exceeded");
  EXPECT_EQ(resolve().error(), "400 ThrottlingException: Rate exceeded");
  EXPECT_EQ(last_call()["data"]["fault"], "trouble");
  EXPECT_EQ(resolve().status(), 200);
  EXPECT_FALSE(last_call()["data"].contains("fault"));
}

TEST_F(CallFaultsTest, AnErrorHasTheStatusItIsGiven) {
  fault_with({{"error", "InternalServiceErrorException"}});
  EXPECT_EQ(resolve().status(), 500);
  fault_with({{"error", "ThrottlingException"}, {"status", 429}});
  EXPECT_EQ(resolve().status(), 429);
}

TEST_F(CallFaultsTest, AnErrorIsInFrontOfEveryLimitAndBehindTheSignature) {
  fault_with({{"error", "ThrottlingException"}}, 1);

  EXPECT_EQ(send(json_request("metering", "ResolveCustomer", "{}")).status(), 400);
  EXPECT_THAT(call("metering", "ResolveCustomer", Json::object()).error(),
              StartsWith("400 ThrottlingException: "));
}

TEST_F(CallFaultsTest, LatencyHoldsAGoodAnswerBack) {
  fault_with({{"latency", "2s"}});

  const auto late = resolve();
  EXPECT_EQ(late.answer.latency, Duration(2s));
  EXPECT_EQ(late.status(), 200);
  EXPECT_FALSE(late.answer.hang_up);
  EXPECT_FALSE(resolve().answer.latency);
}

TEST_F(CallFaultsTest, LatencyHoldsAnErrorBack) {
  fault_with({{"error", "ThrottlingException"}, {"latency", "2s"}});

  const auto late = resolve();
  EXPECT_EQ(late.answer.latency, Duration(2s));
  EXPECT_EQ(late.status(), 400);
}

TEST_F(CallFaultsTest, ADroppedCallTakesEffectOrNot) {
  const auto meter = [&](const char* drop, int hour) {
    const auto agreement = bought(kConcurrent, std::string("buyer-") + drop);
    fault({{"operation", "BatchMeterUsage"}, {"count", 1}, {"effect", {{"drop", drop}}}});
    const auto said = call("metering", "BatchMeterUsage",
                           {{"UsageRecords",
                             {{{"Timestamp", epoch_ms(sandbox_->clock.now()) / 1000},
                               {"CustomerAWSAccountId", buyer_of(agreement).account},
                               {"LicenseArn", agreement.license_arn},
                               {"Dimension", "requests"},
                               {"Quantity", hour}}}}});
    EXPECT_TRUE(said.answer.hang_up);
    sandbox::Session session(*sandbox_);
    return sandbox_->market.usage.lines(agreement.id).size();
  };

  EXPECT_EQ(meter("before", 1), 0U);
  EXPECT_EQ(meter("after", 2), 1U);
}

TEST_F(CallFaultsTest, RecordsComeBackUnprocessed) {
  Json records = Json::array();
  for (const auto* buyer : {"a", "b", "c"}) {
    const auto agreement = bought(kConcurrent, buyer);
    records.push_back({{"CustomerAWSAccountId", buyer_of(agreement).account},
                       {"LicenseArn", agreement.license_arn},
                       {"Dimension", "requests"},
                       {"Quantity", 1}});
  }
  for (auto& each : records) each["Timestamp"] = epoch_ms(sandbox_->clock.now()) / 1000;
  const auto meter = [&](const Json& amount) {
    fault({{"operation", "BatchMeterUsage"}, {"count", 1}, {"effect", {{"unprocessed", amount}}}});
    return call("metering", "BatchMeterUsage", {{"UsageRecords", records}}).body;
  };

  const auto all = meter("all");
  EXPECT_EQ(all["UnprocessedRecords"], records) << "as they were sent";
  EXPECT_EQ(all["Results"], Json::array());
  const auto two = meter(2);
  EXPECT_EQ(two["UnprocessedRecords"], (Json{records[0], records[1]}));
  EXPECT_EQ(two["Results"].size(), 1U);
}

}  // namespace
}  // namespace souk::services
