#include <arpa/inet.h>
#include <fmt/format.h>

#include <array>

#include "emulator/messaging/matching.h"

namespace souk::messaging {
namespace {

/// Source: EventBridge User Guide, "Numeric matching".
constexpr double kLargestNumber = 5'000'000'000;

Result<void> bad_match(std::string reason) { return Failure({"", 400, std::move(reason), "", ""}); }

Result<void> check_numeric(const Json& range, Dialect dialect) {
  static constexpr std::array<std::string_view, 5> kSigns{"=", "<", "<=", ">", ">="};
  if (!range.is_array() || range.empty()) return bad_match("Value of numeric must be an array");
  if (range.size() > 4) return bad_match("Too many elements in numeric expression");
  for (std::size_t i = 0; i < range.size(); i += 2) {
    if (!range[i].is_string()) {
      return bad_match("Invalid member in numeric match: " + range[i].dump());
    }
    const auto sign = range[i].get<std::string>();
    if (std::find(kSigns.begin(), kSigns.end(), sign) == kSigns.end()) {
      return bad_match("Unrecognized numeric range operator: " + sign);
    }
    if (i + 1 >= range.size() || !range[i + 1].is_number()) {
      return bad_match(fmt::format("Value of {} must be numeric", sign));
    }
    if (dialect == Dialect::EventPattern && std::abs(range[i + 1].get<double>()) > kLargestNumber) {
      return bad_match("Value must be between -5.0E9 and 5.0E9, inclusive");
    }
  }
  if (range.size() == 2) return {};
  const auto first = range[0].get<std::string>();
  const auto second = range[2].get<std::string>();
  if (first == "=" || first[0] == '<') return bad_match("Too many elements in numeric expression");
  if (second[0] != '<') return bad_match("Bad numeric range operator: " + second);
  if (range[1].get<double>() >= range[3].get<double>())
    return bad_match("Bottom must be less than top");
  return {};
}

/// Where two `*` meet.
std::optional<std::size_t> doubled_wildcard(const std::string& pattern) {
  for (std::size_t i = 0; i + 1 < pattern.size(); ++i) {
    if (pattern[i] == '\\') {
      ++i;
    } else if (pattern[i] == '*' && pattern[i + 1] == '*') {
      return i + 1;
    }
  }
  return std::nullopt;
}

Result<void> check_wildcard(const Json& pattern) {
  if (!pattern.is_string()) return bad_match("wildcard match pattern must be a string");
  const auto text = pattern.get<std::string>();
  if (const auto at = doubled_wildcard(text)) {
    return bad_match(fmt::format("Consecutive wildcard characters at pos {}", *at));
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') continue;
    const char next = i + 1 < text.size() ? text[i + 1] : ' ';
    if (next != '*' && next != '\\') {
      return bad_match(fmt::format("Invalid escape character at pos {}", i));
    }
    ++i;
  }
  return {};
}

/// One element of what an anything-but with an operator in it excludes.
Result<void> check_excluded(const std::string& kind, const Json& pattern) {
  if (kind == "wildcard") return check_wildcard(pattern);
  if (kind == "equals-ignore-case") {
    if (pattern.is_string()) return {};
    return bad_match(
        "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.");
  }
  if (pattern.is_object()) {
    return bad_match("Value of anything-but must be an array or single string/number value.");
  }
  if (!pattern.is_string()) return bad_match("prefix/suffix match pattern must be a string");
  return pattern == "" ? bad_match("Null prefix/suffix not allowed") : Result<void>();
}

Result<void> check_excluding_operator(const Json& value, Dialect dialect) {
  if (value.size() != 1) return bad_match("Only one key allowed in match expression");
  const auto& kind = value.begin().key();
  const auto& pattern = value.begin().value();
  const bool plain = kind == "prefix" || kind == "suffix";
  const bool known = plain || kind == "wildcard" || kind == "equals-ignore-case";
  if (!known || (dialect == Dialect::FilterPolicy && !plain)) {
    return bad_match("Unsupported anything-but pattern: " + kind);
  }
  if (dialect == Dialect::FilterPolicy) {
    if (pattern.is_string()) return {};
    return bad_match(fmt::format("{} match pattern must be a string", kind));
  }
  if (!pattern.is_array()) return check_excluded(kind, pattern);
  if (pattern.empty()) return bad_match("Empty arrays are not allowed");
  for (const auto& each : pattern) {
    if (const auto fine = check_excluded(kind, each); !fine) return fine;
  }
  return {};
}

Result<void> check_anything_but(const Json& value, Dialect dialect) {
  if (value.is_object()) return check_excluding_operator(value, dialect);
  const auto may_be_excluded = [&](const Json& each) {
    const bool text_or_number = each.is_string() || each.is_number();
    return text_or_number || (dialect == Dialect::FilterPolicy && is_scalar(each));
  };
  if (!value.is_array()) {
    if (may_be_excluded(value)) return {};
    return bad_match("Value of anything-but must be an array or single string/number value.");
  }
  if (value.empty()) return bad_match("Empty arrays are not allowed");
  for (const auto& each : value) {
    if (!may_be_excluded(each)) {
      return bad_match("Inside anything but list, start|null|boolean is not supported.");
    }
  }
  return {};
}

Result<void> check_network(const Json& pattern) {
  if (!pattern.is_string()) return bad_match("prefix match pattern must be a string");
  const auto text = pattern.get<std::string>();
  const auto slash = text.find('/');
  if (slash == std::string::npos || text.find('/', slash + 1) != std::string::npos) {
    return bad_match("Malformed CIDR, one '/' required");
  }
  const auto mask = text.substr(slash + 1);
  if (mask.empty() || mask.find_first_not_of("0123456789") != std::string::npos) {
    return bad_match("Malformed CIDR, mask bits must be an integer");
  }
  const auto address = text.substr(0, slash);
  const bool is_new = address.find(':') != std::string::npos;
  std::array<unsigned char, 16> bytes{};
  if (inet_pton(is_new ? AF_INET6 : AF_INET, address.c_str(), bytes.data()) != 1) {
    return bad_match("Nonstandard IP address: " + address);
  }
  if (mask.size() <= 3 && std::stoi(mask) <= (is_new ? 128 : 32)) return {};
  return bad_match(is_new ? "IPv6 mask bits must be < 128" : "IPv4 mask bits must be < 32");
}

/// A prefix or suffix: a text, or a text whose case does not matter.
Result<void> check_end(const std::string& kind, const Json& value, Dialect dialect) {
  if (value.is_string()) return {};
  const bool ignores_case = dialect == Dialect::EventPattern && value.is_object() &&
                            value.size() == 1 && value.begin().key() == "equals-ignore-case";
  if (!ignores_case) return bad_match(fmt::format("{} match pattern must be a string", kind));
  if (value.begin()->is_string()) return {};
  return bad_match("equals-ignore-case match pattern must be a string");
}

}  // namespace

Result<void> check_match(const Json& match, Dialect dialect) {
  if (is_scalar(match)) return {};
  if (!match.is_object())
    return bad_match("Match value must be String, number, true, false, or null");
  if (match.size() != 1) return bad_match("Only one key allowed in match expression");
  const auto& kind = match.begin().key();
  const auto& value = match.begin().value();
  if (kind == "prefix" || kind == "suffix") return check_end(kind, value, dialect);
  if (kind == "equals-ignore-case") {
    if (value.is_string()) return {};
    return bad_match("equals-ignore-case match pattern must be a string");
  }
  if (kind == "anything-but") return check_anything_but(value, dialect);
  if (kind == "numeric") return check_numeric(value, dialect);
  if (kind == "exists") {
    if (value.is_boolean()) return {};
    return bad_match("exists match pattern must be either true or false.");
  }
  if (kind == "cidr") return check_network(value);
  if (kind == "wildcard" && dialect == Dialect::EventPattern) return check_wildcard(value);
  return bad_match("Unrecognized match type " + kind);
}

}  // namespace souk::messaging
