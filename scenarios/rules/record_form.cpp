// What stands in a usage record: how many, when, of what, how much.
#include <fmt/format.h>

#include <algorithm>

#include "scenarios/rules/checks.h"
#include "scenarios/rules/fields.h"
#include "scenarios/rules/ledger.h"
#include "scenarios/rules/time_text.h"

namespace souk::judge::checks {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMostRecords = 25;
constexpr std::int64_t kMostQuantity = 2'147'483'647;
constexpr std::int64_t kNoSecond = 100'000'000'000;  // the year 5138: such a number is milliseconds
constexpr Duration kSkew = 300s;
constexpr int kFarthestZone = 14;

void concern_all(Finding& finding, const Case& facts, const Call& call) {
  for (const auto* record : facts.records_of(call)) finding.concerns(record->agreement);
}

std::string call_text(const Call& call) {
  return call.error.empty() ? fmt::format("BatchMeterUsage, answered {}", call.status)
                            : fmt::format("BatchMeterUsage, refused with {}", call.error);
}

/// Whether souk handed the same record back before, so that its age is souk's doing.
bool delayed_by_souk(const Case& facts, const Record& record) {
  return std::any_of(facts.records().begin(), facts.records().end(), [&](const Record& earlier) {
    return earlier.point.seq < record.point.seq && earlier.hampered() && earlier.same_key(record);
  });
}

/// Whether the record came before its purchase was activated or after the final window: other rules
/// speak of that.
bool outside_its_agreement(const Case& facts, const Record& record) {
  const auto* agreement = facts.agreement(record.agreement);
  if (agreement == nullptr) return false;
  const bool too_early = !agreement->activated || record.point.seq < agreement->activated->seq;
  return too_early || (agreement->closes && record.point.at >= *agreement->closes);
}

/// What is wrong with a record's timestamp; empty when nothing is.
std::string stamp_trouble(const Case& facts, const Record& record) {
  const auto& raw = member(*record.sent, "Timestamp");
  if (raw.is_string()) {
    return fmt::format("the text \"{}\" instead of epoch seconds", raw.get<std::string>());
  }
  if (record.sent_number && *record.sent_number > kNoSecond) {
    return fmt::format("{}, which is milliseconds, not seconds", *record.sent_number);
  }
  if (!record.stamped) return "";
  const auto sent_at = record.point.at;
  const bool refused = record.call->error == "TimestampOutOfBoundsException";
  if (refused && *record.stamped > sent_at + kSkew) {
    return fmt::format("{}, {} in the future", moment_text(*record.stamped),
                       duration_text(*record.stamped - sent_at));
  }
  if (refused && sent_at - *record.stamped >= facts.look_back() &&
      !delayed_by_souk(facts, record)) {
    return fmt::format("{}, {} old where {} is the most", moment_text(*record.stamped),
                       duration_text(sent_at - *record.stamped), duration_text(facts.look_back()));
  }
  const auto* agreement = facts.agreement(record.agreement);
  const bool too_early = agreement != nullptr && agreement->activated &&
                         record.point.seq > agreement->activated->seq &&
                         record.hour + 1h <= agreement->activated->at;
  return too_early ? fmt::format("{}, before the agreement started", moment_text(*record.stamped))
                   : "";
}

void judge_stamps(const Case& facts, const Call& call, Findings& findings) {
  const Record* wrong = nullptr;
  std::string trouble;
  for (const auto* record : facts.records_of(call)) {
    trouble = stamp_trouble(facts, *record);
    if (trouble.empty()) continue;
    wrong = record;
    break;
  }
  const bool refused = call.error == "TimestampOutOfBoundsException" && !call.spoiled_by_souk();
  if (wrong == nullptr && refused) {
    const bool excused = std::any_of(
        facts.records_of(call).begin(), facts.records_of(call).end(), [&](const Record* record) {
          return delayed_by_souk(facts, *record) || outside_its_agreement(facts, *record);
        });
    if (excused) return;
    trouble = "a value that AWS refuses";
  }
  const bool kept = trouble.empty();
  auto& finding = findings.add(kept ? Outcome::Pass : Outcome::Fail,
                               kept ? "the timestamps of usage records are UTC seconds in the "
                                      "window that AWS accepts"
                                    : fmt::format("a usage record is stamped with {}", trouble));
  finding.at(call.point, call_text(call));
  concern_all(finding, facts, call);
}

/// By how many hours every record of a dimension is off, when all of them are by the same.
int zone_shift(const UsedHours& used, const SentHours& sent, const std::string& dimension) {
  std::map<Timestamp, std::int64_t> truth;
  std::map<Timestamp, std::int64_t> told;
  for (const auto& [key, quantity] : used) {
    if (key.dimension == dimension) truth[key.hour] = quantity;
  }
  for (const auto& [key, records] : sent) {
    const auto quantity = settled(records);
    if (key.dimension == dimension && quantity > 0) told[key.hour] = quantity;
  }
  if (truth.size() < 2 || told.size() < 2 || truth == told) return 0;
  for (int shift = -kFarthestZone; shift <= kFarthestZone; ++shift) {
    const bool fits = std::all_of(told.begin(), told.end(), [&](const auto& entry) {
      const auto found = truth.find(entry.first - std::chrono::hours(shift));
      return found != truth.end() && found->second == entry.second;
    });
    const bool at_home = std::any_of(told.begin(), told.end(), [&](const auto& entry) {
      const auto found = truth.find(entry.first);
      return found != truth.end() && found->second == entry.second;
    });
    if (shift != 0 && fits && !at_home) return shift;
  }
  return 0;
}

const Product* product_of(const Case& facts, const Record& record) {
  if (const auto* agreement = facts.agreement(record.agreement)) {
    return facts.product(agreement->product_code);
  }
  if (const auto* named = facts.product(text_of(*record.call->request, "ProductCode")))
    return named;
  return facts.products().size() == 1 ? &facts.products().front() : nullptr;
}

bool same_letters(const std::string& left, const std::string& right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) ==
           std::tolower(static_cast<unsigned char>(b));
  });
}

