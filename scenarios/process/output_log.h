#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace souk::process {

/// Lines a process printed, one after the other, on one of its two streams.
struct Printed {
  std::string stream;  ///< stdout, stderr
  std::string text;    ///< lines, each with its end
};

/// What a process prints, kept within bounds however much it is: as far as somebody takes it in
/// time, the first of it and the number of lines left out. Not thread-safe.
class OutputLog {
 public:
  /// Bytes kept between two takes, and of one line.
  static constexpr std::size_t kMostBytes = std::size_t{64} << 10;
  static constexpr std::size_t kLongestLine = 4096;
  static constexpr std::size_t kLastWords = 8;

  /// Bytes as they were read from `stream`.
  void add(const std::string& stream, std::string_view bytes);
  /// What was printed since the last time; the line that is not ended yet stays.
  std::vector<Printed> take();
  /// The newest lines of both streams, for a person.
  std::string last_words() const;
  /// Looks for a line that holds `text` from now on.
  void look_for(std::string text);
  /// Whether such a line has been printed and ended.
  bool saw_it() const { return seen_; }

 private:
  struct Stream {
    std::string name;
    std::string open_line;
    bool cut = false;  ///< the open line is too long; its rest is dropped
  };

  void end_line(Stream& stream);

  Stream streams_[2] = {{"stdout", {}, false}, {"stderr", {}, false}};
  std::vector<Printed> kept_;
  std::size_t kept_bytes_ = 0;
  std::size_t left_out_ = 0;
  std::deque<std::string> last_;
  std::string wanted_;
  bool seen_ = false;
};

}  // namespace souk::process
