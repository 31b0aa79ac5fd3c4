#include "scenarios/rules/findings.h"

#include <algorithm>

namespace souk::judge {

Finding& Finding::at(const Point& point, std::string what) {
  evidence.push_back({point.seq, point.at, std::move(what)});
  return *this;
}

Finding& Finding::due(Timestamp deadline_at, Timestamp happened_at) {
  deadline = deadline_at;
  margin = deadline_at - happened_at;
  return *this;
}

Finding& Finding::concerns(const std::string& agreement) {
  const bool known = std::find(about.begin(), about.end(), agreement) != about.end();
  if (!agreement.empty() && !known) about.push_back(agreement);
  return *this;
}

Finding& Findings::add(Outcome outcome, std::string text) {
  auto& finding = all_.emplace_back();
  finding.outcome = outcome;
  finding.text = std::move(text);
  return finding;
}

}  // namespace souk::judge
