#include <fmt/format.h>

#include <pugixml.hpp>

#include "emulator/core/base64.h"
#include "emulator/sandbox/role_sessions.h"
#include "tests/emulator/services/services_fixture.h"

namespace souk::services {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

/// The text of the first element called `name`.
std::string element(const Said& said, const std::string& name) {
  pugi::xml_document document;
  document.load_string(said.answer.response.body.c_str());
  return document.find_node([&](const auto& node) { return name == node.name(); })
      .text()
      .as_string();
}

/// "403 AccessDenied: …"
std::string refusal(const Said& said) {
  return fmt::format("{} {}: {}", said.status(), element(said, "Code"), element(said, "Message"));
}

class StsTest : public ServicesTest {
 protected:
  std::string role(const std::string& name = "meter") {
    return fmt::format("arn:aws:iam::{}:role/{}", sandbox_->account(), name);
  }
  Said assume(const Json& more = Json::object()) {
    Json parameters{{"RoleArn", role()}, {"RoleSessionName", "job"}};
    parameters.update(more);
    return query("sts", "AssumeRole", parameters);
  }
  Said identity() { return query("sts", "GetCallerIdentity", Json::object()); }
  void sign_with(const Said& assumed) {
    key_ = {element(assumed, "AccessKeyId"), element(assumed, "SecretAccessKey")};
    session_token_ = element(assumed, "SessionToken");
  }
  void sign_with_session(Timestamp ends) {
    sandbox::Session session(*sandbox_);
    const auto caller =
        sandbox::open_session(*sandbox_, {sandbox_->account(), "meter"}, "job", ends);
    session.commit();
    key_ = caller.credentials;
    session_token_ = caller.session->token;
  }
};

TEST_F(StsTest, TellsWhoCalls) {
  const auto seller = identity();
  EXPECT_EQ(element(seller, "Account"), sandbox_->account());
  EXPECT_EQ(element(seller, "Arn"), "arn:aws:iam::" + sandbox_->account() + ":user/seller");
  EXPECT_THAT(element(seller, "UserId"), MatchesRegex("AIDA[A-Z2-7]{17}"));
  EXPECT_THAT(seller.answer.response.body,
              HasSubstr("<GetCallerIdentityResponse "
                        "xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"));

  const auto ann = buyer_of(bought(kConcurrent));
  sign_as(ann);
  EXPECT_EQ(element(identity(), "Account"), ann.account);
}

TEST_F(StsTest, ARolesCredentialsSignCallsOfItsAccount) {
  const auto token = token_of(bought(kConcurrent));
  const auto assumed = assume();
  ASSERT_EQ(assumed.status(), 200) << refusal(assumed);
  EXPECT_THAT(element(assumed, "AccessKeyId"), MatchesRegex("ASIA[A-Z2-7]{16}"));
  EXPECT_THAT(element(assumed, "AssumedRoleId"), MatchesRegex("AROA[A-Z2-7]{17}:job"));

  sign_with(assumed);

  EXPECT_EQ(element(identity(), "Arn"), element(assumed, "Arn"));
  EXPECT_EQ(call("metering", "ResolveCustomer", {{"RegistrationToken", token}}).status(), 200);
  EXPECT_EQ(call("sqs", "CreateQueue", {{"QueueName", "q"}}).status(), 200);
}

TEST_F(StsTest, ARoleInABuyersAccountActsAsThatBuyer) {
  const auto ann = buyer_of(bought(kConcurrent));
  sign_as(ann);

  sign_with(assume({{"RoleArn", "arn:aws:iam::" + ann.account + ":role/task"}}));

  EXPECT_EQ(element(identity(), "Arn"), "arn:aws:sts::" + ann.account + ":assumed-role/task/job");
  EXPECT_EQ(last_call()["actor"], "buyer");
}

TEST_F(StsTest, ASessionLastsAnHourUnlessItIsSaidOtherwise) {
  const auto lasts = [&](const Json& more) {
    const auto before = std::chrono::floor<std::chrono::seconds>(real_time::wall_now());
    const auto ends = parse_iso(element(assume(more), "Expiration")).value();
    const auto after = real_time::wall_now();
    return std::pair(ends - after, ends - before);
  };

  const auto usual = lasts(Json::object());
  EXPECT_LE(usual.first, 1h);
  EXPECT_GE(usual.second, 1h);
  for (const auto wished : {900s, 43200s}) {
    const auto said = lasts({{"DurationSeconds", std::to_string(wished.count())}});
    EXPECT_LE(said.first, wished);
    EXPECT_GE(said.second, wished);
  }
}

TEST_F(StsTest, AnEndedSessionIsExpired) {
  sign_with_session(real_time::wall_now() - 1s);

  EXPECT_EQ(refusal(identity()),
            "403 ExpiredToken: The security token included in the request is expired");
  EXPECT_EQ(call("metering", "ResolveCustomer", {{"RegistrationToken", "x"}}).error(),
            "400 ExpiredTokenException: The security token included in the request is expired");
}

TEST_F(StsTest, TheMarketsTimeEndsNoSession) {
  sign_with(assume());

  move(48h);

  EXPECT_EQ(identity().status(), 200);
}

TEST_F(StsTest, ATokenBelongsToItsKey) {
  const auto invalid =
      "403 InvalidClientTokenId: The security token included in the request is invalid.";
  const auto lasting = key_;
  sign_with(assume());
  const auto token = session_token_;

  session_token_ = token + "x";
  EXPECT_EQ(refusal(identity()), invalid);
  session_token_ = "";
  EXPECT_EQ(refusal(identity()), invalid);
  key_ = lasting;
  session_token_ = token;
  EXPECT_EQ(refusal(identity()), invalid) << "a lasting key has no token";
  EXPECT_THAT(identity().header("x-souk-hint"), HasSubstr("AWS_SESSION_TOKEN"));
}

TEST_F(StsTest, ARoleSouksAccountsDoNotHaveIsDenied) {
  EXPECT_EQ(refusal(assume({{"RoleArn", "arn:aws:iam::000000000000:role/meter"}})),
            "403 AccessDenied: User: arn:aws:iam::" + sandbox_->account() +
                ":user/seller is not authorized to perform: sts:AssumeRole on resource: "
                "arn:aws:iam::000000000000:role/meter");
}

TEST_F(StsTest, AWrongRequestIsAValidationError) {
  EXPECT_EQ(refusal(assume({{"RoleArn", "arn:aws:iam::meter:role/x"}})),
            "400 ValidationError: arn:aws:iam::meter:role/x is invalid");
  EXPECT_EQ(refusal(assume({{"RoleSessionName", "a job"}})),
            "400 ValidationError: 1 validation error detected: Value 'a job' at 'roleSessionName' "
            "failed to satisfy constraint: Member must satisfy regular expression pattern: "
            "[\\w+=,.@-]*");
  for (const auto* seconds : {"899", "43201"}) {
    EXPECT_THAT(refusal(assume({{"DurationSeconds", seconds}})),
                testing::StartsWith("400 ValidationError: 1 validation error detected"));
  }
  EXPECT_EQ(assume({{"DurationSeconds", "900"}}).status(), 200);
}

TEST_F(StsTest, ARoleThatARoleAssumedLastsAnHourAtMost) {
  sign_with(assume());

  EXPECT_EQ(assume({{"DurationSeconds", "3599"}}).status(), 200);
  EXPECT_EQ(assume({{"DurationSeconds", "3600"}}).status(), 200);
  EXPECT_THAT(refusal(assume({{"DurationSeconds", "3601"}})), HasSubstr("role chaining"));
}

TEST_F(StsTest, APolicyIsJsonAndNotTooLong) {
  const auto padded = [](std::size_t size) { return "{}" + std::string(size - 2, ' '); };

  EXPECT_THAT(refusal(assume({{"Policy", "{"}})),
              testing::StartsWith("400 MalformedPolicyDocument"));
  EXPECT_THAT(refusal(assume({{"Policy", padded(2049)}})),
              testing::StartsWith("400 PackedPolicyTooLarge"));
  EXPECT_EQ(element(assume({{"Policy", padded(2048)}}), "PackedPolicySize"), "100");
}

TEST_F(StsTest, TextsHaveTheLettersOfTheModel) {
  const auto invalid = testing::StartsWith("400 ValidationError: 1 validation error detected");
  const auto tagged = [&](const char* key, const char* value) {
    return refusal(assume({{"Tags.member.1.Key", key}, {"Tags.member.1.Value", value}}));
  };

  EXPECT_THAT(refusal(assume({{"RoleArn", role("a\x01")}})), invalid);
  EXPECT_THAT(refusal(assume({{"Policy", "{\"a\": \"\u20ac\"}"}})), invalid);
  EXPECT_THAT(tagged("a?", "b"), invalid);
  EXPECT_THAT(tagged("a", "b?"), invalid);
  EXPECT_EQ(
      assume({{"Tags.member.1.Key", "\u00e4 _.:/=+-@"}, {"Tags.member.1.Value", ""}}).status(),
      200);
  EXPECT_EQ(assume({{"Policy", "{\"a\": \"\u00ff\"}"}}).status(), 200);
}

TEST_F(StsTest, ATokenIsAsLongAsItIsWantedAndTellsItsSize) {
  const auto size = [&](const char* wanted) {
    const auto said = assume({{"MinimumSessionTokenSize", wanted}});
    EXPECT_EQ(element(said, "SessionTokenSize"),
              std::to_string(element(said, "SessionToken").size()));
    return element(said, "SessionTokenSize") + ", " + element(said, "SessionTokenUtilization");
  };

  EXPECT_EQ(size("0"), "359, 8");
  EXPECT_EQ(size("359"), "359, 8");
  EXPECT_EQ(size("360"), "360, 8");
  EXPECT_EQ(size("4096"), "4096, 100");
  EXPECT_THAT(refusal(assume({{"MinimumSessionTokenSize", "4097"}})),
              testing::StartsWith("400 ValidationError: "));
  sign_with(assume({{"MinimumSessionTokenSize", "4096"}}));
  EXPECT_EQ(identity().status(), 200);
}

TEST_F(StsTest, ASourceIdentityIsEchoed) {
  EXPECT_EQ(element(assume({{"SourceIdentity", "ann"}}), "SourceIdentity"), "ann");
}

TEST_F(StsTest, ModelledErrorsHaveTheirCodes) {
  const std::map<std::string, std::string> codes{
      {"RegionDisabledException", "403 RegionDisabledException"},
      {"IDPRejectedClaimException", "403 IDPRejectedClaim"},
      {"IDPCommunicationErrorException", "400 IDPCommunicationError"},
      {"InvalidContextAssertionException", "400 InvalidContextAssertion"},
      {"ExpiredTokenException", "400 ExpiredTokenException"}};
  for (const auto& [name, code] : codes) {
    fault({{"operation", "AssumeRole"}, {"effect", {{"error", name}}}});
    EXPECT_THAT(refusal(assume()), testing::StartsWith(code + ": "));
  }
}

TEST_F(StsTest, TheJournalShowsNoSecrets) {
  const auto assumed = assume();

  const auto row = last_call();
  EXPECT_THAT(row.dump(), Not(HasSubstr(element(assumed, "SecretAccessKey"))));
  EXPECT_THAT(row.dump(), Not(HasSubstr(element(assumed, "SessionToken"))));
  EXPECT_EQ(row["data"]["role"]["assumed"], element(assumed, "Arn"));
}

class WebIdentityTest : public StsTest {
 protected:
  static std::string part(const std::string& text) {
    auto encoded = base64_encode(text);
    while (encoded.ends_with('=')) encoded.pop_back();
    std::replace(encoded.begin(), encoded.end(), '+', '-');
    std::replace(encoded.begin(), encoded.end(), '/', '_');
    return encoded;
  }
  static std::string token(const Json& claims) {
    return part(R"({"alg":"RS256"})") + "." + part(claims.dump()) + ".signature";
  }
  static Json claims(Duration life) {
    return {{"sub", "system:serviceaccount:shop:meter"},
            {"aud", {"sts.amazonaws.com"}},
            {"iss", "https://oidc.example.test/id"},
            {"exp", epoch_ms(real_time::wall_now() + life) / 1000}};
  }
  /// Unsigned, as SDKs send it.
  Said assume_with(const std::string& token, const std::string& arn) {
    HttpRequest request;
    request.method = "POST";
    request.target = "/";
    request.headers.add("Host", kHost);
    request.headers.add("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
    request.body =
        "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleSessionName=pod&RoleArn=" + arn +
        "&WebIdentityToken=" + token;
    return send(request);
  }
};

TEST_F(WebIdentityTest, APodBecomesARoleWithoutSigning) {
  const auto assumed = assume_with(token(claims(1h)), role());

  ASSERT_EQ(assumed.status(), 200) << refusal(assumed);
  EXPECT_EQ(element(assumed, "SubjectFromWebIdentityToken"), "system:serviceaccount:shop:meter");
  EXPECT_EQ(element(assumed, "Audience"), "sts.amazonaws.com");
  EXPECT_EQ(element(assumed, "Provider"), "https://oidc.example.test/id");
  sign_with(assumed);
  EXPECT_EQ(element(identity(), "Arn"),
            "arn:aws:sts::" + sandbox_->account() + ":assumed-role/meter/pod");
}

TEST_F(WebIdentityTest, ATokenMayNameASourceIdentity) {
  auto named = claims(1h);
  named["https://aws.amazon.com/source_identity"] = "ann";

  EXPECT_EQ(element(assume_with(token(named), role()), "SourceIdentity"), "ann");
  EXPECT_THAT(assume_with(token(claims(1h)), role()).answer.response.body,
              Not(HasSubstr("SourceIdentity")));
}

TEST_F(WebIdentityTest, TheRolesAccountSaysWhichSandbox) {
  sandbox::Config config;
  config.name = "other";
  const auto other = sandboxes_->create(config).value();
  storage::BuyerRow bob;
  {
    sandbox::Session session(*other);
    bob = marketplace::put_buyer(other->market, "bob", Json::object()).value();
    session.commit();
  }

  for (const auto& account : {other->account(), bob.account}) {
    sign_with(assume_with(token(claims(1h)), "arn:aws:iam::" + account + ":role/task"));
    EXPECT_EQ(sandboxes_->with_access_key(key_.access_key_id), other);
    EXPECT_EQ(element(identity(), "Account"), account);
  }
  EXPECT_EQ(refusal(assume_with(token(claims(1h)), "arn:aws:iam::000000000000:role/task")),
            "403 AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity");
}

TEST_F(WebIdentityTest, ATokenHasItsClaimsAndHasNotExpired) {
  auto nameless = claims(1h);
  nameless.erase("sub");

  EXPECT_THAT(refusal(assume_with("no.token", role())), HasSubstr("400 InvalidIdentityToken: "));
  EXPECT_THAT(refusal(assume_with("a.b.c", role())), HasSubstr("400 InvalidIdentityToken: "));
  EXPECT_THAT(refusal(assume_with(token(nameless), role())),
              HasSubstr("400 InvalidIdentityToken: "));
  EXPECT_THAT(refusal(assume_with(token(claims(-1s)), role())),
              HasSubstr("400 ExpiredTokenException: Token expired: "));
}

TEST_F(WebIdentityTest, TheJournalDoesNotKeepTheToken) {
  const auto secret = token(claims(1h));

  assume_with(secret, role());

  EXPECT_THAT(last_call().dump(), Not(HasSubstr(secret)));
}

TEST_F(WebIdentityTest, OtherOperationsWantASignature) {
  HttpRequest request;
  request.method = "POST";
  request.target = "/";
  request.headers.add("Content-Type", "application/x-www-form-urlencoded");
  request.body = "Action=GetCallerIdentity&Version=2011-06-15";

  EXPECT_EQ(refusal(send(request)),
            "403 MissingAuthenticationToken: Request is missing Authentication Token");
}

}  // namespace
}  // namespace souk::services
