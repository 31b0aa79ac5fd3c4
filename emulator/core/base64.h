#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace souk {

/// Base64 of `bytes` with the standard alphabet and padding.
std::string base64_encode(std::string_view bytes);

/// The bytes behind `text`; nothing when it is not padded base64 of the standard alphabet.
std::optional<std::string> base64_decode(std::string_view text);

}  // namespace souk
