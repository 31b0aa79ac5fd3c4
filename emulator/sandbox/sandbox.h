#pragma once

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>

#include "emulator/clock/real_time.h"
#include "emulator/messaging/messaging.h"
#include "emulator/sandbox/clock_file.h"

namespace souk::sandbox {

/// How a sandbox is made. Empty members take their default.
struct Config {
  std::string name;
  std::string profile;
  std::uint64_t seed = 1;
  clock::Pace pace;
  std::optional<Timestamp> start;  ///< of the market's clock; the profile's own when absent
  bool seller_in_market_time = false;
  Json switches = Json::object();
  Json catalogue = Json::object();
};

/// What lets a caller in.
struct Credentials {
  std::string access_key_id;
  std::string secret_access_key;

  bool operator==(const Credentials&) const = default;
};

/// Something that keeps time from moving.
struct Hold {
  std::string name;
  real_time::Instant until;
};

/// What is known of the seller's doings right now, in real time; for settling. Thread-safe.
class Activity {
 public:
  void call_began();
  void call_ended();
  /// A delivery was answered: the seller may be working on it, until it has `settled`.
  void delivered();
  void settled();
  bool may_be_working() const { return may_be_working_; }
  void polled(const std::string& queue);

  int calls_in_flight() const { return in_flight_; }
  Duration quiet_for() const;
  std::vector<std::string> polled_queues() const;
  /// Whether somebody reads this queue.
  bool is_polled(const std::string& queue) const;
  /// When the clock last moved, for the hint that it may have outrun the seller.
  void clock_moved();
  Duration since_clock_moved() const;

 private:
  void stirred();

  std::atomic<int> in_flight_ = 0;
  std::atomic<bool> may_be_working_ = false;
  mutable std::mutex mutex_;
  real_time::Instant last_stir_ = real_time::monotonic_now();
  real_time::Instant last_move_ = real_time::monotonic_now() - std::chrono::hours(1);
  std::map<std::string, real_time::Instant> polls_;
};

/// One isolated marketplace. Whoever touches its state holds a `Session`; nothing is held while a
/// delivery is out.
class Sandbox : public std::enable_shared_from_this<Sandbox> {
 public:
  Sandbox(std::unique_ptr<storage::Database> database, std::string base_url);

  /// Makes an empty sandbox into one of `config`. Fails on a wrong profile, switch or catalogue.
  /// Under a session.
  Result<void> build(const Config& config, const Credentials& credentials,
                     const std::string& account);
  /// Takes up what the database holds. Under a session.
  void resume();
  /// Knows again what the database says: something was taken back. Under the lock.
  void recall();

  // Who it is never changes once it is made, so these need no lock.
  const std::string& name() const { return name_; }
  const Credentials& credentials() const { return credentials_; }
  std::string account() const { return market.account; }
  /// Under the lock.
  const Config& config() const { return config_; }

  storage::Database& database() { return *database_; }
  /// What the clock of the machine shows on which the seller runs: the market's time where it is
  /// read from souk's file, real time otherwise. Under the lock.
  Timestamp seller_now() const;
  /// How far the seller's clock may be off by what passes while souk and it talk, beside what a
  /// clock may be off anyway. Under the lock.
  Duration seller_clock_slack() const;

  /// How many changes were made and not taken back. Under a session.
  std::int64_t changes() { return database_->changes() - changes_undone; }

 private:
  void be(const std::string& name, const Credentials& credentials, const std::string& account);

  std::unique_ptr<storage::Database> database_;
  std::string name_;
  Config config_;
  std::string kept_config_;  ///< as the database has it, for seeing that nothing was taken back
  Credentials credentials_;

 public:
  clock::VirtualClock clock;
  storage::Journal journal;
  marketplace::Market market;
  messaging::Messaging messaging;
  Activity activity;
  ClockFile clock_file;  ///< of this process's life, not kept in the database

  std::mutex mutex;                   ///< the one lock of all state above
  std::mutex conducting;              ///< one walk through time at a time
  std::condition_variable changed;    ///< with `mutex`: an attempt ended, a hold was released
  std::int64_t changes_undone = 0;    ///< with `mutex`; were counted, and taken back
  int attempts_in_flight = 0;         ///< with `mutex`
  std::uint64_t attempts_ended = 0;   ///< with `mutex`
  std::uint64_t era = 0;              ///< with `mutex`; another one each time its past is replaced
  std::map<std::string, Hold> holds;  ///< with `mutex`; explicit holds by id
  std::map<std::string, std::unique_ptr<storage::Database>> snapshots;  ///< with `mutex`

  /// Called after a commit that changed something, without the lock; wakes what waits for this
  /// sandbox.
  std::function<void()> on_commit;
  /// Called after a turn that left something to be delivered, without the lock.
  std::function<void()> on_due;
  std::atomic<bool> clock_runs = false;  ///< as of the last commit
};

/// The right to touch a sandbox: its lock and one transaction, given up without `commit`.
class Session {
 public:
  explicit Session(Sandbox& sandbox);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Keeps what was written, gives up the lock, wakes those who wait if anything was.
  void commit();
  std::unique_lock<std::mutex>& lock() { return lock_; }

 private:
  Sandbox& sandbox_;
  std::unique_lock<std::mutex> lock_;
  std::int64_t changes_before_;
  bool open_ = true;
};

/// `{"name", "account", …}` as docs/control-api.md shows it; the secret only when asked for.
Json sandbox_view(Sandbox& sandbox, bool with_secret);

}  // namespace souk::sandbox
