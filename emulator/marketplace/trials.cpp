#include "emulator/marketplace/trials.h"

#include <algorithm>

#include "emulator/marketplace/agreements.h"
#include "emulator/marketplace/terms.h"

namespace souk::marketplace {
namespace {

constexpr std::string_view kTrialTerm = "freeTrialPricingTerm";
constexpr std::chrono::days kShortestTrial(7);
constexpr std::chrono::days kLongestTrial(90);

}  // namespace

Result<void> check_trial(const Json& terms) {
  if (!is_trial(terms)) return {};
  const auto period = (*term_in(terms, kTrialTerm))["duration"].get<std::string>();
  const auto term = term_of_period(period);
  const Timestamp start{};
  const auto end = term ? end_of_term(start, *term) : std::nullopt;
  if (end && *end - start >= kShortestTrial && *end - start <= kLongestTrial) return {};
  return Failure({"InvalidOffer", 400, "A free trial lasts 7 to 90 days.",
                  "terms.freeTrialPricingTerm.duration", "For example P14D."});
}

bool is_trial(const Json& terms) { return term_in(terms, kTrialTerm) != nullptr; }

Trial trial_in(const Json& terms) {
  const auto& term = *term_in(terms, kTrialTerm);
  Trial trial{term_of_period(term["duration"].get<std::string>()).value()};
  for (const auto& grant : term.value("grants", Json::array())) {
    trial.quantities[grant["dimensionKey"].get<std::string>()] = grant.value("maxQuantity", 1);
  }
  return trial;
}

bool has_tried(Market& market, std::int64_t product, std::int64_t buyer) {
  const auto all = market.agreements.of(product, buyer);
  return std::any_of(all.begin(), all.end(),
                     [&](const auto& each) { return is_trial(terms_of(market, each)); });
}

bool is_conversion(Market& market, const storage::AgreementRow& agreement) {
  if (is_trial(terms_of(market, agreement))) return false;
  const auto all = market.agreements.of(agreement.product, agreement.buyer);
  return std::any_of(all.begin(), all.end(), [&](const auto& each) {
    return each.id < agreement.id && is_trial(terms_of(market, each));
  });
}

}  // namespace souk::marketplace
