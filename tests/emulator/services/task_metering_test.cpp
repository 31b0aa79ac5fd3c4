#include "emulator/messaging/usage_signer.h"
#include "emulator/sandbox/role_sessions.h"
#include "tests/emulator/messaging/usage_token_reader.h"
#include "tests/emulator/services/services_fixture.h"

namespace souk::services {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;
using testing::StartsWith;

/// A buyer of the default product whose tasks sign with the buyer's own key.
class TaskCallsTest : public ServicesTest {
 protected:
  TaskCallsTest() { sign_as(ann_); }

  Json usage(std::int64_t quantity) {
    return {{"ProductCode", "souksubscriptionconcurr01"},
            {"Timestamp", epoch_ms(sandbox_->clock.now()) / 1000},
            {"UsageDimension", "requests"},
            {"UsageQuantity", quantity}};
  }
  static Json registration() {
    return {{"ProductCode", "souksubscriptionconcurr01"}, {"PublicKeyVersion", 1}};
  }
  Json with(Json members, const char* name, Json value) {
    members[name] = std::move(value);
    return members;
  }
  Said meter(const Json& input) { return call("metering", "MeterUsage", input); }
  Said begin(const Json& input) { return call("metering", "RegisterUsage", input); }
  void put_product(const Json& members) {
    sandbox::Session session(*sandbox_);
    ASSERT_TRUE(marketplace::put_product(sandbox_->market, kConcurrent, members));
    session.commit();
  }

