#pragma once

#include <compare>
#include <map>
#include <string>
#include <vector>

#include "scenarios/rules/case.h"

namespace souk::judge {

/// What an agreement used against what the seller reported, hour by hour.

struct HourKey {
  std::string dimension;
  Timestamp hour;
  auto operator<=>(const HourKey&) const = default;
  Timestamp ends() const { return hour + std::chrono::hours(1); }
};

using UsedHours = std::map<HourKey, std::int64_t>;
using SentHours = std::map<HourKey, std::vector<const Record*>>;

/// Usage the seller counted while the agreement was active, in dimensions that are metered by the
/// hour. What a contract already includes is not in it.
UsedHours used_hours(const Case& facts, const Agreement& agreement);

/// All records the seller sent for the agreement, by what they report.
SentHours sent_hours(const Case& facts, const Agreement& agreement);

/// How much of the hour was reported before `until`: the accepted quantity, or what was submitted
/// in vain because souk handed it back.
std::int64_t offered(const std::vector<const Record*>& records, Timestamp until);

/// The accepted quantity; 0 when none was.
std::int64_t settled(const std::vector<const Record*>& records);

/// The first record accepted for the hour; nothing when none was.
const Record* first_accepted(const std::vector<const Record*>& records);

/// What was still unreported in one dimension when an agreement was over.
struct Residual {
  std::string dimension;
  Timestamp hour;                         ///< the earliest hour with something unreported
  std::int64_t quantity = 0;              ///< unreported at the end
  std::int64_t missing = 0;               ///< of that, not submitted before the window closed
  std::vector<const Record*> brought_by;  ///< the records after the end that report it, in order
};

std::vector<Residual> residuals(const Case& facts, const Agreement& agreement);

/// From when on a record that souk handed back would have been taken: the fault was over, or
/// another record was accepted. Nothing while souk is not known to have recovered.
std::optional<Point> recovered(const Case& facts, const Record& record);

/// The notice that told the seller of the final window: the first that arrived once it was open,
/// otherwise the last before. Nothing when none arrived.
const Notification* end_notice(const Case& facts, const Agreement& agreement);

/// Whether notices of the end were sent and none reached the seller before the window closed.
bool end_unheard(const Case& facts, const Agreement& agreement);

/// "120 requests of ann's hour 2026-10-06 12:00".
std::string units_text(std::int64_t quantity, const std::string& dimension,
                       const std::string& buyer, Timestamp hour);

}  // namespace souk::judge
