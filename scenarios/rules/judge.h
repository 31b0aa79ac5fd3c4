#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "scenarios/rules/rule.h"

namespace souk::judge {

/// Which rules are to be judged.
class Selection {
 public:
  static Selection all();
  static Selection none();
  /// These only. What is wrong with an id comes back as a sentence naming the nearest id.
  static tl::expected<Selection, std::string> only(const std::vector<std::string>& ids);
  /// All but these.
  static tl::expected<Selection, std::string> all_except(const std::vector<std::string>& ids);

  bool contains(const Rule& rule) const;
  bool empty() const { return rules_.empty(); }

 private:
  std::vector<const Rule*> rules_;
};

/// Judges a journal: one verdict per selected rule, in the order of the table. Pure; a journal of
/// any content is judged without throwing.
///
/// A rule that was broken only because another judged rule was (see Rule::follows) comes back as a
/// warning "as a consequence of". Only a rule that is itself judged, and fails, can take the blame,
/// so a broken journal never comes back without a failure.
std::vector<Verdict> judge(const Journal& journal, const Selection& selection);

/// One rule alone, nothing excused.
Verdict judge_one(const Rule& rule, const Case& facts);

}  // namespace souk::judge
