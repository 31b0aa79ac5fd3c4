#include "emulator/services/agreement/pages.h"

#include <fmt/format.h>

#include <charconv>

#include "emulator/marketplace/agreement_errors.h"

namespace souk::services::agreement {
namespace {

/// Says which query a token belongs to, so that another's is refused.
std::string mark_of(const Context& context, std::string_view operation, Json request) {
  request.erase("nextToken");
  request.erase("maxResults");
  const auto query = fmt::format("{}\x1f{}\x1f{}", operation, context.caller.account,
                                 request.dump(-1, ' ', false, Json::error_handler_t::replace));
  return fmt::format("{:016x}", Ids(0).number(query, 0));
}

bool take_number(std::string_view& text, std::int64_t& number) {
  const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), number);
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return trouble == std::errc();
}

}  // namespace

Result<std::optional<Place>> place_in(const Context& context, std::string_view operation,
                                      const Json& request) {
  const auto token = request.value("nextToken", std::string());
  if (token.empty()) return std::nullopt;
  std::string_view rest = token;
  const auto mark = mark_of(context, operation, request) + "_";
  Place place;
  if (rest.starts_with(mark)) {
    rest.remove_prefix(mark.size());
    if (take_number(rest, place.key) && rest.starts_with('_')) {
      rest.remove_prefix(1);
      if (take_number(rest, place.id) && rest.empty()) return place;
    }
  }
  return Failure(marketplace::agreement_errors::validation(
      "INVALID_NEXT_TOKEN", "The nextToken is not one of this query.", "nextToken"));
}

std::string token_for(const Context& context, std::string_view operation, const Json& request,
                      Place place) {
  return fmt::format("{}_{}_{}", mark_of(context, operation, request), place.key, place.id);
}

}  // namespace souk::services::agreement
