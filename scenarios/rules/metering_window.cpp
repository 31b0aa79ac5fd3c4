// The final hour: what is owed at the end, by when, and silence afterwards.
#include <fmt/format.h>

#include <algorithm>

#include "scenarios/rules/checks.h"
#include "scenarios/rules/ledger.h"
#include "scenarios/rules/time_text.h"

namespace souk::judge::checks {
namespace {

using namespace std::chrono_literals;

/// A final record this soon after the notice was sent because of the notice, whatever else
/// happened.
constexpr Duration kReaction = 60s;

/// How far away the next run of an hourly job may be; a later run is not what the record waited
/// for.
constexpr Duration kNextRun = 1h + kReaction;

/// Whether souk handed the record back and the seller may still bring it again in time.
bool still_open(const Case& facts, const Agreement& agreement, const Record& record) {
  if (!record.hampered() || facts.end() >= *agreement.closes) return false;
  const auto& records = facts.records_of(agreement);
  return std::none_of(records.begin(), records.end(), [&](const Record* other) {
    return other->accepted() && other->same_key(record);
  });
}

void judge_residual(const Case& facts, const Agreement& agreement, const Residual& residual,
                    Findings& findings) {
  const auto over = *agreement.over();
  const auto closes = *agreement.closes;
  const auto units =
      units_text(residual.quantity, residual.dimension, agreement.buyer, residual.hour);
  const auto tell = [&](Finding& finding) -> Finding& {
    finding.at(over, "the agreement was over");
    if (agreement.window_opened) {
      finding.at(*agreement.window_opened,
                 fmt::format("the final window opened, until {}", moment_text(closes)));
    }
    finding.deadline = closes;
    return finding.concerns(agreement.id);
  };
  if (residual.missing <= 0 && still_open(facts, agreement, *residual.brought_by.back())) {
    findings.silent(
        fmt::format("souk handed {} back, and the story ended before the final window "
                    "closed; advance past it",
                    units));
    return;
  }
  if (residual.missing <= 0) {
    const auto& last = *residual.brought_by.back();
    tell(findings.pass(fmt::format(
             "{} were submitted {} after the end, {} before the window closed", units,
             duration_text(last.point.at - over.at), duration_text(closes - last.point.at))))
        .due(closes, last.point.at)
        .at(last.point, "the final record");
    return;
  }
  if (facts.end() < closes) {
    findings.silent(
        fmt::format("{} were not submitted yet when the story ended, {} before the "
                    "final window closed; advance past it",
                    units, duration_text(closes - facts.end())));
    return;
  }
  const auto late = std::find_if(residual.brought_by.begin(), residual.brought_by.end(),
                                 [&](const Record* record) { return record->point.at >= closes; });
  if (late == residual.brought_by.end()) {
    tell(findings.fail(fmt::format(
        "{} were never submitted, and the window closed at {}",
        units_text(residual.missing, residual.dimension, agreement.buyer, residual.hour),
        moment_text(closes))));
    return;
  }
  const auto& record = **late;
  const auto by = record.point.at - closes;
  tell(findings.fail(fmt::format("the final record came {} after the end: {}, {}",
                                 duration_text(record.point.at - over.at), units,
                                 by == Duration(0)
                                     ? "at the very instant the window closed"
                                     : duration_text(by) + " after the window had closed")))
      .due(closes, record.point.at)
      .at(record.point, "the final record, too late");
}

/// The hourly job's next run after a row; nothing when it was more than an hour away.
const Tick* next_run_after(const Case& facts, const Point& point) {
  for (const auto& tick : facts.ticks()) {
    if (tick.point.seq < point.seq) continue;
    return tick.point.at < point.at + kNextRun ? &tick : nullptr;
  }
  return nullptr;
}

bool belongs_to(const Record& record, const Tick& tick) {
  const bool during = record.point.seq > tick.began && record.point.seq < tick.point.seq;
  return during || record.point.at == tick.point.at;
}

/// Whether an earlier attempt at the same record failed through souk's doing.
bool is_retry(const SentHours& sent, const Record& record) {
  const auto found = sent.find({record.dimension, record.hour});
  if (found == sent.end()) return false;
  return std::any_of(found->second.begin(), found->second.end(), [&](const Record* earlier) {
    return earlier->point.seq < record.point.seq && earlier->hampered() &&
           earlier->quantity == record.quantity;
  });
}

bool had_a_turn(const Case& facts, Timestamp since) {
  if (facts.end() >= since + 1h) return true;
  return std::any_of(facts.ticks().begin(), facts.ticks().end(),
                     [&](const Tick& tick) { return tick.point.at >= since; });
}

}  // namespace

Findings submits_final_records(const Case& facts) {
  Findings findings;
  for (const auto& agreement : facts.agreements()) {
    if (!agreement.is_metered() || !agreement.closes) continue;
    const auto owed = residuals(facts, agreement);
    if (!owed.empty() && end_unheard(facts, agreement)) {
      findings.silent(
          fmt::format("no notice of the end of {}'s agreement reached the seller "
                      "before the final window closed",
                      agreement.buyer));
      continue;
    }
    for (const auto& residual : owed) judge_residual(facts, agreement, residual, findings);
  }
  return findings;
}

Findings flushes_without_the_job(const Case& facts) {
  Findings findings;
  for (const auto& agreement : facts.agreements()) {
    if (!agreement.is_metered() || !agreement.closes) continue;
    const auto* notice = end_notice(facts, agreement);
    if (notice == nullptr) continue;
    const auto heard = notice->arrival()->point;
    const auto* tick = next_run_after(facts, heard);
    for (const auto& residual : residuals(facts, agreement)) {
      const auto bound = std::find_if(
          residual.brought_by.begin(), residual.brought_by.end(), [&](const Record* record) {
            return tick != nullptr && record->point.at >= heard.at + kReaction &&
                   belongs_to(*record, *tick);
          });
      const auto units =
          units_text(residual.quantity, residual.dimension, agreement.buyer, residual.hour);
      if (bound != residual.brought_by.end()) {
        findings
            .fail(fmt::format("{} waited for the hourly job: the seller knew of the end {} earlier",
                              units, duration_text((*bound)->point.at - heard.at)))
            .at(heard, fmt::format("{} reached the seller", notice->name))
            .at((*bound)->point, "the final record, sent by the hourly job")
            .at(tick->point, "the hourly job ran")
            .due(heard.at + kReaction, (*bound)->point.at)
            .concerns(agreement.id);
      } else if (residual.missing <= 0) {
        const auto last = residual.brought_by.back()->point;
        findings
            .pass(fmt::format("{} were submitted {} after the notice, without the hourly job",
                              units, duration_text(std::max(last.at - heard.at, Duration(0)))))
            .at(heard, fmt::format("{} reached the seller", notice->name))
            .at(last, "the final record")
            .due(*agreement.closes, last.at)
            .concerns(agreement.id);
      }
    }
  }
  return findings;
}

Findings stops_after_the_window(const Case& facts) {
  Findings findings;
  for (const auto& agreement : facts.agreements()) {
    if (!agreement.is_metered() || !agreement.closes || facts.end() < *agreement.closes) continue;
    const auto closes = *agreement.closes;
    const auto sent = sent_hours(facts, agreement);
    const Record* first = nullptr;
    std::int64_t count = 0;
    for (const auto* record : facts.records_of(agreement)) {
      if (record->point.at < closes || is_retry(sent, *record)) continue;
      if (first == nullptr) first = record;
      ++count;
    }
    if (first != nullptr) {
      auto& finding = findings.fail(
          count == 1
              ? fmt::format("a record for {} was sent {} after the final window closed",
                            agreement.buyer, duration_text(first->point.at - closes))
              : fmt::format("{} records for {} were sent after the final window closed, "
                            "the first {} late",
                            count, agreement.buyer, duration_text(first->point.at - closes)));
      finding.at(first->point, "the first record after the window")
          .due(closes, first->point.at)
          .concerns(agreement.id);
      for (const auto* together : facts.records_of(*first->call)) {
        finding.concerns(together->agreement);
      }
      continue;
    }
    if (facts.records_of(agreement).empty()) continue;
    if (!had_a_turn(facts, closes)) {
      findings.silent(
          fmt::format("the story ended before the seller's job could run once after "
                      "{}'s final window; advance another hour",
                      agreement.buyer));
      continue;
    }
    findings.pass(fmt::format("no record was sent for {} after the final window", agreement.buyer))
        .at(facts.records_of(agreement).back()->point, "the last record")
        .concerns(agreement.id)
        .deadline = closes;
  }
  return findings;
}

Findings leaves_nothing_behind(const Case& facts) {
  Findings findings;
  for (const auto& agreement : facts.agreements()) {
    if (!agreement.is_metered()) continue;
    const auto sent = sent_hours(facts, agreement);
    const auto used = used_hours(facts, agreement);
    std::map<std::string, std::int64_t> caught_up;
    for (const auto& [key, records] : sent) {
      const auto truth = used.find(key);
      const auto owed = truth == used.end() ? 0 : truth->second;
      caught_up[key.dimension] += std::max<std::int64_t>(0, settled(records) - owed);
    }
    for (const auto& [key, quantity] : used) {
      const auto deadline = key.ends() + facts.look_back();
      if (facts.end() < deadline || (agreement.closes && *agreement.closes < deadline)) continue;
      const auto records = sent.find(key);
      const auto* accepted = records == sent.end() ? nullptr : first_accepted(records->second);
      auto missing = quantity - (accepted == nullptr ? 0 : accepted->quantity.value_or(0));
      const auto made_up = std::clamp<std::int64_t>(missing, 0, caught_up[key.dimension]);
      caught_up[key.dimension] -= made_up;
      missing -= made_up;
      const auto* last = records == sent.end() ? nullptr : records->second.back();
      if (missing > 0 && last != nullptr && last->hampered() && !recovered(facts, *last)) {
        findings.silent("souk took no usage records until the look-back was over");
      } else if (missing > 0) {
        auto& finding =
            findings.fail(fmt::format("{} were never accepted, and the look-back of {} is over",
                                      units_text(missing, key.dimension, agreement.buyer, key.hour),
                                      duration_text(facts.look_back())));
        finding.concerns(agreement.id).deadline = deadline;
        if (last != nullptr) finding.at(last->point, "the last attempt");
        if (last == nullptr) finding.at(*agreement.activated, "active since then, nothing sent");
      } else if (accepted != nullptr) {
        findings
            .pass(fmt::format("{} were in {} before the look-back was over",
                              units_text(quantity, key.dimension, agreement.buyer, key.hour),
                              duration_text(deadline - accepted->point.at)))
            .at(accepted->point, "accepted")
            .due(deadline, accepted->point.at)
            .concerns(agreement.id);
      }
    }
  }
  return findings;
}

}  // namespace souk::judge::checks
