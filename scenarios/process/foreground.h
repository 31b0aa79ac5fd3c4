#pragma once

#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "scenarios/process/seller_process.h"

namespace souk::process {

/// A command that has the terminal, as if the shell had started it: it reads, prints and is
/// interrupted there. What it started ends with it.
class ForegroundCommand {
 public:
  /// `launch` says everything but the command itself. Says in a sentence why there is none.
  static tl::expected<std::unique_ptr<ForegroundCommand>, std::string> prepare(
      const Launch& launch);
  ~ForegroundCommand();
  ForegroundCommand(const ForegroundCommand&) = delete;
  ForegroundCommand& operator=(const ForegroundCommand&) = delete;

  /// Runs it to its end: its exit code, 128 and its number for a signal. Says in a sentence why it
  /// could not be run.
  tl::expected<int, std::string> run(const std::vector<std::string>& words);
  /// Asks it to end, and kills it after the grace. From any thread.
  void stop();

 private:
  explicit ForegroundCommand(Launch launch);

  Launch launch_;
  std::unique_ptr<KeeperLink> link_;
};

}  // namespace souk::process
