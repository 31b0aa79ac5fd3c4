#include "emulator/wire/instants.h"

#include <algorithm>
#include <cmath>

#include "emulator/core/json.h"

namespace souk::wire {
namespace {

constexpr Timestamp kFirst = std::chrono::sys_days(std::chrono::year(1) / 1 / 1);
constexpr Timestamp kLast =
    Timestamp(std::chrono::sys_days(std::chrono::year(10'000) / 1 / 1)) - Duration(1);

}  // namespace

Timestamp instant_of(const Json& seconds) {
  constexpr auto kFirstMs = kFirst.time_since_epoch().count();
  constexpr auto kLastMs = kLast.time_since_epoch().count();
  if (seconds.is_number_integer()) {
    const bool beyond = seconds.is_number_unsigned() && seconds.get<std::uint64_t>() > kLastMs;
    const auto whole = beyond ? kLastMs : seconds.get<std::int64_t>();
    const auto near = std::clamp<std::int64_t>(whole, kFirstMs / 1000, kLastMs / 1000 + 1);
    return std::min(kLast, from_epoch_ms(near * 1000));
  }
  const double milliseconds = seconds.get<double>() * 1000;
  if (std::isnan(milliseconds)) return kFirst;
  return from_epoch_ms(std::llround(
      std::clamp(milliseconds, static_cast<double>(kFirstMs), static_cast<double>(kLastMs))));
}

Json seconds_of(Timestamp at) {
  const auto milliseconds = epoch_ms(at);
  if (milliseconds % 1000 == 0) return milliseconds / 1000;
  return static_cast<double>(milliseconds) / 1000.0;
}

}  // namespace souk::wire