std::string dimension_trouble(const Product& product, const std::string& name) {
  const auto* known = product.dimension(name);
  if (known != nullptr) {
    return known->metered ? "" : fmt::format("\"{}\", which is not metered", name);
  }
  for (const auto& dimension : product.dimensions) {
    if (same_letters(dimension.name, name)) {
      return fmt::format("\"{}\", which the listing writes \"{}\"", name, dimension.name);
    }
  }
  return fmt::format("\"{}\", which the listing does not have", name);
}

bool is_whole(const Record& record) {
  const auto& raw = member(*record.sent, "Quantity");
  if (raw.is_null()) return true;
  return record.quantity && *record.quantity >= 0 && *record.quantity <= kMostQuantity;
}

/// Compares the hours a seller reported with what it counted, for one agreement.
void judge_quantities(const Case& facts, const Agreement& agreement, Findings& findings) {
  const auto used = used_hours(facts, agreement);
  std::map<HourKey, std::int64_t> all_used;
  for (const auto* use : facts.uses_of(agreement)) {
    all_used[{use->dimension, use->hour}] += use->quantity;
  }
  std::map<std::string, std::int64_t> balance;
  std::vector<Finding*> wrong;
  Findings noticed;
  for (const auto& [key, records] : sent_hours(facts, agreement)) {
    const auto* record = first_accepted(records);
    const auto* product = product_of(facts, *records.front());
    const auto* dimension = product == nullptr ? nullptr : product->dimension(key.dimension);
    const bool included = dimension != nullptr && dimension->entitled;
    if (record == nullptr || included) continue;
    const auto truth = used.find(key);
    const auto least = truth == used.end() ? 0 : truth->second;
    const auto every = all_used.find(key);
    const auto most = every == all_used.end() ? 0 : every->second;
    const auto told = record->quantity.value_or(0);
    const bool kept = told >= std::min(least, most) && told <= std::max(least, most);
    balance[key.dimension] += kept ? 0 : told - least;
    noticed
        .add(kept ? Outcome::Pass : Outcome::Fail,
             kept ? fmt::format("{} were reported as used",
                                units_text(told, key.dimension, agreement.buyer, key.hour))
                  : fmt::format("{} were reported where {} were used",
                                units_text(told, key.dimension, agreement.buyer, key.hour), least))
        .at(record->point, fmt::format("accepted with {}", told))
        .concerns(agreement.id);
  }
  const bool balanced = std::all_of(balance.begin(), balance.end(),
                                    [](const auto& entry) { return entry.second == 0; });
  for (auto& finding : noticed.all()) {
    if (finding.outcome == Outcome::Fail && balanced) {
      finding.outcome = Outcome::Warn;
      finding.text += "; the total is right, so usage moved to another hour";
    }
    findings.all().push_back(finding);
  }
}

}  // namespace

