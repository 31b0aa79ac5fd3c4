// Record by record: every hour one, one quantity each, retried as it was.
#include <fmt/format.h>

#include <algorithm>

#include "scenarios/rules/checks.h"
#include "scenarios/rules/fields.h"
#include "scenarios/rules/ledger.h"
#include "scenarios/rules/rule.h"
#include "scenarios/rules/time_text.h"

namespace souk::judge::checks {
namespace {

using namespace std::chrono_literals;

using Group = std::vector<const Record*>;

/// Every record the seller sent, by customer, dimension and hour.
std::map<std::tuple<std::string, std::string, Timestamp>, Group> groups_of(const Case& facts) {
  std::map<std::tuple<std::string, std::string, Timestamp>, Group> groups;
  for (const auto& record : facts.records()) {
    if (!record.stamped) continue;
    groups[{record.identity, record.dimension, record.hour}].push_back(&record);
  }
  return groups;
}

std::string named(const Record& record) {
  return fmt::format("{} for {}'s hour {}", record.dimension,
                     record.buyer.empty() ? "an unknown customer" : record.buyer,
                     hour_text(record.hour));
}

/// Whether the seller's hourly job had its turn for an hour while the agreement lasted, so that a
/// gap is a skipped hour and not something still to come.
bool hour_had_its_turn(const Case& facts, const Agreement& agreement, const HourKey& key,
                       const SentHours& sent) {
  const auto over = agreement.over();
  const auto last = over ? over->at : facts.end();
  if (last >= key.ends() + 1h) return true;
  // What is sent at the end itself is the final flush, which may be in any order.
  const auto later = std::any_of(sent.begin(), sent.end(), [&](const auto& entry) {
    const bool before = !over || entry.second.front()->point.at < last;
    return entry.first.dimension == key.dimension && entry.first.hour > key.hour && before;
  });
  if (later) return true;
  return over && agreement.closes && facts.end() >= *agreement.closes &&
         std::any_of(facts.ticks().begin(), facts.ticks().end(), [&](const Tick& tick) {
           return tick.point.at >= key.ends() && tick.point.seq < over->seq;
         });
}

std::string allocations_of(const Record& record) {
  return member(*record.sent, "UsageAllocations").dump();
}

/// The moment after which an unprocessed record can no longer be put right.
Timestamp retry_deadline(const Case& facts, const Record& record) {
  const auto look_back = record.hour + 1h + facts.look_back();
  const auto* agreement = facts.agreement(record.agreement);
  if (agreement == nullptr || !agreement->closes) return look_back;
  return std::min(look_back, *agreement->closes);
}

/// Whether the seller had reason and time to send the record again before the story ended.
bool could_retry(const Case& facts, const Record& record) {
  const auto well = recovered(facts, record);
  if (!well) return false;
  if (facts.end() >=
      std::min(retry_deadline(facts, record), std::max(well->at, record.point.at) + 1h)) {
    return true;
  }
  return std::any_of(facts.ticks().begin(), facts.ticks().end(), [&](const Tick& tick) {
    return tick.point.at > record.point.at && tick.point.seq > well->seq;
  });
}

void judge_unprocessed(const Case& facts, const Group& group, Findings& findings) {
  const auto first = std::find_if(group.begin(), group.end(), [](const Record* record) {
    return record->fate == Fate::Unprocessed;
  });
  if (first == group.end()) return;
  const auto& record = **first;
  const auto* accepted = first_accepted(group);
  const auto deadline = retry_deadline(facts, record);
  const auto what = fmt::format("{} {}", record.quantity.value_or(0), named(record));
  if (accepted != nullptr && accepted->point.seq < record.point.seq) return;
  if (accepted != nullptr) {
    const bool same = accepted->quantity == record.quantity;
    auto text = fmt::format("{} came back unprocessed and {} {} later", what,
                            same ? "went through" : "was sent with another quantity",
                            duration_text(accepted->point.at - record.point.at));
    findings.add(same ? Outcome::Pass : Outcome::Fail, text)
        .at(record.point, "handed back unprocessed")
        .at(accepted->point, fmt::format("accepted with {}", accepted->quantity.value_or(0)))
        .due(deadline, accepted->point.at)
        .concerns(record.agreement);
    return;
  }
  if (!could_retry(facts, *group.back())) {
    findings.silent(
        fmt::format("{} came back unprocessed, and the story ended before the seller "
                    "could send it again; clear the fault and advance an hour",
                    what));
    return;
  }
  auto& finding = findings.fail(
      group.size() == 1 ? fmt::format("{} came back unprocessed and was never sent again", what)
                        : fmt::format("{} came back unprocessed and was given up after {} attempts",
                                      what, group.size()));
  finding.concerns(record.agreement).deadline = deadline;
  for (const auto* attempt : group) finding.at(attempt->point, "handed back unprocessed");
}

const Probe* unbilled_after(const Case& facts, const Record& record) {
  for (const auto& probe : facts.probes()) {
    if (!probe.unbilled || probe.point.seq < record.point.seq) continue;
    // A seller may count for each agreement, or all at once.
    if (probe.agreement.empty() || probe.agreement == record.agreement) return &probe;
  }
  return nullptr;
}

/// Whether the seller went on with new hours although it had been told that the customer is gone.
const Record* went_on(const Case& facts, const Record& refused) {
  const auto* agreement = facts.agreement(refused.agreement);
  const auto over = agreement == nullptr ? std::nullopt : agreement->over();
  if (!over || refused.point.seq < over->seq) return nullptr;
  for (const auto* record : facts.records_of(*agreement)) {
    const bool new_hour = record->stamped && record->hour > refused.hour;
    if (record->point.at > refused.point.at && new_hour) return record;
  }
  return nullptr;
}

void judge_refusal(const Case& facts, const Record& refused, const Group& group,
                   Findings& findings) {
  const bool duplicate = refused.fate == Fate::Duplicate;
  const auto what =
      fmt::format("{} {} was answered {}", refused.quantity.value_or(0), named(refused),
                  duplicate ? "DuplicateRecord" : "CustomerNotSubscribed");
  const auto tell = [&](Outcome outcome, const std::string& text, const Point& point,
                        const std::string& row) {
    findings.add(outcome, fmt::format("{}, and {}", what, text))
        .at(refused.point, "HTTP 200, but this record was refused")
        .at(point, row)
        .concerns(refused.agreement);
  };
  if (const auto* probe = unbilled_after(facts, refused)) {
    const bool noticed = *probe->unbilled > 0 || refused.quantity.value_or(0) == 0;
    tell(noticed ? Outcome::Pass : Outcome::Fail,
         noticed ? fmt::format("the seller counts {} units as not billed", *probe->unbilled)
                 : std::string("the seller believes that everything was billed"),
         probe->point, "asked what was not billed");
    return;
  }
  if (const auto* next = went_on(facts, refused)) {
    tell(Outcome::Fail, fmt::format("the seller went on metering {}", next->buyer), next->point,
         "a record for another hour");
    return;
  }
  const auto* accepted = first_accepted(group);
  const bool again = accepted != nullptr && accepted->point.seq > refused.point.seq;
  if (!duplicate && again) {
    tell(Outcome::Pass, "went through when it was sent again", accepted->point, "accepted");
    return;
  }
  const auto* agreement = facts.agreement(refused.agreement);
  const bool too_early = !duplicate && agreement != nullptr && agreement->activated &&
                         refused.point.seq < agreement->activated->seq &&
                         refused.quantity.value_or(0) > 0;
  if (too_early && facts.end() >= agreement->activated->at + 1h) {
    tell(Outcome::Fail, "was not sent again once the purchase was activated", *agreement->activated,
         "from here on it would have been accepted");
    return;
  }
  findings.silent(
      fmt::format("{}; whether the seller noticed needs {}", what, explanation_of(Need::Unbilled)));
}

/// An earlier record of the seller's own that explains a DuplicateRecord.
bool caused_by_itself(const Record& duplicate, const Group& group) {
  return std::any_of(group.begin(), group.end(), [&](const Record* earlier) {
    return earlier != &duplicate && earlier->accepted() &&
           std::pair(earlier->point.seq, earlier->index) <
               std::pair(duplicate.point.seq, duplicate.index);
  });
}

}  // namespace

Findings meters_every_hour(const Case& facts) {
  Findings findings;
  for (const auto& agreement : facts.agreements()) {
    if (!agreement.is_metered() || !agreement.activated) continue;
    const auto sent = sent_hours(facts, agreement);
    const auto over = agreement.over();
    for (const auto& [key, quantity] : used_hours(facts, agreement)) {
      if (key.hour < agreement.activated->at) continue;
      if (key.ends() > (over ? over->at : facts.end())) continue;
      const auto records = sent.find(key);
      const bool covered =
          records != sent.end() &&
          std::any_of(records->second.begin(), records->second.end(),
                      [](const Record* record) { return record->fate != Fate::Refused; });
      const auto units = units_text(quantity, key.dimension, agreement.buyer, key.hour);
      if (covered) {
        const auto& first = *records->second.front();
        findings.pass(fmt::format("{} were reported", units))
            .at(first.point, "the usage record")
            .concerns(agreement.id);
      } else if (hour_had_its_turn(facts, agreement, key, sent)) {
        auto& finding = findings.fail(fmt::format("{} have no usage record", units));
        finding.concerns(agreement.id);
        for (const auto* use : facts.uses_of(agreement)) {
          if (use->dimension != key.dimension || use->hour != key.hour) continue;
          finding.at(use->point, fmt::format("{} {} used", use->quantity, use->dimension));
        }
      }
    }
  }
  return findings;
}

Findings one_quantity_per_hour(const Case& facts) {
  Findings findings;
  std::int64_t kept = 0;
  const Record* example = nullptr;
  for (const auto& [key, group] : groups_of(facts)) {
    const auto* accepted = first_accepted(group);
    if (accepted == nullptr) continue;
    const auto other = std::find_if(group.begin(), group.end(), [&](const Record* record) {
      return record->point.seq >= accepted->point.seq && record->quantity != accepted->quantity;
    });
    if (other == group.end()) {
      ++kept;
      if (example == nullptr) example = accepted;
      continue;
    }
    findings
        .fail(fmt::format("{} was reported with {} and then with {}: only the first counts",
                          named(*accepted), accepted->quantity.value_or(0),
                          (*other)->quantity.value_or(0)))
        .at(accepted->point, fmt::format("accepted with {}", accepted->quantity.value_or(0)))
        .at((*other)->point, fmt::format("sent again with {}", (*other)->quantity.value_or(0)))
        .concerns(accepted->agreement);
  }
  if (example != nullptr) {
    findings
        .pass(fmt::format("{} record{} accepted, never two quantities for one customer, dimension "
                          "and hour",
                          kept, kept == 1 ? " was" : "s were"))
        .at(example->point, "the first of them");
  }
  return findings;
}

Findings repeats_identically(const Case& facts) {
  Findings findings;
  for (const auto& [key, group] : groups_of(facts)) {
    const auto first = std::find_if(group.begin(), group.end(), [](const Record* record) {
      return record->accepted() || record->hampered();
    });
    if (first == group.end() || *first == group.back()) continue;
    const auto& original = **first;
    for (auto next = first + 1; next != group.end(); ++next) {
      const auto& again = **next;
      const bool same_quantity = again.quantity == original.quantity;
      const bool same_tags = allocations_of(again) == allocations_of(original);
      const bool same_stamp = again.sent_number == original.sent_number;
      auto outcome = same_quantity && same_tags ? Outcome::Pass : Outcome::Fail;
      if (outcome == Outcome::Pass && !same_stamp) outcome = Outcome::Warn;
      std::string how = "identically";
      if (!same_stamp) how = "with another timestamp in the same hour";
      if (!same_tags) how = "with other allocations";
      if (!same_quantity) {
        how = fmt::format("with {} instead of {}", again.quantity.value_or(0),
                          original.quantity.value_or(0));
      }
      findings.add(outcome, fmt::format("{} was sent again {}", named(original), how))
          .at(original.point, fmt::format("sent with {}", original.quantity.value_or(0)))
          .at(again.point, fmt::format("sent again with {}", again.quantity.value_or(0)))
          .concerns(original.agreement);
    }
  }
  return findings;
}

Findings reads_each_status(const Case& facts) {
  Findings findings;
  for (const auto& each : groups_of(facts)) {
    const auto& group = each.second;
    const auto refused = std::find_if(group.begin(), group.end(), [&](const Record* record) {
      if (record->fate == Fate::NotSubscribed) return true;
      return record->fate == Fate::Duplicate && !record->repeat &&
             !caused_by_itself(*record, group);
    });
    if (refused != group.end()) judge_refusal(facts, **refused, group, findings);
  }
  return findings;
}

Findings resubmits_unprocessed(const Case& facts) {
  Findings findings;
  for (const auto& [key, group] : groups_of(facts)) judge_unprocessed(facts, group, findings);
  return findings;
}

}  // namespace souk::judge::checks
