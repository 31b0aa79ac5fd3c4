#include <gtest/gtest.h>

#include "tests/emulator/wire/signed_requests.h"

namespace souk::wire {
namespace {

SignatureRefusal refusal_of(const HttpRequest& call) {
  const auto authorization = parse_authorization(call);
  if (authorization) {
    ADD_FAILURE() << "parsed";
    return {};
  }
  return authorization.error();
}

HttpRequest authorized(std::string value) {
  return with_header(resolve_customer(), "authorization", std::move(value));
}

TEST(Authorization, IsTakenApart) {
  const auto authorization = parse_authorization(resolve_customer());

  ASSERT_TRUE(authorization);
  EXPECT_EQ(authorization->form, Authorization::Form::Header);
  EXPECT_EQ(authorization->access_key_id, "AKIDEXAMPLE");
  EXPECT_EQ(authorization->date, "20261122");
  EXPECT_EQ(authorization->region, "us-east-1");
  EXPECT_EQ(authorization->service, "aws-marketplace");
  EXPECT_EQ(authorization->signed_headers, "content-type;host;x-amz-date;x-amz-target");
  EXPECT_EQ(authorization->amz_date, "20261122T101500Z");
  EXPECT_EQ(authorization->signed_at, kSigningTime);
  EXPECT_EQ(authorization->session_token, "");
}

TEST(Authorization, MayBeSpacedAndOrderedOtherwise) {
  const auto tight = parse_authorization(authorized(
      "AWS4-HMAC-SHA256 Signature=ab,SignedHeaders=host,Credential=K/d/r/s/aws4_request"));
  const auto loose = parse_authorization(
      authorized("  AWS4-HMAC-SHA256\tCredential=K/d/r/s/aws4_request ,  SignedHeaders=host ,"
                 "Signature=ab "));

  ASSERT_TRUE(tight);
  ASSERT_TRUE(loose);
  EXPECT_EQ(tight->signature, "ab");
  EXPECT_EQ(loose->signature, "ab");
  EXPECT_EQ(loose->credential, "K/d/r/s/aws4_request");
}

TEST(Authorization, TakesTheDateHeaderForWantOfXAmzDate) {
  auto http_date = with_header(resolve_customer(), "x-amz-date", std::nullopt);
  http_date.headers.add("Date", "Sun, 22 Nov 2026 10:15:00 GMT");
  auto basic = with_header(resolve_customer(), "x-amz-date", std::nullopt);
  basic.headers.add("Date", "20261122T101500Z");

  EXPECT_EQ(parse_authorization(http_date)->amz_date, "20261122T101500Z");
  EXPECT_EQ(parse_authorization(basic)->signed_at, kSigningTime);
}

TEST(Authorization, IsMissing) {
  EXPECT_EQ(refusal_of(post()).kind, CommonError::MissingToken);
  EXPECT_EQ(refusal_of(post()).message, "Request is missing Authentication Token");
  EXPECT_EQ(refusal_of(authorized("Bearer xyz")).kind, CommonError::MissingToken);
  EXPECT_NE(refusal_of(authorized("Bearer xyz")).explanation, "");
}

TEST(Authorization, IsThereTwice) {
  auto both = resolve_customer();
  both.target = "/?X-Amz-Algorithm=AWS4-HMAC-SHA256";

  EXPECT_EQ(refusal_of(both).kind, CommonError::InvalidSignature);
  EXPECT_EQ(refusal_of(both).message,
            "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP "
            "header.");
}

TEST(Authorization, NamesEveryPartThatIsMissing) {
  const auto nothing = with_header(authorized("AWS4-HMAC-SHA256 x"), "x-amz-date", std::nullopt);
  const auto no_signature = authorized("AWS4-HMAC-SHA256 Credential=a, SignedHeaders=host");

  EXPECT_EQ(refusal_of(nothing).kind, CommonError::IncompleteSignature);
  EXPECT_EQ(refusal_of(nothing).message,
            "Authorization header requires 'Credential' parameter. Authorization header requires "
            "'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. "
            "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. "
            "Authorization=AWS4-HMAC-SHA256 x");
  EXPECT_EQ(refusal_of(no_signature).message,
            "Authorization header requires 'Signature' parameter. Authorization=AWS4-HMAC-SHA256 "
            "Credential=a, SignedHeaders=host");
}

TEST(Authorization, IsMalformed) {
  const auto other = authorized("AWS4-ECDSA-P256-SHA256 Credential=a");
  const auto short_scope =
      authorized("AWS4-HMAC-SHA256 Credential=a/b/c, SignedHeaders=host, Signature=s");
  const auto bad_date = with_header(resolve_customer(), "x-amz-date", "yesterday");

  EXPECT_EQ(refusal_of(other).kind, CommonError::IncompleteSignature);
  EXPECT_EQ(refusal_of(other).message.find("Unsupported AWS 'algorithm': 'AWS4-ECDSA-P256-SHA256'"),
            0U);
  EXPECT_EQ(refusal_of(short_scope).kind, CommonError::IncompleteSignature);
  EXPECT_NE(refusal_of(short_scope).message.find("got 'a/b/c'"), std::string::npos);
  EXPECT_EQ(refusal_of(bad_date).message,
            "Date must be in ISO-8601 'basic format'. Got 'yesterday'. See "
            "http://en.wikipedia.org/wiki/ISO_8601");
}

TEST(Authorization, MustCoverTheHost) {
  const auto refusal = refusal_of(authorized(
      "AWS4-HMAC-SHA256 Credential=K/d/r/s/aws4_request, SignedHeaders=x-amz-date, Signature=s"));

  EXPECT_EQ(refusal.kind, CommonError::InvalidSignature);
  EXPECT_EQ(refusal.message, "'Host' must be a 'SignedHeader' in the AWS Authorization.");
}

TEST(Presigned, NamesEveryParameterThatIsMissing) {
  const auto refusal =
      refusal_of(request("GET", "/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=d"));

  EXPECT_EQ(refusal.kind, CommonError::IncompleteSignature);
  EXPECT_EQ(refusal.message,
            "AWS query-string parameters must include 'X-Amz-Credential'. AWS query-string "
            "parameters must include 'X-Amz-Signature'. AWS query-string parameters must include "
            "'X-Amz-SignedHeaders'. AWS query-string parameters must include 'X-Amz-Expires'. "
            "Re-examine the query-string parameters.");
}

TEST(Presigned, LivesAWeekAtMost) {
  const auto expiring = [](const std::string& seconds) {
    return parse_authorization(
        request("GET",
                "/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=K/20261122/r/s/aws4_request"
                "&X-Amz-Date=20261122T101500Z&X-Amz-SignedHeaders=host&X-Amz-Signature=s"
                "&X-Amz-Expires=" +
                    seconds));
  };

  EXPECT_EQ(expiring("1")->lifetime, std::chrono::seconds(1));
  EXPECT_EQ(expiring("604800")->lifetime, std::chrono::days(7));
  for (const auto* bad : {"0", "604801", "-1", "99999999999999999999", "1h", "1.5"}) {
    EXPECT_FALSE(expiring(bad)) << bad;
  }
}

TEST(ClaimedScope, IsReadFromWhateverIsThere) {
  const auto whole = claimed_scope(resolve_customer());
  const auto part = claimed_scope(authorized("AWS4-HMAC-SHA256 Credential=AKID/x"));
  const auto presigned = claimed_scope(
      request("GET", "/?X-Amz-Credential=AKID%2F20261122%2Feu-west-1%2Fsts%2Faws4_request"));

  EXPECT_EQ(whole.access_key_id, "AKIDEXAMPLE");
  EXPECT_EQ(whole.region, "us-east-1");
  EXPECT_EQ(whole.service, "aws-marketplace");
  EXPECT_EQ(part.access_key_id, "AKID");
  EXPECT_EQ(part.region, "");
  EXPECT_EQ(presigned.access_key_id, "AKID");
  EXPECT_EQ(presigned.region, "eu-west-1");
  EXPECT_EQ(claimed_scope(post()).access_key_id, "");
}

TEST(AccessKeyIn, IsFoundInARawHead) {
  EXPECT_EQ(access_key_in("POST / HTTP/1.1\r\nauthorization: AWS4-HMAC-SHA256 Credential=AKID/x/y"),
            "AKID");
  EXPECT_EQ(access_key_in("GET /?X-Amz-Credential=AKID%2F20261122 HTTP/1.1\r\n"), "AKID");
  EXPECT_EQ(access_key_in("GET / HTTP/1.1\r\n\r\n"), "");
}

}  // namespace
}  // namespace souk::wire
