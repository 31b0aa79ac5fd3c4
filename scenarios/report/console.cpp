#include "scenarios/report/console.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "scenarios/report/names.h"
#include "scenarios/rules/rule.h"
#include "scenarios/rules/time_text.h"

namespace souk::judge {
namespace {

constexpr std::string_view kGreen = "32";
constexpr std::string_view kRed = "31";
constexpr std::string_view kYellow = "33";
constexpr std::string_view kFaint = "2";
constexpr std::string_view kBold = "1";

/// Runs that still fit side by side in eighty columns, rules' titles beside them.
constexpr std::size_t kMostColumns = 12;

std::string painted(std::string_view text, std::string_view code, const ConsoleStyle& style) {
  return style.terminal ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
}

std::string_view colour_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::Pass:
      return kGreen;
    case Outcome::Fail:
      return kRed;
    case Outcome::Warn:
      return kYellow;
    case Outcome::NotExercised:
      break;
  }
  return kFaint;
}

std::string_view mark_of(Outcome outcome, const ConsoleStyle& style) {
  switch (outcome) {
    case Outcome::Pass:
      return style.terminal ? "✓" : "+";
    case Outcome::Fail:
      return style.terminal ? "✗" : "X";
    case Outcome::Warn:
      return "!";
    case Outcome::NotExercised:
      break;
  }
  return style.terminal ? "·" : ".";
}

std::string took_text(Duration took) {
  return fmt::format("{:.1f}s", static_cast<double>(took.count()) / 1000.0);
}

std::string count_text(int count, std::string_view word) {
  return fmt::format("{} {}{}", count, word, count == 1 ? "" : "s");
}

/// One fact of a failure, the name in a column of its own.
std::string fact(std::string_view name, std::string_view value, const ConsoleStyle& style) {
  if (value.empty()) return "";
  return fmt::format("    {}{}\n", painted(fmt::format("{:<10}", name), kFaint, style),
                     printable(value));
}

std::string place_text(const RunResult& run, const StepResult* step) {
  return step == nullptr ? run.file
                         : fmt::format("{}:{}  {}", run.file, step->line, step->sentence);
}

std::string when_text(const Verdict& verdict) {
  return verdict.evidence.empty() ? "" : moment_text(verdict.evidence.back().at);
}

std::string deadline_text(const Verdict& verdict) {
  std::string text = verdict.deadline ? moment_text(*verdict.deadline) : "";
  if (verdict.margin) text += (text.empty() ? "" : ", ") + margin_text(verdict.margin);
  return text;
}

std::string verdict_text(const RunResult& run, const Verdict& verdict, const ConsoleStyle& style) {
  const auto* rule = find_rule(verdict.rule);
  const auto word = verdict.outcome == Outcome::Fail ? "FAIL" : "warn";
  const auto title = rule == nullptr ? "" : rule->title;
  auto text = fmt::format(
      "\n  {} {}\n",
      painted(fmt::format("{} {}", word, verdict.rule), colour_of(verdict.outcome), style),
      painted(title, kBold, style));
  const auto* step = verdict.evidence.empty() ? nullptr : step_at(run, verdict.evidence.back().at);
  text += fact("where", place_text(run, step), style);
  text += fact("happened", verdict.summary, style);
  text += fact("when", when_text(verdict), style);
  text += fact("deadline", deadline_text(verdict), style);
  bool first = true;
  for (const auto& evidence : verdict.evidence) {
    text += fact(first ? "evidence" : " ",
                 fmt::format("#{} {} {}", evidence.seq, moment_text(evidence.at), evidence.text),
                 style);
    first = false;
  }
  return text;
}

std::string step_text(const RunResult& run, const StepResult& step, const ConsoleStyle& style) {
  auto text =
      fmt::format("\n  {} {}\n", painted(fmt::format("FAIL step {}", step.index), kRed, style),
                  painted(printable(step.sentence), kBold, style));
  text += fact("where", fmt::format("{}:{}", run.file, step.line), style);
  text += fact("happened", step.failure, style);
  text += fact("when", moment_text(step.to), style);
  return text;
}

