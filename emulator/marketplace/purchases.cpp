#include <fmt/format.h>

#include <algorithm>

#include "emulator/marketplace/agreement_steps.h"
#include "emulator/marketplace/agreements.h"
#include "emulator/marketplace/catalogue.h"
#include "emulator/marketplace/terms.h"
#include "emulator/marketplace/trials.h"

namespace souk::marketplace {
namespace {

using storage::AgreementRow;

constexpr std::string_view kDefaultTerm = "12mo";

/// The buyer's agreement that a legacy product would go on with; nothing for a new one.
std::optional<AgreementRow> agreement_in_the_way(Market& market, const Kind& kind,
                                                 const storage::ProductRow& product,
                                                 const storage::BuyerRow& buyer) {
  if (kind.generation == Generation::Concurrent) return std::nullopt;
  const auto all = market.agreements.of(product.id, buyer.id);
  if (all.empty()) return std::nullopt;
  return is_over(parse_state(all.front().state)) ? std::nullopt : std::optional(all.front());
}

Error invalid_purchase(std::string message, std::string field, std::string hint = "") {
  return {"InvalidPurchase", 400, std::move(message), std::move(field), std::move(hint)};
}

/// A subscription has nothing to settle, but for how long it is tried.
Result<void> settle_subscription(const Purchase& purchase, AgreementRow& agreement) {
  const auto refuse = [](const char* what, const char* field) {
    return Failure(invalid_purchase(fmt::format("A subscription has no {}.", what), field));
  };
  if (!purchase.quantities.empty()) return refuse("quantities", "quantities");
  if (!purchase.duration.empty()) return refuse("duration", "duration");
  if (purchase.auto_renew) return refuse("renewal: it has no end", "auto_renew");
  if (purchase.starts) return refuse("later start", "starts");
  agreement.quantities_json = "{}";
  return {};
}

/// Fills in what only contracts have: quantities and a term.
Result<void> settle_contract(Market& market, const Purchase& purchase,
                             const storage::ProductRow& product, AgreementRow& agreement) {
  auto quantities = purchase.quantities.is_object() ? purchase.quantities : Json::object();
  if (const auto fine = check_quantities(market, product, quantities); !fine) return fine;
  if (quantities.empty()) {
    for (const auto& each : market.catalogue.dimensions(product.id)) {
      if (each.entitled) quantities[each.name] = 1;
    }
  }
  agreement.term = purchase.duration.empty() ? kDefaultTerm : purchase.duration;
  if (!end_of_term(market.now(), agreement.term)) {
    return Failure(invalid_purchase(fmt::format("\"{}\" is no duration.", agreement.term),
                                    "duration", "Write 1mo, 12mo, 1y or 30d."));
  }
  agreement.quantities_json = quantities.dump();
  agreement.auto_renew = purchase.auto_renew;
  agreement.begins = purchase.starts;
  return {};
}

/// A trial lasts as its offer says, and of a contract grants what its offer says at most.
Result<void> settle_trial(Market& market, const Purchase& purchase,
                          const storage::ProductRow& product, const Trial& trial,
                          AgreementRow& agreement) {
  if (purchase.auto_renew || purchase.starts) {
    return Failure(invalid_purchase("A trial starts at once and is not renewed.",
                                    purchase.auto_renew ? "auto_renew" : "starts"));
  }
  auto tried = purchase;
  tried.duration.clear();
  if (product.model == to_text(Model::Subscription)) {
    if (const auto settled = settle_subscription(tried, agreement); !settled) return settled;
  } else {
    if (tried.quantities.empty()) tried.quantities = trial.quantities;
    for (const auto& [dimension, quantity] : tried.quantities.items()) {
      const auto most = trial.quantities.value(dimension, std::int64_t{0});
      const bool granted = quantity.is_number_integer() && quantity <= most;
      if (trial.quantities.empty() || granted) continue;
      return Failure(
          invalid_purchase(fmt::format("The trial grants {} of \"{}\" at most.", most, dimension),
                           "quantities." + dimension));
    }
    if (const auto settled = settle_contract(market, tried, product, agreement); !settled) {
      return settled;
    }
  }
  agreement.term = trial.duration;
  return {};
}

Result<void> settle(Market& market, const Purchase& wish, const storage::ProductRow& product,
                    Draft& drafted) {
  if (is_trial(drafted.offer_terms)) {
    return settle_trial(market, wish, product, trial_in(drafted.offer_terms), drafted.agreement);
  }
  if (product.model == to_text(Model::Subscription)) {
    return settle_subscription(wish, drafted.agreement);
  }
  return settle_contract(market, wish, product, drafted.agreement);
}

Error offer_not_found(const storage::ProductRow& product, const Purchase& purchase) {
  return {"OfferNotFound", 404,
          fmt::format("Product \"{}\" has no offer \"{}\" for this buyer.", product.name,
                      purchase.offer),
          "offer", ""};
}

/// Offers for named buyers are seen by nobody else. A purchase that names no buyer only asks.
bool is_for(const storage::OfferRow& offer, const std::string& buyer) {
  const auto buyers = Json::parse(offer.buyers_json);
  return buyer.empty() || buyers.empty() ||
         std::find(buyers.begin(), buyers.end(), Json(buyer)) != buyers.end();
}

/// Source: Buyer Guide, "Future dated agreements": private offers of contracts.
Result<void> check_start(Market& market, const Purchase& purchase) {
  if (!purchase.starts) return {};
  if (*purchase.starts <= market.now()) {
    return Failure(invalid_purchase(
        fmt::format("It is {} already.", to_iso(market.now())), "starts",
        "Name a later instant, or leave starts out for an agreement that starts at once."));
  }
  const auto offer = market.catalogue.offer_named(purchase.offer);
  if (offer && offer->kind == "private") return {};
  return Failure(invalid_purchase("Only agreements on private offers start later.", "starts",
                                  "Put a private offer and name it."));
}

/// What is yet to come of an agreement that was just accepted.
void schedule_start(Market& market, const AgreementRow& agreement, const Purchase& purchase,
                    const Kind& kind) {
  const auto begins = agreement.begins.value_or(market.now());
  if (kind.generation == Generation::Concurrent) {
    const bool at_start = market.switches.is(switches::kFutureDatedCreated, "start");
    market.agenda.add((at_start ? begins : market.now()) + kAgreementAnnounced, due::kAnnounce,
                      agreement.agreement_id);
  }
  market.agenda.add(std::max(begins, market.now() + purchase.payment_after), due::kSettlePayment,
                    agreement.agreement_id, Json{{"clears", purchase.payment_clears}}.dump());
}

}  // namespace

void enlist(Market& market, AgreementRow& agreement) {
  const auto n = static_cast<std::uint64_t>(market.settings.next("agreement"));
  agreement.agreement_id = "agmt-" + market.ids.alphanumeric("agreement", n, 25);
  agreement.license_arn = fmt::format("arn:aws:license-manager::294406891311:license:l-{}",
                                      market.ids.hex("license", n, 32));
  agreement.id = market.agreements.put(agreement);
}

Result<void> check_quantities(Market& market, const storage::ProductRow& product,
                              const Json& quantities) {
  for (const auto& [dimension, quantity] : quantities.items()) {
    const auto known = market.catalogue.dimension(product.id, dimension);
    if (!known || !known->entitled) {
      return Failure(invalid_purchase(
          fmt::format("Product \"{}\" sells no dimension \"{}\".", product.name, dimension),
          "quantities." + dimension));
    }
    if (!quantity.is_number_integer() || quantity.get<std::int64_t>() < 1 ||
        quantity.get<std::int64_t>() > INT32_MAX) {
      return Failure(invalid_purchase("A quantity is a whole number from 1 to 2147483647.",
                                      "quantities." + dimension));
    }
  }
  return {};
}

Result<Draft> draft(Market& market, const storage::ProductRow& product, const Purchase& purchase) {
  Draft drafted;
  auto& agreement = drafted.agreement;
  agreement.product = product.id;
  agreement.offer_id = public_offer_id(market, product);
  agreement.state = to_text(AgreementState::None);
  agreement.accepted = market.now();
  agreement.updated = market.now();
  agreement.quantities_json = "{}";
  auto wish = purchase;
  if (!purchase.offer.empty()) {
    const auto offer = market.catalogue.offer_named(purchase.offer);
    if (!offer || offer->product != product.id || !is_for(*offer, purchase.buyer)) {
      return Failure(offer_not_found(product, purchase));
    }
    agreement.offer_id = offer->offer_id;
    if (wish.quantities.empty()) wish.quantities = Json::parse(offer->quantities_json);
    if (wish.duration.empty()) wish.duration = offer->duration;
    drafted.offer_terms = Json::parse(offer->terms_json);
  }
  if (purchase.terms) drafted.offer_terms = *purchase.terms;
  if (const auto settled = settle(market, wish, product, drafted); !settled) {
    return Failure(settled.error());
  }
  return drafted;
}

Result<std::optional<AgreementRow>> agreement_to_go_on(Market& market,
                                                       const storage::ProductRow& product,
                                                       const storage::BuyerRow& buyer) {
  const auto present = agreement_in_the_way(market, market.kind_of(product), product, buyer);
  if (!present) return std::nullopt;
  const auto step = next_step(market, *present, AgreementEvent::Subscribed);
  if (!step) return Failure(step.error());
  return present;
}

Result<AgreementRow> subscribe(Market& market, const Purchase& purchase) {
  if (purchase.payment_after < Duration(0)) {
    return Failure(invalid_purchase("payment.after is not negative.", "payment.after"));
  }
  const auto product = product_called(market, purchase.product);
  if (!product) return Failure(product.error());
  const auto buyer = buyer_called(market, purchase.buyer);
  const auto present = agreement_to_go_on(market, *product, buyer);
  if (!present) return Failure(present.error());
  if (*present) return happen(market, **present, AgreementEvent::Subscribed);

  const auto drafted = draft(market, *product, purchase);
  if (!drafted) return Failure(drafted.error());
  if (is_trial(drafted->offer_terms) && has_tried(market, product->id, buyer.id)) {
    return Failure({"TrialUsed", 409,
                    fmt::format("Buyer \"{}\" tried product \"{}\" before; an account may once.",
                                buyer.name, product->name),
                    "offer", "Subscribe to a paid offer."});
  }
  if (const auto fine = check_start(market, purchase); !fine) return Failure(fine.error());
  const auto kind = market.kind_of(*product);
  const auto event = purchase.starts ? AgreementEvent::Signed : AgreementEvent::Subscribed;
  auto agreement = drafted->agreement;
  agreement.buyer = buyer.id;
  agreement.state = to_text(transition(kind, AgreementState::None, event).value().to);
  enlist(market, agreement);
  const auto terms = accept_terms(market, agreement, drafted->offer_terms);
  charge(market, agreement, purchase.charges ? *purchase.charges : expected_charges(market, terms));
  tell_agreement(market, agreement, "subscribed", "buyer");
  schedule_start(market, agreement, purchase, kind);
  return agreement;
}

}  // namespace souk::marketplace
