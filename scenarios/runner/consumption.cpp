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
    const bool metered = dimension.is_object()
                             ? dimension.value("metered", plan.model != "contract")
                             : plan.model != "contract";
    if (metered) names.push_back(as_text(dimension.is_object() ? dimension["name"] : dimension));
  }
  return names;
}

bool is_asked(const Session& session) {
  return session.plan().seller.consumed.is_object() && !session.is_asleep();
}

}  // namespace

void Consumption::look(Session& session) {
  if (!is_asked(session)) return;
  for (auto& [name, buyer] : session.buyers()) {
    if (buyer.agreement.empty()) continue;
    for (const std::string& dimension : metered_dimensions(session.plan())) {
      const auto before = counted_.find({name, dimension});
      const bool went_on = before != counted_.end() && before->second.at < session.now();
      const auto consumed = growth(session, buyer, dimension);
      if (!consumed || *consumed == 0) continue;
      const auto agreement = session.agreement(buyer);
      if (!agreement) continue;
      const Timestamp when = session.now() - Duration{went_on ? 1 : 0};
      session.note_use(buyer, *agreement,
                       {{"dimension", dimension},
                        {"consumed", *consumed},
                        {"hour", client::to_iso(std::chrono::floor<hours>(when))}});
    }
  }
}

std::optional<std::int64_t> Consumption::growth(Session& session, const BuyerState& buyer,
                                                const std::string& dimension) {
  if (!is_asked(session)) return std::nullopt;
  const auto total = ask(session, buyer, dimension);
  if (!total) return std::nullopt;
  const auto [place, is_first] = counted_.try_emplace({buyer.name, dimension});
  const Counted before = std::exchange(place->second, {buyer.agreement, *total, session.now()});
  if (is_first) return 0;  // what was there before the story began
  if (*total >= before.total) return *total - before.total;
  if (before.agreement != buyer.agreement) return *total;  // counted from another start
  trouble(
      fmt::format("`consumed` told {} {} of {} after {}; it has to count all that was ever "
                  "consumed",
                  *total, dimension, buyer.name, before.total));
  return std::nullopt;
}

std::optional<Timestamp> Consumption::next_look(const Session& session) const {
  if (!is_asked(session)) return std::nullopt;
  return std::chrono::floor<hours>(session.now()) + hours(1);
}

std::optional<std::int64_t> Consumption::ask(Session& session, const BuyerState& buyer,
                                             const std::string& dimension) {
  const Json& described = session.plan().seller.consumed;
  const auto answer = session.ask_seller(described, &buyer, {{"dimension", dimension}});
  if (!answer) {
    trouble(answer.error());
    return std::nullopt;
  }
  if (answer->status == kNotKnown) {
    // Nobody has consumed anything before the seller has heard of them.
    if (counted_.count({buyer.name, dimension}) > 0) return std::nullopt;
    return 0;
  }
  const std::string what = fmt::format("what {} consumed of {}", buyer.name, dimension);
  if (answer->status / 100 != 2) {
    trouble(fmt::format("the seller answered {} to the question {}", answer->status, what));
    return std::nullopt;
  }
  const auto count = read_count(*answer, described, what);
  if (count) return *count;
  trouble(count.error());
  return std::nullopt;
}

void Consumption::trouble(std::string sentence) {
  if (trouble_.empty()) trouble_ = std::move(sentence);
}

}  // namespace souk::judge
