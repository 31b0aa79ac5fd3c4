#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/rules/verdict.h"

namespace souk::judge {

/// How one step of a story went.
struct StepResult {
  int index = 0;         ///< 1, 2, …
  int line = 0;          ///< in the story's file
  std::string verb;      ///< "advance"
  std::string sentence;  ///< what it did, for a person: "advance 3h"
  bool ok = true;
  std::string failure;  ///< what was expected, what happened instead, by what margin
  Timestamp from;       ///< the market's time before and after
  Timestamp to;
  /// For what was waited for: the time left when it came; none or negative: it came too late.
  std::optional<Duration> margin = std::nullopt;
};

/// Why a run ended as it did; the process's exit code follows from the worst of all runs.
enum class RunOutcome { Kept, Broken, BadStory, SellerUnreachable, SoukFailed };

/// One execution of one story with one choice of its matrix.
struct RunResult {
  std::string title;
  std::string file;
  std::map<std::string, std::string> cell;  ///< matrix values, empty without a matrix
  std::string profile;
  std::string generation;
  std::string model;
  std::uint64_t seed = 0;
  std::string seller;  ///< what was judged: a URL, "sample", "sample:DEFECT"
  std::string sandbox;
  RunOutcome outcome = RunOutcome::Kept;
  std::string trouble;  ///< why, when outcome is neither Kept nor Broken
  std::vector<StepResult> steps;
  std::vector<Verdict> verdicts;
  Journal journal;
  Duration took{0};  ///< real time
};

}  // namespace souk::judge
