#pragma once

#include <algorithm>
#include <vector>

#include "emulator/services/operation.h"

namespace souk::services::agreement {

/// Where an item stands in a list, whatever is added to the list meanwhile.
struct Place {
  std::int64_t key = 0;
  std::int64_t id = 0;

  auto operator<=>(const Place&) const = default;
};

/// How many items a page has unless said otherwise: as many as it can have, for nothing is known.
inline constexpr std::size_t kUsualPage = 50;

/// The place in a request's nextToken, none at the beginning. A token belongs to one operation, one
/// caller and one set of members; another's fails with ValidationException, INVALID_NEXT_TOKEN.
Result<std::optional<Place>> place_in(const Context& context, std::string_view operation,
                                      const Json& request);
std::string token_for(const Context& context, std::string_view operation, const Json& request,
                      Place place);

/// The page of `items` that a request asks for, in the order of their places: {member: […],
/// "nextToken"}, the token left out on the last one.
template <class Item, class PlaceOf, class View>
Result<Json> page(const Context& context, std::string_view operation, const Json& request,
                  const char* member, std::vector<Item> items, PlaceOf place_of, View view) {
  const auto after = place_in(context, operation, request);
  if (!after) return Failure(after.error());
  if (*after) std::erase_if(items, [&](const Item& item) { return place_of(item) <= **after; });
  std::sort(items.begin(), items.end(),
            [&](const Item& left, const Item& right) { return place_of(left) < place_of(right); });
  const auto size = std::min(items.size(), request.value("maxResults", kUsualPage));
  Json answer{{member, Json::array()}};
  for (std::size_t i = 0; i < size; ++i) answer[member].push_back(view(items[i]));
  if (size < items.size()) {
    answer["nextToken"] = token_for(context, operation, request, place_of(items[size - 1]));
  }
  return answer;
}

}  // namespace souk::services::agreement
