#include "emulator/core/json_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "emulator/core/json.h"

namespace souk {
namespace {

class Writer {
 public:
  explicit Writer(BadBytes bad_bytes)
      : bad_bytes_(bad_bytes == BadBytes::Replaced ? Json::error_handler_t::replace
                                                   : Json::error_handler_t::ignore) {}

  std::string take() { return std::move(text_); }

  void write(const Json& value) {
    switch (value.type()) {
      case Json::value_t::object:
        return write_object(value.get_ref<const Json::object_t&>());
      case Json::value_t::array:
        return write_array(value.get_ref<const Json::array_t&>());
      case Json::value_t::string:
        return write_string(value.get_ref<const std::string&>());
      case Json::value_t::number_integer:
        return write_number(value.get_ref<const Json::number_integer_t&>());
      case Json::value_t::number_unsigned:
        return write_number(value.get_ref<const Json::number_unsigned_t&>());
      default:
        text_ += value.dump(-1, ' ', false, bad_bytes_);
    }
  }

 private:
  void write_object(const Json::object_t& object) {
    char before = '{';
    for (const auto& [name, value] : object) {
      text_ += before;
      before = ',';
      write_string(name);
      text_ += ':';
      write(value);
    }
    text_ += before == '{' ? "{}" : "}";
  }

  void write_array(const Json::array_t& array) {
    char before = '[';
    for (const auto& value : array) {
      text_ += before;
      before = ',';
      write(value);
    }
    text_ += before == '[' ? "[]" : "]";
  }

  void write_string(const std::string& string) {
    const bool is_plain = std::all_of(string.begin(), string.end(), [](char letter) {
      const auto byte = static_cast<unsigned char>(letter);
      return byte >= ' ' && byte < 0x80 && letter != '"' && letter != '\\';
    });
    if (!is_plain) {
      text_ += Json(string).dump(-1, ' ', false, bad_bytes_);
      return;
    }
    text_ += '"';
    text_ += string;
    text_ += '"';
  }

  template <class Number>
  void write_number(Number number) {
    const fmt::format_int digits(number);
    text_.append(digits.data(), digits.size());
  }

  Json::error_handler_t bad_bytes_;
  std::string text_;
};

}  // namespace

std::string json_text(const Json& value, BadBytes bad_bytes) {
  Writer writer(bad_bytes);
  writer.write(value);
  return writer.take();
}

}  // namespace souk
