#include "emulator/wire/sigv4.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "emulator/wire/basic_date.h"
#include "tests/emulator/wire/signed_requests.h"

namespace souk::wire {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::HasSubstr;

/// `call` with the signature it should have; its Authorization header must parse already.
HttpRequest signed_again(const HttpRequest& call) {
  auto authorization = *parse_authorization(call);
  const auto key = derive_signing_key(
      kSecret, {authorization.date, authorization.region, authorization.service});
  auto header = std::string(call.headers.get("authorization"));
  header = header.substr(0, header.find("Signature=")) +
           "Signature=" + sign(call, authorization, key).value;
  return with_header(call, "authorization", header);
}

TEST(Verify, AcceptsWhatWasSigned) { EXPECT_TRUE(checked(resolve_customer())); }

TEST(Verify, RefusesAnyChangeOfWhatWasSigned) {
  const auto call = resolve_customer();
  auto method = call;
  method.method = "PUT";
  auto path = call;
  path.target = "/x";
  auto query = call;
  query.target = "/?a=1";
  auto longer = call;
  longer.body += " ";

  for (const auto& changed :
       {method, path, query, longer, with_header(call, "host", "127.0.0.1:8081"),
        with_header(call, "content-type", "application/x-amz-json-1.0"),
        with_header(call, "x-amz-target", "AWSMPMeteringService.BatchMeterUsage"),
        with_header(call, "x-amz-target", std::nullopt),
        with_header(call, "x-amz-date", "20261122T101501Z")}) {
    const auto verdict = checked(changed);

    ASSERT_FALSE(verdict);
    EXPECT_EQ(verdict.error().kind, CommonError::InvalidSignature);
    EXPECT_THAT(verdict.error().message, HasSubstr("does not match the signature you provided"));
  }
}

TEST(Verify, RefusesEveryChangedByteOfTheBodyAndTheSignature) {
  const auto call = resolve_customer();
  for (std::size_t i = 0; i < call.body.size(); ++i) {
    auto changed = call;
    changed.body[i] = static_cast<char>(changed.body[i] ^ 1);
    EXPECT_FALSE(checked(changed)) << i;
  }
  const auto header = std::string(call.headers.get("authorization"));
  for (std::size_t i = header.size() - 64; i < header.size(); ++i) {
    auto changed = header;
    changed[i] = changed[i] == '0' ? '1' : '0';
    EXPECT_FALSE(checked(with_header(call, "authorization", changed))) << i;
  }
  EXPECT_FALSE(checked(with_header(call, "authorization", header.substr(0, header.size() - 1))));
}

TEST(Verify, LeavesAloneWhatWasNotSigned) {
  auto call = resolve_customer();
  call.headers.add("User-Agent", "Boto3/1.43.11");
  call.headers.add("amz-sdk-request", "attempt=1");

  EXPECT_TRUE(checked(call));
}

TEST(Verify, ShowsWhatItComputedOnAMismatch) {
  const auto verdict = checked(resolve_customer(), kSigningTime, {}, "another secret");

  ASSERT_FALSE(verdict);
  EXPECT_EQ(verdict.error().canonical_request,
            "POST\n/\n\ncontent-type:application/x-amz-json-1.1\nhost:127.0.0.1:8080\n"
            "x-amz-date:20261122T101500Z\nx-amz-target:AWSMPMeteringService.ResolveCustomer\n\n"
            "content-type;host;x-amz-date;x-amz-target\n"
            "688ba0f4d782b197e47f161e15b4c2d47a6221456d426b8cc41ba4df2abdbd57");
  EXPECT_EQ(verdict.error().string_to_sign,
            "AWS4-HMAC-SHA256\n20261122T101500Z\n20261122/us-east-1/aws-marketplace/aws4_request\n"
            "e038a7cf3c1bc7c6e2617d71f9cb19e34d2044b5534d545d2364ac152d9c777e");
  EXPECT_THAT(verdict.error().explanation, HasSubstr("secret access key"));
  EXPECT_EQ(verdict.error().error().hint, verdict.error().explanation);
}

TEST(Verify, ExplainsABodyThatChangedAndAHeaderThatIsGone) {
  auto hashed = resolve_customer();
  hashed.headers.add("x-amz-content-sha256", std::string(64, '0'));

  EXPECT_THAT(checked(with_header(hashed, "x-amz-target", "x")).error().explanation,
              HasSubstr("the body that arrived hashes to 688ba0f4"));
  EXPECT_THAT(
      checked(with_header(resolve_customer(), "x-amz-target", std::nullopt)).error().explanation,
      HasSubstr("'x-amz-target' did not arrive"));
}

TEST(Verify, AcceptsClocksFiveMinutesApartAndNoMore) {
  const auto call = resolve_customer();

  EXPECT_TRUE(checked(call, kSigningTime + minutes(5) - seconds(1)));
  EXPECT_TRUE(checked(call, kSigningTime + minutes(5)));
  EXPECT_FALSE(checked(call, kSigningTime + minutes(5) + seconds(1)));
  EXPECT_TRUE(checked(call, kSigningTime - minutes(5) + seconds(1)));
  EXPECT_TRUE(checked(call, kSigningTime - minutes(5)));
  EXPECT_FALSE(checked(call, kSigningTime - minutes(5) - milliseconds(1)));
}

TEST(Verify, SaysHowFarClocksAreApart) {
  const auto call = resolve_customer();

  EXPECT_EQ(checked(call, kSigningTime + minutes(6)).error().message,
            "Signature expired: 20261122T101500Z is now earlier than 20261122T101600Z "
            "(20261122T102100Z - 5 min.)");
  EXPECT_EQ(checked(call, kSigningTime - minutes(6)).error().message,
            "Signature not yet current: 20261122T101500Z is still later than 20261122T101400Z "
            "(20261122T100900Z + 5 min.)");
}

TEST(Verify, HoldsTheScopeAgainstWhatIsExpected) {
  const auto call = resolve_customer();
  const std::vector<std::string_view> regions{"eu-west-1", "us-east-1"};
  const std::vector<std::string_view> elsewhere{"eu-west-1", "eu-west-2"};

  EXPECT_TRUE(checked(call, kSigningTime, {.service = "aws-marketplace", .regions = regions}));
  EXPECT_EQ(checked(call, kSigningTime, {.service = "sns"}).error().message,
            "Credential should be scoped to correct service: 'sns'. ");
  const auto refused = checked(call, kSigningTime, {.regions = elsewhere});
  EXPECT_EQ(refused.error().message,
            "Credential should be scoped to a valid region, not 'us-east-1'.");
  EXPECT_EQ(refused.error().explanation, "The service is in eu-west-1, eu-west-2.");
}

TEST(Verify, MayReadASignatureWithoutVerifyingIt) {
  auto header = std::string(resolve_customer().headers.get("authorization"));
  header.back() = header.back() == '0' ? '1' : '0';
  const auto call = with_header(resolve_customer(), "authorization", header);

  EXPECT_FALSE(checked(call));
  EXPECT_TRUE(checked(call, kSigningTime, {.read_only = true}));
  EXPECT_FALSE(checked(call, kSigningTime, {.service = "sns", .read_only = true}));
}

TEST(Verify, WantsTheScopesDayAndTerminator) {
  const auto header = std::string(resolve_customer().headers.get("authorization"));
  auto other_day = header;
  other_day.replace(other_day.find("20261122"), 8, "20261121");
  auto other_end = header;
  other_end.replace(other_end.find("aws4_request"), 12, "aws5_request");

  EXPECT_EQ(checked(with_header(resolve_customer(), "authorization", other_day)).error().message,
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from "
            "HTTP: '20261121' != '20261122', from '20261122T101500Z'.");
  EXPECT_EQ(checked(with_header(resolve_customer(), "authorization", other_end)).error().message,
            "Credential should be scoped with a valid terminator: 'aws4_request', not "
            "'aws5_request'.");
}

TEST(Verify, WantsTheSessionTokenOfATemporaryKey) {
  auto call = resolve_customer();
  const VerifyOptions options{.session_token = "token", .session_ends = kSigningTime + minutes(1)};

  EXPECT_EQ(checked(call, kSigningTime, options).error().kind, CommonError::UnknownKey);
  call.headers.add("X-Amz-Security-Token", "token");
  EXPECT_TRUE(checked(call, kSigningTime, options));
  for (const auto early : {milliseconds(1), milliseconds(0)}) {
    EXPECT_TRUE(checked(call, kSigningTime + minutes(1) - early, options));
  }
  EXPECT_EQ(checked(call, kSigningTime + minutes(1) + milliseconds(1), options).error().kind,
            CommonError::ExpiredCredentials);
  EXPECT_EQ(checked(with_header(call, "x-amz-security-token", "other"), kSigningTime, options)
                .error()
                .kind,
            CommonError::UnknownKey);
}

TEST(Verify, ChecksInTheOrderOfAws) {
  auto call = with_header(resolve_customer(), "x-amz-target", "changed");
  const auto late = kSigningTime + minutes(10);
  const VerifyOptions everything_wrong{
      .service = "sns", .session_token = "token", .session_ends = kSigningTime};

  EXPECT_EQ(checked(call, late, everything_wrong).error().kind, CommonError::UnknownKey);
  call.headers.add("X-Amz-Security-Token", "token");
  EXPECT_EQ(checked(call, late, everything_wrong).error().kind, CommonError::ExpiredCredentials);
  EXPECT_THAT(checked(call, late, {.service = "sns"}).error().message, HasSubstr("expired"));
  EXPECT_THAT(checked(call, kSigningTime, {.service = "sns"}).error().message, HasSubstr("scoped"));
  EXPECT_THAT(checked(call).error().message, HasSubstr("does not match"));
}

TEST(Verify, TakesAnUnsignedPayloadOnlyWhereToldTo) {
  // Computed apart from souk, with UNSIGNED-PAYLOAD in place of the body's hash.
  auto call = resolve_customer();
  call.headers.add("x-amz-content-sha256", "UNSIGNED-PAYLOAD");
  call = with_header(
      call, "authorization",
      authorization_header("20261122", "aws-marketplace",
                           "content-type;host;x-amz-content-sha256;x-amz-date;"
                           "x-amz-target",
                           "855ae9f689a0a2e4c7a93bf409208b9261bae4ee5839367592402029b9682a93"));

  EXPECT_FALSE(checked(call));
  EXPECT_TRUE(checked(call, kSigningTime, {.allow_unsigned_payload = true}));
}

TEST(Verify, AcceptsAPathAsSentAndAsSdksTidyIt) {
  auto call = resolve_customer();
  call.target = "/aws//a/../";
  auto tidy = call;
  tidy.target = "/aws/";
  auto header = std::string(signed_again(tidy).headers.get("authorization"));

  EXPECT_TRUE(checked(with_header(call, "authorization", header)));
  EXPECT_TRUE(checked(signed_again(call)));
  EXPECT_FALSE(
      checked(with_header(call, "authorization", header.replace(header.size() - 1, 1, "x"))));
}

TEST(Verify, LetsAPresignedUrlLiveItsLifetime) {
  const auto call =
      request("GET",
              "/?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Algorithm=AWS4-HMAC-SHA256"
              "&X-Amz-Credential=AKIDEXAMPLE%2F20261122%2Fus-east-1%2Fsts%2Faws4_request"
              "&X-Amz-Date=20261122T101500Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host"
              "&X-Amz-Signature=216ec43cd71798e368c5a480e5102663b3f4aa59f960b7b5945467de2e7aec77",
              {{"Host", "127.0.0.1:8080"}});

  EXPECT_TRUE(checked(call, kSigningTime + seconds(59)));
  EXPECT_TRUE(checked(call, kSigningTime + seconds(60)));
  EXPECT_FALSE(checked(call, kSigningTime + seconds(61)));
  EXPECT_FALSE(checked(call, kSigningTime - minutes(6)));
}

TEST(UnknownAccessKey, NamesTheKey) {
  const auto refusal = unknown_access_key(*parse_authorization(resolve_customer()));

  EXPECT_EQ(refusal.kind, CommonError::UnknownKey);
  EXPECT_EQ(refusal.message, "The security token included in the request is invalid.");
  EXPECT_THAT(refusal.explanation, HasSubstr("AKIDEXAMPLE"));
}

}  // namespace
}  // namespace souk::wire
