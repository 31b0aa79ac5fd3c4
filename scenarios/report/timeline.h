#pragma once

#include <string>
#include <vector>

#include "scenarios/report/run_result.h"

namespace souk::judge {

/// A stretch of market time to be shown behind the rows, and what closes at its end.
struct Band {
  std::string label;  ///< "ann's final window"
  Timestamp from;
  Timestamp to;
};

/// An instant to be shown: the end of a token's life.
struct Line {
  std::string label;  ///< "ann's token expires"
  Timestamp at;
};

/// The final-metering windows of a journal, in the order they opened.
std::vector<Band> final_windows(const Journal& journal);

/// The instants at which the posted tokens expire, as far as the journal goes.
std::vector<Line> token_expiries(const Journal& journal);

}  // namespace souk::judge
