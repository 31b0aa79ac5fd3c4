#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace souk {

/// `text` with every %XX replaced by its byte, and `+` by a blank where `plus_is_blank`. Nothing
/// when a % is not followed by two hexadecimal digits.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_blank);

/// The same, leaving a broken escape as it stands.
std::string percent_decode_leniently(std::string_view text);

/// Appends `text` with everything but RFC 3986's unreserved characters (and the slash where
/// `keep_slash`) as %XX, as AWS's signatures want it.
void append_percent_encoded(std::string& out, std::string_view text, bool keep_slash = false);

/// Calls `take(name, value)`, both still encoded, for each parameter of "a=1&b=2"; empty ones are
/// passed over. Stops, and returns false, when `take` returns false.
bool for_each_parameter(std::string_view text,
                        const std::function<bool(std::string_view, std::string_view)>& take);

}  // namespace souk
