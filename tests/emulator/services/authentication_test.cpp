#include <fmt/format.h>

#include <functional>

#include "emulator/core/percent.h"
#include "emulator/sandbox/role_sessions.h"
#include "emulator/wire/basic_date.h"
#include "emulator/wire/rpc_cbor.h"
#include "tests/emulator/services/services_fixture.h"

// Who may not call is told so in the words of each protocol.
namespace souk::services {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

/// A call in one protocol, and how its errors look.
struct Way {
  const char* name;
  const char* service;
  HttpRequest (*request)();
};

HttpRequest json(const char* type, const char* target) {
  HttpRequest request;
  request.method = "POST";
  request.target = "/";
  request.headers.add("Content-Type", type);
  request.headers.add("X-Amz-Target", target);
  request.body = "{}";
  return request;
}

HttpRequest form(const char* body) {
  HttpRequest request;
  request.method = "POST";
  request.target = "/";
  request.headers.add("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
  request.body = body;
  return request;
}

HttpRequest metering() {
  return json("application/x-amz-json-1.1", "AWSMPMeteringService.ResolveCustomer");
}
HttpRequest sqs_json() { return json("application/x-amz-json-1.0", "AmazonSQS.CreateQueue"); }
HttpRequest sqs_query() { return form("Action=CreateQueue&Version=2012-11-05&QueueName=q"); }
HttpRequest sns() { return form("Action=Subscribe&Version=2010-03-31"); }
HttpRequest sts() { return form("Action=GetCallerIdentity&Version=2011-06-15"); }
HttpRequest cbor() {
  HttpRequest request;
  request.method = "POST";
  request.target = "/service/AWSMPEntitlementService/operation/GetEntitlements";
  request.headers.add("Content-Type", "application/cbor");
  request.headers.add("Smithy-Protocol", "rpc-v2-cbor");
  request.body = wire::rpc_cbor::encode(Json::object());
  return request;
}

/// An error's names: over JSON and CBOR (status 400), and over Query, with SQS's status.
struct Trouble {
  const char* name;
  const char* json_type;
  const char* query_code;
  int query_status;
};

constexpr Trouble kMissing{"missing", "MissingAuthenticationTokenException",
                           "MissingAuthenticationToken", 403};
constexpr Trouble kIncomplete{"incomplete", "IncompleteSignatureException", "IncompleteSignature",
                              400};
constexpr Trouble kMismatch{"mismatch", "InvalidSignatureException", "SignatureDoesNotMatch", 403};
constexpr Trouble kUnknown{"unknown", "UnrecognizedClientException", "InvalidClientTokenId", 403};
constexpr Trouble kExpired{"expired", "ExpiredTokenException", "ExpiredToken", 403};

class AuthenticationTest : public ServicesTest, public testing::WithParamInterface<Way> {
 protected:
  HttpRequest request() const { return GetParam().request(); }
  HttpRequest signed_request(Duration age = Duration(0)) {
    return signed_for(GetParam().service, request(), "us-east-1", age);
  }

  /// Holds an answer against what this protocol makes of the trouble.
  void expect(const Trouble& trouble, const HttpRequest& sent) {
    const auto said = send(sent);
    const std::string way = GetParam().name;
    const auto& body = said.answer.response.body;
    const auto is_query = way.find("Query") != std::string::npos;
    if (is_query) {
      EXPECT_EQ(said.status(), trouble.query_status) << trouble.name;
      EXPECT_THAT(body, HasSubstr("<Code>" + std::string(trouble.query_code) + "</Code>"));
      EXPECT_THAT(body, HasSubstr("<Type>Sender</Type>")) << trouble.name;
    } else if (way == "SqsJson") {
      EXPECT_EQ(said.status(), trouble.query_status) << trouble.name;
      EXPECT_EQ(said.body["__type"], "com.amazon.coral.service#" + std::string(trouble.json_type));
      EXPECT_EQ(said.header("x-amzn-query-error"), std::string(trouble.query_code) + ";Sender");
    } else {
      const auto read = way == "Cbor" ? wire::rpc_cbor::decode(body).value() : said.body;
      EXPECT_EQ(said.status(), 400) << trouble.name;
      EXPECT_EQ(read["__type"], trouble.json_type) << trouble.name;
    }
  }
};

TEST_P(AuthenticationTest, NothingSignedIsMissing) { expect(kMissing, request()); }

TEST_P(AuthenticationTest, HalfASignatureIsIncomplete) {
  auto sent = request();
  sent.headers.add("Authorization", "AWS4-HMAC-SHA256 Credential=" + key_.access_key_id);

  expect(kIncomplete, sent);
}

TEST_P(AuthenticationTest, AKeyNobodyHasIsUnknown) {
  key_.access_key_id = "AKIANOBODYSKEY234567";

  expect(kUnknown, signed_request());
}

TEST_P(AuthenticationTest, AnotherSecretDoesNotMatch) {
  key_.secret_access_key += "x";

  expect(kMismatch, signed_request());
}

TEST_P(AuthenticationTest, AnOldAndAnEarlySignatureDoNotMatch) {
  expect(kMismatch, signed_request(6min));
  expect(kMismatch, signed_request(-6min));
}

TEST_P(AuthenticationTest, TheWrongServiceDoesNotMatch) {
  expect(kMismatch, signed_for("execute-api", request()));
}

TEST_P(AuthenticationTest, TwoSignaturesDoNotMatch) {
  auto sent = signed_request();
  sent.target += "?X-Amz-Algorithm=AWS4-HMAC-SHA256";

  expect(kMismatch, sent);
}

TEST_P(AuthenticationTest, AHostThatIsNotSignedDoesNotMatch) {
  auto sent = request();
  const auto date = wire::to_basic_date(real_time::wall_now());
  sent.headers.add("Host", kHost);
  sent.headers.add("X-Amz-Date", date);
  sent.headers.add("Authorization",
                   fmt::format("AWS4-HMAC-SHA256 Credential={}/{}/us-east-1/sqs/aws4_request, "
                               "SignedHeaders=x-amz-date, Signature={}",
                               key_.access_key_id, date.substr(0, 8), std::string(64, '0')));

  expect(kMismatch, sent);
}

TEST_P(AuthenticationTest, ASessionsKeyNeedsItsTokenAndIsGoodUntilItEnds) {
  const auto sign_with_session = [&](Timestamp ends) {
    sandbox::Session session(*sandbox_);
    const auto caller =
        sandbox::open_session(*sandbox_, {sandbox_->account(), "meter"}, "job", ends);
    session.commit();
    key_ = caller.credentials;
    session_token_ = caller.session->token;
  };

  sign_with_session(real_time::wall_now() - 1s);
  expect(kExpired, signed_request());
  sign_with_session(real_time::wall_now() + 1h);
  session_token_ += "x";
  expect(kUnknown, signed_request());
  session_token_ = "";
  expect(kUnknown, signed_request());
}

INSTANTIATE_TEST_SUITE_P(Protocols, AuthenticationTest,
                         testing::Values(Way{"Json", "metering", metering},
                                         Way{"SqsJson", "sqs", sqs_json},
                                         Way{"SqsQuery", "sqs", sqs_query},
                                         Way{"SnsQuery", "sns", sns}, Way{"StsQuery", "sts", sts},
                                         Way{"Cbor", "entitlement", cbor}),
                         [](const auto& test) { return test.param.name; });

class PayloadTest : public ServicesTest {
 protected:
  /// A ResolveCustomer call whose body's hash is said to be `word`, and signed so.
  HttpRequest signed_with_payload(const std::string& word) {
    auto request = json_request("metering", "ResolveCustomer", R"({"RegistrationToken":"t"})");
    request.headers.add("x-amz-content-sha256", word);
    request = signed_for("metering", std::move(request));
    const auto authorization = wire::parse_authorization(request).value();
    const auto key = wire::derive_signing_key(
        key_.secret_access_key, {authorization.date, authorization.region, authorization.service});
    auto canonical = wire::sign(request, authorization, key).canonical_request;
    canonical.replace(canonical.rfind('\n') + 1, std::string::npos, word);
    const auto text = fmt::format("AWS4-HMAC-SHA256\n{}\n{}\n{}", authorization.amz_date,
                                  authorization.credential.substr(key_.access_key_id.size() + 1),
                                  wire::hex(wire::bytes_of(wire::sha256(canonical))));
    Headers headers;
    for (const auto& [name, value] : request.headers) {
      if (name != "Authorization") headers.add(name, value);
    }
    headers.add("Authorization",
                fmt::format("AWS4-HMAC-SHA256 Credential={}, SignedHeaders={}, Signature={}",
                            authorization.credential, authorization.signed_headers,
                            wire::hex(wire::bytes_of(key.sign(text)))));
    request.headers = std::move(headers);
    return request;
  }
};

TEST_F(PayloadTest, ABodyMustBeSigned) {
  for (const auto* word :
       {"UNSIGNED-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"}) {
    const auto said = send(signed_with_payload(word));

    EXPECT_THAT(said.error(), StartsWith("400 InvalidSignatureException: The request signature"));
    EXPECT_THAT(said.header("x-souk-hint"), HasSubstr(word));
  }
}

TEST_F(PayloadTest, AHashThatIsTheBodysIsTaken) {
  const auto hash = wire::hex(wire::bytes_of(wire::sha256(R"({"RegistrationToken":"t"})")));

  EXPECT_THAT(send(signed_with_payload(hash)).error(), StartsWith("400 InvalidTokenException"));
}

/// URLs that are their own signature.
class PresignedTest : public ServicesTest {
 protected:
  HttpRequest presigned(const std::string& service, const std::string& path,
                        const std::string& parameters, Duration age = Duration(0),
                        int seconds = 60) {
    const auto date = wire::to_basic_date(real_time::wall_now() - age);
    HttpRequest request;
    request.method = "GET";
    request.headers.add("Host", kHost);
    request.target = fmt::format(
        "{}?{}&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={}%2F{}%2Fus-east-1%2F{}"
        "%2Faws4_request&X-Amz-Date={}&X-Amz-Expires={}&X-Amz-SignedHeaders=host",
        path, parameters, key_.access_key_id, date.substr(0, 8), service, date, seconds);
    if (!session_token_.empty()) {
      request.target += "&X-Amz-Security-Token=";
      append_percent_encoded(request.target, session_token_);
    }
    auto probe = request;
    probe.target += "&X-Amz-Signature=0";
    const auto authorization = wire::parse_authorization(probe).value();
    const auto key = wire::derive_signing_key(
        key_.secret_access_key, {authorization.date, authorization.region, authorization.service});
    request.target += "&X-Amz-Signature=" + wire::sign(probe, authorization, key).value;
    return request;
  }
  HttpRequest identity(Duration age = Duration(0)) {
    return presigned("sts", "/", "Action=GetCallerIdentity&Version=2011-06-15", age);
  }
};

TEST_F(PresignedTest, AUrlIsACallOfWhoSignedIt) {
  const auto said = send(identity());

  EXPECT_EQ(said.status(), 200);
  EXPECT_THAT(said.answer.response.body,
              HasSubstr("<Account>" + sandbox_->account() + "</Account>"));
  EXPECT_EQ(last_call()["data"]["signed"], "verified");
}

TEST_F(PresignedTest, AUrlReadsAQueue) {
  call("sqs", "CreateQueue", {{"QueueName", "q"}});

  const auto said = send(presigned("sqs", "/" + sandbox_->account() + "/q",
                                   "Action=ReceiveMessage&Version=2012-11-05"));

  EXPECT_EQ(said.status(), 200) << said.answer.response.body;
}

TEST_F(PresignedTest, AChangedUrlDoesNotMatch) {
  auto request = identity();
  request.target.replace(request.target.find("Version=2011-06-15"), 18, "Version=2011-06-16");

  const auto said = send(request);

  EXPECT_EQ(said.status(), 403);
  EXPECT_THAT(said.answer.response.body, HasSubstr("<Code>SignatureDoesNotMatch</Code>"));
}

TEST_F(PresignedTest, AUrlOutlivesTheWindowButNotItsLifetime) {
  const auto week = [&](Duration age) {
    return send(presigned("sts", "/", "Action=GetCallerIdentity&Version=2011-06-15", age, 604800))
        .status();
  };

  EXPECT_EQ(week(24h), 200);
  EXPECT_EQ(week(169h), 403);
  EXPECT_THAT(send(identity(2min)).answer.response.body, HasSubstr("Signature expired: "));
}

TEST_F(PresignedTest, ASessionsUrlCarriesItsToken) {
  {
    sandbox::Session session(*sandbox_);
    const auto caller = sandbox::open_session(*sandbox_, {sandbox_->account(), "meter"}, "job",
                                              real_time::wall_now() + 1h);
    session.commit();
    key_ = caller.credentials;
    session_token_ = caller.session->token;
  }

  EXPECT_THAT(send(identity()).answer.response.body, HasSubstr(":assumed-role/meter/job</Arn>"));
}

}  // namespace
}  // namespace souk::services
