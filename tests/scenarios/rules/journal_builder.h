#pragma once

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "scenarios/rules/judge.h"

namespace souk::judge {

/// Writes a journal as a sandbox and a runner would, one buyer ("ann") and one agreement by
/// default. Times are given since midnight of 2026-10-06.
class JournalBuilder {
 public:
  struct Setup {
    std::string profile = "current-2026";
    std::string model = "subscription";
    std::string generation = "concurrent";
    std::vector<std::string> probes = {"access", "use"};
    bool follows_clock = true;  ///< the seller's clock is the market's
    Json dimensions = Json::array({{{"name", "requests"}, {"metered", true}, {"entitled", false}}});
  };

  /// A product of the legacy generation.
  static Setup legacy() {
    Setup setup;
    setup.generation = "legacy";
    return setup;
  }

  /// One record of a BatchMeterUsage call.
  struct Sent {
    std::int64_t quantity = 0;
    Duration hour{0};
    std::string status = "Success";
    std::string dimension = "requests";
    std::string buyer = "ann";
    Json timestamp = nullptr;  ///< as sent; null: the hour in epoch seconds
    Json more = Json::object();
  };

  JournalBuilder();
  explicit JournalBuilder(Setup setup);

  /// From here on rows stand at this time.
  JournalBuilder& at(Duration since_midnight);
  static Timestamp instant(Duration since_midnight);
  static std::string iso(Duration since_midnight);

  JournalBuilder& row(const std::string& kind, const std::string& actor, const std::string& subject,
                      Json data, Json nondeterministic = Json::object(),
                      const std::string& correlation = "");

  // what the market does
  JournalBuilder& agreement(const std::string& event, const Json& more = Json::object(),
                            const std::string& buyer = "ann");
  JournalBuilder& subscribed(const std::string& buyer = "ann");
  JournalBuilder& activated(const std::string& buyer = "ann");
  /// Over, the window open, and the seller told, all at once.
  JournalBuilder& ended(const std::string& buyer = "ann");
  JournalBuilder& token(const std::string& text, Duration life = std::chrono::hours(4));
  JournalBuilder& notice(const std::string& id, const std::string& name,
                         const Json& more = Json::object());
  JournalBuilder& delivered(const std::string& id, const std::string& name, int status = 200,
                            const std::string& to = "https");
  JournalBuilder& fault(const std::string& event, Json rule = Json::object());
  JournalBuilder& clock();

  // what the seller does
  JournalBuilder& call(const std::string& operation, Json request, Json response,
                       const Json& more = Json::object());
  JournalBuilder& resolve(const std::string& token, const Json& more = Json::object());
  JournalBuilder& meter(const std::vector<Sent>& records, const Json& more = Json::object());
  /// A call refused as a whole.
  JournalBuilder& refused(const std::vector<Sent>& records, const std::string& error,
                          const Json& more = Json::object());
  JournalBuilder& entitlements(Json response, Json request = nullptr,
                               const Json& more = Json::object());

  // what the judge and the buyer do
  JournalBuilder& landing(const std::string& landing_case, const std::string& token,
                          int status = 200, const Json& more = Json::object(),
                          const Json& nondeterministic = Json::object());
  JournalBuilder& form(int status = 200, const Json& more = Json::object(),
                       const Json& nondeterministic = Json::object());
  JournalBuilder& use(std::int64_t quantity, bool accepted = true,
                      const std::string& buyer = "ann");
  JournalBuilder& access(bool granted);
  JournalBuilder& accounts(int count);
  JournalBuilder& unbilled(int units);
  JournalBuilder& tick();
  JournalBuilder& step(const std::string& verb, bool done = true);

  /// A purchase from 09:00, active from 09:01:12, registered at 09:02.
  JournalBuilder& purchase();

  const Journal& journal() const { return journal_; }
  std::int64_t last() const { return journal_.empty() ? 0 : journal_.back().seq; }

  static std::string account(const std::string& buyer);
  static std::string license(const std::string& buyer);
  static std::string agreement_id(const std::string& buyer) { return "agmt-" + buyer; }

 private:
  Json record_sent(const Sent& sent) const;
  Json record_answered(const Sent& sent, int index) const;
  Json metering_request(const std::vector<Sent>& records) const;

  Setup setup_;
  Duration now_{0};
  int step_ = 1;
  Journal journal_;
};

/// What one rule says, judged alone.
Verdict verdict_on(const std::string& rule, const JournalBuilder& builder);

/// What one rule says when all are judged.
Verdict verdict_among_all(const std::string& rule, const JournalBuilder& builder);

}  // namespace souk::judge
