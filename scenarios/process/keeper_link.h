#pragma once

#include <sys/types.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "scenarios/process/output_log.h"
#include "scenarios/process/seller_process.h"

namespace souk::process {

/// souk's end of the line to a keeper, and of the two streams its seller prints to. A thread reads
/// them all the time, so that a seller never waits for souk. Thread-safe.
class KeeperLink {
 public:
  /// Where what the seller prints goes: here, or where souk's own output goes. With the latter it
  /// also keeps souk's terminal.
  enum class Stdio { Read, Inherited };

  /// Starts `keeper` as `souk keep`. Throws std::system_error where the system lets it not.
  explicit KeeperLink(const std::string& keeper, Stdio stdio = Stdio::Read);
  /// Closes the line, upon which the keeper ends everything, and waits for that.
  ~KeeperLink();
  KeeperLink(const KeeperLink&) = delete;
  KeeperLink& operator=(const KeeperLink&) = delete;

  struct State {
    bool prepared = false;
    bool started = false;
    std::string failed;        ///< why it could not be prepared or started
    std::optional<int> ended;  ///< the command's exit code
    bool gone = true;          ///< nothing of it is left
    bool lost = false;         ///< the keeper itself ended
  };

  void send(const std::string& line);
  /// Lets the keeper set the scene. Says in a sentence why it cannot.
  tl::expected<void, std::string> prepare(const Launch& launch);
  /// Lets it start these words with all else that `launch` says; the state then tells of that start
  /// alone.
  void start(const Launch& launch, const std::vector<std::string>& words);
  State state() const;
  /// The keeper's process; all it keeps is below it.
  pid_t keeper() const { return keeper_; }
  /// Waits at most so long for `until`; says whether it holds.
  template <class Predicate>
  bool wait_for(std::chrono::milliseconds longest, Predicate until) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, longest, [&] { return until(state_) || state_.lost; });
  }

  std::vector<Printed> take_output();
  std::string last_words() const;
  void look_for(const std::string& text);
  bool saw_it() const;

 private:
  void read_on();
  void hear(const std::string& line);

  pid_t keeper_ = -1;
  int socket_ = -1;
  int streams_[2] = {-1, -1};
  std::string heard_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  State state_;
  OutputLog output_;
  std::thread reader_;
};

}  // namespace souk::process
