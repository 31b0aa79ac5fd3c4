// From purchase to end: nothing before the success notice, nothing after the end.
#include <fmt/format.h>

#include <algorithm>

#include "scenarios/rules/checks.h"
#include "scenarios/rules/time_text.h"

namespace souk::judge::checks {
namespace {

using namespace std::chrono_literals;

/// How long a seller of contracts may take to notice an expiry.
constexpr Duration kContractGrace = 15min;

bool before_activation(const Agreement& agreement, const Point& point) {
  return !agreement.activated || point.seq < agreement.activated->seq;
}

bool registered_before(const Case& facts, const Agreement& agreement, std::int64_t seq) {
  return std::any_of(facts.pages().begin(), facts.pages().end(), [&](const Page& page) {
    return page.purpose == "landing" && page.agreement == agreement.id && page.point.seq < seq;
  });
}

std::string since_activation(const Agreement& agreement, Timestamp at) {
  if (!agreement.activated) return "and the purchase was never activated";
  return fmt::format("{} before the purchase was activated",
                     duration_text(agreement.activated->at - at));
}

std::optional<Timestamp> access_deadline(const Agreement& agreement) {
  if (agreement.closes) return agreement.closes;
  if (agreement.ended) return agreement.ended->at + kContractGrace;
  return std::nullopt;
}

void tell_activation(Finding& finding, const Agreement& agreement) {
  if (agreement.activated) finding.at(*agreement.activated, "the purchase was activated");
}

}  // namespace

Findings waits_for_activation(const Case& facts) {
  Findings findings;
  for (const auto& agreement : facts.agreements()) {
    for (const auto* probe : facts.probes_of(agreement)) {
      if (!probe->granted || !before_activation(agreement, probe->point)) continue;
      if (facts.has_other_active(agreement, probe->point)) continue;
      if (!*probe->granted && !registered_before(facts, agreement, probe->point.seq)) {
        findings.silent(
            fmt::format("{} had no access before activation, but had not registered "
                        "either; register before the success notice comes",
                        agreement.buyer));
        continue;
      }
      const auto when = since_activation(agreement, probe->point.at);
      auto& finding = findings.add(
          *probe->granted ? Outcome::Fail : Outcome::Pass,
          *probe->granted ? fmt::format("{} had access {}", agreement.buyer, when)
                          : fmt::format("{} had no access yet {}", agreement.buyer, when));
      finding.at(probe->point, *probe->granted ? "access granted" : "access refused")
          .concerns(agreement.id);
      tell_activation(finding, agreement);
      if (agreement.activated && *probe->granted) {
        finding.deadline = agreement.activated->at;
        finding.margin = probe->point.at - agreement.activated->at;
      }
    }
  }
  return findings;
}

Findings meters_after_activation(const Case& facts) {
  Findings findings;
  for (const auto& agreement : facts.agreements()) {
    if (!agreement.is_metered()) continue;
    const auto& records = facts.records_of(agreement);
    const auto early = std::find_if(records.begin(), records.end(), [&](const Record* record) {
      return before_activation(agreement, record->point);
    });
    if (early != records.end()) {
      const auto& record = **early;
      auto& finding = findings.fail(
          fmt::format("{} {} of {} were metered {}", record.quantity.value_or(0), record.dimension,
                      agreement.buyer, since_activation(agreement, record.point.at)));
      finding.at(record.point, "a usage record was sent").concerns(agreement.id);
      tell_activation(finding, agreement);
      if (agreement.activated) {
        finding.deadline = agreement.activated->at;
        finding.margin = record.point.at - agreement.activated->at;
      }
      continue;
    }
    const auto activated_seq =
        agreement.activated ? agreement.activated->seq : facts.journal().back().seq;
    if (records.empty() && !registered_before(facts, agreement, activated_seq)) continue;
    auto& finding = findings.pass(
        records.empty()
            ? fmt::format("{} registered before activation and was not metered", agreement.buyer)
            : fmt::format("{} was first metered {} after the purchase was activated",
                          agreement.buyer,
                          duration_text(records.front()->point.at - agreement.activated->at)));
    finding.concerns(agreement.id);
    tell_activation(finding, agreement);
    if (!records.empty()) finding.at(records.front()->point, "the first usage record");
    if (!agreement.activated && agreement.ended) {
      finding.at(*agreement.ended, "the purchase ended without being activated");
    }
  }
  return findings;
}

Findings withdraws_access(const Case& facts) {
  Findings findings;
  for (const auto& agreement : facts.agreements()) {
    const auto deadline = access_deadline(agreement);
    if (!deadline) continue;
    for (const auto* probe : facts.probes_of(agreement)) {
      if (!probe->granted || probe->point.at < *deadline) continue;
      if (facts.has_other_active(agreement, probe->point)) continue;
      const auto late = duration_text(probe->point.at - *deadline);
      const auto* what = agreement.closes ? "the final window closed" : "access had to end";
      auto& finding =
          findings.add(*probe->granted ? Outcome::Fail : Outcome::Pass,
                       fmt::format("{} {} access {} after {}", agreement.buyer,
                                   *probe->granted ? "still had" : "no longer had", late, what));
      finding.at(probe->point, *probe->granted ? "access granted" : "access refused")
          .concerns(agreement.id);
      if (agreement.ended) finding.at(*agreement.ended, "the agreement ended");
      if (*probe->granted) finding.due(*deadline, probe->point.at);
    }
  }
  return findings;
}

}  // namespace souk::judge::checks
