#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "emulator/core/time.h"

namespace souk::wire {

/// "20261122T101500Z": ISO-8601's basic format, as signatures write instants.
std::string to_basic_date(Timestamp at);

/// Reads the same; nothing when it is no such instant.
std::optional<Timestamp> parse_basic_date(std::string_view text);

/// Reads an HTTP date, "Sun, 22 Nov 2026 10:15:00 GMT".
std::optional<Timestamp> parse_http_date(std::string_view text);

}  // namespace souk::wire
