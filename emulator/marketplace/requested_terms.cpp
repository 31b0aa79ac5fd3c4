#include "emulator/marketplace/requested_terms.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "emulator/marketplace/agreement_errors.h"
#include "emulator/marketplace/terms.h"

namespace souk::marketplace {
namespace {

using agreement_errors::validation;

/// Which configuration a kind of term may come with.
struct ConfigurableKind {
  std::string_view kind;
  const char* configuration;
};
constexpr std::array kConfigurable{
    ConfigurableKind{"configurableUpfrontPricingTerm",
                     "configurableUpfrontPricingTermConfiguration"},
    ConfigurableKind{"renewalTerm", "renewalTermConfiguration"},
    ConfigurableKind{"variablePaymentTerm", "variablePaymentTermConfiguration"},
};

/// One of the terms asked for.
struct Wanted {
  std::string kind;
  Json term;                    ///< as it was proposed
  Json configuration = Json();  ///< what is inside the union; null for none
  std::string place;            ///< "requestedTerms[0]"
};

Error invalid_configuration(const Wanted& wanted, std::string message) {
  return validation("INVALID_REQUESTED_TERM_CONFIGURATION", std::move(message),
                    wanted.place + ".configuration");
}

Error unsupported(std::string message, std::string field) {
  return validation("UNSUPPORTED_ACTION", std::move(message), std::move(field));
}

/// The proposed term with this id.
Result<Wanted> find_wanted(const Json& proposed, const Json& requested, std::string place) {
  for (const auto& each : proposed) {
    const auto& kind = each.items().begin().key();
    if (each[kind]["id"] == requested["id"])
      return Wanted{kind, each[kind], Json(), std::move(place)};
  }
  return Failure(
      validation("INVALID_REQUESTED_TERM_ID",
                 fmt::format("The proposal has no term {}.", requested["id"].get<std::string>()),
                 place + ".id"));
}

Result<void> read_configuration(Wanted& wanted, const Json& requested) {
  const auto known =
      std::find_if(kConfigurable.begin(), kConfigurable.end(),
                   [&](const ConfigurableKind& each) { return each.kind == wanted.kind; });
  if (!requested.contains("configuration")) {
    if (wanted.kind != "configurableUpfrontPricingTerm") return {};
    return Failure(validation("MISSING_REQUESTED_TERM_CONFIGURATION",
                              "The buyer says how long, and how much of what.",
                              wanted.place + ".configuration"));
  }
  const auto& given = requested["configuration"];
  if (given.size() != 1 || known == kConfigurable.end() || !given.contains(known->configuration)) {
    return Failure(invalid_configuration(
        wanted, fmt::format("This is no configuration of a {}.", wanted.kind)));
  }
  wanted.configuration = given[known->configuration];
  return {};
}

Result<std::vector<Wanted>> read_wanted(const Json& proposed, const Json& requested) {
  std::vector<Wanted> all;
  for (std::size_t i = 0; i < requested.size(); ++i) {
    auto wanted = find_wanted(proposed, requested[i], fmt::format("requestedTerms[{}]", i));
    if (!wanted) return Failure(wanted.error());
    const bool twice = std::any_of(all.begin(), all.end(),
                                   [&](const Wanted& each) { return each.kind == wanted->kind; });
    if (twice) {
      return Failure(validation("INVALID_REQUESTED_TERMS", "A term is requested twice.",
                                wanted->place + ".id"));
    }
    if (auto fine = read_configuration(*wanted, requested[i]); !fine) return Failure(fine.error());
    all.push_back(std::move(*wanted));
  }
  return all;
}

/// A trial is always left to the buyer, and so is what pay-as-you-go has beside usage.
bool is_optional(const Proposal& proposal, const std::string& kind) {
  static constexpr std::array<std::string_view, 6> kNeverLeftOut{
      "legalTerm",   "supportTerm",           "validityTerm",
      "renewalTerm", "usageBasedPricingTerm", "recurringPaymentTerm"};
  if (kind == "freeTrialPricingTerm") return true;
  return proposal.product.model == to_text(Model::Subscription) &&
         std::find(kNeverLeftOut.begin(), kNeverLeftOut.end(), kind) == kNeverLeftOut.end();
}

Result<void> nothing_is_missing(const Proposal& proposal, const Json& proposed,
                                const std::vector<Wanted>& all) {
  for (const auto& each : proposed) {
    const auto& kind = each.items().begin().key();
    const bool wanted = std::any_of(all.begin(), all.end(),
                                    [&](const Wanted& other) { return other.kind == kind; });
    if (wanted || is_optional(proposal, kind)) continue;
    return Failure(validation("MISSING_MANDATORY_TERMS",
                              fmt::format("The {} is part of this offer.", kind),
                              "requestedTerms"));
  }
  return {};
}

/// The offer's own terms without those that were not asked for.
Json own_terms_wanted(const Proposal& proposal, const std::vector<Wanted>& all) {
  Json own = Json::array();
  for (const auto& term : proposal.own_terms) {
    const auto& kind = term.items().begin().key();
    const bool wanted =
        std::any_of(all.begin(), all.end(), [&](const Wanted& each) { return each.kind == kind; });
    if (wanted) own.push_back(term);
  }
  return own;
}

bool allows(const Json& card, const char* constraint) {
  const auto constraints = card.value("constraints", Json::object());
  return constraints.value(constraint, std::string("Allowed")) == "Allowed";
}

Result<void> choose_dimension(const Wanted& wanted, const Json& card, const Json& chosen,
                              Json& quantities) {
  const std::string key = chosen["dimensionKey"];
  const auto& rates = card["rateCard"];
  if (std::none_of(rates.begin(), rates.end(),
                   [&](const Json& rate) { return rate["dimensionKey"] == key; })) {
    return Failure(
        invalid_configuration(wanted, fmt::format("The offer has no dimension {}.", key)));
  }
  const auto quantity = chosen["dimensionValue"].get<std::int64_t>();
  if (quantity == 0) return {};
  if (quantity > 1 && !allows(card, "quantityConfiguration")) {
    return Failure(invalid_configuration(wanted, "The offer allows no quantities."));
  }
  if (quantities.contains(key)) {
    return Failure(invalid_configuration(wanted, fmt::format("{} is there twice.", key)));
  }
  if (!quantities.empty() && !allows(card, "multipleDimensionSelection")) {
    return Failure(invalid_configuration(wanted, "The offer allows one dimension."));
  }
  quantities[key] = quantity;
  return {};
}

/// How long, and how much of what.
Result<void> take_upfront(const Proposal& proposal, const Wanted& wanted, Purchase& purchase) {
  if (proposal.product.model == to_text(Model::Subscription)) {
    return Failure(unsupported("souk sells nothing upfront on top of usage.", wanted.place));
  }
  const std::string selector = wanted.configuration["selectorValue"];
  const auto* card = rate_card_for(wanted.term, selector);
  const auto term = term_of_period(selector);
  if (card == nullptr || !term) {
    return Failure(
        invalid_configuration(wanted, fmt::format("The offer has no rates for {}.", selector)));
  }
  purchase.duration = *term;
  purchase.quantities = Json::object();
  for (const auto& chosen : wanted.configuration["dimensions"]) {
    auto fine = choose_dimension(wanted, *card, chosen, purchase.quantities);
    if (!fine) return fine;
  }
  if (!purchase.quantities.empty()) return {};
  return Failure(invalid_configuration(wanted, "Some dimension has a value above 0."));
}

Result<void> take_variable_payment(const Wanted& wanted, Json& own) {
  if (wanted.configuration.is_null()) return {};
  const auto& given = wanted.configuration;
  const auto duration = parse_iso_duration(given.value("expirationDuration", std::string("P0D")));
  if (!duration) {
    return Failure(invalid_configuration(
        wanted, "expirationDuration is days, hours, minutes and whole seconds."));
  }
  if (given["paymentRequestApprovalStrategy"] == "AUTO_APPROVE_ON_EXPIRATION" &&
      !given.contains("expirationDuration")) {
    return Failure(
        invalid_configuration(wanted, "AUTO_APPROVE_ON_EXPIRATION needs an expirationDuration."));
  }
  for (auto& term : own) {
    if (term.contains(wanted.kind)) term[wanted.kind]["configuration"] = given;
  }
  return {};
}

Result<void> take(const Proposal& proposal, const Wanted& wanted, Purchase& purchase, Json& own) {
  if (wanted.kind == "configurableUpfrontPricingTerm") {
    return take_upfront(proposal, wanted, purchase);
  }
  if (wanted.kind == "variablePaymentTerm") return take_variable_payment(wanted, own);
  if (wanted.kind == "renewalTerm" && !wanted.configuration.is_null()) {
    purchase.auto_renew = wanted.configuration["enableAutoRenew"];
  }
  return {};
}

}  // namespace

Result<Purchase> purchase_of(Market& market, const Proposal& proposal, const Json& requested) {
  const auto proposed = proposed_terms(market, proposal);
  const auto all = read_wanted(proposed, requested);
  if (!all) return Failure(all.error());
  if (const auto fine = nothing_is_missing(proposal, proposed, *all); !fine) {
    return Failure(fine.error());
  }
  Purchase purchase;
  purchase.product = proposal.product.name;
  purchase.offer = proposal.offer;
  auto own = own_terms_wanted(proposal, *all);
  for (const auto& wanted : *all) {
    if (const auto fine = take(proposal, wanted, purchase, own); !fine) {
      return Failure(fine.error());
    }
  }
  purchase.terms = std::move(own);
  return purchase;
}

}  // namespace souk::marketplace
