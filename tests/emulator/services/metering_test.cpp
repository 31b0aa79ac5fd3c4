#include <numeric>

#include "tests/emulator/services/services_fixture.h"

namespace souk::services {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::MatchesRegex;

class ResolveCustomerTest : public ServicesTest {
 protected:
  using ServicesTest::ServicesTest;

  Said resolve(const storage::AgreementRow& agreement) {
    return call("metering", "ResolveCustomer", {{"RegistrationToken", token_of(agreement)}});
  }
};

TEST_F(ResolveCustomerTest, ALegacyProductsBuyerHasAnIdentifierAndAnAccount) {
  const auto agreement = bought(kLegacy);
  const auto buyer = buyer_of(agreement);

  const auto said = resolve(agreement);

  EXPECT_EQ(said.status(), 200);
  EXPECT_EQ(said.answer.response.content_type, "application/x-amz-json-1.1");
  EXPECT_EQ(said.body, (Json{{"ProductCode", kLegacyCode},
                             {"CustomerIdentifier", buyer.customer_identifier},
                             {"CustomerAWSAccountId", buyer.account}}));
}

TEST_F(ResolveCustomerTest, AConcurrentProductsBuyerHasALicenceAndAnAccount) {
  const auto agreement = bought(kConcurrent);

  EXPECT_EQ(resolve(agreement).body, (Json{{"ProductCode", "souksubscriptionconcurr01"},
                                           {"CustomerAWSAccountId", buyer_of(agreement).account},
                                           {"LicenseArn", agreement.license_arn}}));
}

TEST_F(ResolveCustomerTest, TheIdentifierOfANewProductIsAbsentEmptyOrNull) {
  const auto agreement = bought(kConcurrent);

  EXPECT_FALSE(resolve(agreement).body.contains("CustomerIdentifier"));
  choose("identifier_of_new_product", "empty");
  EXPECT_EQ(resolve(agreement).body["CustomerIdentifier"], "");
  choose("identifier_of_new_product", "null");
  const auto said = resolve(agreement);
  ASSERT_TRUE(said.body.contains("CustomerIdentifier"));
  EXPECT_TRUE(said.body["CustomerIdentifier"].is_null());
}

TEST_F(ResolveCustomerTest, AnswersInEveryProtocol) {
  const auto agreement = bought(kConcurrent);
  const Json input{{"RegistrationToken", token_of(agreement)}};

  const auto newer = call("metering", "ResolveCustomer", input);
  const auto older =
      call_with_body("metering", "ResolveCustomer", input.dump(), "application/x-amz-json-1.0");
  const auto binary = cbor("metering", "ResolveCustomer", input);

  EXPECT_EQ(older.answer.response.content_type, "application/x-amz-json-1.0");
  EXPECT_EQ(binary.answer.response.content_type, "application/cbor");
  EXPECT_EQ(older.body, newer.body);
  EXPECT_EQ(binary.body, newer.body);
}

TEST_F(ResolveCustomerTest, TokensAreRefusedInAwssWords) {
  EXPECT_EQ(call("metering", "ResolveCustomer", {{"RegistrationToken", "garbage"}}).error(),
            "400 InvalidTokenException: Registration token is invalid");
  EXPECT_EQ(call("metering", "ResolveCustomer", Json::object()).error(),
            "400 ValidationException: 1 validation error detected: Value null at "
            "'registrationToken' failed to satisfy constraint: Member must not be null");
  EXPECT_THAT(call("metering", "ResolveCustomer", {{"RegistrationToken", 1}}).error(),
              HasSubstr("400 SerializationException: "));
  EXPECT_THAT(call_with_body("metering", "ResolveCustomer", "{").error(),
              HasSubstr("400 SerializationException: "));
}

TEST_F(ResolveCustomerTest, ATokenExpiresOnTheMarketsClock) {
  const auto token = token_of(bought(kLegacy));
  const Json input{{"RegistrationToken", token}};

  move(4h - 1ms);
  EXPECT_EQ(call("metering", "ResolveCustomer", input).status(), 200);
  move(1ms);
  EXPECT_THAT(call("metering", "ResolveCustomer", input).error(),
              HasSubstr("400 ExpiredTokenException: "));
}

struct Era {
  const char* profile;
  bool tells_account;
};

class ResolveCustomerErasTest : public ResolveCustomerTest,
                                public testing::WithParamInterface<Era> {
 protected:
  ResolveCustomerErasTest() : ResolveCustomerTest(GetParam().profile) {}
};

TEST_P(ResolveCustomerErasTest, TellTheAccountSince2022) {
  const auto agreement = bought(kLegacy);
  const auto buyer = buyer_of(agreement);
  Json expected{{"ProductCode", kLegacyCode}, {"CustomerIdentifier", buyer.customer_identifier}};
  if (GetParam().tells_account) expected["CustomerAWSAccountId"] = buyer.account;

  EXPECT_EQ(resolve(agreement).body, expected);
}

INSTANTIATE_TEST_SUITE_P(Profiles, ResolveCustomerErasTest,
                         testing::Values(Era{"guide-2020", false}, Era{"guide-2023", true},
                                         Era{"current-2026", true}),
                         [](const auto& each) {
                           std::string name = each.param.profile;
                           std::erase(name, '-');
                           return name;
                         });

class BatchMeterUsageTest : public ServicesTest {
 protected:
  std::int64_t now_s() { return epoch_ms(sandbox_->clock.now()) / 1000; }

