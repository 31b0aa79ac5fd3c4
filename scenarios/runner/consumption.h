#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "scenarios/rules/journal.h"

namespace souk::judge {

class Session;
struct BuyerState;

/// What buyers really consumed, as the seller itself counts it: the ground truth that its usage
/// records are held against. Where the story does not say how to ask, nothing is asked.
class Consumption {
 public:
  /// Asks for every buyer who has an agreement, and writes a `use` row for what came since the last
  /// look. It counts for the hour of that last look: somebody looks at the end of every hour.
  void look(Session& session);

  /// What the buyer consumed of a dimension since the last time; no row is written. Nothing when
  /// that cannot be told; it is then in what the next time tells.
  std::optional<std::int64_t> growth(Session& session, const BuyerState& buyer,
                                     const std::string& dimension);

  /// The next instant at which somebody has to look: an hour's end.
  std::optional<Timestamp> next_look(const Session& session) const;

  /// What the seller answered that is no count, since the last time this was asked.
  std::string take_trouble() { return std::exchange(trouble_, {}); }

 private:
  struct Counted {
    std::int64_t total = 0;
    Timestamp at;
    std::string agreement;
    bool may_restart = false;  ///< an agreement came that the seller may count from nothing
  };
  using Key = std::pair<std::string, std::string>;  // a buyer and a dimension

  std::optional<std::int64_t> ask(Session& session, const BuyerState& buyer,
                                  const std::string& dimension);
  void trouble(std::string sentence);

  std::map<Key, Counted> counted_;
  std::string trouble_;
};

}  // namespace souk::judge
