#include "emulator/messaging/message_attributes.h"

#include <openssl/evp.h>

#include <array>
#include <regex>

#include "emulator/messaging/queue_errors.h"

namespace souk::messaging {
namespace {

/// Source: SQS Developer Guide, "Message attribute components".
constexpr std::size_t kMostAttributes = 10;

std::string hex(const unsigned char* bytes, std::size_t length) {
  std::string text;
  for (std::size_t i = 0; i < length; ++i) text += fmt::format("{:02x}", bytes[i]);
  return text;
}

void append_sized(std::string& target, std::string_view text) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    target += static_cast<char>((text.size() >> shift) & 0xff);
  }
  target += text;
}

std::string decode_base64(const std::string& text) {
  std::string bytes(text.size() / 4 * 3 + 3, '\0');
  const int length = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                     reinterpret_cast<const unsigned char*>(text.data()),
                                     static_cast<int>(text.size()));
  if (length < 0) return "";
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  bytes.resize(static_cast<std::size_t>(length) - padding);
  return bytes;
}

bool is_binary(std::string_view type) { return type.rfind("Binary", 0) == 0; }

/// The value's bytes.
std::string value_of(const Json& attribute) {
  return is_binary(attribute.value("DataType", std::string()))
             ? decode_base64(attribute.value("BinaryValue", std::string()))
             : attribute.value("StringValue", std::string());
}

bool is_number(const std::string& text) {
  static const std::regex shape(R"(\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*)");
  return std::regex_match(text, shape);
}

bool is_reserved(std::string_view name) {
  const auto begins = [&](std::string_view start) {
    if (name.size() < start.size()) return false;
    return std::equal(start.begin(), start.end(), name.begin(), [](char wanted, char is) {
      return wanted == (is >= 'A' && is <= 'Z' ? static_cast<char>(is - 'A' + 'a') : is);
    });
  };
  return begins("aws.") || begins("amazon.");
}

Result<void> check_attribute_name(const std::string& name) {
  if (name.size() > kLongestAttributeName) {
    return Failure(invalid_parameter_value(fmt::format(
        "Length of message attribute name must be less than {} bytes.", kLongestAttributeName)));
  }
  if (is_attribute_name(name) && !is_reserved(name)) return {};
  return Failure(invalid_parameter_value(fmt::format(
      "Invalid attribute name '{}': a name holds letters, digits, hyphens, underscores and single "
      "periods between them, and does not begin with AWS. or Amazon.",
      name)));
}

Result<void> check_attribute_value(const std::string& name, const Json& attribute) {
  const auto refused = [](std::string message) {
    return Failure(invalid_parameter_value(std::move(message)));
  };
  const auto type = attribute.value("DataType", std::string());
  if (type.empty()) {
    return refused(fmt::format(
        "The message attribute '{}' must contain non-empty message attribute type.", name));
  }
  const auto kind = attribute_kind(type);
  if (kind.empty()) {
    return refused(
        fmt::format("The message attribute '{}' has an invalid message attribute type, the set of "
                    "supported type prefixes is Binary, Number, and String.",
                    name));
  }
  const auto value = value_of(attribute);
  if (value.empty()) {
    return refused(
        fmt::format("Message (user) attribute '{}' must contain a non-empty value of type '{}'.",
                    name, kind == "Binary" ? "Binary" : "String"));
  }
  if (kind == "Number" && !is_number(value)) {
    return refused(
        fmt::format("Can't cast the value of message (user) attribute '{}' to a number.", name));
  }
  return {};
}

}  // namespace

std::string_view attribute_kind(std::string_view type) {
  for (const std::string_view kind : {"String", "Number", "Binary"}) {
    if (type == kind || (type.rfind(kind, 0) == 0 && type[kind.size()] == '.')) return kind;
  }
  return {};
}

std::string md5_hex(std::string_view text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  EVP_Digest(text.data(), text.size(), digest, &length, EVP_md5(), nullptr);
  return hex(digest, length);
}

std::string attributes_md5(const Json& attributes) {
  if (attributes.empty()) return "";
  std::string bytes;
  // An object's members are in the byte order of their names, which is SQS's order too.
  for (const auto& [name, value] : attributes.items()) {
    append_sized(bytes, name);
    const auto type = value.value("DataType", std::string());
    append_sized(bytes, type);
    bytes += is_binary(type) ? '\2' : '\1';
    append_sized(bytes, value_of(value));
  }
  return md5_hex(bytes);
}

std::size_t message_size(const std::string& body, const Json& attributes) {
  auto size = body.size();
  for (const auto& [name, value] : attributes.items()) {
    size += name.size() + value.value("DataType", std::string()).size() + value_of(value).size();
  }
  return size;
}

bool is_attribute_name(std::string_view name) {
  if (name.empty() || name.front() == '.' || name.back() == '.') return false;
  if (name.find("..") != std::string_view::npos) return false;
  return name.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.") ==
         std::string_view::npos;
}

Result<void> check_queue_attributes(const Json& attributes) {
  if (attributes.size() > kMostAttributes) {
    return Failure(invalid_parameter_value(
        fmt::format("Number of message attributes [{}] exceeds the allowed maximum [{}].",
                    attributes.size(), kMostAttributes)));
  }
  for (const auto& [name, attribute] : attributes.items()) {
    for (const auto* list : {"StringListValues", "BinaryListValues"}) {
      if (attribute.value(list, Json::array()).empty()) continue;
      return Failure(
          queue_error("UnsupportedOperation",
                      "Message attribute list values in SendMessage operation are not supported."));
    }
    if (const auto fine = check_attribute_name(name); !fine) return fine;
    if (const auto fine = check_attribute_value(name, attribute); !fine) return fine;
  }
  return {};
}

}  // namespace souk::messaging