  Json record(const storage::AgreementRow& agreement, std::int64_t quantity = 1) {
    return {{"Timestamp", now_s()},
            {"CustomerAWSAccountId", buyer_of(agreement).account},
            {"Dimension", "requests"},
            {"LicenseArn", agreement.license_arn},
            {"Quantity", quantity}};
  }
  Said meter(const Json& records) {
    return call("metering", "BatchMeterUsage", {{"UsageRecords", records}});
  }
  /// Quantities of Results, in their order.
  static std::vector<int> quantities(const Said& said) {
    std::vector<int> found;
    for (const auto& each : said.body["Results"]) found.push_back(each["UsageRecord"]["Quantity"]);
    return found;
  }
  /// A good request of exactly this many bytes.
  std::string padded(const Json& records, std::size_t bytes) {
    auto body = Json{{"UsageRecords", records}}.dump();
    return body + std::string(bytes - body.size(), ' ');
  }
};

TEST_F(BatchMeterUsageTest, EchoesTheRecordWithItsIdAndStatus) {
  const auto agreement = bought(kConcurrent);
  const auto sent = record(agreement, 5);

  const auto said = meter(Json::array({sent}));

  ASSERT_EQ(said.status(), 200);
  EXPECT_EQ(said.body["UnprocessedRecords"], Json::array());
  ASSERT_EQ(said.body["Results"].size(), 1U);
  auto result = said.body["Results"][0];
  EXPECT_THAT(result["MeteringRecordId"].get<std::string>(),
              MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"));
  result.erase("MeteringRecordId");
  EXPECT_EQ(result, (Json{{"Status", "Success"}, {"UsageRecord", sent}}));
}

TEST_F(BatchMeterUsageTest, ARecordWithoutQuantityIsOneOfNone) {
  auto sent = record(bought(kConcurrent));
  sent.erase("Quantity");

  EXPECT_EQ(meter(Json::array({sent})).body["Results"][0]["UsageRecord"]["Quantity"], 0);
}

TEST_F(BatchMeterUsageTest, TheTimestampIsEchoedAsSubmittedOrAsItsHour) {
  const auto agreement = bought(kConcurrent);
  move(20min);
  auto sent = record(agreement);

  EXPECT_EQ(meter(Json::array({sent})).body["Results"][0]["UsageRecord"]["Timestamp"], now_s());
  choose("echoed_timestamp", "hour");
  EXPECT_EQ(meter(Json::array({sent})).body["Results"][0]["UsageRecord"]["Timestamp"],
            now_s() / 3600 * 3600);
}

TEST_F(BatchMeterUsageTest, ResultsComeInTheOrderOfTheRecordsOrInNone) {
  Json records = Json::array();
  std::vector<int> order;
  for (int i = 1; i <= 10; ++i) {
    records.push_back(record(bought(kConcurrent, "buyer-" + std::to_string(i)), i));
    order.push_back(i);
  }
  for (auto& each : records) each["Timestamp"] = now_s();

  EXPECT_EQ(quantities(meter(records)), order);
  choose("result_order", "shuffled");
  const auto shuffled = quantities(meter(records));
  EXPECT_NE(shuffled, order);
  EXPECT_THAT(shuffled, testing::UnorderedElementsAreArray(order));
  EXPECT_EQ(quantities(meter(records)), shuffled) << "the same chance for the same seed and time";
}

TEST_F(BatchMeterUsageTest, ARequestIsUnderAMegabyte) {
  const auto records = Json::array({record(bought(kConcurrent))});

  EXPECT_EQ(call_with_body("metering", "BatchMeterUsage", padded(records, 999'999)).status(), 200);
  EXPECT_THAT(call_with_body("metering", "BatchMeterUsage", padded(records, 1'000'000)).error(),
              HasSubstr("400 ValidationException: "));
  choose("oversize", "413");
  EXPECT_EQ(call_with_body("metering", "BatchMeterUsage", padded(records, 999'999)).status(), 200);
  EXPECT_THAT(call_with_body("metering", "BatchMeterUsage", padded(records, 1'000'000)).error(),
              HasSubstr("413 "));
}

TEST_F(BatchMeterUsageTest, AnEmptyBatchIsAcceptedOrRefused) {
  EXPECT_EQ(meter(Json::array()).body,
            (Json{{"Results", Json::array()}, {"UnprocessedRecords", Json::array()}}));
  choose("empty_batch", "validation");
  EXPECT_THAT(meter(Json::array()).error(), HasSubstr("400 ValidationException: "));
}

TEST_F(BatchMeterUsageTest, HoldsTheLimitsOfTheModel) {
  const auto agreement = bought(kConcurrent);
  const auto many = [&](std::size_t count) {
    return Json(std::vector<Json>(count, record(agreement)));
  };
  auto negative = record(agreement);
  negative["Quantity"] = -1;

  EXPECT_EQ(meter(many(25)).status(), 200);
  EXPECT_THAT(meter(many(26)).error(),
              AllOf(HasSubstr("400 ValidationException: "),
                    HasSubstr("Member must have length less than or equal to 25")));
  EXPECT_THAT(
      meter(Json::array({negative})).error(),
      HasSubstr("'usageRecords.1.member.quantity' failed to satisfy constraint: Member must "
                "have value greater than or equal to 0"));
}

TEST_F(BatchMeterUsageTest, AllocationsWithTagsHaveOneAtLeast) {
  const auto agreement = bought(kConcurrent);
  const auto with_tags = [&](const Json& tags) {
    auto tagged = record(agreement);
    tagged["UsageAllocations"] = {{{"AllocatedUsageQuantity", tagged["Quantity"]}, {"Tags", tags}}};
    return meter(Json::array({tagged}));
  };

  EXPECT_THAT(with_tags(Json::array()).error(),
              AllOf(HasSubstr("400 ValidationException: "),
                    HasSubstr("Member must have length greater than or equal to 1")));
  EXPECT_EQ(with_tags({{{"Key", "team"}, {"Value", "blue"}}}).status(), 200);
}

TEST_F(BatchMeterUsageTest, AnswersOverCborToo) {
  const auto sent = record(bought(kConcurrent), 7);

  const auto said = cbor("metering", "BatchMeterUsage", {{"UsageRecords", Json::array({sent})}});

  EXPECT_EQ(said.status(), 200);
  EXPECT_EQ(said.body["Results"][0]["UsageRecord"]["Timestamp"], now_s());
  EXPECT_EQ(said.body["Results"][0]["UsageRecord"]["Quantity"], 7);
}

TEST_F(BatchMeterUsageTest, AnIsoTimestampIsRefusedOrTaken) {
  auto sent = record(bought(kConcurrent));
  sent["Timestamp"] = to_iso(sandbox_->clock.now());

  EXPECT_THAT(meter(Json::array({sent})).error(), HasSubstr("400 SerializationException: "));
  choose("iso_timestamps", "accepted");
  EXPECT_EQ(meter(Json::array({sent})).status(), 200);
}

TEST_F(BatchMeterUsageTest, ErrorsCarryTheirNamesOfTheModel) {
  const auto agreement = bought(kConcurrent);
  auto unknown = record(agreement);
  unknown["Dimension"] = "nothing";
  const auto old = record(agreement);

  EXPECT_THAT(meter(Json::array({unknown})).error(),
              HasSubstr("400 InvalidUsageDimensionException: "));
  move(25h);
  EXPECT_THAT(meter(Json::array({old})).error(), HasSubstr("400 TimestampOutOfBoundsException: "));
  EXPECT_THAT(call("metering", "BatchMeterUsage",
                   {{"ProductCode", "nobodys"}, {"UsageRecords", Json::array()}})
                  .error(),
              HasSubstr("400 InvalidProductCodeException: "));
}

}  // namespace
}  // namespace souk::services
