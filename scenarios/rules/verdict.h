#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scenarios/rules/journal.h"

namespace souk::judge {

enum class Outcome { Pass, Fail, Warn, NotExercised };

/// One fact a verdict rests on: the journal row, and what it shows.
struct Evidence {
  std::int64_t seq = 0;
  Timestamp at;
  std::string text;
};

/// What a rule says about one journal.
struct Verdict {
  std::string rule;  ///< "R46"
  Outcome outcome = Outcome::NotExercised;
  std::string summary;  ///< one sentence for a person: "the final record came 61m after the end"
  std::optional<Duration>
      margin;  ///< time left before the rule would break; negative: by how much it broke
  std::optional<Timestamp> deadline;  ///< when it would break, if time is involved
  std::vector<Evidence> evidence;
};

}  // namespace souk::judge
