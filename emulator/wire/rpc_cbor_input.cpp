#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <limits>

#include "emulator/core/base64.h"
#include "emulator/core/json.h"
#include "emulator/wire/cbor_bytes.h"
#include "emulator/wire/errors.h"
#include "emulator/wire/protocol.h"
#include "emulator/wire/rpc_cbor.h"
#include "emulator/wire/utf8.h"

namespace souk::wire::rpc_cbor {
namespace {

using namespace cbor;

double half_precision(std::uint64_t bits) {
  const auto exponent = static_cast<int>(bits >> 10U & 31U);
  const auto mantissa = static_cast<double>(bits & 1023U);
  double value =
      exponent == 0 ? std::ldexp(mantissa, -24) : std::ldexp(mantissa + 1024, exponent - 25);
  if (exponent == 31) value = std::numeric_limits<double>::infinity();
  return (bits & 0x8000U) != 0 ? -value : value;
}

/// Reads values off the front of the bytes. Every reading function returns false once something is
/// wrong, with the reason in `trouble_`.
class Decoder {
 public:
  explicit Decoder(std::string_view bytes) : whole_(bytes), rest_(bytes) {}

  Result<Json> decode() {
    Json value;
    if (read_value(value, 0) && !rest_.empty()) refuse("something follows the value");
    if (trouble_.empty()) return value;
    return Failure(common_error(
        CommonError::Serialization,
        fmt::format("The request body is not valid CBOR: {} at byte {}", trouble_, offset_)));
  }

 private:
  struct Head {
    Major major;
    std::uint8_t info;
    std::uint64_t argument;
    bool indefinite() const { return info == kIndefinite; }
  };

  bool refuse(std::string_view why) {
    if (trouble_.empty()) {
      trouble_ = why;
      offset_ = whole_.size() - rest_.size();
    }
    return false;
  }

  bool read_head(Head& head) {
    if (rest_.empty()) return refuse("it ends early");
    const auto first = static_cast<std::uint8_t>(rest_.front());
    head = {static_cast<Major>(first >> 5U), static_cast<std::uint8_t>(first & 31U), first & 31U};
    if (head.info > kEightBytes && head.info != kIndefinite) return refuse("a reserved length");
    rest_.remove_prefix(1);
    if (head.info < kOneByte || head.info == kIndefinite) return true;
    const std::size_t width = std::size_t{1} << (head.info - kOneByte);
    if (rest_.size() < width) return refuse("it ends early");
    head.argument = 0;
    for (std::size_t i = 0; i < width; ++i) {
      head.argument = head.argument << 8U | static_cast<std::uint8_t>(rest_[i]);
    }
    rest_.remove_prefix(width);
    return true;
  }

  bool take_break() {
    if (rest_.empty() || static_cast<std::uint8_t>(rest_.front()) != kBreak) return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool read_value(Json& value, int depth) {
    if (depth > kDeepestNesting) return refuse("it is nested too deep");
    Head head{};
    if (!read_head(head)) return false;
    switch (head.major) {
      case Major::Unsigned:
      case Major::Negative:
        return read_integer(head, value);
      case Major::Bytes: {
        std::string bytes;
        if (!read_string(head, bytes)) return false;
        value = base64_encode(bytes);
        return true;
      }
      case Major::Text: {
        std::string text;
        if (!read_text(head, text)) return false;
        value = std::move(text);
        return true;
      }
      case Major::Array:
        return read_array(head, value, depth);
      case Major::Map:
        return read_map(head, value, depth);
      case Major::Tag:
        return read_tagged(head, value, depth);
      case Major::Simple:
        return read_simple(head, value);
    }
    return refuse("an unknown kind of value");
  }

  bool read_integer(const Head& head, Json& value) {
    if (head.indefinite()) return refuse("an integer without a value");
    if (head.major == Major::Unsigned) {
      value = head.argument;
      return true;
    }
    if (head.argument > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
      return refuse("an integer of more than 64 bits");
    }
    value = -1 - static_cast<std::int64_t>(head.argument);
    return true;
  }

  bool read_chunk(const Head& head, std::string& out) {
    if (head.argument > rest_.size()) return refuse("it ends early");
    out.append(rest_.substr(0, head.argument));
    rest_.remove_prefix(head.argument);
    return true;
  }

  bool read_string(const Head& head, std::string& out) {
    if (!head.indefinite()) return read_chunk(head, out);
    while (!take_break()) {
      Head chunk{};
      if (!read_head(chunk)) return false;
      if (chunk.major != head.major || chunk.indefinite()) {
        return refuse("a string is made of pieces of another kind");
      }
      if (!read_chunk(chunk, out)) return false;
    }
    return true;
  }

  bool read_text(const Head& head, std::string& out) {
    if (!read_string(head, out)) return false;
    return is_utf8(out) || refuse("a text that is not UTF-8");
  }

  bool read_array(const Head& head, Json& value, int depth) {
    value = Json::array();
    // Each item takes a byte at least, so a false count cannot make us reserve or loop beyond that.
    if (!head.indefinite() && head.argument > rest_.size()) return refuse("it ends early");
    for (std::uint64_t i = 0; head.indefinite() ? !take_break() : i < head.argument; ++i) {
      Json item;
      if (!read_value(item, depth + 1)) return false;
      value.push_back(std::move(item));
    }
    return true;
  }

  bool read_map(const Head& head, Json& value, int depth) {
    value = Json::object();
    if (!head.indefinite() && head.argument > rest_.size() / 2) return refuse("it ends early");
    for (std::uint64_t i = 0; head.indefinite() ? !take_break() : i < head.argument; ++i) {
      Head key_head{};
      std::string key;
      if (!read_head(key_head)) return false;
      if (key_head.major != Major::Text) return refuse("a key that is no text");
      if (!read_text(key_head, key)) return false;
      Json item;
      if (!read_value(item, depth + 1)) return false;
      value[std::move(key)] = std::move(item);
    }
    return true;
  }

  bool read_tagged(const Head& head, Json& value, int depth) {
    if (head.indefinite()) return refuse("a tag without a number");
    if (!read_value(value, depth + 1)) return false;
    if (head.argument == kEpochTag && !value.is_number()) {
      return refuse("a timestamp that is no number");
    }
    return true;
  }

  bool read_simple(const Head& head, Json& value) {
    switch (head.info) {
      case kFalse:
      case kTrue:
        value = head.info == kTrue;
        return true;
      case kNull:
      case kUndefined:
        value = nullptr;
        return true;
      case kTwoBytes:
        return take_float(half_precision(head.argument), value);
      case kFourBytes:
        return take_float(std::bit_cast<float>(static_cast<std::uint32_t>(head.argument)), value);
      case kEightBytes:
        return take_float(std::bit_cast<double>(head.argument), value);
      default:
        return refuse("a simple value of no known meaning");
    }
  }

  bool take_float(double number, Json& value) {
    if (!std::isfinite(number)) return refuse("a number that is not finite");
    value = number;
    return true;
  }

  std::string_view whole_;
  std::string_view rest_;
  std::string trouble_;
  std::size_t offset_ = 0;
};

}  // namespace

Result<Json> decode(std::string_view bytes) {
  if (bytes.empty()) return Json::object();
  return Decoder(bytes).decode();
}

}  // namespace souk::wire::rpc_cbor