  storage::AgreementRow agreement_ = bought(kConcurrent);
  storage::BuyerRow ann_ = buyer_of(agreement_);
};

TEST_F(TaskCallsTest, MeterUsageAnswersWithARecordAndTheJournalSaysWhose) {
  const auto said = meter(usage(5));

  EXPECT_EQ(said.status(), 200) << said.error();
  EXPECT_EQ(said.body.size(), 1U);
  EXPECT_THAT(said.body["MeteringRecordId"].get<std::string>(), MatchesRegex("[0-9a-f-]{36}"));
  const auto row = last_call();
  EXPECT_EQ(row["actor"], "buyer");
  const auto& note = row["data"]["usage"];
  EXPECT_EQ(note["agreement"], agreement_.agreement_id);
  EXPECT_EQ(note["quantity"], 5);
  EXPECT_EQ(note["task"], "arn:aws:iam::" + ann_.account + ":user/ann");
}

TEST_F(TaskCallsTest, MeterUsageIsIdempotentByHourAndByToken) {
  const auto first = meter(with(usage(5), "ClientToken", "t1")).body;

  EXPECT_EQ(meter(with(usage(5), "ClientToken", "t1")).body, first);
  EXPECT_EQ(meter(usage(5)).body, first);
  EXPECT_EQ(last_call()["data"]["usage"]["repeat"], true);
  EXPECT_THAT(meter(usage(6)).error(), StartsWith("400 DuplicateRequestException: "));
  EXPECT_THAT(meter(with(usage(6), "ClientToken", "t1")).error(),
              StartsWith("400 IdempotencyConflictException: "));
}

TEST_F(TaskCallsTest, AQuantityIsZeroUnlessItIsSaid) {
  auto input = usage(0);
  input.erase("UsageQuantity");

  EXPECT_EQ(meter(input).body, meter(usage(0)).body);
}

TEST_F(TaskCallsTest, ADryRunIsAnsweredWithAnErrorEitherWay) {
  EXPECT_THAT(meter(with(usage(5), "DryRun", true)).error(), StartsWith("400 DryRunOperation: "));
  key_ = sandbox_->credentials();
  EXPECT_THAT(meter(with(usage(5), "DryRun", true)).error(), StartsWith("400 DryRunOperation: "));
  sign_as(buyer_of(bought(kContract, "bob")));
  EXPECT_THAT(meter(with(usage(5), "DryRun", true)).error(),
              StartsWith("400 UnauthorizedException: "));
}

TEST_F(TaskCallsTest, MeterUsageHoldsTheLimitsOfTheModel) {
  for (const auto& [member, wrong] :
       std::map<std::string, Json>{{"ProductCode", "a b"},
                                   {"UsageDimension", ""},
                                   {"UsageQuantity", -1},
                                   {"ClientToken", ""},
                                   {"ClientToken", std::string(65, 't')},
                                   {"Timestamp", nullptr}}) {
    EXPECT_THAT(meter(with(usage(5), member.c_str(), wrong)).error(),
                StartsWith("400 ValidationException: "))
        << member;
  }
  EXPECT_EQ(meter(with(usage(5), "ClientToken", std::string(64, 't'))).status(), 200);
}

TEST_F(TaskCallsTest, MeterUsageTakesAllocations) {
  const Json tags{{{"Key", "team"}, {"Value", "a"}}};
  const Json split{{{"AllocatedUsageQuantity", 5}, {"Tags", tags}}};

  EXPECT_EQ(meter(with(usage(5), "UsageAllocations", split)).status(), 200);
  EXPECT_THAT(meter(with(usage(6), "UsageAllocations", split)).error(),
              StartsWith("400 InvalidUsageAllocationsException: "));
}

TEST_F(TaskCallsTest, RegisterUsageAnswersWithASignedToken) {
  const auto said = begin(with(registration(), "Nonce", "n-1"));

  ASSERT_EQ(said.status(), 200) << said.error();
  const auto claims =
      messaging::read_usage_token(said.body["Signature"], messaging::usage_public_key_pem(1));
  ASSERT_TRUE(claims);
  EXPECT_EQ(*claims, (Json{{"ProductCode", "souksubscriptionconcurr01"},
                           {"PublicKeyVersion", 1},
                           {"Nonce", "n-1"}}));
  EXPECT_FALSE(said.body.contains("PublicKeyRotationTimestamp"));
}

TEST_F(TaskCallsTest, ARegistrationWithAReplacedKeySaysSinceWhen) {
  const auto rotated = epoch_ms(sandbox_->clock.now()) / 1000;
  put_product({{"public_key_version", 2}});
  move(1h);

  const auto said = begin(registration());

  EXPECT_EQ(said.body["PublicKeyRotationTimestamp"], rotated);
  const auto claims =
      messaging::read_usage_token(said.body["Signature"], messaging::usage_public_key_pem(1));
  ASSERT_TRUE(claims);
  EXPECT_EQ((*claims)["PublicKeyRotationTimestamp"], rotated);
  EXPECT_EQ((*claims)["Nonce"], "");
  const auto newer = begin(with(registration(), "PublicKeyVersion", 2));
  EXPECT_FALSE(newer.body.contains("PublicKeyRotationTimestamp"));
  EXPECT_TRUE(
      messaging::read_usage_token(newer.body["Signature"], messaging::usage_public_key_pem(2)));
}

TEST_F(TaskCallsTest, RegisterUsageRefusesWhatItDoesNotKnow) {
  EXPECT_THAT(begin(with(registration(), "PublicKeyVersion", 2)).error(),
              StartsWith("400 InvalidPublicKeyVersionException: "));
  EXPECT_THAT(begin(with(registration(), "ProductCode", "nothing")).error(),
              StartsWith("400 InvalidProductCodeException: "));
  EXPECT_THAT(begin(with(registration(), "PublicKeyVersion", 0)).error(),
              StartsWith("400 ValidationException: "));
  EXPECT_THAT(begin(with(registration(), "Nonce", std::string(256, 'n'))).error(),
              StartsWith("400 ValidationException: "));
  EXPECT_EQ(begin(with(registration(), "Nonce", std::string(255, 'n'))).status(), 200);
}

TEST_F(TaskCallsTest, TheJournalKeepsWhatASignatureSaysAndNotItsChances) {
  begin(registration());

  const auto row = last_call();
  EXPECT_EQ(row["data"]["registration"]["claims"]["PublicKeyVersion"], 1);
  EXPECT_FALSE(row["data"].contains("response"));
  EXPECT_THAT(row["nondeterministic"]["response"]["Signature"].get<std::string>(), HasSubstr("."));
}

TEST_F(TaskCallsTest, TheScopesRegionIsWhereTheCallWent) {
  {
    sandbox::Session session(*sandbox_);
    ASSERT_TRUE(marketplace::put_buyer(sandbox_->market, "ann", {{"runs_in", "eu-west-1"}}));
    session.commit();
  }
  const auto metering = json_request("metering", "MeterUsage", usage(5).dump());
  const auto beginning = json_request("metering", "RegisterUsage", registration().dump());

  EXPECT_THAT(send(signed_for("metering", metering)).error(),
              StartsWith("400 InvalidEndpointRegionException: "));
  EXPECT_THAT(send(signed_for("metering", beginning)).error(),
              StartsWith("400 InvalidRegionException: "));
  EXPECT_EQ(send(signed_for("metering", metering, "eu-west-1")).status(), 200);
  EXPECT_EQ(send(signed_for("metering", beginning, "eu-west-1")).status(), 200);
}

TEST_F(TaskCallsTest, EverySessionOfARoleIsATaskOfItsOwn) {
  const auto as = [&](const std::string& name) {
    sandbox::Session session(*sandbox_);
    const auto caller =
        sandbox::open_session(*sandbox_, {ann_.account, "meter"}, name, real_time::wall_now() + 1h);
    session.commit();
    key_ = caller.credentials;
    session_token_ = caller.session->token;
  };

  as("task-1");
  const auto first = meter(usage(5));
  as("task-1");
  const auto renewed = meter(usage(5));
  as("task-2");
  const auto second = meter(usage(7));

  EXPECT_EQ(first.status(), 200) << first.error();
  EXPECT_EQ(renewed.body, first.body) << "new credentials of the same task";
  EXPECT_EQ(second.status(), 200) << second.error();
}

}  // namespace
}  // namespace souk::services
