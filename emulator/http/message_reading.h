#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "emulator/core/http_message.h"
#include "emulator/core/result.h"

namespace souk::http {

/// Bytes that were received and not yet understood: added at the back, taken from the front. Holds
/// no memory while it is empty, so that idle connections cost none.
class Input {
 public:
  void add(std::string_view bytes);
  void consume(std::size_t count);
  std::string_view view() const { return std::string_view(bytes_).substr(start_); }
  bool empty() const { return start_ == bytes_.size(); }
  std::size_t size() const { return bytes_.size() - start_; }

 private:
  std::string bytes_;
  std::size_t start_ = 0;
};

/// Looks for the empty line that ends a message's head, and looks at each byte once however slowly
/// they come in.
class HeadSearch {
 public:
  /// The head's length including its empty line once `bytes` (always from the same start) hold it
  /// all; nothing while they do not; an error where a line ends in a bare line feed.
  Result<std::optional<std::size_t>> end_in(std::string_view bytes);

 private:
  std::size_t line_start_ = 0;
  std::size_t scanned_ = 0;
};

/// Whether `text` is a word of HTTP's grammar (a method or a header name).
bool is_token(std::string_view text);

/// Reads header lines, each ending in CRLF, up to the empty line. An error names the line at fault.
Result<Headers> read_fields(std::string_view lines);

/// Whether one of the comma-separated words under `name` is `word`, ignoring case.
bool names(const Headers& headers, std::string_view name, std::string_view word);

/// How a body is told apart from what follows it.
struct Framing {
  enum class Kind { None, Length, Chunked, UntilClose };
  Kind kind = Kind::None;
  std::uint64_t length = 0;  ///< with Length only
};

/// The framing a head announces; an error where it is contradictory or unknown. Without any
/// announcement the body is `silent`.
Result<Framing> framing_of(const Headers& headers, Framing::Kind silent);

/// Collects one body, and keeps at most a limit of it while it counts the rest.
class BodyReader {
 public:
  BodyReader() = default;
  BodyReader(Framing framing, std::size_t limit) : framing_(framing), limit_(limit) {}

  /// Takes what belongs to the body from the front of `bytes`; says how many bytes that was.
  Result<std::size_t> take(std::string_view bytes);

  /// Keeps nothing from here on, and gives back what was kept.
  void throw_away();

  bool complete() const;
  /// More came, or is announced, than the limit allows.
  bool too_long() const;
  std::uint64_t seen() const { return seen_; }
  std::uint64_t announced() const { return framing_.length; }  ///< 0 where no length was given
  std::string& body() { return body_; }

 private:
  enum class Part { Size, Data, DataEnd, Trailer, Done };

  std::size_t keep(std::string_view bytes);
  Result<std::size_t> take_chunked(std::string_view bytes);
  Result<std::size_t> take_line(std::string_view bytes);

  Framing framing_;
  std::size_t limit_ = 0;
  std::uint64_t seen_ = 0;
  std::string body_;
  Part part_ = Part::Size;
  std::uint64_t chunk_left_ = 0;
  std::size_t trailer_bytes_ = 0;
};

}  // namespace souk::http
