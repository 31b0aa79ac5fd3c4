#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "souk/metering.h"
#include "souk/queue.h"
#include "tests/faults/mortal_souk.h"
#include "tests/faults/recorder.h"

namespace souk::test {

/// One act of the hour. What it does can be seen afterwards, so that after a kill its caller finds
/// out whether it came about.
struct Act {
  enum class Kind { Subscribe, Cancel, Advance, Meter, Drain };
  Kind kind;
  std::string who = {};                   ///< Subscribe, Cancel
  client::Timestamp to = {};              ///< Advance
  std::vector<std::size_t> records = {};  ///< Meter: numbers of Hour::records
};

/// Usage of one buyer: sent in the act that names it, and maybe again.
struct Usage {
  std::string who;
  std::string dimension;
  client::Timestamp at;
  std::int64_t quantity = 0;
};

/// What happens in the hour, from a seed: buyers of four kinds of product come, are metered and
/// leave, and two hours later everything that follows is over.
struct Script {
  explicit Script(unsigned seed);

  std::map<std::string, std::string> product_of;  ///< by buyer
  std::set<std::string> without_money;            ///< buyers whose payment fails
  std::vector<Usage> records;
  std::vector<Act> acts;
};

/// The name of the news that an event of an agreement is; empty where nobody is told.
/// Source: Seller Guide, "SNS notifications" and "EventBridge integration".
std::string news_of(const std::string& product, const std::string& event);

/// A data directory with products whose news goes to the recorder and to a queue.
void prepare_market(MortalSouk& souk, Recorder& recorder);

/// When souk dies in the hour. What is not set does not happen.
struct KillPoint {
  std::uint64_t write = 0;   ///< instead of its n-th write
  bool half = false;         ///< of which half still goes out
  std::size_t delivery = 0;  ///< while the n-th message to the recorder has no answer yet
  std::size_t act = 0;       ///< when it has answered the n-th act
  std::uint64_t again = 0;   ///< and once more, instead of the n-th write of the next souk

  std::string text() const;
};

/// Plays the script against a souk over `data`, starting it again whenever it is dead, and doing
/// again what was not acknowledged and did not come about.
class BusyHour {
 public:
  BusyHour(const Script& script, Recorder& recorder, MortalSouk& souk)
      : script_(script), recorder_(recorder), souk_(souk) {}
  ~BusyHour() { recorder_.before_answer(0, nullptr); }
  BusyHour(const BusyHour&) = delete;
  BusyHour& operator=(const BusyHour&) = delete;

  void play(const KillPoint& point);

  int kills() const { return kills_; }
  std::uint64_t writes() const { return writes_; }
  /// What went wrong, in words.
  const std::vector<std::string>& troubles() const { return troubles_; }
  void trouble(std::string text) { troubles_.push_back(std::move(text)); }

  std::string agreement_of(const std::string& who) const { return agreements_.at(who); }
  const std::map<std::size_t, std::string>& record_ids() const { return record_ids_; }
  /// Notification → the names under which the queue gave it.
  const std::map<std::string, std::set<std::string>>& queued() const { return queued_; }
  client::SandboxClient box() const { return souk_.box("hour"); }

 private:
  /// False when souk is dead. `again`: whether it came about before is not known.
  bool perform(const Act& act, bool again);
  bool subscribe(const Act& act, bool again);
  bool cancel(const Act& act, bool again);
  bool advance(const Act& act, bool again);
  bool meter(const Act& act);
  bool drain();
  void start_again(std::uint64_t fatal_write);
  /// Keys and addresses of the souk that runs.
  bool meet();
  /// Nobody was told anything that this souk, before it does anything new, does not know of.
  void expect_nothing_invented();
  bool is_dead(const client::Failure& failure, const std::string& doing);

  const Script& script_;
  Recorder& recorder_;
  MortalSouk& souk_;
  client::ClientConfig config_;
  std::map<std::string, std::string> agreements_;
  std::map<std::string, client::AgreementView> views_;
  std::map<std::size_t, std::string> record_ids_;
  std::map<std::string, std::set<std::string>> queued_;
  std::set<std::string> removed_;  ///< messages whose deletion was acknowledged
  std::vector<std::string> troubles_;
  int kills_ = 0;
  std::uint64_t writes_ = 0;
};

}  // namespace souk::test