Outcome outcome_in(const RunResult& run, std::string_view rule) {
  const auto found = std::find_if(run.verdicts.begin(), run.verdicts.end(),
                                  [&](const Verdict& verdict) { return verdict.rule == rule; });
  return found == run.verdicts.end() ? Outcome::NotExercised : found->outcome;
}

/// How often a rule came to each outcome, for more runs than there is room for columns.
std::string count_row(const Rule& rule, const std::vector<RunResult>& results,
                      const ConsoleStyle& style) {
  std::map<Outcome, int> counts;
  for (const auto& run : results) ++counts[outcome_in(run, rule.id)];
  auto worst = Outcome::Pass;
  if (counts[Outcome::Warn] > 0) worst = Outcome::Warn;
  if (counts[Outcome::Fail] > 0) worst = Outcome::Fail;
  auto text =
      fmt::format("  {} {:<5}", painted(mark_of(worst, style), colour_of(worst), style), rule.id);
  for (const auto outcome : {Outcome::Pass, Outcome::Fail, Outcome::Warn, Outcome::NotExercised}) {
    const auto count = counts[outcome];
    const auto number = fmt::format("{:>8}", count == 0 ? "-" : fmt::to_string(count));
    text += painted(number, count == 0 ? kFaint : colour_of(outcome), style);
  }
  return text + fmt::format("  {}\n", rule.title);
}

bool is_broken(const RunResult& run) { return run.outcome != RunOutcome::Kept; }

/// Why a run says nothing about the seller; empty when it does.
std::string_view not_judged_text(RunOutcome outcome) {
  switch (outcome) {
    case RunOutcome::Kept:
    case RunOutcome::Broken:
      break;
    case RunOutcome::BadStory:
      return "the story is wrong";
    case RunOutcome::SellerUnreachable:
      return "the seller was not reached";
    case RunOutcome::SoukFailed:
      return "souk failed";
  }
  return "";
}

std::string table_row(const Rule& rule, const std::vector<RunResult>& results,
                      const ConsoleStyle& style) {
  auto text = fmt::format("  {:<5}", rule.id);
  for (const auto& run : results) {
    const auto outcome = outcome_in(run, rule.id);
    text += fmt::format("  {}", painted(mark_of(outcome, style), colour_of(outcome), style));
  }
  return text + fmt::format("  {}\n", rule.title);
}

}  // namespace

std::string progress_line(const RunResult& run, const ConsoleStyle& style) {
  const auto counts = counts_of(run);
  const auto outcome = is_broken(run) ? Outcome::Fail : Outcome::Pass;
  std::vector<std::string> parts;
  if (counts.failed > 0) parts.push_back(count_text(counts.failed, "rule") + " broken");
  if (counts.failed_steps > 0) parts.push_back(count_text(counts.failed_steps, "step") + " failed");
  if (counts.warned > 0) parts.push_back(count_text(counts.warned, "warning"));
  const auto not_judged = not_judged_text(run.outcome);
  if (!not_judged.empty()) parts.emplace_back(not_judged);
  if (not_judged.empty() || counts.passed > 0) {
    parts.push_back(fmt::format("{} kept", counts.passed));
    parts.push_back(fmt::format("{} not exercised", counts.not_exercised));
  }
  auto text = fmt::format(
      "{} {}  {}  {}\n",
      painted(is_broken(run) ? (style.terminal ? "✗" : "FAIL") : (style.terminal ? "✓" : "ok  "),
              colour_of(outcome), style),
      printable(run_name(run)), fmt::join(parts, ", "),
      painted(took_text(run.took), kFaint, style));
  if (!run.trouble.empty()) text += fmt::format("    {}\n", printable(run.trouble));
  return text;
}

