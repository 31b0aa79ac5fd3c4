#include "scenarios/report/names.h"

#include <fmt/format.h>

#include "scenarios/rules/time_text.h"

namespace souk::judge {
namespace {

/// How many bytes the UTF-8 character at the front takes; 0 when it is none that may be shown.
std::size_t character_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto lead = byte(0);
  if (lead == '\t' || lead == '\n') return 1;
  if (lead < 0x80) return lead >= 0x20 && lead != 0x7f ? 1 : 0;
  const std::size_t length = lead >= 0xf0 ? 4 : (lead >= 0xe0 ? 3 : 2);
  if (lead < 0xc2 || lead > 0xf4 || text.size() < length) return 0;
  std::uint32_t code = lead & (0xffu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0u) != 0x80u) return 0;
    code = (code << 6) | (byte(i) & 0x3fu);
  }
  const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
  const bool surrogate = code >= 0xd800 && code <= 0xdfff;
  const bool control = code < 0xa0 || code == 0xfffe || code == 0xffff || code > 0x10ffff;
  return overlong || surrogate || control ? 0 : length;
}

}  // namespace

std::string_view name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::Pass:
      return "pass";
    case Outcome::Fail:
      return "fail";
    case Outcome::Warn:
      return "warn";
    case Outcome::NotExercised:
      break;
  }
  return "not-exercised";
}

std::string_view name_of(RunOutcome outcome) {
  switch (outcome) {
    case RunOutcome::Kept:
      return "kept";
    case RunOutcome::Broken:
      return "broken";
    case RunOutcome::BadStory:
      return "bad-story";
    case RunOutcome::SellerUnreachable:
      return "seller-unreachable";
    case RunOutcome::SoukFailed:
      break;
  }
  return "souk-failed";
}

std::string run_name(const RunResult& run) {
  std::string cell;
  for (const auto& [name, value] : run.cell) {
    cell += fmt::format("{}{}={}", cell.empty() ? "" : " ", name, value);
  }
  return cell.empty() ? run.title : fmt::format("{} [{}]", run.title, cell);
}

const StepResult* step_at(const RunResult& run, Timestamp at) {
  const StepResult* found = nullptr;
  for (const auto& step : run.steps) {
    if (step.from > at) break;
    // Several steps may stand at one instant; the first that reaches it is where it happened.
    if (found == nullptr || found->to < at) found = &step;
  }
  return found;
}

std::string margin_text(const std::optional<Duration>& margin) {
  if (!margin) return "";
  if (*margin == Duration(0)) return "at the very instant";
  if (*margin < Duration(0)) return "missed by " + duration_text(-*margin);
  return duration_text(*margin) + " to spare";
}

Counts counts_of(const RunResult& run) {
  Counts counts;
  for (const auto& verdict : run.verdicts) {
    switch (verdict.outcome) {
      case Outcome::Pass:
        ++counts.passed;
        break;
      case Outcome::Fail:
        ++counts.failed;
        break;
      case Outcome::Warn:
        ++counts.warned;
        break;
      case Outcome::NotExercised:
        ++counts.not_exercised;
        break;
    }
  }
  for (const auto& step : run.steps) counts.failed_steps += step.ok ? 0 : 1;
  return counts;
}

std::string printable(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const auto length = character_length(text);
    if (length == 0) {
      result += fmt::format("\\x{:02x}", static_cast<unsigned char>(text.front()));
      text.remove_prefix(1);
    } else {
      result += text.substr(0, length);
      text.remove_prefix(length);
    }
  }
  return result;
}

}  // namespace souk::judge
