#pragma once

#include <chrono>
#include <memory>
#include <stop_token>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "scenarios/process/output_log.h"
#include "scenarios/process/readiness.h"

namespace souk::process {

class KeeperLink;

using Duration = std::chrono::milliseconds;

/// One file or folder shown in another's place.
struct Overlay {
  std::string from;
  std::string at;
};

/// How a seller's program is started.
struct Launch {
  std::string command;                                           ///< for /bin/sh
  std::vector<std::pair<std::string, std::string>> environment;  ///< added to souk's own
  std::vector<std::string> forgotten;  ///< variables of souk's own that are not passed on
  std::string directory;               ///< to start in; souk's when empty
  Readiness ready;
  Duration ready_within{30'000};          ///< real time
  Duration grace{5'000};                  ///< real time between SIGTERM and SIGKILL
  std::vector<Overlay> overlays;          ///< of its private view of the file system
  std::vector<std::string> litter;        ///< removed at the end, even when souk is killed
  std::string keeper = "/proc/self/exe";  ///< the souk program; run as `souk keep`
};

/// A seller's program and everything it starts: watched, and never left behind. Its methods are for
/// one thread at a time but `kill`, which may come from any.
class SellerProcess {
 public:
  /// Starts nothing but its keeper. Says why that cannot be.
  static tl::expected<std::unique_ptr<SellerProcess>, std::string> prepare(Launch launch);
  /// Ends all of it.
  ~SellerProcess();
  SellerProcess(const SellerProcess&) = delete;
  SellerProcess& operator=(const SellerProcess&) = delete;

  /// Starts the program and waits until it is ready. Says in a sentence what went wrong, and with
  /// which last words; it is then ended.
  tl::expected<void, std::string> start(const std::stop_token& cancel = {});
  /// SIGTERM, and SIGKILL after the grace. Returns once nothing is left of it: true when SIGTERM
  /// was enough.
  bool stop();
  /// SIGKILL. Returns once nothing is left of it.
  void kill();
  /// Lets nothing of it run, and lets it go on.
  void pause();
  void resume();

  /// Whether anything of it is left.
  bool running() const;
  /// The process below which all programs of the seller are.
  pid_t keeper() const;
  std::vector<Printed> take_output();

 private:
  explicit SellerProcess(Launch launch);

  std::string ended_early(const std::string& how) const;
  std::string with_last_words(const std::string& sentence) const;

  Launch launch_;
  std::unique_ptr<KeeperLink> link_;
};

}  // namespace souk::process
