#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scenarios/rules/market.h"
#include "scenarios/rules/verdict.h"

namespace souk::judge {

/// One thing a rule noticed: kept, broken or worth a warning, for these agreements.
struct Finding {
  Outcome outcome = Outcome::Pass;
  std::string text;  ///< one sentence, without the full stop
  std::vector<Evidence> evidence;
  std::optional<Duration> margin;
  std::optional<Timestamp> deadline;
  std::vector<std::string> about;  ///< agreement ids; empty: the whole market

  Finding& at(const Point& point, std::string what);
  /// By when it had to happen and when it did: sets deadline and margin.
  Finding& due(Timestamp deadline_at, Timestamp happened_at);
  Finding& concerns(const std::string& agreement);
};

/// What one rule noticed in one journal. Nothing noticed means: not exercised.
class Findings {
 public:
  Finding& pass(std::string text) { return add(Outcome::Pass, std::move(text)); }
  Finding& warn(std::string text) { return add(Outcome::Warn, std::move(text)); }
  Finding& fail(std::string text) { return add(Outcome::Fail, std::move(text)); }
  Finding& add(Outcome outcome, std::string text);

  /// Why nothing could be said although the story came close; the first reason counts.
  void silent(std::string why) {
    if (why_silent_.empty()) why_silent_ = std::move(why);
  }

  const std::vector<Finding>& all() const { return all_; }
  std::vector<Finding>& all() { return all_; }
  const std::string& why_silent() const { return why_silent_; }

 private:
  std::vector<Finding> all_;
  std::string why_silent_;
};

}  // namespace souk::judge
