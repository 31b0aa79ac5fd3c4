#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "emulator/clock/virtual_clock.h"
#include "emulator/core/result.h"

namespace souk::sandbox {

/// The file from which a seller's programs take their time. It holds either of two things:
///
/// - One line for libfaketime, replaced as a whole, in the form FAKETIME_FMT=%s reads.
///   "1791277200.250": a clock that stands still; "@1791277200.250 x600": one that runs from there,
///   so many times as fast, once it is read. Source: libfaketime 0.9.10, README.
/// - A page for souk's own library, mapped by whoever reads it and changed in its place
///   (scenarios/process/preload/clock_page.h).
///
/// Used under the sandbox's lock.
class ClockFile {
 public:
  using RealNow = std::function<Timestamp()>;

  explicit ClockFile(RealNow real_now);
  ~ClockFile();
  ClockFile(const ClockFile&) = delete;
  ClockFile& operator=(const ClockFile&) = delete;

  /// Takes on a file, which must exist, be a regular file, and be empty or a clock already: souk
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
  class Page;
  struct Told {
    Timestamp market;
    Timestamp real;
    double rate = 0;
  };

  void write(Timestamp now, clock::Pace pace);
  void write_line(Timestamp now, clock::Pace pace);
  bool is_known(Timestamp now, clock::Pace pace) const;

  RealNow real_now_;
  std::filesystem::path path_;
  std::unique_ptr<Page> page_;  ///< absent where the file holds a line
  std::optional<Told> told_;
  std::string trouble_;
};

}  // namespace souk::sandbox
