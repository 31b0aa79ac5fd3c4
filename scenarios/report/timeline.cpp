#include "scenarios/report/timeline.h"

#include <fmt/format.h>

#include <set>

#include "scenarios/rules/fields.h"

namespace souk::judge {

std::vector<Band> final_windows(const Journal& journal) {
  std::vector<Band> bands;
  for (const auto& row : journal) {
    if (row.kind != "agreement" || text_of(row.data, "event") != "final-window-opened") continue;
    const auto opens = instant_of(row.data, "opens").value_or(row.at);
    const auto closes = instant_of(row.data, "closes");
    if (!closes || *closes <= opens) continue;
    bands.push_back({fmt::format("{}'s final window", text_of(row.data, "buyer")), opens, *closes});
  }
  return bands;
}

std::vector<Line> token_expiries(const Journal& journal) {
  std::vector<Line> lines;
  std::set<Timestamp> told;
  for (const auto& row : journal) {
    if (row.kind != "token") continue;
    const auto expires = instant_of(row.data, "expires");
    if (!expires || *expires > journal.back().at || !told.insert(*expires).second) continue;
    lines.push_back({fmt::format("{}'s token expires", text_of(row.data, "buyer")), *expires});
  }
  return lines;
}

}  // namespace souk::judge
