#include <set>

#include "emulator/control/control_desk.h"
#include "tests/emulator/control/control_fixture.h"

// Who may use the control API, and what it makes of paths, methods and bodies.
namespace souk::control {
namespace {

using testing::HasSubstr;

class DeskTest : public ControlTest {
 protected:
  using ControlTest::ControlTest;

  std::string with_headers(std::initializer_list<std::pair<const char*, const char*>> headers) {
    HttpRequest made;
    made.method = "GET";
    made.target = "/_souk/v1/health";
    for (const auto& [name, value] : headers) made.headers.add(name, value);
    return send(made).refusal();
  }
};

TEST_F(DeskTest, AnswersUnderItsLoopbackNamesOnly) {
  for (const auto* host :
       {"127.0.0.1", "127.0.0.1:4747", "localhost:4747", "[::1]:4747", "[::1]"}) {
    EXPECT_EQ(with_headers({{"Host", host}}), "200") << host;
  }
  for (const auto* host :
       {"souk.example.test", "127.0.0.1.example.test", "127.0.0.2", "", "[::2]"}) {
    EXPECT_EQ(with_headers({{"Host", host}}), "403 ForeignHost at Host") << host;
  }
  EXPECT_EQ(with_headers({}), "403 ForeignHost at Host");
}

TEST_F(DeskTest, TakesNothingFromPagesOfOthers) {
  EXPECT_EQ(with_headers({{"Host", kHost}, {"Origin", "http://127.0.0.1:4747"}}), "200");
  EXPECT_EQ(with_headers({{"Host", kHost}, {"Origin", "https://127.0.0.1:4747"}}), "200");
  for (const auto* origin : {"http://example.test", "http://127.0.0.1:4748", "null", "",
                             "http://127.0.0.1:4747.example.test"}) {
    EXPECT_EQ(with_headers({{"Host", kHost}, {"Origin", origin}}), "403 ForeignOrigin at Origin")
        << origin;
  }
}

class GuardedDeskTest : public DeskTest {
 protected:
  GuardedDeskTest() : DeskTest(Access{{"souk.example.test"}, "t0ken"}) {}
};

TEST_F(GuardedDeskTest, AsksForItsTokenAndKnowsItsOwnName) {
  EXPECT_EQ(with_headers({{"Host", "souk.example.test:4747"}, {"Authorization", "Bearer t0ken"}}),
            "200");
  for (const auto* wrong :
       {"", "Bearer ", "Bearer t0ken ", "Bearer T0ken", "t0ken", "Basic t0ken"}) {
    EXPECT_EQ(with_headers({{"Host", kHost}, {"Authorization", wrong}}),
              "401 TokenMissing at Authorization")
        << wrong;
  }
  EXPECT_EQ(with_headers({{"Host", kHost}}), "401 TokenMissing at Authorization");
  EXPECT_EQ(with_headers({{"Host", "example.test"}, {"Authorization", "Bearer t0ken"}}),
            "403 ForeignHost at Host");
}

TEST_F(DeskTest, SaysWhatIsNotThere) {
  EXPECT_EQ(get("/nothing").refusal(), "404 NotFound");
  EXPECT_EQ(get("/nothing").hint(), "docs/control-api.md lists the calls.");
  EXPECT_EQ(get("/sandboxes/").refusal(), "404 NotFound");
  auto other_version = request("GET", "/health");
  other_version.target = "/_souk/v2/health";
  EXPECT_EQ(send(other_version).refusal(), "404 NotFound");
  EXPECT_EQ(get("/sandboxes/nobody").refusal(), "404 SandboxNotFound");
  EXPECT_EQ(get("/sandboxes/nobody").hint(), "GET /_souk/v1/sandboxes lists them.");
}

TEST_F(DeskTest, SaysWhichMethodsAPathHas) {
  const auto told = post(in(""));

  EXPECT_EQ(told.refusal(), "405 MethodNotAllowed");
  EXPECT_EQ(told.message(), "POST is not for this path; GET, DELETE is.");
}

TEST_F(DeskTest, EveryRouteOfASandboxNeedsOne) {
  std::set<std::string> paths;
  for (const auto& route : all_routes()) {
    std::string path(route.path);
    if (path.find("{s}") == std::string::npos) continue;
    path.replace(path.find("{s}"), 3, "nobody");
    EXPECT_EQ(send(request(std::string(route.method), path, "{}")).refusal(), "404 SandboxNotFound")
        << path;
    paths.insert(path);
  }
  EXPECT_GT(paths.size(), 25U);
}

TEST_F(DeskTest, EveryRouteRefusesTheOtherMethods) {
  for (const auto& route : all_routes()) {
    std::string path(route.path);
    for (const auto* name : {"{s}", "{p}", "{o}", "{b}", "{a}", "{h}"}) {
      if (const auto at = path.find(name); at != std::string::npos) path.replace(at, 3, "x");
    }
    EXPECT_EQ(send(request("PATCH", path)).refusal(), "405 MethodNotAllowed") << path;
  }
}

TEST_F(DeskTest, ABodyIsAJsonObject) {
  const auto with = [&](std::string body) {
    return send(request("POST", in("/clock/hold"), std::move(body)));
  };

  EXPECT_EQ(with("").status(), 201) << "none is an empty one";
  EXPECT_EQ(with(" \r\n\t").status(), 201);
  EXPECT_EQ(with("{").message(), "The body is not JSON.");
  EXPECT_EQ(with("{} x").message(), "The body is not JSON.");
  EXPECT_EQ(with("[]").message(), "The body is a JSON object.");
  EXPECT_EQ(with("null").message(), "The body is a JSON object.");
  EXPECT_EQ(with("\xff").refusal(), "400 BadRequest");
}

TEST_F(DeskTest, ABodyIsNestedToABound) {
  const auto nested = [&](std::size_t depth) {
    std::string body = R"({"rows":[{"kind":"use","data":)";
    for (std::size_t i = 3; i < depth; ++i) body += R"({"a":)";
    body += "1";
    for (std::size_t i = 3; i < depth; ++i) body += "}";
    return send(request("POST", in("/journal"), body + "}]}"));
  };

  EXPECT_EQ(nested(10).status(), 201);
  EXPECT_EQ(nested(100).message(), "The body is nested deeper than 64.");
  EXPECT_EQ(send(request("POST", in("/journal"), std::string(1'000'000, '['))).message(),
            "The body is nested deeper than 64.");
}

TEST_F(DeskTest, AWrongTypeNobodyLookedAtMoreCloselyIsABadRequest) {
  const auto told = put(in("/products/p"), {{"dimensions", {{{"name", "a"}, {"metered", "yes"}}}}});

  EXPECT_EQ(told.status(), 400);
  EXPECT_EQ(get(in("/topics")).status(), 200) << "and nothing is left half done";
}

TEST_F(DeskTest, UnknownMembersAreRefusedWithTheNearestOne) {
  const auto told = post("/sandboxes", {{"sead", 5}});

  EXPECT_EQ(told.refusal(), "400 BadRequest at sead");
  EXPECT_EQ(told.message(), "There is no member \"sead\" here.");
  EXPECT_EQ(told.hint(), "Did you mean \"seed\"?");
  EXPECT_EQ(post("/sandboxes", {{"xxxxxxxxxx", 5}}).hint(), "");
}

TEST_F(DeskTest, PathsAndQueriesAreDecoded) {
  bought("subscription-legacy", "ann%20lee");

  EXPECT_EQ(get(in("/agreements?buyer=ann%20lee")).body()["agreements"].size(), 1U);
  EXPECT_EQ(get(in("/agreements?buyer=ann")).body()["agreements"].size(), 0U);
}

TEST_F(DeskTest, TellsItsHealthAndItsAuthority) {
  EXPECT_EQ(get("/health").body()["ready"], true);
  EXPECT_TRUE(get("/health").body()["version"].is_string());
  const auto authority = get("/ca");
  EXPECT_EQ(authority.reply.text, "-----BEGIN CERTIFICATE-----\n");
  EXPECT_EQ(authority.reply.content_type, "application/x-pem-file");
}

TEST_F(DeskTest, CallsThatReachTheSellerOrWaitAreKnown) {
  EXPECT_TRUE(desk_.may_wait(request("POST", in("/clock/advance"))));
  EXPECT_TRUE(desk_.may_wait(request("POST", in("/fork"))));
  EXPECT_FALSE(desk_.may_wait(request("GET", in("/clock"))));
  EXPECT_FALSE(desk_.may_wait(request("GET", "/nothing")));
}

}  // namespace
}  // namespace souk::control