Findings batches_are_small(const Case& facts) {
  Findings findings;
  std::size_t largest = 0;
  const Call* example = nullptr;
  for (const auto* call : facts.calls_of("BatchMeterUsage")) {
    const auto& list = member(*call->request, "UsageRecords");
    const auto count = list.is_array() ? list.size() : facts.records_of(*call).size();
    if (count > kMostRecords) {
      auto& finding = findings.fail(fmt::format(
          "BatchMeterUsage was called with {} records; {} is the most", count, kMostRecords));
      finding.at(call->point, call_text(*call));
      concern_all(finding, facts, *call);
    } else if (count > 0 && count >= largest) {
      largest = count;
      example = call;
    }
  }
  if (example != nullptr) {
    findings
        .pass(
            fmt::format("no call carried more than {} record{}", largest, largest == 1 ? "" : "s"))
        .at(example->point, fmt::format("{} in this call", largest));
  }
  return findings;
}

Findings stamps_are_right(const Case& facts) {
  Findings findings;
  for (const auto* call : facts.calls_of("BatchMeterUsage")) {
    if (!facts.records_of(*call).empty()) judge_stamps(facts, *call, findings);
  }
  for (const auto& agreement : facts.agreements()) {
    const auto used = used_hours(facts, agreement);
    const auto sent = sent_hours(facts, agreement);
    std::string last;
    for (const auto& [key, quantity] : used) {
      if (key.dimension == last) continue;
      last = key.dimension;
      const auto shift = zone_shift(used, sent, key.dimension);
      if (shift == 0) continue;
      findings
          .fail(fmt::format("every record of {}'s {} is {} hours {}: local time instead of UTC",
                            agreement.buyer, key.dimension, std::abs(shift),
                            shift > 0 ? "late" : "early"))
          .at(facts.records_of(agreement).front()->point, "the first usage record")
          .concerns(agreement.id);
    }
  }
  return findings;
}

Findings dimensions_exist(const Case& facts) {
  Findings findings;
  for (const auto* call : facts.calls_of("BatchMeterUsage")) {
    std::string trouble;
    bool any = false;
    for (const auto* record : facts.records_of(*call)) {
      const auto* product = product_of(facts, *record);
      if (product == nullptr || product->dimensions.empty()) continue;
      any = true;
      trouble = dimension_trouble(*product, record->dimension);
      if (!trouble.empty()) break;
    }
    if (!any) continue;
    auto& finding = findings.add(
        trouble.empty() ? Outcome::Pass : Outcome::Fail,
        trouble.empty() ? "usage is reported in dimensions of the listing"
                        : fmt::format("a usage record names the dimension {}", trouble));
    finding.at(call->point, call_text(*call));
    concern_all(finding, facts, *call);
  }
  return findings;
}

Findings quantities_are_true(const Case& facts) {
  Findings findings;
  for (const auto& record : facts.records()) {
    if (is_whole(record)) continue;
    auto& finding = findings.fail(fmt::format(
        "a usage record carries the quantity {}; whole numbers from 0 to {} are allowed",
        member(*record.sent, "Quantity").dump(), kMostQuantity));
    finding.at(record.point, call_text(*record.call));
    concern_all(finding, facts, *record.call);
  }
  for (const auto& agreement : facts.agreements()) {
    const bool counted = agreement.is_metered() && !facts.uses_of(agreement).empty();
    if (counted) judge_quantities(facts, agreement, findings);
  }
  return findings;
}

}  // namespace souk::judge::checks
