#include "souk/control.h"

#include "tests/client/support/noon.h"
#include "tests/client/support/raw_server.h"
#include "tests/support/precompiled.h"

namespace souk::client {
namespace {

using namespace std::chrono_literals;
using test::RawServer;

class ControlTest : public testing::Test {
 protected:
  void answers(const std::string& text) {
    const std::lock_guard lock(mutex_);
    answer_ = text;
  }
  void answers(const Json& body) { answers(test::ok(body.dump())); }
  std::string request() { return server_.requests().back(); }
  std::string control_test_endpoint() const { return server_.url(); }
  std::string line() { return request().substr(0, request().find(" HTTP")); }
  Json body() { return Json::parse(request().substr(request().find("\r\n\r\n") + 4)); }

 private:
  std::string answer() {
    const std::lock_guard lock(mutex_);
    return answer_;
  }

  std::mutex mutex_;
  std::string answer_ = test::ok("{}");
  RawServer server_{[this](RawServer& server, int socket) {
    while (!server.read_request(socket).empty()) RawServer::say(socket, answer());
  }};

 protected:
  ControlClient control_{{.endpoint = server_.url(), .bearer_token = "", .http = {}}};
  SandboxClient sandbox_ = control_.sandbox("s1");
};

TEST_F(ControlTest, CreatesSandboxes) {
  answers(Json{{"name", "s1"},
               {"account", "123456789012"},
               {"region", "us-east-1"},
               {"access_key_id", "AKIA"},
               {"secret_access_key", "shh"},
               {"profile", "current-2026"},
               {"seed", 7},
               {"now", "2026-10-06T12:00:00Z"},
               {"clock", {{"mode", "rate"}, {"rate", 60}, {"start", "2026-10-06T12:00:00Z"}}},
               {"seller_clock", "virtual"},
               {"switches", {{"a", "b"}}}});

  const auto view =
      control_.create_sandbox({.name = "s1",
                               .profile = "current-2026",
                               .seed = 7,
                               .clock = ClockSettings{.mode = "rate", .rate = 60, .start = kNoon},
                               .seller_clock = "virtual",
                               .switches = {{"a", "b"}}});

  ASSERT_TRUE(view);
  EXPECT_EQ(line(), "POST /_souk/v1/sandboxes");
  EXPECT_EQ(
      body(),
      Json({{"name", "s1"},
            {"profile", "current-2026"},
            {"seed", 7},
            {"clock", {{"mode", "rate"}, {"rate", 60.0}, {"start", "2026-10-06T12:00:00.000Z"}}},
            {"seller_clock", "virtual"},
            {"switches", {{"a", "b"}}}}));
  EXPECT_EQ(view->account, "123456789012");
  EXPECT_EQ(view->secret_access_key, "shh");
  EXPECT_EQ(view->now, kNoon);
  EXPECT_EQ(view->clock.rate, 60.0);
  EXPECT_EQ(view->switches, Json({{"a", "b"}}));
}

TEST_F(ControlTest, AsksForRefundsAndReadsBills) {
  answers(Json{{"id", "rf-1"}, {"status", "PENDING"}});
  const auto refund = sandbox_.request_refund(
      "a", {.outcome = "prorated", .business_days = 5, .visible_after = 48h});
  ASSERT_TRUE(refund);
  EXPECT_EQ((*refund)["id"], "rf-1");
  EXPECT_EQ(body(), Json({{"outcome", "prorated"}, {"business_days", 5}, {"visible_after", "2d"}}));
  ASSERT_TRUE(sandbox_.decide_refund("rf-1", "refused"));
  EXPECT_EQ(body(), Json({{"outcome", "refused"}}));
  ASSERT_TRUE(sandbox_.decide_refund("rf-1"));
  EXPECT_EQ(body(), Json::object());

  answers(Json{{"refunds", {{{"id", "rf-1"}}}}});
  const auto refunds = sandbox_.refunds("a");
  ASSERT_TRUE(refunds);
  EXPECT_EQ(*refunds, Json::array({{{"id", "rf-1"}}}));

  answers(Json{{"month", "2026-10"}, {"bills", {{{"buyer", "b"}}}}});
  const auto bills = sandbox_.bill("b");
  ASSERT_TRUE(bills);
  EXPECT_EQ(*bills, Json::array({{{"buyer", "b"}}}));
}

TEST_F(ControlTest, ReadsTheErrorBody) {
  answers(test::answer(409, R"({"error":{"code":"wrong_state","message":"It has ended.",)"
                            R"("field":"agreement","hint":"Subscribe anew."}})"));

  EXPECT_EQ(sandbox_.cancel("agmt-1").error(),
            (Failure{"wrong_state", 409, "It has ended.", "agreement", "Subscribe anew."}));

  answers(test::answer(502, "<html>"));
  EXPECT_EQ(sandbox_.view().error(), (Failure{"502", 502, "Because"}));
  answers(test::ok("<html>"));
  EXPECT_EQ(sandbox_.view().error_type(), transport::kBadAnswer);
}

TEST_F(ControlTest, RemembersTheNewestTimeOfEachSandbox) {
  EXPECT_FALSE(sandbox_.last_now());
  answers(test::ok("{}", "X-Souk-Now: 2026-10-06T12:00:00Z\r\n"));
  ASSERT_TRUE(sandbox_.view());
  answers(test::ok("{}", "X-Souk-Now: 2026-10-06T11:00:00Z\r\n"));
  ASSERT_TRUE(sandbox_.view());

  EXPECT_EQ(sandbox_.last_now(), kNoon);
  EXPECT_EQ(control_.sandbox("s1").last_now(), kNoon);
  EXPECT_FALSE(control_.sandbox("s2").last_now());
}

TEST_F(ControlTest, SendsTheBearerToken) {
  ControlClient guarded({.endpoint = control_test_endpoint(), .bearer_token = "t0k", .http = {}});

  ASSERT_TRUE(guarded.health());

  EXPECT_THAT(request(), testing::HasSubstr("Authorization: Bearer t0k\r\n"));
}

TEST_F(ControlTest, SubscribesABuyer) {
  answers(Json{
      {"agreement",
       {{"id", "agmt-1"},
        {"state", "PENDING"},
        {"license_arn", "arn:l"},
        {"accepted", "2026-10-06T12:00:00Z"},
        {"window", {{"opens", "2026-10-06T12:00:00Z"}, {"closes", nullptr}}},
        {"auto_renew", true}}},
      {"form", {{"url", "http://s/register"}, {"fields", {{"x-amzn-marketplace-token", "a+b"}}}}}});

  const auto purchase = sandbox_.subscribe(
      "ann b", {.product = "p", .quantities = {{"users", 5}}, .duration = "12mo"});

  ASSERT_TRUE(purchase);
  EXPECT_EQ(line(), "POST /_souk/v1/sandboxes/s1/buyers/ann%20b/subscribe");
  EXPECT_EQ(body(), Json({{"product", "p"}, {"quantities", {{"users", 5}}}, {"duration", "12mo"}}));
  EXPECT_EQ(purchase->agreement.id, "agmt-1");
  EXPECT_EQ(purchase->agreement.window_opens, kNoon);
  EXPECT_FALSE(purchase->agreement.window_closes);
  EXPECT_TRUE(purchase->agreement.auto_renew);
  EXPECT_EQ(purchase->form.token(), "a+b");
}

TEST_F(ControlTest, MovesTime) {
  answers(Json{{"from", "2026-10-06T12:00:00Z"},
               {"to", "2026-10-06T13:00:00Z"},
               {"happenings", {{{"at", "2026-10-06T12:30:00Z"}, {"name", "n"}, {"subject", "s"}}}},
               {"deliveries", 2}});

  const auto advance = sandbox_.advance_by(
      1h, {.settle = Settle{.quiet = 150ms, .idle = "http://s/idle", .process = 7}, .from = kNoon});

  ASSERT_TRUE(advance);
  EXPECT_EQ(line(), "POST /_souk/v1/sandboxes/s1/clock/advance");
  EXPECT_EQ(body(),
            Json({{"by", "1h"},
                  {"settle", {{"quiet", "150ms"}, {"idle", "http://s/idle"}, {"process", 7}}},
                  {"from", "2026-10-06T12:00:00.000Z"}}));
  EXPECT_EQ(advance->to, kNoon + 1h);
  ASSERT_EQ(advance->happenings.size(), 1U);
  EXPECT_EQ(advance->happenings[0].at, kNoon + 30min);
  EXPECT_EQ(advance->deliveries, 2);

  ASSERT_TRUE(sandbox_.advance_to(kNoon));
  EXPECT_EQ(body(), Json({{"to", "2026-10-06T12:00:00.000Z"}}));
  ASSERT_TRUE(sandbox_.advance_next());
  EXPECT_EQ(body(), Json({{"next", true}}));
}

TEST_F(ControlTest, ReadsTheClockAndItsAgenda) {
  answers(Json{{"now", "2026-10-06T12:00:00Z"},
               {"mode", "frozen"},
               {"rate", 0},
               {"holds", {{{"name", "h"}, {"count", 2}, {"for", "1s"}}}},
               {"next", {{"due", "2026-10-06T13:00:00Z"}, {"name", "n"}, {"subject", "s"}}},
               {"agenda", {{{"due", "2026-10-06T13:00:00Z"}, {"name", "n"}, {"subject", "s"}}}}});

  const auto clock = sandbox_.clock();
  ASSERT_TRUE(clock);
  EXPECT_EQ(clock->mode, "frozen");
  EXPECT_EQ(clock->holds.at(0).count, 2);
  EXPECT_EQ(clock->next.value().at, kNoon + 1h);
  EXPECT_EQ(sandbox_.agenda().value().at(0).name, "n");
}

TEST_F(ControlTest, TakesAndReleasesHolds) {
  answers(Json{{"id", 3}});
  EXPECT_EQ(sandbox_.hold("step", 5s).value(), "3");
  EXPECT_EQ(body(), Json({{"name", "step"}, {"for", "5s"}}));

  answers(std::string("HTTP/1.1 204 No Content\r\n\r\n"));
  EXPECT_TRUE(sandbox_.release("3"));
  EXPECT_EQ(line(), "DELETE /_souk/v1/sandboxes/s1/clock/hold/3");
}

TEST_F(ControlTest, ReadsAndWritesTheJournal) {
  answers(Json{{"rows",
                {{{"seq", 4},
                  {"at", "2026-10-06T12:00:00Z"},
                  {"kind", "call"},
                  {"subject", "ResolveCustomer"},
                  {"data", {{"status", 200}}}}}},
               {"last", 4}});
  const auto page =
      sandbox_.journal({.after = 3, .wait = 2s, .limit = 10, .kinds = {"call", "page"}});
  ASSERT_TRUE(page);
  EXPECT_EQ(line(), "GET /_souk/v1/sandboxes/s1/journal?after=3&limit=10&wait=2&kind=call%2Cpage");
  EXPECT_EQ(page->last, 4);
  EXPECT_EQ(page->rows.at(0).data, Json({{"status", 200}}));
  EXPECT_EQ(page->rows.at(0).at, kNoon);

  EXPECT_EQ(sandbox_
                .append({{.kind = "page",
                          .actor = "buyer",
                          .subject = "ann",
                          .correlation = "3",
                          .data = {{"body", "\xff"}}}})
                .value(),
            4);
  EXPECT_EQ(body()["rows"][0]["kind"], "page");
  EXPECT_EQ(body()["rows"][0]["data"]["body"], "\xEF\xBF\xBD");
}

TEST_F(ControlTest, ReachesEveryOtherCall) {
  const auto expect_line = [&](const auto& outcome, const std::string& expected) {
    EXPECT_TRUE(outcome.ok()) << expected;
    EXPECT_EQ(line(), expected);
  };
  const std::string root = "/_souk/v1/sandboxes/s1";
  expect_line(control_.ca(), "GET /_souk/v1/ca");
  expect_line(control_.sandboxes(), "GET /_souk/v1/sandboxes");
  expect_line(sandbox_.fork("s2"), "POST " + root + "/fork");
  expect_line(sandbox_.reset(), "POST " + root + "/reset");
  expect_line(sandbox_.snapshot("n"), "POST " + root + "/snapshot");
  expect_line(sandbox_.restore("n"), "POST " + root + "/restore");
  expect_line(sandbox_.remove(), "DELETE " + root);
  expect_line(sandbox_.put_product("p", {.model = "contract"}), "PUT " + root + "/products/p");
  expect_line(sandbox_.put_notifications("p", {.sqs = "q"}),
              "PUT " + root + "/products/p/notifications");
  expect_line(sandbox_.put_offer("o", {{"product", "p"}}), "PUT " + root + "/offers/o");
  expect_line(sandbox_.put_buyer("b", "1"), "PUT " + root + "/buyers/b");
  expect_line(sandbox_.set_up("a"), "POST " + root + "/agreements/a/set-up");
  expect_line(sandbox_.cancel("a"), "POST " + root + "/agreements/a/cancel");
  expect_line(sandbox_.agreement("a"), "GET " + root + "/agreements/a");
  expect_line(sandbox_.agreements("b"), "GET " + root + "/agreements?buyer=b");
  expect_line(sandbox_.entitlements(), "GET " + root + "/entitlements");
  expect_line(sandbox_.usage("a"), "GET " + root + "/usage?agreement=a");
  expect_line(sandbox_.bill(), "GET " + root + "/bill");
  expect_line(sandbox_.bill("b"), "GET " + root + "/bill?buyer=b");
  expect_line(sandbox_.bill("", "2026-10"), "GET " + root + "/bill?month=2026-10");
  expect_line(sandbox_.bill("b", "2026-10"), "GET " + root + "/bill?buyer=b&month=2026-10");
  expect_line(sandbox_.request_refund("a"), "POST " + root + "/agreements/a/request-refund");
  expect_line(sandbox_.refunds("a"), "GET " + root + "/agreements/a/refunds");
  expect_line(sandbox_.decide_refund("r", "full"), "POST " + root + "/refunds/r/decide");
  expect_line(sandbox_.queues(), "GET " + root + "/queues");
  expect_line(sandbox_.put_function("f", "http://127.0.0.1:1/"), "PUT " + root + "/functions/f");
  expect_line(sandbox_.put_queue_consumer("q", {.function = "f"}),
              "PUT " + root + "/queues/q/consumer");
  expect_line(sandbox_.remove_queue_consumer("q"), "DELETE " + root + "/queues/q/consumer");
  expect_line(sandbox_.topics(), "GET " + root + "/topics");
  expect_line(sandbox_.products(), "GET " + root + "/products");
  expect_line(sandbox_.deliveries(), "GET " + root + "/deliveries");
  expect_line(sandbox_.deliveries({.state = "held", .name = "License Updated", .buyer = "b"}),
              "GET " + root + "/deliveries?state=held&name=License%20Updated&buyer=b");
  expect_line(sandbox_.resend(7), "POST " + root + "/deliveries/7/resend");
  expect_line(sandbox_.notify({.agreement = "a", .name = "n"}), "POST " + root + "/notify");
  expect_line(sandbox_.put_clock("real"), "PUT " + root + "/clock");
  expect_line(sandbox_.put_clock_file("/tmp/clock"), "PUT " + root + "/clock/file");
  expect_line(sandbox_.forget_clock_file(), "DELETE " + root + "/clock/file");
  expect_line(sandbox_.put_faults(Json::array()), "PUT " + root + "/faults");
  expect_line(sandbox_.faults(), "GET " + root + "/faults");
  expect_line(sandbox_.clear_faults(), "DELETE " + root + "/faults");
  expect_line(sandbox_.journal_export(), "GET " + root + "/journal/export");
  expect_line(sandbox_.verdicts({"R1"}), "POST " + root + "/verdicts");
}

}  // namespace
}  // namespace souk::client
