#include "scenarios/runner/steps.h"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace souk::judge {
namespace {

struct Entry {
  std::string_view verb;
  StepFunction carry_out;
  bool may_change_access;
};

// What the judge can do. A new kind of step is a file, a row here, and one in story/language.cpp.
constexpr Entry kSteps[] = {
    {"subscribe", subscribe, true},
    {"register", register_buyer, true},
    {"set-up", set_up, false},
    {"cancel", cancel, true},
    {"use", use, false},
    {"advance", advance, true},
    {"tick", tick, true},
    {"expect", expect, false},
    {"fault", fault, false},
    {"notify", notify, true},
    {"http", http, false},
};

const Entry* find(const std::string& verb) {
  const auto* found = std::find_if(std::begin(kSteps), std::end(kSteps),
                                   [&](const Entry& entry) { return entry.verb == verb; });
  return found == std::end(kSteps) ? nullptr : found;
}

}  // namespace

StepFunction find_step(const std::string& verb) {
  const Entry* entry = find(verb);
  return entry ? entry->carry_out : nullptr;
}

bool may_change_access(const std::string& verb) {
  const Entry* entry = find(verb);
  return entry && entry->may_change_access;
}

}  // namespace souk::judge
