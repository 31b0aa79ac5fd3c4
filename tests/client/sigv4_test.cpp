#include "souk/sigv4.h"

#include "tests/support/precompiled.h"

namespace souk::client {
namespace {

/// AWS's published test credentials. Source: the Signature Version 4 test suite.
const Credentials kExample{"AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"};
const std::string kSuiteToken =
    "AQoDYXdzEPT//////////"
    "wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx"
    "7mSEI/qkPpKPi/"
    "kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNV"
    "X"
    "AkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJa"
    "bIQwj2ICCR/oLxBA==";

SigningInput suite_input(std::string method, std::string target, const HttpHeaders& more = {},
                         std::string body = {}) {
  HttpHeaders headers{{"Host", "example.amazonaws.com"}, {"X-Amz-Date", "20150830T123600Z"}};
  for (const auto& [name, value] : more) headers.add(name, value);
  return {std::move(method),
          std::move(target),
          headers,
          std::move(body),
          "us-east-1",
          "service",
          parse_iso("2015-08-30T12:36:00Z").value()};
}

struct SuiteCase {
  const char* name;
  SigningInput input;
  std::string canonical_request;  ///< its SHA-256; empty where the suite's is not at hand
  std::string signature;
};

class SigV4Suite : public testing::TestWithParam<SuiteCase> {};

TEST_P(SigV4Suite, SignsLikeAws) {
  const auto signature = sign(GetParam().input, kExample);

  if (!GetParam().canonical_request.empty()) {
    EXPECT_EQ(sha256_hex(signature.canonical_request), GetParam().canonical_request);
  }
  EXPECT_EQ(signature.signature, GetParam().signature) << signature.canonical_request;
}

INSTANTIATE_TEST_SUITE_P(
    , SigV4Suite,
    testing::Values(
        SuiteCase{"Vanilla", suite_input("GET", "/"),
                  "bb579772317eb040ac9ed261061d46c1f17a8133879d6129b6e1c25292927e63",
                  "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
        SuiteCase{"QueryOrder", suite_input("GET", "/?Param2=value2&Param1=value1"),
                  "816cd5b414d056048ba4f7c5386d6e0533120fb1fcfa93762cf0fc39e2cf19e0",
                  "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"},
        SuiteCase{"Form",
                  suite_input("POST", "/",
                              {{"Content-Type", "application/x-www-form-urlencoded"},
                               {"Content-Length", "13"},
                               {"X-Amz-Content-Sha256",
                                "9095672bbd1f56dfc5b65f3e153adc8731a4a6541"
                                "92329106275f4c7b24d0b6e"}},
                              "Param1=value1"),
                  "b1edd1d03544c25390e32085d55b57acc9a3961bb59415ff86c45c3d89d16cfb",
                  "d3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b"},
        SuiteCase{"SessionTokenSigned",
                  suite_input("POST", "/", {{"X-Amz-Security-Token", kSuiteToken}}),
                  "c237e1b440d4c63c32ca95b5b99481081cb7b13c7e40434868e71567c1a882f6",
                  "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead"},
        SuiteCase{"SessionTokenUnsigned", suite_input("POST", "/"), "",
                  "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"},
        SuiteCase{
            "ValueTrimmed",
            suite_input("GET", "/", {{"My-Header1", " value1"}, {"My-Header2", " \"a   b   c\""}}),
            "", "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"},
        SuiteCase{"NameTwice",
                  suite_input("GET", "/",
                              {{"My-Header1", "value2"},
                               {"My-Header1", "value2"},
                               {"My-Header1", "value1"}}),
                  "", "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea"},
        SuiteCase{"Utf8Path", suite_input("GET", "/\xE1\x88\xB4"), "",
                  "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"}),
    [](const auto& which) { return std::string(which.param.name); });

SigningInput market_input(std::string service, const HttpHeaders& more, std::string body,
                          std::string target = "/") {
  HttpHeaders headers{{"host", "127.0.0.1:8080"}, {"x-amz-date", "20261122T101500Z"}};
  for (const auto& [name, value] : more) headers.add(name, value);
  return {"POST",
          std::move(target),
          headers,
          std::move(body),
          "us-east-1",
          std::move(service),
          parse_iso("2026-11-22T10:15:00Z").value()};
}

INSTANTIATE_TEST_SUITE_P(
    AsBotocore, SigV4Suite,
    testing::Values(
        SuiteCase{"ResolveCustomer",
                  market_input("aws-marketplace",
                               {{"content-type", "application/x-amz-json-1.1"},
                                {"x-amz-target", "AWSMPMeteringService.ResolveCustomer"}},
                               R"({"RegistrationToken": "tok-1"})"),
                  "e038a7cf3c1bc7c6e2617d71f9cb19e34d2044b5534d545d2364ac152d9c777e",
                  "accaeb3d0b952a583cf75737bf7d5568f0308cfd457f3120ad6767ae94b7048e"},
        SuiteCase{
            "CallerIdentityWithToken",
            market_input("sts",
                         {{"content-type", "application/x-www-form-urlencoded; charset=utf-8"},
                          {"x-amz-security-token", "FwoGZXIvYXdzEXAMPLETOKEN=="}},
                         "Action=GetCallerIdentity&Version=2011-06-15"),
            "e4c9bc7350243e0f094aa7b6b6d78e220c5f894533190333a8d214614250aa3d",
            "addc629ca20a100e49ce5af3a774f3a917869cfecb92a95c0d3fd06f5883c07d"},
        SuiteCase{"EntitlementsInCbor",
                  market_input("aws-marketplace",
                               {{"accept", "application/cbor"},
                                {"content-type", "application/cbor"},
                                {"smithy-protocol", "rpc-v2-cbor"}},
                               "\xa1\x6bProductCode\x65prod1",
                               "/service/AWSMPEntitlementService/operation/GetEntitlements"),
                  "9d95cc82e17e344a4a9578205b43f797f5af9364601c043488c8b2c37b5d95e5",
                  "e3600aa3742dc2db7ee1bf184d7eef0fd15e690615167986ea6bc05a9cabedb0"}),
    [](const auto& which) { return std::string(which.param.name); });

TEST(SigV4, NamesScopeAndHeadersInTheAuthorization) {
  const auto signature = sign(suite_input("GET", "/"), kExample);

  EXPECT_EQ(signature.authorization,
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
            "SignedHeaders=host;x-amz-date, Signature=" +
                signature.signature);
}

TEST(SigV4, PresignsLikeAws) {
  SigningInput input{"GET",       "/",       {{"Host", "example.amazonaws.com"}},      "",
                     "us-east-1", "service", parse_iso("2015-08-30T12:36:00Z").value()};
  EXPECT_THAT(
      presign(input, kExample, std::chrono::hours(1)),
      testing::EndsWith("&X-Amz-Signature=e93c787ed7f371d5c6b165c1b38ede9550f4dce4144713e844"
                        "b25b7192d3865d"));

  input = {"GET",
           "/?Action=GetCallerIdentity&Version=2011-06-15",
           {{"Host", "127.0.0.1:8080"}},
           "",
           "us-east-1",
           "sts",
           parse_iso("2026-11-22T10:15:00Z").value()};
  EXPECT_THAT(
      presign(input, kExample, std::chrono::seconds(60)),
      testing::EndsWith("216ec43cd71798e368c5a480e5102663b3f4aa59f960b7b5945467de2e7aec77"));
}

}  // namespace
}  // namespace souk::client
