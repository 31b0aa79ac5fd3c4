#include "emulator/http/message_reading.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace souk::http {
namespace {

constexpr std::size_t kChunkLineLimit = 4096;
constexpr std::size_t kTrailerLimit = 65536;
/// What an announced length is believed for before the bytes are there.
constexpr std::size_t kReserved = 256 * 1024;

tl::unexpected<Error> bad_request(std::string message, std::string field = "",
                                  std::string hint = "") {
  return Failure({"BadRequest", 400, std::move(message), std::move(field), std::move(hint)});
}

std::string_view trimmed(std::string_view text) {
  const auto blank = [](char letter) { return letter == ' ' || letter == '\t'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

/// Bytes as they may be shown to a person: short, and without anything that moves a terminal.
std::string shown(std::string_view bytes) {
  std::string text;
  for (const char letter : bytes.substr(0, 60)) {
    const bool plain = letter >= ' ' && letter <= '~';
    if (plain) {
      text += letter;
    } else {
      text += fmt::format("\\x{:02x}", static_cast<unsigned char>(letter));
    }
  }
  return bytes.size() > 60 ? text + "…" : text;
}

bool is_control(char letter) {
  return (static_cast<unsigned char>(letter) < 0x20 && letter != '\t') || letter == 0x7f;
}

}  // namespace

void Input::add(std::string_view bytes) {
  if (start_ > bytes_.size() / 2) {
    bytes_.erase(0, start_);
    start_ = 0;
  }
  bytes_.append(bytes);
}

void Input::consume(std::size_t count) {
  start_ += count;
  if (start_ < bytes_.size()) return;
  std::string().swap(bytes_);
  start_ = 0;
}

Result<std::optional<std::size_t>> HeadSearch::end_in(std::string_view bytes) {
  while (true) {
    const auto feed = bytes.find('\n', scanned_);
    if (feed == std::string_view::npos) {
      scanned_ = bytes.size();
      return std::nullopt;
    }
    if (feed == line_start_ || bytes[feed - 1] != '\r') {
      return bad_request("A line of the head ends in a line feed alone; HTTP ends lines in CR LF.");
    }
    const bool empty_line = feed == line_start_ + 1;
    line_start_ = scanned_ = feed + 1;
    if (empty_line) return line_start_;
  }
}

bool is_token(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || kMarks.find(letter) != std::string_view::npos;
  });
}

Result<Headers> read_fields(std::string_view lines) {
  Headers headers;
  while (!lines.empty()) {
    const auto line = lines.substr(0, lines.find("\r\n"));
    lines.remove_prefix(std::min(lines.size(), line.size() + 2));
    if (line.empty()) break;
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) {
      return bad_request(fmt::format("The header line \"{}\" has no colon.", shown(line)));
    }
    const auto name = line.substr(0, colon);
    if (!is_token(name)) {
      return bad_request(
          fmt::format("\"{}\" is not the name of a header: blanks, folded lines and "
                      "control characters have no place before the colon.",
                      shown(name)));
    }
    const auto value = trimmed(line.substr(colon + 1));
    if (std::any_of(value.begin(), value.end(), is_control)) {
      return bad_request(
          fmt::format("The value of the header {} contains a control character.", name),
          std::string(name));
    }
    headers.add(std::string(name), std::string(value));
  }
  return headers;
}

bool names(const Headers& headers, std::string_view name, std::string_view word) {
  for (auto value : headers.all(name)) {
    while (!value.empty()) {
      const auto comma = std::min(value.find(','), value.size());
      if (same_word(trimmed(value.substr(0, comma)), word)) return true;
      value.remove_prefix(std::min(value.size(), comma + 1));
    }
  }
  return false;
}