std::string failures_text(const RunResult& run, const ConsoleStyle& style) {
  std::string text;
  for (const auto& step : run.steps) {
    if (!step.ok) text += step_text(run, step, style);
  }
  for (const auto outcome : {Outcome::Fail, Outcome::Warn}) {
    for (const auto& verdict : run.verdicts) {
      if (verdict.outcome == outcome) text += verdict_text(run, verdict, style);
    }
  }
  if (style.verbose) {
    for (const auto& step : run.steps) {
      if (!step.ok || !step.margin) continue;
      text +=
          fmt::format("\n  {} {}: {}\n", painted(fmt::format("step {}", step.index), kFaint, style),
                      printable(step.sentence), margin_text(step.margin));
    }
    for (const auto& verdict : run.verdicts) {
      if (verdict.outcome != Outcome::NotExercised) continue;
      text += fmt::format("\n  {} not exercised: {}\n", painted(verdict.rule, kFaint, style),
                          printable(verdict.summary));
    }
  }
  if (text.empty()) return text;
  return fmt::format("\n{}\n{}", painted(printable(run_name(run)), kBold, style), text);
}

std::string summary_table(const std::vector<RunResult>& results, const ConsoleStyle& style) {
  const bool any_verdict = std::any_of(results.begin(), results.end(), [](const RunResult& run) {
    return std::any_of(run.verdicts.begin(), run.verdicts.end(), [](const Verdict& verdict) {
      return verdict.outcome != Outcome::NotExercised;
    });
  });
  if (!any_verdict) return "";
  std::string text = "\n";
  const bool by_run = results.size() <= kMostColumns;
  if (by_run) {
    for (std::size_t i = 0; i < results.size(); ++i) {
      text += fmt::format("  {:>2}  {}\n", i + 1, printable(run_name(results[i])));
    }
    text += "\n       ";
    for (std::size_t i = 0; i < results.size(); ++i) text += fmt::format(" {:>2}", i + 1);
    text += "\n";
  } else {
    text += fmt::format("  {:7}{:>8}{:>8}{:>8}{:>8}\n", "", "kept", "broken", "warned", "silent");
  }
  int silent = 0;
  for (const auto& rule : all_rules()) {
    const bool exercised = std::any_of(results.begin(), results.end(), [&](const RunResult& run) {
      return outcome_in(run, rule.id) != Outcome::NotExercised;
    });
    silent += exercised ? 0 : 1;
    if (!exercised) continue;
    text += by_run ? table_row(rule, results, style) : count_row(rule, results, style);
  }
  const auto key = [&](Outcome outcome, std::string_view word) {
    return fmt::format("{} {}", mark_of(outcome, style), word);
  };
  text += by_run ? fmt::format("\n  {}  {}  {}  {}", key(Outcome::Pass, "kept"),
                               key(Outcome::Fail, "broken"), key(Outcome::Warn, "warning"),
                               key(Outcome::NotExercised, "not exercised"))
                 : std::string("\n  silent: not exercised");
  if (silent > 0) text += fmt::format("; {} in no run", count_text(silent, "rule"));
  return text + "\n";
}

std::string totals_line(const std::vector<RunResult>& results, const ConsoleStyle& style) {
  Counts all;
  Duration took{0};
  int broken = 0;
  int not_judged = 0;
  for (const auto& run : results) {
    const auto counts = counts_of(run);
    all.passed += counts.passed;
    all.failed += counts.failed;
    all.warned += counts.warned;
    all.not_exercised += counts.not_exercised;
    all.failed_steps += counts.failed_steps;
    took += run.took;
    if (!not_judged_text(run.outcome).empty()) {
      ++not_judged;
    } else if (is_broken(run)) {
      ++broken;
    }
  }
  const auto total = static_cast<int>(results.size());
  auto runs = fmt::format("{}: {} kept, {} broken", count_text(total, "run"),
                          total - broken - not_judged, broken);
  if (not_judged > 0) runs += fmt::format(", {} not judged", not_judged);
  return fmt::format(
      "\n{}; verdicts: {} kept, {} broken, {} warnings, {} not exercised; "
      "{} failed; {}\n",
      painted(runs, broken + not_judged > 0 ? kRed : kGreen, style), all.passed, all.failed,
      all.warned, all.not_exercised, count_text(all.failed_steps, "step"), took_text(took));
}

}  // namespace souk::judge
