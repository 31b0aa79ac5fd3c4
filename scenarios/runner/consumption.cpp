#include "scenarios/runner/consumption.h"

#include <fmt/format.h>

#include <vector>

#include "scenarios/runner/probes.h"
#include "scenarios/runner/session.h"
#include "scenarios/story/names.h"
#include "souk/time.h"

namespace souk::judge {
namespace {

using std::chrono::hours;

constexpr int kNotKnown = 404;

std::vector<std::string> metered_dimensions(const Plan& plan) {
  std::vector<std::string> names;
  for (const Json& dimension : plan.product["dimensions"]) {
    const bool usually = plan.model != "contract";
    if (!dimension.is_object()) {
      if (usually) names.push_back(as_text(dimension));
    } else if (dimension.value("metered", usually)) {
      names.push_back(as_text(dimension["name"]));
    }
  }
  return names;
}

bool is_asked(const Session& session) {
  return session.plan().seller.consumed.is_object() && !session.is_asleep();
}

}  // namespace

void Consumption::look(Session& session) {
  if (!is_asked(session)) return;
  session.market().read();
  session.follow_successions();
  for (auto& [name, buyer] : session.buyers()) {
    if (buyer.agreement.empty()) continue;
    for (const std::string& dimension : metered_dimensions(session.plan())) {
      const auto before = counted_.find({name, dimension});
      const Timestamp since = before == counted_.end() ? session.now() : before->second.at;
      const auto consumed = growth(session, buyer, dimension);
      if (!consumed || *consumed == 0) continue;
      const auto agreement = session.agreement(buyer);
      if (!agreement) continue;
      session.note_use(buyer, *agreement,
                       {{"dimension", dimension},
                        {"consumed", *consumed},
                        {"hour", client::to_iso(std::chrono::floor<hours>(since))}});
    }
  }
}

std::optional<std::int64_t> Consumption::growth(Session& session, const BuyerState& buyer,
                                                const std::string& dimension) {
  if (!is_asked(session)) return std::nullopt;
  const auto total = ask(session, buyer, dimension);
  if (!total) return std::nullopt;
  const auto [place, is_first] = counted_.try_emplace(Key{buyer.name, dimension});
  Counted& counted = place->second;
  const std::int64_t before = std::exchange(counted.total, *total);
  counted.at = session.now();
  const bool is_new = std::exchange(counted.agreement, buyer.agreement) != buyer.agreement;
  counted.may_restart = counted.may_restart || (is_new && !is_first);
  if (is_first) return 0;  // what was there before the story began
  if (*total >= before) return *total - before;
  if (std::exchange(counted.may_restart, false)) return *total;
  trouble(
      fmt::format("`consumed` told {} {} of {} after {}; it has to count all that was ever "
                  "consumed",
                  *total, dimension, buyer.name, before));
  return 0;
}

std::optional<Timestamp> Consumption::next_look(const Session& session) const {
  if (!is_asked(session)) return std::nullopt;
  return std::chrono::floor<hours>(session.now()) + hours(1);
}

std::optional<std::int64_t> Consumption::ask(Session& session, const BuyerState& buyer,
                                             const std::string& dimension) {
  const Json& described = session.plan().seller.consumed;
  const auto counted = counted_.find({buyer.name, dimension});
  // Whoever the seller does not know has consumed no more than it told before.
  const std::int64_t known = counted == counted_.end() ? 0 : counted->second.total;
  if (session.waits_for_registration(described, buyer)) return known;
  const Extra extra{{"dimension", dimension}};
  const auto answer = session.ask_seller(described, &buyer, extra);
  if (!answer) {
    trouble(answer.error());
    return std::nullopt;
  }
  if (answer->status == kNotKnown) return known;
  const std::string what = fmt::format("what {} consumed of {}", buyer.name, dimension);
  if (answer->status / 100 != 2) {
    trouble(fmt::format("the seller answered {} to the question {}", answer->status, what));
    return std::nullopt;
  }
  const auto place = session.bind(place_of_count(described), &buyer, extra);
  if (!place) {
    trouble(place.error());
    return std::nullopt;
  }
  const auto count = read_count(*answer, *place, what, Counting::Units);
  if (count) return *count;
  trouble(count.error());
  return std::nullopt;
}

void Consumption::trouble(std::string sentence) {
  if (trouble_.empty()) trouble_ = std::move(sentence);
}

}  // namespace souk::judge
