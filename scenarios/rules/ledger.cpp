#include "scenarios/rules/ledger.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>

#include "scenarios/rules/time_text.h"

namespace souk::judge {
namespace {

bool metered_by_the_hour(const Case& facts, const Agreement& agreement,
                         const std::string& dimension) {
  if (agreement.model == Model::Subscription) return true;
  const auto* product = facts.product(agreement.product_code);
  const auto* known = product == nullptr ? nullptr : product->dimension(dimension);
  return known != nullptr && known->metered && !known->entitled;
}

bool tells_of_the_end(const Agreement& agreement, const Notification& notice) {
  static constexpr std::array kNames = {"unsubscribe-pending", "License Deprovisioned",
                                        "Purchase Agreement Ended"};
  if (notice.agreement != agreement.id || !notice.forged.empty()) return false;
  if (std::find(kNames.begin(), kNames.end(), notice.name) != kNames.end()) return true;
  const auto over = agreement.over();
  return notice.name == "entitlement-updated" && over && notice.point.seq > over->seq;
}

std::int64_t offered_by(const std::vector<const Record*>& records,
                        const std::function<bool(const Record&)>& in_time) {
  std::int64_t in_vain = 0;
  for (const auto* record : records) {
    if (!in_time(*record)) continue;
    if (record->accepted()) return record->quantity.value_or(0);
    if (record->hampered()) in_vain = std::max(in_vain, record->quantity.value_or(0));
  }
  return in_vain;
}

std::int64_t offered_until(const std::vector<const Record*>& records, std::int64_t seq) {
  return offered_by(records, [&](const Record& record) { return record.point.seq < seq; });
}

/// The records after the end that report something not reported before, one per hour until it is.
void add_bringers(const std::vector<const Record*>& records, std::int64_t over,
                  std::vector<const Record*>& bringers) {
  bool reported = false;
  for (const auto* record : records) {
    const bool counts = record->fate != Fate::Refused && record->fate != Fate::Duplicate;
    const bool brings = record->point.seq > over && record->quantity.value_or(0) > 0;
    if (brings && counts && !reported) bringers.push_back(record);
    reported |= record->accepted() || record->hampered();
  }
}

}  // namespace

UsedHours used_hours(const Case& facts, const Agreement& agreement) {
  UsedHours hours;
  const auto over = agreement.over();
  for (const auto* use : facts.uses_of(agreement)) {
    if (!agreement.activated || use->point.seq < agreement.activated->seq) continue;
    if (over && use->point.seq > over->seq) continue;
    if (use->quantity <= 0 || !metered_by_the_hour(facts, agreement, use->dimension)) continue;
    hours[{use->dimension, use->hour}] += use->quantity;
  }
  return hours;
}

SentHours sent_hours(const Case& facts, const Agreement& agreement) {
  SentHours hours;
  for (const auto* record : facts.records_of(agreement)) {
    if (record->stamped) hours[{record->dimension, record->hour}].push_back(record);
  }
  return hours;
}

std::int64_t offered(const std::vector<const Record*>& records, Timestamp until) {
  return offered_by(records, [&](const Record& record) { return record.point.at < until; });
}

const Record* first_accepted(const std::vector<const Record*>& records) {
  const auto found = std::find_if(records.begin(), records.end(),
                                  [](const Record* record) { return record->accepted(); });
  return found == records.end() ? nullptr : *found;
}

std::int64_t settled(const std::vector<const Record*>& records) {
  const auto* record = first_accepted(records);
  return record == nullptr ? 0 : record->quantity.value_or(0);
}

std::vector<Residual> residuals(const Case& facts, const Agreement& agreement) {
  std::vector<Residual> found;
  const auto over = agreement.over();
  if (!over) return found;
  const auto closes = agreement.closes.value_or(over->at + std::chrono::hours(1));
  const auto sent = sent_hours(facts, agreement);
  std::map<std::string, Residual> by_dimension;
  for (const auto& [key, quantity] : used_hours(facts, agreement)) {
    auto& residual = by_dimension[key.dimension];
    residual.dimension = key.dimension;
    residual.quantity += quantity;
    residual.missing += quantity;
    const auto records = sent.find(key);
    const auto before = records == sent.end() ? 0 : offered_until(records->second, over->seq);
    if (before < quantity && residual.hour == Timestamp()) residual.hour = key.hour;
  }
  for (const auto& [key, records] : sent) {
    const auto known = by_dimension.find(key.dimension);
    if (known == by_dimension.end()) continue;
    auto& residual = known->second;
    residual.quantity -= offered_until(records, over->seq);
    residual.missing -= offered(records, closes);
    add_bringers(records, over->seq, residual.brought_by);
  }
  for (auto& [dimension, residual] : by_dimension) {
    const bool told = residual.missing > 0 || !residual.brought_by.empty();
    if (residual.quantity <= 0 || !told) continue;
    std::sort(
        residual.brought_by.begin(), residual.brought_by.end(),
        [](const Record* left, const Record* right) { return left->point.seq < right->point.seq; });
    found.push_back(std::move(residual));
  }
  return found;
}

std::optional<Point> recovered(const Case& facts, const Record& record) {
  std::optional<Point> point;
  for (const auto& later : facts.records()) {
    if (later.call->point.seq <= record.call->point.seq || !later.accepted()) continue;
    point = later.point;
    break;
  }
  const auto* fault = facts.fault(record.call->fault);
  const auto over = fault == nullptr ? std::nullopt : fault->over();
  if (!over) return point;
  return point && point->seq < over->seq ? point : over;
}

const Notification* end_notice(const Case& facts, const Agreement& agreement) {
  const Notification* best = nullptr;
  const auto opens = agreement.opens.value_or(Timestamp());
  for (const auto& notice : facts.notifications()) {
    if (!tells_of_the_end(agreement, notice) || notice.arrival() == nullptr) continue;
    const auto arrived = notice.arrival()->point;
    const auto known = best == nullptr ? Point() : best->arrival()->point;
    const bool better =
        known.at < opens ? arrived.seq > known.seq : arrived.at >= opens && arrived.seq < known.seq;
    if (best == nullptr || better) best = &notice;
  }
  return best;
}

bool end_unheard(const Case& facts, const Agreement& agreement) {
  const auto& notices = facts.notifications();
  const bool sent = std::any_of(notices.begin(), notices.end(), [&](const Notification& notice) {
    return tells_of_the_end(agreement, notice);
  });
  if (!sent) return false;
  const auto* heard = end_notice(facts, agreement);
  return heard == nullptr || (agreement.closes && heard->arrival()->point.at >= *agreement.closes);
}

std::string units_text(std::int64_t quantity, const std::string& dimension,
                       const std::string& buyer, Timestamp hour) {
  return fmt::format("{} {} of {}'s hour {}", quantity, dimension, buyer, hour_text(hour));
}

}  // namespace souk::judge
