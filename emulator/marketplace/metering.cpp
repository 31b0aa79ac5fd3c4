#include "emulator/marketplace/metering.h"

#include <fmt/format.h>

#include "emulator/core/json_text.h"
#include "emulator/marketplace/usage_checks.h"

namespace souk::marketplace {
namespace {

/// Why the customer's usage does not count now; nothing when it does.
std::optional<std::string> not_subscribed(const UsageSubject& subject) {
  if (!subject.note.empty() && !subject.buyer) return subject.note;
  if (subject.buyer && subject.buyer->suspended) return "the buyer's AWS account is suspended";
  if (!subject.agreement) return "no agreement of this customer takes usage now";
  const auto state = parse_state(subject.agreement->state);
  if (accepts_usage(state)) return std::nullopt;
  if (state == AgreementState::Pending) return "the agreement is not active yet";
  if (subject.agreement->closes) {
    return fmt::format("the final window closed at {}", to_iso(*subject.agreement->closes));
  }
  return fmt::format("the agreement is {}", subject.agreement->state);
}

void store_or_compare(Market& market, const UsageBatch& batch, const UsageRecord& record,
                      const UsageSubject& subject, UsageOutcome& outcome) {
  const auto hour = hour_of(subject.stamp);
  const auto key =
      market.usage.intern(batch.region, subject.product.id, subject.holder, record.dimension);
  const auto allocations =
      record.allocations
          ? std::optional(market.usage.intern_allocations(canonical_text(*record.allocations)))
          : std::nullopt;
  const auto stored = market.usage.find(hour, key);
  if (!stored) {
    const bool locks = record.quantity != 0 || market.switches.is(switches::kZeroQuantity, "locks");
    if (locks) {
      market.usage.add({hour, key, record.quantity, subject.agreement->id, allocations},
                       record.dimension);
    }
    outcome.record_id = metering_record_id(market.ids, hour, key);
    return;
  }
  const bool identical = stored->quantity == record.quantity && stored->allocations == allocations;
  outcome.repeat = identical;
  if (identical && market.switches.is(switches::kIdenticalRepeat, "success")) {
    outcome.record_id = metering_record_id(market.ids, hour, key);
    outcome.note = "the same record was stored before";
    return;
  }
  outcome.status = UsageStatus::DuplicateRecord;
  outcome.note = identical ? "the same record was stored before"
                           : fmt::format("this hour is stored with quantity {}", stored->quantity);
  if (market.switches.is(switches::kRecordIdOnRefusal, "present")) {
    outcome.record_id = metering_record_id(market.ids, hour, key);
  }
}

UsageOutcome meter_one(Market& market, const UsageBatch& batch, std::size_t index,
                       const UsageSubject& subject) {
  UsageOutcome outcome;
  outcome.stamp = subject.stamp;
  outcome.agreement = subject.agreement;
  outcome.buyer = subject.buyer;
  outcome.product_code = subject.product.code;
  outcome.note = subject.note;
  if (index < batch.unprocessed.size() && batch.unprocessed[index]) {
    outcome.status = UsageStatus::Unprocessed;
    outcome.note = "a fault left this record unprocessed";
    return outcome;
  }
  if (const auto why = not_subscribed(subject)) {
    outcome.status = UsageStatus::CustomerNotSubscribed;
    outcome.note = *why;
    return outcome;
  }
  store_or_compare(market, batch, batch.records[index], subject, outcome);
  return outcome;
}

/// A permutation of 64 bits: four rounds of a Feistel network keyed by the sandbox's seed.
std::uint64_t permute(const Ids& ids, std::string_view purpose, std::uint64_t value) {
  auto left = static_cast<std::uint32_t>(value >> 32);
  auto right = static_cast<std::uint32_t>(value);
  for (std::uint64_t round = 0; round < 4; ++round) {
    const auto mixed = static_cast<std::uint32_t>(ids.number(purpose, right, round));
    left = std::exchange(right, left ^ mixed);
  }
  return (std::uint64_t{left} << 32) | right;
}

}  // namespace

Result<std::vector<UsageOutcome>> meter(Market& market, const UsageBatch& batch) {
  const auto subjects = check_usage(market, batch);
  if (!subjects) return Failure(subjects.error());

  std::vector<UsageOutcome> outcomes;
  outcomes.reserve(subjects->size());
  for (std::size_t i = 0; i < subjects->size(); ++i) {
    outcomes.push_back(meter_one(market, batch, i, (*subjects)[i]));
  }
  return outcomes;
}

std::string_view to_text(UsageStatus status) {
  switch (status) {
    case UsageStatus::Success:
      return "Success";
    case UsageStatus::CustomerNotSubscribed:
      return "CustomerNotSubscribed";
    case UsageStatus::DuplicateRecord:
      return "DuplicateRecord";
    case UsageStatus::Unprocessed:
      return "unprocessed";
  }
  return "";
}

std::string canonical_text(std::vector<UsageAllocation> allocations) {
  for (auto& each : allocations) std::sort(each.tags.begin(), each.tags.end());
  std::sort(allocations.begin(), allocations.end());
  std::string text;
  for (const auto& each : allocations) {
    text += fmt::format(R"({}{{"quantity":{},"tags":{{)", text.empty() ? "[" : ",", each.quantity);
    for (const auto& tag : each.tags) {
      text += fmt::format("{}{}:{}", &tag == &each.tags.front() ? "" : ",", json_text(tag.key),
                          json_text(tag.value));
    }
    text += "}}";
  }
  return text.empty() ? "[]" : text + "]";
}

std::string metering_record_id(const Ids& ids, std::int64_t hour, std::int64_t key) {
  const auto packed = (static_cast<std::uint64_t>(hour) << 32) ^ static_cast<std::uint64_t>(key);
  const auto high = permute(ids, "record-high", packed);
  const auto low = permute(ids, "record-low", packed);
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32, (high >> 16) & 0xffff,
                     high & 0xffff, low >> 48, low & 0xffffffffffff);
}

}  // namespace souk::marketplace
