#pragma once

#include "emulator/marketplace/market.h"

namespace souk::marketplace {

/// A free trial is an offer with a freeTrialPricingTerm. Its agreement ends with its duration, and
/// what is used meanwhile costs nothing. Nothing converts by itself: the buyer takes a paid offer.
/// Source: AWS Marketplace Seller Guide, "SaaS free trials".

/// Whether an offer may have these terms: a trial lasts 7 to 90 days. Fails with InvalidOffer.
Result<void> check_trial(const Json& terms);

bool is_trial(const Json& terms);

/// The length of a trial as terms of agreements are written, "14d", and the quantities it grants.
struct Trial {
  std::string duration;
  Json quantities = Json::object();
};
/// Of terms that are a trial's.
Trial trial_in(const Json& terms);

/// Whether the buyer ever had a trial of the product. Each account may try a product once.
bool has_tried(Market& market, std::int64_t product, std::int64_t buyer);
/// Whether the buyer tried the product before this agreement, which is no trial.
bool is_conversion(Market& market, const storage::AgreementRow& agreement);

}  // namespace souk::marketplace
