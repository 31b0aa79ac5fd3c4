#include "emulator/services/events/shapes.h"

#include <algorithm>
#include <cctype>

// Patterns of the model that go back and forth, as functions.
namespace souk::services::events {
namespace {

constexpr std::string_view kNameLetters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";

bool is_of(std::string_view text, std::string_view letters) {
  return !text.empty() && text.find_first_not_of(letters) == std::string_view::npos;
}

/// What comes after "arn:aws…:events:REGION:ACCOUNT:" and this kind of resource; nothing when the
/// text is no such ARN.
std::optional<std::string_view> in_arn(std::string_view text, std::string_view kind) {
  if (text.rfind("arn:aws", 0) != 0) return std::nullopt;
  const auto service = text.find(":events:");
  const auto resource = text.find(kind);
  if (service == std::string_view::npos || resource == std::string_view::npos) return std::nullopt;
  if (resource < service + 8) return std::nullopt;
  const auto place = text.substr(service + 8, resource - service - 8);
  const auto colon = place.find(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  const auto account = place.substr(colon + 1);
  if (account.size() != 12 || !is_of(account, "0123456789")) return std::nullopt;
  return text.substr(resource + kind.size());
}

bool is_bus(std::string_view text) {
  const auto name = in_arn(text, ":event-bus/").value_or(text);
  return is_of(name, std::string(kNameLetters) + "/");
}

bool is_connection_arn(std::string_view text) {
  const auto resource = in_arn(text, ":connection/");
  if (!resource) return false;
  const auto slash = resource->find('/');
  if (slash == std::string_view::npos) return false;
  const auto id = resource->substr(slash + 1);
  return is_of(resource->substr(0, slash), kNameLetters) && is_of(id, kNameLetters) &&
         id.find_first_of("._") == std::string_view::npos;
}

bool is_header_value(std::string_view text) {
  const auto shows = [](char letter) { return letter >= 0x20 && letter <= 0x7e; };
  return std::any_of(text.begin(), text.end(), shows) &&
         std::all_of(text.begin(), text.end(),
                     [&](char letter) { return shows(letter) || letter == '\t'; });
}

bool is_auth_text(std::string_view text) {
  const auto taken = [](char letter) {
    return static_cast<unsigned char>(letter) >= 0x20 && letter != ':' && letter != 0x7f;
  };
  return std::any_of(text.begin(), text.end(), taken) &&
         std::all_of(text.begin(), text.end(),
                     [&](char letter) { return taken(letter) || letter == '\t'; });
}

bool is_endpoint(std::string_view text) {
  static const std::string kLetters = std::string(kNameLetters) + "()!~*';/?:@&=+$,";
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      if (kLetters.find(text[i]) == std::string::npos) return false;
      continue;
    }
    const auto digits = text.substr(i + 1, 2);
    if (digits.size() != 2 || !is_of(digits, "0123456789abcdefABCDEF")) return false;
    i += 2;
  }
  return !text.empty();
}

bool is_event_source(std::string_view text) {
  constexpr std::string_view kStart = "aws.partner/";
  if (text.rfind(kStart, 0) != 0 || text.find("//") != std::string_view::npos) return false;
  const auto rest = text.substr(kStart.size());
  return is_of(rest, std::string(kNameLetters) + "/") && rest.front() != '/' &&
         rest.back() != '/' && rest.find('/') != std::string_view::npos;
}

bool is_not_blank(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](unsigned char letter) { return std::isspace(letter) == 0; });
}

/// "arn:aws:vpc-lattice:us-east-1:123456789012:resourceconfiguration/rcfg-…", or nothing.
bool is_resource_configuration(std::string_view text) {
  constexpr std::string_view kKind = ":resourceconfiguration/rcfg-";
  if (text.empty()) return true;
  const auto at = text.find(kKind);
  if (text.rfind("arn:", 0) != 0 || at == std::string_view::npos) return false;
  const auto id = text.substr(at + kKind.size());
  return text.find(":vpc-lattice:") != std::string_view::npos && id.size() == 17 &&
         is_of(id, "0123456789abcdefghijklmnopqrstuvwxyz");
}

}  // namespace

wire::Shape bus_name_or_arn() {
  return wire::string().length(1, 1600).matching(
      "(arn:aws[\\w-]*:events:[a-z]+-[a-z]+-[\\w-]+:[0-9]{12}:event-bus\\/)?[/\\.\\-_A-Za-z0-9]+",
      is_bus);
}

wire::Shape header_value() {
  return wire::string().length(0, 512).matching(
      "^[ \\t]*[\\x20-\\x7E]+([ \\t]+[\\x20-\\x7E]+)*[ \\t]*$", is_header_value);
}

wire::Shape auth_text() {
  return wire::string().length(1, 512).matching(
      "^[ \\t]*[^\\x00-\\x1F:\\x7F]+([ \\t]+[^\\x00-\\x1F:\\x7F]+)*[ \\t]*$", is_auth_text);
}

wire::Shape https_endpoint() {
  return wire::string().length(1, 2048).matching(
      "^((%[0-9A-Fa-f]{2}|[-()_.!~*';/?:@\\x26=+$,A-Za-z0-9])+)([).!';/?:,])?$", is_endpoint);
}

wire::Shape connection_arn_shape() {
  return wire::string().length(1, 1600).matching(
      "^arn:aws([a-z]|\\-)*:events:([a-z]|\\d|\\-)*:([0-9]{12})?:connection\\/"
      "[\\.\\-_A-Za-z0-9]+\\/"
      "[\\-A-Za-z0-9]+$",
      is_connection_arn);
}

wire::Shape event_source_name() {
  return wire::string().length(1, 256).matching("aws\\.partner(/[\\.\\-_A-Za-z0-9]+){2,}",
                                                is_event_source);
}

wire::Shape connectivity() {
  using namespace wire;
  const auto arn = string().length(0, 2048).matching(
      "^(?:^arn:[a-z0-9\\-]+:vpc-lattice:[a-zA-Z0-9\\-]+:\\d{12}:resourceconfiguration/"
      "rcfg-[0-9a-z]"
      "{17}$|^$)",
      is_resource_configuration);
  return structure(
      {required("ResourceParameters", structure({required("ResourceConfigurationArn", arn)}))});
}

wire::Shape path_value() { return wire::string().matching("^(?!\\s*$).+", is_not_blank); }

}  // namespace souk::services::events