Result<Framing> framing_of(const Headers& headers, Framing::Kind silent) {
  const auto codings = headers.all("Transfer-Encoding");
  const auto lengths = headers.all("Content-Length");
  if (!codings.empty() && !lengths.empty()) {
    return bad_request("The message has both Content-Length and Transfer-Encoding.",
                       "Content-Length", "Send one of the two.");
  }
  if (!codings.empty()) {
    if (codings.size() == 1 && same_word(codings.front(), "chunked")) {
      return Framing{Framing::Kind::Chunked, 0};
    }
    return Failure(
        {"NotImplemented", 501,
         fmt::format("The transfer encoding \"{}\" is not spoken here.", shown(codings.back())),
         "Transfer-Encoding", "Send the body with Content-Length, or chunked."});
  }
  if (lengths.empty()) return Framing{silent, 0};
  if (lengths.size() > 1) {
    return bad_request(fmt::format("The message has {} Content-Length headers.", lengths.size()),
                       "Content-Length", "Send exactly one.");
  }
  const auto text = lengths.front();
  std::uint64_t length = 0;
  const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), length);
  if (text.empty() || trouble != std::errc() || end != text.data() + text.size()) {
    return bad_request(fmt::format("Content-Length \"{}\" is not a number of bytes.", shown(text)),
                       "Content-Length");
  }
  return Framing{length == 0 ? Framing::Kind::None : Framing::Kind::Length, length};
}

bool BodyReader::complete() const {
  switch (framing_.kind) {
    case Framing::Kind::None:
      return true;
    case Framing::Kind::Length:
      return seen_ == framing_.length;
    case Framing::Kind::Chunked:
      return part_ == Part::Done;
    case Framing::Kind::UntilClose:
      return false;
  }
  return false;
}

bool BodyReader::too_long() const {
  return seen_ > limit_ || (framing_.kind == Framing::Kind::Length && framing_.length > limit_);
}

std::size_t BodyReader::keep(std::string_view bytes) {
  if (framing_.kind == Framing::Kind::Length && body_.empty() && limit_ > 0) {
    body_.reserve(std::min<std::uint64_t>({framing_.length, limit_, kReserved}));
  }
  if (body_.size() < limit_) body_.append(bytes.substr(0, limit_ - body_.size()));
  seen_ += bytes.size();
  return bytes.size();
}

void BodyReader::throw_away() {
  limit_ = 0;
  body_ = std::string();
}

Result<std::size_t> BodyReader::take(std::string_view bytes) {
  switch (framing_.kind) {
    case Framing::Kind::None:
      return 0;
    case Framing::Kind::Length:
      return keep(bytes.substr(0, std::min<std::uint64_t>(bytes.size(), framing_.length - seen_)));
    case Framing::Kind::UntilClose:
      return keep(bytes);
    case Framing::Kind::Chunked:
      break;
  }
  std::size_t taken = 0;
  while (part_ != Part::Done) {
    const auto step = take_chunked(bytes.substr(taken));
    if (!step) return Failure(step.error());
    if (*step == 0) break;
    taken += *step;
  }
  return taken;
}

Result<std::size_t> BodyReader::take_chunked(std::string_view bytes) {
  if (part_ != Part::Data) return take_line(bytes);
  const auto count = keep(bytes.substr(0, std::min<std::uint64_t>(bytes.size(), chunk_left_)));
  chunk_left_ -= count;
  if (chunk_left_ == 0) part_ = Part::DataEnd;
  return count;
}

Result<std::size_t> BodyReader::take_line(std::string_view bytes) {
  const auto end = bytes.find("\r\n");
  if (end == std::string_view::npos) {
    if (bytes.size() <= kChunkLineLimit) return 0;
    return bad_request("A line between the chunks of the body is too long to be a chunk's size.");
  }
  const auto line = bytes.substr(0, end);
  if (part_ == Part::Size) {
    const auto digits = trimmed(line.substr(0, line.find(';')));
    const auto [stop, trouble] =
        std::from_chars(digits.data(), digits.data() + digits.size(), chunk_left_, 16);
    if (digits.empty() || trouble != std::errc() || stop != digits.data() + digits.size()) {
      return bad_request(
          fmt::format("\"{}\" is not the size of a chunk (a hexadecimal number).", shown(line)));
    }
    part_ = chunk_left_ == 0 ? Part::Trailer : Part::Data;
  } else if (part_ == Part::DataEnd) {
    if (!line.empty()) return bad_request("A chunk of the body is longer than its size says.");
    part_ = Part::Size;
  } else if (line.empty()) {
    part_ = Part::Done;
  } else if ((trailer_bytes_ += line.size()) > kTrailerLimit) {
    return bad_request("The header lines behind the chunked body are too long.");
  }
  return end + 2;
}

}  // namespace souk::http
