#include <gtest/gtest.h>

#include <vector>

#include "emulator/wire/basic_date.h"
#include "emulator/wire/digest.h"
#include "tests/emulator/wire/bytes.h"
#include "tests/emulator/wire/signed_requests.h"

namespace souk::wire {
namespace {

constexpr auto kSuiteDate = "20150830T123600Z";
constexpr auto kOurDate = "20261122T101500Z";
constexpr auto kSuiteToken =
    "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfI"
    "eoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0"
    "wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+"
    "scqKmlzm8FDrypN"
    "C9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==";
constexpr auto kFormHash = "9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e";

struct Vector {
  const char* name;
  HttpRequest request;
  const char* date;
  const char* service;
  const char* signed_headers;
  const char* canonical_hash;  // empty where the source gives none
  const char* signature;
};

HttpRequest suite(const char* method, const char* target,
                  std::initializer_list<std::pair<const char*, std::string>> headers = {},
                  std::string body = {}) {
  auto made = request(method, target, {{"Host", "example.amazonaws.com"}}, std::move(body));
  for (const auto& [name, value] : headers) made.headers.add(name, value);
  made.headers.add("X-Amz-Date", kSuiteDate);
  return made;
}

HttpRequest suite_form(const char* content_type) {
  return suite("POST", "/",
               {{"Content-Type", content_type},
                {"Content-Length", "13"},
                {"x-amz-content-sha256", kFormHash}},
               "Param1=value1");
}

HttpRequest ours(const char* target,
                 std::initializer_list<std::pair<const char*, std::string>> headers,
                 std::string body) {
  auto made = request("POST", target, {{"Host", "127.0.0.1:8080"}}, std::move(body));
  for (const auto& [name, value] : headers) made.headers.add(name, value);
  made.headers.add("X-Amz-Date", kOurDate);
  return made;
}

std::string lower(std::string_view text) {
  std::string letters(text);
  for (char& letter : letters) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return letters;
}

class SignatureVectors : public testing::TestWithParam<Vector> {};

TEST_P(SignatureVectors, VerifyAndHaveTheirCanonicalForm) {
  const auto& vector = GetParam();
  auto call = vector.request;
  call.headers.add("Authorization",
                   authorization_header(std::string(vector.date).substr(0, 8), vector.service,
                                        vector.signed_headers, vector.signature));
  const auto authorization = parse_authorization(call);
  ASSERT_TRUE(authorization) << authorization.error().message;
  const auto key = derive_signing_key(
      kSecret, {authorization->date, authorization->region, authorization->service});

  const auto signature = sign(call, *authorization, key);
  const auto verdict = checked(call, *parse_basic_date(vector.date));

  EXPECT_EQ(signature.value, vector.signature) << signature.canonical_request;
  if (*vector.canonical_hash != '\0') {
    EXPECT_EQ(hex(bytes_of(sha256(signature.canonical_request))), vector.canonical_hash)
        << signature.canonical_request;
  }
  EXPECT_TRUE(verdict) << verdict.error().message;
}

/// The same request with one letter of it changed, for every letter that is signed.
std::vector<HttpRequest> with_a_letter_changed(const HttpRequest& original,
                                               const std::string& signed_headers) {
  std::vector<HttpRequest> changed;
  const auto change = [](char& letter) { letter = letter == 'x' ? 'y' : 'x'; };
  for (std::size_t at = 0; at < original.method.size(); ++at) {
    change(changed.emplace_back(original).method[at]);
  }
  for (std::size_t at = 1; at < original.target.size(); ++at) {
    change(changed.emplace_back(original).target[at]);
  }
  for (std::size_t at = 0; at < original.body.size(); ++at) {
    change(changed.emplace_back(original).body[at]);
  }
  std::size_t place = 0;
  for (const auto& [name, value] : original.headers) {
    ++place;
    const auto found = (";" + signed_headers + ";").find(";" + lower(name) + ";");
    if (found == std::string::npos) continue;
    for (std::size_t at = 0; at < value.size(); ++at) {
      if (value[at] == ' ') continue;
      auto& made = changed.emplace_back(original);
      made.headers = {};
      std::size_t number = 0;
      for (const auto& [key, text] : original.headers) {
        std::string now(text);
        if (++number == place) change(now[at]);
        made.headers.add(key, now);
      }
    }
  }
  return changed;
}

TEST_P(SignatureVectors, AreRefusedWithAnyLetterChanged) {
  const auto& vector = GetParam();
  const auto header = authorization_header(std::string(vector.date).substr(0, 8), vector.service,
                                           vector.signed_headers, vector.signature);

  const auto all = with_a_letter_changed(vector.request, vector.signed_headers);

  EXPECT_GT(all.size(), 30U);
  for (auto each : all) {
    each.headers.add("Authorization", header);
    const auto verdict = checked(each, *parse_basic_date(vector.date));
    ASSERT_FALSE(verdict) << each.method << " " << each.target << " " << each.body;
    // A date that is none cannot be read at all.
    const bool dated = each.headers.get("x-amz-date") == vector.date;
    EXPECT_TRUE(verdict.error().kind == CommonError::InvalidSignature ||
                (!dated && verdict.error().kind == CommonError::IncompleteSignature))
        << verdict.error().message;
  }
}

// Source: the AWS signing test suite (github.com/awslabs/aws-c-auth), v4.
INSTANTIATE_TEST_SUITE_P(
    OfAws, SignatureVectors,
    testing::Values(
        Vector{"GetVanilla", suite("GET", "/"), kSuiteDate, "service", "host;x-amz-date",
               "bb579772317eb040ac9ed261061d46c1f17a8133879d6129b6e1c25292927e63",
               "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
        Vector{"GetVanillaQueryOrderKeyCase", suite("GET", "/?Param2=value2&Param1=value1"),
               kSuiteDate, "service", "host;x-amz-date",
               "816cd5b414d056048ba4f7c5386d6e0533120fb1fcfa93762cf0fc39e2cf19e0",
               "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"},
        Vector{"PostForm", suite_form("application/x-www-form-urlencoded"), kSuiteDate, "service",
               "content-length;content-type;host;x-amz-content-sha256;x-amz-date",
               "b1edd1d03544c25390e32085d55b57acc9a3961bb59415ff86c45c3d89d16cfb",
               "d3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b"},
        Vector{"PostFormWithCharset",
               suite_form("application/x-www-form-urlencoded; charset=utf-8"), kSuiteDate,
               "service", "content-length;content-type;host;x-amz-content-sha256;x-amz-date",
               "a89f1a5b53e37702ee6363ce1da3ce8f54386f3c8f352ae652153c2982a0bc4d",
               "328d1b9eaadca9f5818ef05e8392801e091653bafec24fcab71e7344e7f51422"},
        Vector{"StsHeaderBefore", suite("POST", "/", {{"X-Amz-Security-Token", kSuiteToken}}),
               kSuiteDate, "service", "host;x-amz-date;x-amz-security-token",
               "c237e1b440d4c63c32ca95b5b99481081cb7b13c7e40434868e71567c1a882f6",
               "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead"},
        Vector{"StsHeaderAfter", suite("POST", "/", {{"X-Amz-Security-Token", kSuiteToken}}),
               kSuiteDate, "service", "host;x-amz-date", "",
               "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"},
        Vector{"HeaderValueTrim",
               suite("GET", "/", {{"My-Header1", " value1"}, {"My-Header2", " \"a   b   c\""}}),
               kSuiteDate, "service", "host;my-header1;my-header2;x-amz-date", "",
               "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"},
        Vector{
            "HeaderKeyDuplicate",
            suite("GET", "/",
                  {{"My-Header1", "value2"}, {"My-Header1", "value2"}, {"My-Header1", "value1"}}),
            kSuiteDate, "service", "host;my-header1;x-amz-date", "",
            "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea"},
        Vector{"RawUtf8InThePath", suite("GET", "/\xE1\x88\xB4"), kSuiteDate, "service",
               "host;x-amz-date", "",
               "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"}),
    [](const auto& test) { return test.param.name; });

// Made with the signer of botocore 1.43.11.
INSTANTIATE_TEST_SUITE_P(
    OfMarketplaceCalls, SignatureVectors,
    testing::Values(
        Vector{"ResolveCustomer",
               ours("/",
                    {{"Content-Type", "application/x-amz-json-1.1"},
                     {"X-Amz-Target", "AWSMPMeteringService.ResolveCustomer"}},
                    R"({"RegistrationToken": "tok-1"})"),
               kOurDate, "aws-marketplace", "content-type;host;x-amz-date;x-amz-target",
               "e038a7cf3c1bc7c6e2617d71f9cb19e34d2044b5534d545d2364ac152d9c777e",
               "accaeb3d0b952a583cf75737bf7d5568f0308cfd457f3120ad6767ae94b7048e"},
        Vector{"GetCallerIdentity",
               ours("/",
                    {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"},
                     {"X-Amz-Security-Token", "FwoGZXIvYXdzEXAMPLETOKEN=="}},
                    "Action=GetCallerIdentity&Version=2011-06-15"),
               kOurDate, "sts", "content-type;host;x-amz-date;x-amz-security-token",
               "e4c9bc7350243e0f094aa7b6b6d78e220c5f894533190333a8d214614250aa3d",
               "addc629ca20a100e49ce5af3a774f3a917869cfecb92a95c0d3fd06f5883c07d"},
        Vector{"GetEntitlementsInCbor",
               ours("/service/AWSMPEntitlementService/operation/GetEntitlements",
                    {{"accept", "application/cbor"},
                     {"content-type", "application/cbor"},
                     {"smithy-protocol", "rpc-v2-cbor"}},
                    from_hex("a16b50726f64756374436f64656570726f6431")),
               kOurDate, "aws-marketplace", "accept;content-type;host;smithy-protocol;x-amz-date",
               "9d95cc82e17e344a4a9578205b43f797f5af9364601c043488c8b2c37b5d95e5",
               "e3600aa3742dc2db7ee1bf184d7eef0fd15e690615167986ea6bc05a9cabedb0"}),
    [](const auto& test) { return test.param.name; });

struct PresignedVector {
  const char* name;
  const char* host;
  const char* target;
  const char* date;
  const char* canonical_hash;
};

class PresignedVectors : public testing::TestWithParam<PresignedVector> {};

TEST_P(PresignedVectors, VerifyAndHaveTheirCanonicalForm) {
  const auto& vector = GetParam();
  const auto call = request("GET", vector.target, {{"Host", vector.host}});
  const auto authorization = parse_authorization(call);
  ASSERT_TRUE(authorization) << authorization.error().message;
  const auto key = derive_signing_key(
      kSecret, {authorization->date, authorization->region, authorization->service});

  const auto signature = sign(call, *authorization, key);
  const auto verdict = checked(call, *parse_basic_date(vector.date));

  EXPECT_EQ(signature.value, authorization->signature) << signature.canonical_request;
  EXPECT_EQ(hex(bytes_of(sha256(signature.canonical_request))), vector.canonical_hash);
  EXPECT_TRUE(verdict);
}

TEST_P(PresignedVectors, AreRefusedWithAnyLetterOfTheUrlChanged) {
  const auto& vector = GetParam();
  const std::string target = vector.target;

  for (std::size_t at = target.find('?') + 1; at < target.size(); ++at) {
    auto changed = target;
    changed[at] = changed[at] == '1' ? '2' : '1';
    const auto verdict =
        checked(request("GET", changed, {{"Host", vector.host}}), *parse_basic_date(vector.date));
    EXPECT_FALSE(verdict) << changed;
  }
}

INSTANTIATE_TEST_SUITE_P(
    OfBothSources, PresignedVectors,
    testing::Values(
        PresignedVector{
            "GetVanilla", "example.amazonaws.com",
            "/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1"
            "%2Fservice%2Faws4_request&X-Amz-Date=20150830T123600Z&X-Amz-Expires=3600"
            "&X-Amz-SignedHeaders=host&X-Amz-Signature="
            "e93c787ed7f371d5c6b165c1b38ede9550f4dce4144713e844b25b7192d3865d",
            kSuiteDate, "bb7705b4aa3cb8e8f5e1e0b3d4c0b64030797a313c8ceee43e33117cc43eadc5"},
        PresignedVector{
            "GetCallerIdentity", "127.0.0.1:8080",
            "/?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Algorithm=AWS4-HMAC-SHA256"
            "&X-Amz-Credential=AKIDEXAMPLE%2F20261122%2Fus-east-1%2Fsts%2Faws4_request"
            "&X-Amz-Date=20261122T101500Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host"
            "&X-Amz-Signature=216ec43cd71798e368c5a480e5102663b3f4aa59f960b7b5945467de2e7aec77",
            kOurDate, "357ec563dcadd2500295eefc263f81dd2bb0e0e3364b94b9aaef1f1a82a0fb08"}),
    [](const auto& test) { return test.param.name; });

TEST(SigningKey, IsDerivedAsAwsDoes) {
  // HMACs of one text under the published final keys of both chains and under ours.
  const auto suite_key =
      from_hex("938127b5336810ddb6a5d6af445fcac9e371f9ed418ed386b022aed82901be75");
  const auto our_key = from_hex("2fc68983fc69ccfc8dbc7163f54cda3092fd32d3616c37960b9236ec598fecf2");

  EXPECT_EQ(derive_signing_key(kSecret, {"20150830", "us-east-1", "service"}).sign("x"),
            HmacSha256(suite_key).sign("x"));
  EXPECT_EQ(derive_signing_key(kSecret, {"20261122", "us-east-1", "aws-marketplace"}).sign("x"),
            HmacSha256(our_key).sign("x"));
}

// Vectors of RFC 4231, test cases 2 and 6 (a key longer than a block).
TEST(HmacSha256, KeepsTheStandardsVectors) {
  const HmacSha256 key("Jefe");
  const auto expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";

  EXPECT_EQ(hex(bytes_of(key.sign("what do ya want for nothing?"))), expected);
  EXPECT_EQ(hex(bytes_of(key.sign("what do ya want for nothing?"))), expected);
  EXPECT_EQ(hex(bytes_of(HmacSha256(std::string(131, '\xAA'))
                             .sign("Test Using Larger Than Block-Size Key - Hash Key First"))),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(SigningKeyCache, KeepsKeysAndNoticesANewSecret) {
  SigningKeyCache keys;
  const SigningScope scope{"20261122", "us-east-1", "sns"};

  const auto first = keys.get("AK/20261122/us-east-1/sns/aws4_request", "one", scope);
  const auto again = keys.get("AK/20261122/us-east-1/sns/aws4_request", "one", scope);
  const auto changed = keys.get("AK/20261122/us-east-1/sns/aws4_request", "two", scope);

  EXPECT_EQ(first, again);
  EXPECT_NE(first, changed);
  EXPECT_EQ(keys.size(), 1U);
}

TEST(SigningKeyCache, NeverGrowsBeyondItsCapacity) {
  SigningKeyCache keys(10);
  for (int i = 0; i < 100; ++i) keys.get(std::to_string(i), "secret", {"d", "r", "s"});

  EXPECT_LE(keys.size(), 10U);
}

}  // namespace
}  // namespace souk::wire
