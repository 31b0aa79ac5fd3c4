#include "emulator/messaging/matching.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace souk::messaging {
namespace {

bool equal(const Json& wanted, const Json& value) {
  if (wanted.is_number() && value.is_number()) return wanted.get<double>() == value.get<double>();
  return wanted == value;
}

bool begins_with(const std::string& text, const std::string& start) {
  return text.rfind(start, 0) == 0;
}

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

std::string lower(std::string text) {
  for (auto& letter : text) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return text;
}

bool holds(double value, const std::string& sign, double bound) {
  if (sign == "=") return value == bound;
  if (sign == "<") return value < bound;
  if (sign == "<=") return value <= bound;
  return sign == ">" ? value > bound : value >= bound;
}

bool in_range(const Json& range, const Json& value) {
  if (!value.is_number()) return false;
  for (std::size_t i = 0; i + 1 < range.size(); i += 2) {
    if (!holds(value.get<double>(), range[i], range[i + 1].get<double>())) return false;
  }
  return true;
}

bool in_network(const std::string& network, const std::string& address) {
  const auto slash = network.find('/');
  const int family = network.find(':') == std::string::npos ? AF_INET : AF_INET6;
  std::array<unsigned char, 16> base{};
  std::array<unsigned char, 16> given{};
  if (inet_pton(family, network.substr(0, slash).c_str(), base.data()) != 1) return false;
  if (inet_pton(family, address.c_str(), given.data()) != 1) return false;
  const auto most = family == AF_INET ? 32UL : 128UL;
  const auto bits = std::min(std::stoul(network.substr(slash + 1, 3)), most);
  for (std::size_t bit = 0; bit < bits; ++bit) {
    const auto mask = 0x80U >> (bit % 8);
    if ((base[bit / 8] & mask) != (given[bit / 8] & mask)) return false;
  }
  return true;
}

/// One letter of a wildcard pattern, or any run of letters.
struct Piece {
  char letter;
  bool any;
};

/// `\*` and `\\` stand for themselves.
std::vector<Piece> pieces_of(const std::string& pattern) {
  std::vector<Piece> pieces;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const bool escaped = pattern[i] == '\\' && i + 1 < pattern.size();
    if (escaped) ++i;
    pieces.push_back({pattern[i], pattern[i] == '*' && !escaped});
  }
  return pieces;
}

/// Goes back to the last `*` where letters differ: time grows with the product of both lengths.
bool fits_wildcard(const std::string& pattern, const std::string& text) {
  const auto pieces = pieces_of(pattern);
  std::size_t at = 0;
  std::size_t i = 0;
  auto star = pieces.size();
  std::size_t retry = 0;
  while (i < text.size()) {
    if (at < pieces.size() && pieces[at].any) {
      star = at++;
      retry = i;
    } else if (at < pieces.size() && pieces[at].letter == text[i]) {
      ++at;
      ++i;
    } else if (star < pieces.size()) {
      at = star + 1;
      i = ++retry;
    } else {
      return false;
    }
  }
  while (at < pieces.size() && pieces[at].any) ++at;
  return at == pieces.size();
}

/// A text against one operator that takes a text, or an object that ignores its case.
bool fits_text(const std::string& kind, const Json& pattern, const std::string& text) {
  if (pattern.is_object()) return fits_text(kind, lower(*pattern.begin()), lower(text));
  if (kind == "prefix") return begins_with(text, pattern);
  if (kind == "suffix") return ends_with(text, pattern);
  if (kind == "cidr") return in_network(pattern, text);
  if (kind == "wildcard") return fits_wildcard(pattern, text);
  return lower(text) == lower(pattern);
}

/// Whether none of the unwanted, one or a list of them, is what `is_it` says it is.
template <class Test>
bool none_of(const Json& unwanted, Test is_it) {
  if (!unwanted.is_array()) return !is_it(unwanted);
  return std::none_of(unwanted.begin(), unwanted.end(), is_it);
}

bool differs(const Json& unwanted, const Json& value) {
  if (!unwanted.is_object()) {
    return none_of(unwanted, [&](const Json& each) { return equal(each, value); });
  }
  if (!value.is_string()) return true;
  return none_of(unwanted.begin().value(),
                 [&](const Json& each) { return fits_text(unwanted.begin().key(), each, value); });
}

bool fits(const Json& match, const Json& value) {
  if (!match.is_object()) return equal(match, value);
  const auto& kind = match.begin().key();
  const auto& pattern = match.begin().value();
  if (kind == "exists") return pattern.get<bool>();
  if (kind == "anything-but") return differs(pattern, value);
  if (kind == "numeric") return in_range(pattern, value);
  return value.is_string() && fits_text(kind, pattern, value);
}

bool asks_for_absence(const Json& match) {
  return match.is_object() && match.begin().key() == "exists" && match.begin().value() == false;
}

/// The values themselves, lists in lists taken apart. Without recursion: they may be deep.
std::vector<const Json*> elements_of(const Json& value) {
  std::vector<const Json*> found;
  std::vector<const Json*> open{&value};
  while (!open.empty()) {
    const auto* next = open.back();
    open.pop_back();
    if (!next->is_array()) {
      found.push_back(next);
      continue;
    }
    for (const auto& each : *next) open.push_back(&each);
  }
  return found;
}

/// One of these matches for one of the leaves; what is absent only for those that ask for absence.
bool any_fits(const Json& matches, std::vector<const Json*> leaves) {
  std::erase_if(leaves, [](const Json* each) { return each->is_object(); });
  return std::any_of(matches.begin(), matches.end(), [&](const Json& match) {
    if (leaves.empty()) return asks_for_absence(match);
    return std::any_of(leaves.begin(), leaves.end(),
                       [&](const Json* each) { return fits(match, *each); });
  });
}

bool nested_fits(const Json& pattern, const std::vector<const Json*>& values) {
  if (values.empty()) return matches(pattern, Json());
  return std::any_of(values.begin(), values.end(),
                     [&](const Json* each) { return matches(pattern, *each); });
}

}  // namespace

bool is_scalar(const Json& value) {
  return value.is_string() || value.is_number() || value.is_boolean() || value.is_null();
}

bool is_choice(const std::string& key, const Json& rule) {
  static constexpr std::array<std::string_view, 8> kOperators{
      "prefix", "suffix",  "equals-ignore-case", "anything-but", "numeric", "exists",
      "cidr",   "wildcard"};
  if (key != "$or" || !rule.is_array() || rule.size() < 2) return false;
  if (!rule[0].is_object() || rule[0].empty()) return false;
  return std::find(kOperators.begin(), kOperators.end(), rule[0].begin().key()) == kOperators.end();
}

bool matches(const Json& pattern, const Json& values) {
  for (const auto& [key, rule] : pattern.items()) {
    if (is_choice(key, rule)) {
      const bool any = std::any_of(rule.begin(), rule.end(), [&](const Json& alternative) {
        return matches(alternative, values);
      });
      if (!any) return false;
      continue;
    }
    const bool present = values.is_object() && values.contains(key);
    const auto elements = present ? elements_of(values[key]) : std::vector<const Json*>();
    if (rule.is_object() ? !nested_fits(rule, elements) : !any_fits(rule, elements)) return false;
  }
  return true;
}

}  // namespace souk::messaging
