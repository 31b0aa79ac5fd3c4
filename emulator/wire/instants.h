#pragma once

#include "emulator/core/json_fwd.h"
#include "emulator/core/time.h"

namespace souk::wire {

/// The instant `seconds` (a number, seconds since 1970) names, to the millisecond. Numbers outside
/// the years 1 to 9999 come back as the nearest end of that span, so that any number a client sends
/// is safe to calculate with.
Timestamp instant_of(const Json& seconds);

/// Seconds since 1970 as AWS JSON writes them: an integer where it can be, else three decimals.
Json seconds_of(Timestamp at);

}  // namespace souk::wire
