#include "scenarios/story/names.h"

#include <algorithm>
#include <charconv>

namespace souk::judge {
namespace {

constexpr int kMostBuyersInARow = 1000;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// A name of ${…}: names joined by dots, where buyers' names may hold a dash.
bool is_reference_name(std::string_view text) {
  if (text.empty() || !is_letter(text.front()) || text.back() == '.') return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return is_letter(c) || is_digit(c) || c == '.' || c == '-'; });
}

bool is_buyer(std::string_view text) {
  return !text.empty() && text.size() <= 64 && text.front() >= 'a' && text.front() <= 'z' &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-' || c == '_';
         });
}

struct Numbered {
  std::string_view stem;
  int number = 0;
};

std::optional<Numbered> numbered(std::string_view text) {
  std::size_t digits = text.size();
  while (digits > 0 && is_digit(text[digits - 1])) --digits;
  Numbered parts{text.substr(0, digits), 0};
  const auto [end, error] =
      std::from_chars(text.data() + digits, text.data() + text.size(), parts.number);
  if (digits == text.size() || error != std::errc()) return std::nullopt;
  return parts;
}

std::string unescape(std::string text) {
  for (std::size_t at = text.find("$${"); at != std::string::npos; at = text.find("$${", at + 2)) {
    text.erase(at, 1);
  }
  return text;
}

}  // namespace

std::vector<Reference> find_references(std::string_view text) {
  std::vector<Reference> references;
  for (std::size_t at = text.find("${"); at != std::string_view::npos; at = text.find("${", at)) {
    if (at > 0 && text[at - 1] == '$') {
      at += 2;
      continue;
    }
    const std::size_t close = text.find('}', at);
    Reference reference;
    reference.begin = at;
    reference.closed = close != std::string_view::npos;
    reference.end = reference.closed ? close + 1 : text.size();
    const std::string_view name =
        text.substr(at + 2, (reference.closed ? close : text.size()) - at - 2);
    if (is_reference_name(name)) reference.name = name;
    at = reference.end;
    references.push_back(std::move(reference));
  }
  return references;
}

bool has_references(std::string_view text) { return !find_references(text).empty(); }

Json substitute(const std::string& text, const Lookup& lookup, bool final_pass) {
  const auto references = find_references(text);
  if (references.size() == 1 && references[0].begin == 0 && references[0].end == text.size()) {
    const auto value = lookup(references[0].name);
    return value ? *value : Json(text);
  }
  std::string result;
  std::size_t done = 0;
  const auto literal = [&](std::size_t end) {
    std::string part = text.substr(done, end - done);
    result += final_pass ? unescape(std::move(part)) : part;
  };
  for (const Reference& reference : references) {
    literal(reference.begin);
    const auto value = lookup(reference.name);
    result +=
        value ? as_text(*value) : text.substr(reference.begin, reference.end - reference.begin);
    done = reference.end;
  }
  literal(text.size());
  return result;
}

Json substitute_all(const Json& value, const Lookup& lookup, bool final_pass) {
  if (value.is_string()) return substitute(value.get<std::string>(), lookup, final_pass);
  if (value.is_object()) {
    Json object = Json::object();
    for (const auto& [name, member] : value.items()) {
      object[name] = substitute_all(member, lookup, final_pass);
    }
    return object;
  }
  if (value.is_array()) {
    Json list = Json::array();
    for (const Json& item : value) list.push_back(substitute_all(item, lookup, final_pass));
    return list;
  }
  return value;
}

std::string as_text(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

std::string spoken(const Json& value) {
  if (value.is_object()) {
    std::string text;
    for (const auto& [name, member] : value.items()) {
      text += (text.empty() ? "" : ", ") + name + " " + spoken(member);
    }
    return text;
  }
  if (value.is_array()) {
    std::string text;
    for (const Json& item : value) text += (text.empty() ? "" : ", ") + spoken(item);
    return "[" + text + "]";
  }
  return as_text(value);
}

std::vector<std::string> buyers_named(std::string_view text) {
  const std::size_t dots = text.find("..");
  if (dots == std::string_view::npos) {
    return is_buyer(text) ? std::vector{std::string(text)} : std::vector<std::string>{};
  }
  const auto first = numbered(text.substr(0, dots));
  const auto last = numbered(text.substr(dots + 2));
  const bool is_row = first && last && is_buyer(first->stem) && first->stem == last->stem &&
                      first->number <= last->number &&
                      last->number - first->number < kMostBuyersInARow;
  std::vector<std::string> names;
  if (!is_row) return names;
  for (int i = first->number; i <= last->number; ++i) {
    names.push_back(std::string(first->stem) + std::to_string(i));
  }
  return names;
}

bool is_name(std::string_view text) {
  return !text.empty() && is_letter(text.front()) &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_letter(c) || is_digit(c); });
}

}  // namespace souk::judge
