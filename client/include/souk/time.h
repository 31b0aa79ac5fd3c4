#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace souk::client {

using Duration = std::chrono::milliseconds;

/// An instant in UTC.
using Timestamp = std::chrono::sys_time<Duration>;

/// "2026-10-06T09:00:00.000Z": always three decimals.
std::string to_iso(Timestamp at);

/// Reads "2026-10-06", "2026-10-06T09:00:00Z" or the same with up to nine decimals or an offset
/// ("+02:00"). Nothing when the text is no such instant.
std::optional<Timestamp> parse_iso(std::string_view text);

/// Reads "3h", "59m59s", "250ms", "1h30m", "2d", "1w" or "0s", with a leading "-" when negative.
/// Nothing when the text is no duration.
std::optional<Duration> parse_duration(std::string_view text);

/// "59m59s", "1h", "250ms", "0s", "-1s": what parse_duration reads, days as the largest unit.
std::string to_text(Duration duration);

/// "20261122T101500Z", as in X-Amz-Date.
std::string to_amz_date(Timestamp at);

}  // namespace souk::client
