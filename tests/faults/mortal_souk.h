#pragma once

#include <memory>
#include <string>

#include "souk/control.h"
#include "tests/faults/kill_switch.h"
#include "tests/support/process.h"

namespace souk::test {

/// `souk serve` over one data directory, which may be killed and started again.
class MortalSouk {
 public:
  /// `data`: the directory. The switch is made in `folder`.
  MortalSouk(const Folder& folder, std::string data);
  ~MortalSouk();
  MortalSouk(const MortalSouk&) = delete;
  MortalSouk& operator=(const MortalSouk&) = delete;

  /// False when it died before it was ready, as it may when `fatal_write` (counted from the start
  /// of the program; 0: none) comes early.
  bool start(std::uint64_t fatal_write = 0);

  /// It dies instead of its `count`-th write from now on.
  void die_at_write(std::uint64_t count, bool half);
  std::uint64_t writes() const { return switch_->writes; }

  /// From any thread, also when it is dead.
  void kill();
  /// Waits for its end by SIGKILL; any other end is an error.
  void bury();
  /// Ends it politely.
  void stop();

  const std::string& url() const { return url_; }
  client::SandboxClient box(const std::string& name) const;
  client::ControlClient control() const;

 private:
  std::string data_;
  std::string switch_file_;
  KillSwitch* switch_ = nullptr;
  std::unique_ptr<Process> process_;
  std::atomic<pid_t> pid_ = 0;
  std::string url_;
};

}  // namespace souk::test
