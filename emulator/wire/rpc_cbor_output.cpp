#include <bit>
#include <cmath>

#include "emulator/core/base64.h"
#include "emulator/core/json.h"
#include "emulator/wire/answer.h"
#include "emulator/wire/cbor_bytes.h"
#include "emulator/wire/errors.h"
#include "emulator/wire/rpc_cbor.h"

namespace souk::wire::rpc_cbor {
namespace {

using namespace cbor;
using Kind = Shape::Kind;

class Encoder {
 public:
  std::string take() { return std::move(out_); }

  void write(const Shape& shape, const Json& value) {
    switch (shape.kind) {
      case Kind::Timestamp:
        write_head(Major::Tag, kEpochTag);
        return write_number(value);
      case Kind::Integer:
      case Kind::Long:
        return write_number(value);
      case Kind::Double:
        return value.is_number() ? write_double(value.get<double>()) : write(value);
      case Kind::Blob:
        return write_string(Major::Bytes, base64_decode(value.get<std::string>()).value());
      case Kind::List:
        write_head(Major::Array, value.size());
        for (const Json& item : value) write(*shape.item, item);
        return;
      case Kind::Map:
        return write_map(shape, value);
      case Kind::Structure:
        return write_structure(shape, value);
      case Kind::String:
      case Kind::Boolean:
        return write(value);
    }
  }

  void write(const Json& value) {
    switch (value.type()) {
      case Json::value_t::boolean:
        return write_simple(value.get<bool>() ? kTrue : kFalse);
      case Json::value_t::number_integer:
      case Json::value_t::number_unsigned:
        return write_integer(value);
      case Json::value_t::number_float:
        return write_double(value.get<double>());
      case Json::value_t::string:
        return write_string(Major::Text, value.get_ref<const std::string&>());
      case Json::value_t::array:
        write_head(Major::Array, value.size());
        for (const Json& item : value) write(item);
        return;
      case Json::value_t::object:
        write_head(Major::Map, value.size());
        for (const auto& [key, item] : value.items()) {
          write_string(Major::Text, key);
          write(item);
        }
        return;
      default:
        return write_simple(kNull);
    }
  }

  void write_string(Major major, std::string_view text) {
    write_head(major, text.size());
    out_ += text;
  }

  void write_head(Major major, std::uint64_t argument) {
    const auto start = static_cast<std::uint8_t>(static_cast<unsigned>(major) << 5U);
    if (argument < kOneByte) {
      out_ += static_cast<char>(start | argument);
    } else if (argument <= 0xFF) {
      write_bytes(start | kOneByte, argument, 1);
    } else if (argument <= 0xFFFF) {
      write_bytes(start | kTwoBytes, argument, 2);
    } else if (argument <= 0xFFFFFFFF) {
      write_bytes(start | kFourBytes, argument, 4);
    } else {
      write_bytes(start | kEightBytes, argument, 8);
    }
  }

 private:
  void write_bytes(unsigned first, std::uint64_t argument, unsigned width) {
    out_ += static_cast<char>(first);
    for (unsigned i = width; i-- > 0;) out_ += static_cast<char>(argument >> (8 * i) & 0xFFU);
  }

  void write_simple(std::uint8_t value) {
    out_ += static_cast<char>(static_cast<unsigned>(Major::Simple) << 5U | value);
  }

  void write_double(double number) {
    write_bytes(static_cast<unsigned>(Major::Simple) << 5U | kEightBytes,
                std::bit_cast<std::uint64_t>(number), 8);
  }

  void write_integer(const Json& value) {
    if (value.is_number_unsigned() || value.get<std::int64_t>() >= 0) {
      return write_head(Major::Unsigned, value.get<std::uint64_t>());
    }
    write_head(Major::Negative, static_cast<std::uint64_t>(-1 - value.get<std::int64_t>()));
  }

  /// A whole number as an integer even if it is kept as a float.
  void write_number(const Json& value) {
    static constexpr double kExact = 9007199254740992.0;
    if (value.is_number_float()) {
      const double number = value.get<double>();
      if (number == std::trunc(number) && std::abs(number) <= kExact) {
        return write_integer(static_cast<std::int64_t>(number));
      }
    }
    write(value);
  }

  void write_map(const Shape& shape, const Json& value) {
    write_head(Major::Map, value.size());
    for (const auto& [key, item] : value.items()) {
      write_string(Major::Text, key);
      write(*shape.item, item);
    }
  }

  void write_structure(const Shape& shape, const Json& value) {
    std::uint64_t present = 0;
    for_each_present(shape, value, [&](const Member&, const Json&) { ++present; });
    write_head(Major::Map, present);
    for_each_present(shape, value, [&](const Member& member, const Json& item) {
      write_string(Major::Text, member.name);
      write(member.shape, item);
    });
  }

  template <class Visit>
  static void for_each_present(const Shape& shape, const Json& value, Visit visit) {
    for (const Member& member : shape.members) {
      const auto found = value.find(member.name);
      if (found != value.end() && !found->is_null()) visit(member, *found);
    }
  }

  std::string out_;
};

HttpResponse cbor_answer(int status, std::string body, std::string_view request_id) {
  auto response = answer(status, "application/cbor", std::move(body), request_id);
  // Go's client refuses an answer without it.
  response.headers.add("smithy-protocol", "rpc-v2-cbor");
  return response;
}

}  // namespace

std::string encode(const Shape& shape, const Json& value) {
  Encoder encoder;
  encoder.write(shape, value);
  return encoder.take();
}

std::string encode(const Json& value) {
  Encoder encoder;
  encoder.write(value);
  return encoder.take();
}

HttpResponse success(const Shape* output, const Json& value, std::string_view request_id) {
  const bool empty = output == nullptr || value.is_null();
  return cbor_answer(200, empty ? encode(Json::object()) : encode(*output, value), request_id);
}

HttpResponse refusal(std::string_view service, const Error& error, std::string_view request_id) {
  const auto spelling = spelled(error, Protocol::Cbor, service);
  Encoder encoder;
  const auto members = members_of(error, service, request_id);
  encoder.write_head(Major::Map, members.size() + (spelling.message.empty() ? 1 : 2));
  encoder.write_string(Major::Text, "__type");
  encoder.write_string(Major::Text, spelling.type);
  if (!spelling.message.empty()) {
    encoder.write_string(Major::Text, "message");
    encoder.write_string(Major::Text, spelling.message);
  }
  for (const auto& [name, value] : members.items()) {
    encoder.write_string(Major::Text, name);
    encoder.write(value);
  }
  auto response = cbor_answer(spelling.status, encoder.take(), request_id);
  add_hint(response, error);
  return response;
}

}  // namespace souk::wire::rpc_cbor
