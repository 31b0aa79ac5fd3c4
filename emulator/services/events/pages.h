#pragma once

#include "emulator/services/operation.h"

namespace souk::services::events {

/// The page of a list that a request asks for by NextToken and Limit, under `member`. Fails with
/// ValidationException for a token of nobody's.
Result<Json> page_of(const Json& all, const Json& request, const char* member);

/// Whether a name begins as a request's NamePrefix says.
bool has_prefix(const std::string& name, const Json& request);

/// What a list of tags says, and tags as a list.
Json tags_in(const Json& list);
Json tag_list_of(const Json& tags);

/// As the service writes instants: seconds since 1970.
double seconds(Timestamp at);

}  // namespace souk::services::events
