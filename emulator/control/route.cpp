#include "emulator/control/route.h"

#include <fmt/format.h>

namespace souk::control {

Error bad_request(std::string message, std::string field, std::string hint) {
  return {"BadRequest", 400, std::move(message), std::move(field), std::move(hint)};
}

Result<std::string> text_in(const Json& body, const char* member, std::string standard) {
  if (!body.contains(member)) return standard;
  if (!body[member].is_string()) {
    return Failure(bad_request(fmt::format("{} is a text.", member), member));
  }
  return body[member].get<std::string>();
}

Result<std::optional<Duration>> duration_in(const Json& body, const char* member) {
  if (!body.contains(member)) return std::optional<Duration>();
  if (body[member].is_string()) {
    const auto duration = parse_duration(body[member].get<std::string>());
    if (duration) return duration;
  }
  return Failure(
      bad_request(fmt::format("{} is a duration.", member), member, "Write 3h, 59m59s or 250ms."));
}

Result<std::optional<Timestamp>> instant_in(const Json& body, const char* member) {
  if (!body.contains(member)) return std::optional<Timestamp>();
  if (body[member].is_string()) {
    const auto instant = parse_iso(body[member].get<std::string>());
    if (instant) return instant;
  }
  return Failure(
      bad_request(fmt::format("{} is an instant.", member), member, "Write 2026-10-06T09:00:00Z."));
}

Result<void> only(const Json& body, const std::vector<std::string_view>& members) {
  for (const auto& [name, value] : body.items()) {
    if (std::find(members.begin(), members.end(), name) != members.end()) continue;
    const auto near = marketplace::nearest_word(name, members);
    return Failure(bad_request(fmt::format("There is no member \"{}\" here.", name), name,
                               near.empty() ? "" : fmt::format("Did you mean \"{}\"?", near)));
  }
  return {};
}

}  // namespace souk::control
