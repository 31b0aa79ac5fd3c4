#include "emulator/wire/canonical.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "emulator/core/percent.h"

namespace souk::wire {
namespace {

/// The part of `text` before `separator`, which is taken off the front together with it.
std::string_view take_until(std::string_view& text, char separator) {
  const auto end = text.find(separator);
  const auto part = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return part;
}

/// Appends `value` without blanks around it and with inner runs of blanks as one.
void append_trimmed(std::string& out, std::string_view value) {
  bool pending = false;
  bool started = false;
  for (const char letter : value) {
    if (letter == ' ' || letter == '\t') {
      pending = started;
      continue;
    }
    if (pending) out += ' ';
    pending = false;
    started = true;
    out += letter;
  }
}

}  // namespace

std::string canonical_path(std::string_view path) {
  if (path.empty()) return "/";
  std::string encoded;
  encoded.reserve(path.size());
  append_percent_encoded(encoded, path, true);
  return encoded;
}

std::string normalized_path(std::string_view path) {
  std::vector<std::string_view> kept;
  auto rest = path;
  while (!rest.empty()) {
    const auto segment = take_until(rest, '/');
    if (segment == ".." && !kept.empty()) kept.pop_back();
    if (!segment.empty() && segment != "." && segment != "..") kept.push_back(segment);
  }
  std::string normal;
  for (const auto segment : kept) normal.append("/").append(segment);
  if (normal.empty() || path.back() == '/') normal += '/';
  return normal;
}

std::string canonical_query(std::string_view query) {
  if (query.empty()) return "";
  std::vector<std::pair<std::string, std::string>> parameters;
  for_each_parameter(query, [&](std::string_view name, std::string_view value) {
    const auto decoded_name = percent_decode_leniently(name);
    if (decoded_name == "X-Amz-Signature") return true;
    auto& [encoded_name, encoded_value] = parameters.emplace_back();
    append_percent_encoded(encoded_name, decoded_name);
    append_percent_encoded(encoded_value, percent_decode_leniently(value));
    return true;
  });
  std::sort(parameters.begin(), parameters.end());
  std::string text;
  for (const auto& [name, value] : parameters) {
    if (!text.empty()) text += '&';
    text.append(name).append("=").append(value);
  }
  return text;
}

std::string canonical_headers(const Headers& headers, std::string_view signed_headers) {
  std::string text;
  text.reserve(512);
  while (!signed_headers.empty()) {
    const auto name = take_until(signed_headers, ';');
    text.append(name).append(":");
    bool first = true;
    for (const auto& [key, value] : headers) {
      if (!same_word(key, name)) continue;
      if (!first) text += ',';
      first = false;
      append_trimmed(text, value);
    }
    text += '\n';
  }
  return text;
}

}  // namespace souk::wire
