#include "scenarios/runner/capture.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "scenarios/runner/html_tree.h"
#include "scenarios/runner/seller_json.h"
#include "scenarios/story/names.h"
#include "scenarios/story/pattern.h"
#include "souk/url.h"

namespace souk::judge {
namespace {

using Found = std::optional<Json>;

Found text_or_nothing(std::optional<std::string> text) {
  return text ? Found(std::move(*text)) : std::nullopt;
}

Found from_json(const Answered& answered, const std::string& pointer) {
  const Json answer = read_seller_json(answered.body);
  try {
    const Json::json_pointer at(pointer);
    if (answer.is_discarded() || !answer.contains(at)) return std::nullopt;
    return answer[at];
  } catch (const Json::exception&) {
    return std::nullopt;  // a pointer that a run put together
  }
}

Found from_html(const Answered& answered, const std::string& path) {
  return text_or_nothing(find_in_html(answered.body, answered.headers.get("Content-Type"), path));
}

Found from_headers(const Answered& answered, const std::string& name) {
  return text_or_nothing(answered.headers.find(name));
}

Found from_cookies(const Answered& answered, const std::string& name) {
  return text_or_nothing(answered.cookie(name));
}

Found from_query(const Answered& answered, const std::string& name) {
  const auto query = answered.url.find('?');
  if (query == std::string::npos) return std::nullopt;
  const auto end = answered.url.find('#', query);
  const auto fields = client::parse_form(answered.url.substr(query + 1, end - query - 1));
  return text_or_nothing(client::form_value(fields, name));
}

Found from_text(const Answered& answered, const std::string& pattern) {
  return text_or_nothing(find_pattern(answered.body, pattern));
}

struct Source {
  const char* name;
  Found (*find)(const Answered& answered, const std::string& what);
  const char* lack;  // {} is what was looked for
};

constexpr Source kSources[] = {
    {"json", from_json, "the answer has nothing at {} to capture"},
    {"xpath", from_html, "the page has nothing at {} to capture"},
    {"header", from_headers, "the answer has no header {} to capture"},
    {"cookie", from_cookies, "the browser has no cookie {} to capture"},
    {"query", from_query, "the address the answer led to has no {} to capture"},
    {"matches", from_text, "the answer has nothing like {} to capture"},
};

}  // namespace

Tried<Json> take_out(const Answered& answered, const Json& source) {
  if (!source.is_object()) return take_out(answered, {{"json", source}});
  for (const Source& each : kSources) {
    if (!source.contains(each.name)) continue;
    const std::string what = as_text(source[each.name]);
    auto found = each.find(answered, what);
    if (found) return std::move(*found);
    return refusal(fmt::format(fmt::runtime(each.lack), what));
  }
  return refusal("the story does not say what to capture");
}

}  // namespace souk::judge
