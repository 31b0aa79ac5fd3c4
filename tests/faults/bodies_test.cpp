// Request bodies that are none: each is refused in the words of AWS or of the control API, and the
// server goes on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "souk/http.h"
#include "tests/support/souk.h"

namespace souk::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr std::size_t kLargestBody = std::size_t{2} << 20;

std::string nested(std::string_view open, std::string_view close, int depth) {
  std::string text;
  for (int i = 0; i < depth; ++i) text += open;
  text += "1";
  for (int i = 0; i < depth; ++i) text += close;
  return text;
}

struct BadBody {
  const char* name;
  std::string body;
};

void PrintTo(const BadBody& row, std::ostream* stream) { *stream << row.name; }

class BadBodyTest : public testing::TestWithParam<BadBody> {
 protected:
  static Souk& server() {
    static Souk souk({"--auth", "off", "--clock", "frozen"});
    return souk;
  }

  static client::HttpAnswer post(const std::string& path, const client::HttpHeaders& headers,
                                 const std::string& body) {
    const auto answer = client::request("POST", server().url() + path, headers, body);
    EXPECT_TRUE(answer) << (answer ? "" : answer.error().message);
    return answer ? *answer : client::HttpAnswer{};
  }

  static client::HttpAnswer meter(const std::string& body) {
    return post("/",
                {{"Content-Type", "application/x-amz-json-1.1"},
                 {"X-Amz-Target", "AWSMPMeteringService.BatchMeterUsage"}},
                body);
  }
};

TEST_P(BadBodyTest, IsASerializationExceptionToAnAwsCall) {
  const auto answer = meter(GetParam().body);

  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(json::parse(answer.body).at("__type"), "SerializationException");
  EXPECT_TRUE(server().control().health());
}

TEST_P(BadBodyTest, IsASentenceToAControlCall) {
  const auto answer = post("/_souk/v1/sandboxes", {}, GetParam().body);

  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(json::parse(answer.body).at("error").at("message").get<std::string>(),
              HasSubstr("The body is "));
  EXPECT_TRUE(server().control().health());
}

INSTANTIATE_TEST_SUITE_P(Bodies, BadBodyTest,
                         testing::Values(BadBody{"no_json", "RegistrationToken=abc"},
                                         BadBody{"torn_json", R"({"UsageRecords": [)"},
                                         BadBody{"not_utf8", "{\"ProductCode\": \"\xff\xfe\"}"},
                                         BadBody{"lists_100000_deep", nested("[", "]", 100'000)},
                                         BadBody{"objects_100000_deep",
                                                 nested("{\"a\":", "}", 100'000)}),
                         [](const auto& row) { return row.param.name; });

class LargeBodyTest : public BadBodyTest {};
class QueryBodyTest : public BadBodyTest {};

TEST_F(LargeBodyTest, IsReadUpToTwoMegabytesAndRefusedAfterThat) {
  const auto at = meter(std::string(kLargestBody, ' '));
  const auto beyond = meter(std::string(kLargestBody + 1, ' '));

  EXPECT_EQ(at.status, 400);
  EXPECT_EQ(beyond.status, 413);
  EXPECT_EQ(json::parse(beyond.body).at("__type"), "RequestEntityTooLarge");
  EXPECT_THAT(beyond.body, HasSubstr("longer than the 2097152 bytes"));
  EXPECT_TRUE(server().control().health());
}

TEST_F(LargeBodyTest, RefusedByTheControlApiSaysWhatToDo) {
  const auto answer = post("/_souk/v1/sandboxes", {}, std::string(kLargestBody + 1, ' '));

  const auto error = json::parse(answer.body).at("error");
  EXPECT_EQ(answer.status, 413);
  EXPECT_EQ(error.at("code"), "RequestEntityTooLarge");
  EXPECT_EQ(error.at("hint"), "Send less at once.");
}

TEST_F(QueryBodyTest, WithAnUnknownActionIsRefusedInXml) {
  const auto answer = post("/", {{"Content-Type", "application/x-www-form-urlencoded"}},
                           "Action=Subscrib&Version=2010-03-31");

  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(answer.body, HasSubstr("<Code>InvalidAction</Code>"));
}

}  // namespace
}  // namespace souk::test
