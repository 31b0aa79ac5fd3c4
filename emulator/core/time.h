#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace souk {

using Duration = std::chrono::milliseconds;

/// An instant in UTC with the resolution AWS prints: milliseconds.
using Timestamp = std::chrono::sys_time<Duration>;

inline std::int64_t epoch_ms(Timestamp at) { return at.time_since_epoch().count(); }
inline Timestamp from_epoch_ms(std::int64_t milliseconds) {
  return Timestamp(Duration(milliseconds));
}

/// "2026-10-06T09:00:00.000Z": always three decimals.
std::string to_iso(Timestamp at);

/// "2026-10-06T09:00:00Z": whole seconds, the rest cut off.
std::string to_iso_seconds(Timestamp at);

/// "Tue, 06 Oct 2026 09:00:00 GMT", as in the HTTP Date header.
std::string to_http_date(Timestamp at);

/// Reads "2026-10-06", "2026-10-06T09:00:00Z" or the same with up to nine decimals or an offset
/// ("+02:00"). Nothing when the text is no such instant.
std::optional<Timestamp> parse_iso(std::string_view text);

/// Reads "3h", "59m59s", "250ms", "1h30m", "2d", "1w" or "0s". Nothing when the text is no
/// duration.
std::optional<Duration> parse_duration(std::string_view text);

/// "59m59s", "1h", "250ms", "0s", "-1s": what parse_duration reads, days as the largest unit.
std::string to_text(Duration duration);

/// The start of the UTC hour that contains `at`, counted in hours since 1970.
std::int64_t hour_of(Timestamp at);

}  // namespace souk
