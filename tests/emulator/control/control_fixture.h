#pragma once

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "emulator/control/control_desk.h"
#include "emulator/http/elastic_pool.h"
#include "tests/support/fake_outbound.h"

namespace souk::control {

using namespace std::chrono_literals;

inline constexpr auto kHost = "127.0.0.1:4747";

/// What a control call gets.
struct Told {
  Reply reply;

  int status() const { return reply.status; }
  const Json& body() const { return reply.body; }
  /// "400 BadRequest at seed", "404 SandboxNotFound"; "201" for what is no refusal.
  std::string refusal() const {
    const auto error = body().is_object() ? body().value("error", Json()) : Json();
    if (!error.is_object()) return std::to_string(status());
    auto text = fmt::format("{} {}", status(), error["code"].get<std::string>());
    if (error.contains("field")) text += " at " + error["field"].get<std::string>();
    return text;
  }
  std::string message() const { return body()["error"]["message"]; }
  std::string hint() const { return body()["error"].value("hint", ""); }
};

/// The control desk of a souk in memory, and a seller that answers 200.
class ControlTest : public testing::Test {
 protected:
  explicit ControlTest(Access access = {})
      : desk_({*sandboxes_, conductor_, [] { return std::string("-----BEGIN CERTIFICATE-----\n"); },
               judge_},
              std::move(access)) {
    make("s1");
  }

  Told make(const std::string& name) { return post("/sandboxes", {{"name", name}}); }

  static HttpRequest request(const std::string& method, const std::string& path,
                             std::string body = "") {
    HttpRequest made;
    made.method = method;
    made.target = "/_souk/v1" + path;
    made.headers.add("Host", kHost);
    made.body = std::move(body);
    return made;
  }
  Told send(const HttpRequest& made, bool last = true) {
    sandbox::Turn turn;
    auto reply = desk_.answer(made, turn, last);
    EXPECT_TRUE(turn.end());
    return {std::move(reply)};
  }
  Told get(const std::string& path) { return send(request("GET", path)); }
  Told drop(const std::string& path) { return send(request("DELETE", path)); }
  Told put(const std::string& path, const Json& body) {
    return send(request("PUT", path, body.dump()));
  }
  Told post(const std::string& path, const Json& body = Json::object()) {
    return send(request("POST", path, body.dump()));
  }
  /// The same inside sandbox s1.
  static std::string in(const std::string& path) { return "/sandboxes/s1" + path; }

  /// A buyer of s1 buys; the agreement's id.
  std::string bought(const std::string& product, const std::string& buyer = "ann",
                     Json more = Json::object()) {
    more["product"] = product;
    return post(in("/buyers/" + buyer + "/subscribe"), more).body()["agreement"]["id"];
  }
  Told advance(const std::string& by) {
    return post(in("/clock/advance"), {{"by", by}, {"settle", {{"off", true}}}});
  }
  /// Rows of s1's journal of this kind.
  std::vector<Json> rows(const std::string& kind) {
    return get(in("/journal?kind=" + kind)).body()["rows"].get<std::vector<Json>>();
  }

  std::unique_ptr<sandbox::Sandboxes> sandboxes_ =
      sandbox::Sandboxes::open({"", 1, "http://127.0.0.1:4747", {}}).value();
  FakeOutbound outbound_;
  http::ElasticPool pool_;
  sandbox::Conductor conductor_{pool_, outbound_, 50ms};
  Judge judge_ = [](const std::vector<Json>& rows, const Json& rules) -> Result<Json> {
    if (rules == Json::array({"R0"})) return Failure({"UnknownRule", 400, "No R0.", "rules", ""});
    return Json::array({{{"rows", rows.size()}, {"rules", rules}}});
  };
  ControlDesk desk_;
};

}  // namespace souk::control
