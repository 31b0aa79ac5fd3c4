#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "tests/scenarios/runner/fake_souk.h"
#include "tests/scenarios/runner/test_server.h"

namespace souk::judge {

/// A seller with a landing page that leads to a sign-up form, and doors for the judge. What it was
/// asked goes into souk's log, so that one list shows the order of things.
class FakeSeller {
 public:
  explicit FakeSeller(FakeSouk& souk)
      : souk_(souk), server_([this](const TestRequest& request) { return answer(request); }) {}

  const std::string& url() const { return server_.url(); }

  /// Answers a path in another way.
  std::map<std::string, TestServer::Handler> instead;

  std::vector<TestRequest> seen(const std::string& path) const {
    const std::lock_guard lock(mutex_);
    std::vector<TestRequest> found;
    for (const TestRequest& request : seen_) {
      if (request.path() == path) found.push_back(request);
    }
    return found;
  }

 private:
  TestAnswer answer(const TestRequest& request) {
    {
      const std::lock_guard lock(mutex_);
      seen_.push_back(request);
    }
    const std::string path = request.path();
    if (path == "/tick" || path == "/use") souk_.note("seller " + path);
    if (const auto found = instead.find(path); found != instead.end())
      return found->second(request);
    if (path == "/register" && request.method == "POST") {
      TestAnswer answer = redirect(303, "/sign-up");
      answer.headers.emplace("Set-Cookie", "flow=1; Path=/; Secure");
      return answer;
    }
    if (path == "/sign-up" && request.method == "GET") {
      return {200,
              "<title>Sign up</title><form method=post><input type=hidden name=csrf value=c>"
              "<input name=email><input name=company></form><a href='/help'>help</a>"};
    }
    if (path == "/sign-up") {
      TestAnswer answer = redirect(303, "/app");
      answer.headers.emplace("Set-Cookie", "session=1; Path=/");
      return answer;
    }
    if (path == "/app") {
      const bool in = request.header("cookie").find("session=1") != std::string::npos;
      return in ? TestAnswer{200, "<title>App</title>Welcome"} : redirect(302, "/log-in");
    }
    if (path == "/accounts") return json_answer(R"({"accounts": [{"id": "a1"}]})");
    return {200, "ok"};
  }

  FakeSouk& souk_;
  mutable std::mutex mutex_;
  std::vector<TestRequest> seen_;
  TestServer server_;
};

}  // namespace souk::judge
