#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "emulator/clock/virtual_clock.h"
#include "emulator/core/result.h"

namespace souk::sandbox {

/// The file from which libfaketime takes the time of a seller's programs: one line, replaced as a
/// whole, in the form FAKETIME_FMT=%s reads. "1791277200.250": a clock that stands still;
/// "@1791277200.250 x600": one that runs from there, so many times as fast, once it is read.
/// Source: libfaketime 0.9.10, README. Used under the sandbox's lock.
class ClockFile {
 public:
  using RealNow = std::function<Timestamp()>;

  explicit ClockFile(RealNow real_now) : real_now_(std::move(real_now)) {}

  /// Takes on a file, which must exist, be a regular file, and be empty or hold such a line: souk
  /// overwrites nothing else. Writes it.
  Result<void> attach(const std::filesystem::path& path, Timestamp now, clock::Pace pace);
  void detach();
  bool attached() const { return !path_.empty(); }

  /// The clock was moved, or is at another pace. Does nothing without a file, nor where whoever
  /// reads the file knows already: a clock that runs on as it did is not set again, for it would
  /// only lose what reading takes.
  void follow(Timestamp now, clock::Pace pace);
  /// Why the file could not be written; empty when it could.
  const std::string& trouble() const { return trouble_; }

  static std::string line_of(Timestamp now, clock::Pace pace);

 private:
  struct Told {
    Timestamp market;
    Timestamp real;
    double rate = 0;
  };

  void write(Timestamp now, clock::Pace pace);
  bool is_known(Timestamp now, clock::Pace pace) const;

  RealNow real_now_;
  std::filesystem::path path_;
  std::optional<Told> told_;
  std::string trouble_;
};

}  // namespace souk::sandbox
