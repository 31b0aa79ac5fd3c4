#include "scenarios/runner/seller_json.h"

namespace souk::judge {
namespace {

constexpr int kDeepest = 200;
constexpr std::size_t kShown = 120;

}  // namespace

Json read_seller_json(const std::string& body) {
  const auto shallow = [](int depth, Json::parse_event_t, Json&) { return depth <= kDeepest; };
  return Json::parse(body, shallow, false);
}

std::string shown(const Json& value) {
  std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (text.size() > kShown) text = text.substr(0, kShown) + "…";
  return text;
}

}  // namespace souk::judge
