#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "scenarios/rules/journal.h"

namespace souk::judge {

/// "2026-10-06T09:00:00.000Z": always three decimals, as the journal writes instants.
std::string instant_text(Timestamp at);

/// "2026-10-06 09:00:00": for sentences; the milliseconds only where there are any.
std::string moment_text(Timestamp at);

/// "2026-10-06 09:00": how verdicts name an hour.
std::string hour_text(Timestamp hour);

/// "59m59s", "1h1m", "250ms", "0s", "-1s": hours and days as the largest units.
std::string duration_text(Duration duration);

/// Reads what instant_text writes, the same without or with up to nine decimals, and offsets such
/// as
/// "+02:00". Nothing when the text is no such instant.
std::optional<Timestamp> parse_instant(std::string_view text);

/// The start of the UTC hour that contains `at`.
inline Timestamp hour_of(Timestamp at) { return std::chrono::floor<std::chrono::hours>(at); }

}  // namespace souk::judge
