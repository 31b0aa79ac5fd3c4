#pragma once

#include <optional>
#include <string>

#include "scenarios/rules/journal.h"

namespace souk::judge {

/// Reading members of a row's data. A journal may come from a file or another program, so a member
/// that is missing or of the wrong type reads as nothing and never throws.

/// The member, or a null value.
const Json& member(const Json& object, const char* key);
/// Its text, or an empty text.
std::string text_of(const Json& object, const char* key);
/// Its whole number; nothing for anything else.
std::optional<std::int64_t> number_of(const Json& object, const char* key);
/// Its truth value; `otherwise` when it has none.
bool flag_of(const Json& object, const char* key, bool otherwise = false);
/// Its instant, written as ISO-8601; nothing for anything else.
std::optional<Timestamp> instant_of(const Json& object, const char* key);

}  // namespace souk::judge
