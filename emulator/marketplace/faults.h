#pragma once

#include "emulator/marketplace/market.h"
#include "emulator/storage/faults_store.h"

namespace souk::marketplace {

/// What a fault does to a call or to deliveries.
struct FaultEffect {
  std::optional<Error> error;
  std::optional<Duration> latency;  ///< real time
  enum class Drop { No, Before, After } drop = Drop::No;
  std::optional<std::size_t> unprocessed;  ///< this many records; SIZE_MAX: all that match
  bool empty_page = false;

  // Of deliveries; times are the market's.
  std::optional<Duration> delay;
  std::optional<Duration> spread;    ///< a delay drawn evenly from nothing to this
  std::size_t duplicate = 0;         ///< extra copies
  bool copies_have_new_ids = false;  ///< they look like other messages of the same news
  std::size_t reorder = 0;           ///< so many are held back and let go, the newest first
  Duration reorder_within = std::chrono::minutes(5);  ///< or so long after the first, if fewer came
  bool until_registered = false;  ///< held back until the seller asks who came with a token
};

struct FiredFault {
  std::string name;
  FaultEffect effect;
};

/// Replaces all faults by `rules`, as docs/control-api.md describes them. Fails with InvalidFault,
/// and then leaves the old ones.
Result<void> set_faults(Market& market, const Json& rules);
void clear_faults(Market& market);
Json faults_view(Market& market);

/// The first fault whose turn it is for a call of `operation` (or a delivery over that channel)
/// with this input; counts it as fired.
std::optional<FiredFault> fire_fault(Market& market, std::string_view operation, const Json& input);

/// Whether a record of usage is one that the fault named `name` is about.
bool fault_matches_record(Market& market, std::string_view name, const Json& record);

}  // namespace souk::marketplace
