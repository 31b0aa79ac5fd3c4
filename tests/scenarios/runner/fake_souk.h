#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "scenarios/rules/journal.h"
#include "tests/scenarios/runner/test_server.h"

namespace souk::judge {

/// A control server with one small market in it: a clock with an agenda, agreements that become
/// active 30 s after the purchase and end an hour after their final window opened, and a journal.
/// It knows as much as the runner's tests need and nothing of AWS.
class FakeSouk {
 public:
  FakeSouk();

  const std::string& url() const { return server_.url(); }

  /// Puts something on the agenda; `work` runs when it falls due, and may call the methods below.
  void schedule(Timestamp due, const std::string& name, std::function<void()> work);
  /// The seller makes a call: a row of the journal.
  void call(const std::string& operation, Json data = Json::object());
  void row(const std::string& kind, const std::string& subject, Json data);
  /// What GET …/usage answers as totals.
  void meter(const std::string& buyer, const std::string& dimension, std::int64_t quantity);

  /// What GET …/bill answers, and GET …/agreements/{a}/refunds.
  Json bills = Json::array();
  Json refunds = Json::array();

  /// Called while a journal request waits, with the lock released.
  std::function<void()> on_wait;
  /// Called when an agreement becomes active.
  std::function<void()> on_active;

  Timestamp now() const { return now_; }
  /// What was asked, and what fell due, in order: "advance 2026-10-06T10:00:00.000Z", "due x".
  std::vector<std::string> log() const;
  /// Adds a line to that log.
  void note(const std::string& line);
  /// The body of the last request to a path that ends so.
  Json last(const std::string& path_end) const;
  /// The rows of a kind, in order.
  std::vector<Json> rows(const std::string& kind) const;
  std::map<std::string, Json> sandboxes() const;

 private:
  struct Due {
    std::string name;
    std::function<void()> work;
  };

  TestAnswer answer(const TestRequest& request);
  Json route(const TestRequest& request, const std::string& path, const Json& body, int& status);
  Json sandbox(const TestRequest& request, const std::string& rest, const Json& body, int& status);
  Json market(const std::string& method, const std::string& rest, const Json& body);
  Json time(const std::string& method, const std::string& rest, const Json& body);
  Json journal(const TestRequest& request, const Json& body);
  Json subscribe(const std::string& buyer, const Json& body);
  Json advance(const Json& body);
  void fall_due(Timestamp target);
  void add_row(const std::string& kind, const std::string& actor, const std::string& subject,
               const std::string& correlation, Json data, Json nondeterministic);

  mutable std::recursive_mutex mutex_;
  Timestamp now_;
  std::multimap<Timestamp, Due> agenda_;
  std::map<std::string, Json> sandboxes_;
  std::map<std::string, Json> agreements_;
  std::map<std::string, Json> last_bodies_;
  Json faults_ = Json::array();
  Json totals_ = Json::array();
  Json rows_ = Json::array();
  std::vector<std::string> log_;
  int tokens_ = 0;
  TestServer server_;  // last: it must not call before the rest is there
};

}  // namespace souk::judge
