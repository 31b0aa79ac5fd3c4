// How notices reach the seller: confirmed, verified, and without a second effect.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "scenarios/rules/checks.h"
#include "scenarios/rules/rule.h"
#include "scenarios/rules/time_text.h"

namespace souk::judge::checks {
namespace {

/// Up to which row what the seller does can still be this notice's doing: the agreement's next
/// news.
std::int64_t effects_end(const Case& facts, const Notification& notice) {
  auto end = facts.journal().back().seq + 1;
  for (const auto& other : facts.notifications()) {
    const bool news = other.point.seq > notice.point.seq && other.agreement == notice.agreement;
    if (news && other.copy_of.empty() && other.forged.empty()) end = std::min(end, other.point.seq);
  }
  for (const auto& row : facts.journal()) {
    const bool change = row.kind == "agreement" && row.subject == notice.agreement;
    if (change && row.seq > notice.point.seq) end = std::min(end, row.seq);
  }
  return end;
}

struct Around {
  const Probe* before = nullptr;
  const Probe* after = nullptr;
};

template <class Wanted>
Around probes_around(const Case& facts, const Notification& notice, Wanted wanted) {
  Around around;
  const auto end = effects_end(facts, notice);
  const auto* agreement = facts.agreement(notice.agreement);
  if (agreement == nullptr) return around;
  for (const auto* probe : facts.probes_of(*agreement)) {
    if (!wanted(*probe)) continue;
    if (probe->point.seq < notice.point.seq) around.before = probe;
    const bool after = probe->point.seq > notice.point.seq && probe->point.seq < end;
    if (after && around.after == nullptr) around.after = probe;
  }
  return around;
}

/// The counts of accounts before and after a notice, unless somebody registered in between.
Around counts_around(const Case& facts, const Notification& notice) {
  Around around;
  const auto end = effects_end(facts, notice);
  for (const auto& probe : facts.probes()) {
    if (!probe.accounts || (!probe.buyer.empty() && probe.buyer != notice.buyer)) continue;
    if (probe.point.seq < notice.point.seq) around.before = &probe;
    const bool after = probe.point.seq > notice.point.seq && probe.point.seq < end;
    if (after && around.after == nullptr) around.after = &probe;
  }
  for (const auto& page : facts.pages()) {
    const bool between = around.before && around.after &&
                         page.point.seq > around.before->point.seq &&
                         page.point.seq < around.after->point.seq;
    if (between && page.purpose != "browse") return {};
  }
  return around;
}

const char* access_word(bool granted) { return granted ? "granted" : "refused"; }

/// What the seller counted for one hour.
std::int64_t truth_of(const Case& facts, const Agreement& agreement, const Record& record) {
  std::int64_t sum = 0;
  for (const auto* use : facts.uses_of(agreement)) {
    if (use->dimension == record.dimension && use->hour == record.hour) sum += use->quantity;
  }
  return sum;
}

bool overcharges(const Case& facts, const Agreement& agreement, const Record& record) {
  return record.accepted() && record.quantity &&
         *record.quantity > truth_of(facts, agreement, record);
}

/// What the seller sent because of the notice, before anything else happened, that bills something
/// twice: another quantity for an hour already reported, or more than was used.
const Record* second_billing(const Case& facts, const Agreement& agreement,
                             const Notification& notice) {
  const auto& records = facts.records_of(agreement);
  const auto instant_ends = facts.next_stimulus(notice.point.seq);
  for (const auto* record : records) {
    if (record->point.seq < notice.point.seq || record->point.seq >= instant_ends) continue;
    const bool other_quantity =
        std::any_of(records.begin(), records.end(), [&](const Record* earlier) {
          return earlier->point.seq < notice.point.seq && earlier->accepted() &&
                 earlier->same_key(*record) && earlier->quantity != record->quantity;
        });
    if (other_quantity) return record;
    if (facts.sees("use") && overcharges(facts, agreement, *record)) return record;
  }
  return nullptr;
}

/// Judges one copy; says whether anything could be seen of its effects.
bool judge_copy(const Case& facts, const Notification& copy, Findings& findings) {
  const auto* agreement = facts.agreement(copy.agreement);
  if (agreement == nullptr) return false;
  const auto access =
      probes_around(facts, copy, [](const Probe& probe) { return probe.granted.has_value(); });
  const auto counts = counts_around(facts, copy);
  const auto what = fmt::format("the repeated {} for {}", copy.name, copy.buyer);
  const auto blame = [&](const std::string& effect, const Point& point, const std::string& row) {
    findings.fail(fmt::format("{} had a second effect: {}", what, effect))
        .at(copy.point, fmt::format("{} was sent again", copy.name))
        .at(point, row)
        .concerns(agreement->id);
    return true;
  };
  if (access.before && access.after && *access.before->granted != *access.after->granted) {
    return blame(fmt::format("access changed from {} to {}", access_word(*access.before->granted),
                             access_word(*access.after->granted)),
                 access.after->point,
                 fmt::format("access {}", access_word(*access.after->granted)));
  }
  if (counts.before && counts.after && *counts.after->accounts > *counts.before->accounts) {
    return blame(
        fmt::format("{} accounts became {}", *counts.before->accounts, *counts.after->accounts),
        counts.after->point, fmt::format("{} accounts", *counts.after->accounts));
  }
  if (const auto* record = second_billing(facts, *agreement, copy)) {
    return blame(fmt::format("{} {} were reported for {}", record->quantity.value_or(0),
                             record->dimension, hour_text(record->hour)),
                 record->point, "the usage record");
  }
  const bool metered_since =
      std::any_of(facts.records_of(*agreement).begin(), facts.records_of(*agreement).end(),
                  [&](const Record* record) { return record->point.seq > copy.point.seq; });
  const bool seen = (access.before && access.after) || (counts.before && counts.after) ||
                    (metered_since && facts.sees("use"));
  if (!seen) return false;
  findings.pass(fmt::format("{} had no second effect", what))
      .at(copy.point, fmt::format("{} was sent again", copy.name))
      .concerns(agreement->id);
  return true;
}

/// The first call a notice set off by itself, before anything else happened.
const Call* reaction_to(const Case& facts, const Notification& notice) {
  static constexpr std::array kCalls = {"ResolveCustomer", "GetEntitlements", "BatchMeterUsage"};
  const auto end = facts.next_stimulus(notice.point.seq);
  for (const auto& call : facts.calls()) {
    if (call.point.seq <= notice.point.seq || call.point.seq >= end) continue;
    if (std::find(kCalls.begin(), kCalls.end(), call.operation) != kCalls.end()) return &call;
  }
  return nullptr;
}

void judge_forgery(const Case& facts, const Notification& forgery, Findings& findings) {
  const auto what =
      fmt::format("a forged {} for {} ({})", forgery.name, forgery.buyer, forgery.forged);
  if (const auto* call = reaction_to(facts, forgery)) {
    findings.fail(fmt::format("{} was believed: the seller called {}", what, call->operation))
        .at(forgery.point, "the forged message")
        .at(call->point, call->operation)
        .concerns(forgery.agreement);
    return;
  }
  const auto access =
      probes_around(facts, forgery, [](const Probe& probe) { return probe.granted.has_value(); });
  if (access.before == nullptr || access.after == nullptr) {
    findings.silent(fmt::format(
        "{} set off no call, but whether it changed anything needs {} before and after it", what,
        explanation_of(Need::Access)));
    return;
  }
  const bool changed = *access.before->granted != *access.after->granted;
  findings
      .add(changed ? Outcome::Fail : Outcome::Pass,
           changed ? fmt::format("{} was believed: access changed from {} to {}", what,
                                 access_word(*access.before->granted),
                                 access_word(*access.after->granted))
                   : fmt::format("{} had no effect", what))
      .at(forgery.point, "the forged message")
      .at(access.after->point, fmt::format("access {}", access_word(*access.after->granted)))
      .concerns(forgery.agreement);
}

}  // namespace

Findings survives_duplicates(const Case& facts) {
  Findings findings;
  for (const auto& notice : facts.notifications()) {
    if (notice.copy_of.empty() || !notice.forged.empty()) continue;
    if (notice.arrival() == nullptr) {
      findings.silent(fmt::format("the repeated {} for {} never reached the seller", notice.name,
                                  notice.buyer));
      continue;
    }
    if (!judge_copy(facts, notice, findings)) {
      findings.silent(
          fmt::format("{} for {} was repeated, but what came of it needs {} before "
                      "and after it",
                      notice.name, notice.buyer, explanation_of(Need::Access)));
    }
  }
  return findings;
}

Findings ignores_forgeries(const Case& facts) {
  Findings findings;
  for (const auto& notice : facts.notifications()) {
    if (notice.forged.empty()) continue;
    if (notice.arrival() == nullptr) {
      findings.silent(fmt::format("the forged {} for {} ({}) never reached the seller", notice.name,
                                  notice.buyer, notice.forged));
      continue;
    }
    if (!notice.arrival()->by_http()) continue;
    judge_forgery(facts, notice, findings);
  }
  return findings;
}

Findings confirms_subscription(const Case& facts) {
  Findings findings;
  for (const auto& subscription : facts.subscriptions()) {
    if (subscription.protocol != "http" && subscription.protocol != "https") continue;
    if (subscription.confirmed) {
      findings.pass("the SNS subscription was confirmed")
          .at(subscription.created, "souk subscribed the seller's endpoint")
          .at(*subscription.confirmed, "the seller fetched SubscribeURL");
      continue;
    }
    const auto& confirmations = facts.confirmations();
    const auto arrived =
        std::find_if(confirmations.begin(), confirmations.end(), [&](const Delivery& delivery) {
          return delivery.subscription == subscription.arn && delivery.status > 0;
        });
    if (arrived == confirmations.end()) {
      findings.silent("the SubscriptionConfirmation never reached the seller's endpoint");
      continue;
    }
    findings
        .fail(fmt::format("the SNS subscription was never confirmed: the SubscriptionConfirmation "
                          "was answered {}, and SubscribeURL was not fetched",
                          arrived->status))
        .at(subscription.created, "souk subscribed the seller's endpoint")
        .at(arrived->point, "SubscriptionConfirmation was delivered");
  }
  return findings;
}

}  // namespace souk::judge::checks
