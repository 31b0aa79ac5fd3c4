#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "emulator/http/application.h"

namespace souk::http {

/// An application whose answers a test gives per path. Targets below /pool are Lane::Pool; the
/// header X-Key is the turn key. Without a handler a request is answered with what it brought.
class FakeApplication : public Application {
 public:
  using Handler = std::function<Outcome(const HttpRequest&, Asking)>;

  /// Before the server starts.
  void on(std::string path, Handler handler) { handlers_[std::move(path)] = std::move(handler); }
  void on_end_turn(std::function<bool()> end) { end_turn_ = std::move(end); }

  Lane lane_of(const HttpRequest& request) const override {
    return request.path().starts_with("/pool") ? Lane::Pool : Lane::Loop;
  }

  Outcome answer(const HttpRequest& request, Asking asking) override {
    const auto handler = handlers_.find(request.path());
    if (handler != handlers_.end()) return handler->second(request, asking);
    HttpResponse echo;
    echo.headers.add("X-Method", request.method);
    echo.headers.add("X-Target", request.target);
    echo.content_type = "text/plain";
    echo.body = request.body;
    return echo;
  }

  std::string turn_key(std::string_view raw_head) const override {
    constexpr std::string_view kName = "X-Key: ";
    const auto at = raw_head.find(kName);
    if (at == std::string_view::npos) return "";
    const auto value = raw_head.substr(at + kName.size());
    return std::string(value.substr(0, value.find("\r\n")));
  }

  bool end_turn() override { return end_turn_ ? end_turn_() : true; }

 private:
  std::map<std::string, Handler, std::less<>> handlers_;
  std::function<bool()> end_turn_;
};

/// Words the threads of a test leave in the order things happened.
class Log {
 public:
  void add(std::string_view word) {
    const std::lock_guard lock(mutex_);
    text_ += word;
  }
  std::string text() const {
    const std::lock_guard lock(mutex_);
    return text_;
  }

 private:
  mutable std::mutex mutex_;
  std::string text_;
};

inline HttpResponse said(std::string body, int status = 200) {
  HttpResponse response;
  response.status = status;
  response.content_type = "text/plain";
  response.body = std::move(body);
  return response;
}

}  // namespace souk::http
