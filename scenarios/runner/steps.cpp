#include "scenarios/runner/steps.h"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace souk::judge {
namespace {

struct Entry {
  std::string_view verb;
  StepFunction carry_out;
  Touches touches;
  bool needs_process = false;  // souk has to have started the seller
};

// What the judge can do. A new kind of step is a file, a row here, and one in the language's table.
constexpr Entry kSteps[] = {
    {"subscribe", subscribe, Touches::ItsBuyer},
    {"register", register_buyer, Touches::ItsBuyer},
    {"set-up", set_up, Touches::Nobody},
    {"cancel", cancel, Touches::Everybody},
    {"renew", act, Touches::Nobody},
    {"auto-renew", act, Touches::Nobody},
    {"amend", act, Touches::Nobody},
    {"replace", act, Touches::ItsBuyer},
    {"fail-payment", act, Touches::Everybody},
    {"suspend", act, Touches::Nobody},
    {"reinstate", act, Touches::Nobody},
    {"spend-threshold", act, Touches::Nobody},
    {"request-refund", request_refund, Touches::Everybody},
    {"decide-refund", decide_refund, Touches::Everybody},
    {"use", use, Touches::Nobody},
    {"advance", advance, Touches::Everybody},
    {"tick", tick, Touches::Everybody},
    {"expect", expect, Touches::Nobody},
    {"fault", fault, Touches::Nobody},
    {"notify", notify, Touches::Everybody},
    {"http", http, Touches::Nobody},
    {"restart", restart, Touches::Everybody, true},
    {"kill", kill_seller, Touches::Nobody, true},
    {"pause", pause_seller, Touches::Nobody, true},
    {"resume", resume_seller, Touches::Everybody, true},
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

Touches access_touched_by(const std::string& verb) {
  const Entry* entry = find(verb);
  return entry ? entry->touches : Touches::Nobody;
}

bool needs_process(const std::string& verb) {
  const Entry* entry = find(verb);
  return entry != nullptr && entry->needs_process;
}

}  // namespace souk::judge
