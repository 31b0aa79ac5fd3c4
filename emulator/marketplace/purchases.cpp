#include <fmt/format.h>

#include "emulator/marketplace/agreement_steps.h"
#include "emulator/marketplace/agreements.h"
#include "emulator/marketplace/catalogue.h"
#include "emulator/marketplace/terms.h"

namespace souk::marketplace {
namespace {

using storage::AgreementRow;

constexpr std::string_view kDefaultTerm = "12mo";

void give_ids(Market& market, AgreementRow& agreement) {
  const auto n = static_cast<std::uint64_t>(market.settings.next("agreement"));
  agreement.agreement_id = "agmt-" + market.ids.alphanumeric("agreement", n, 25);
  agreement.license_arn = fmt::format("arn:aws:license-manager::294406891311:license:l-{}",
                                      market.ids.hex("license", n, 32));
}

/// The buyer's agreement that a legacy product would go on with; nothing for a new one.
std::optional<AgreementRow> agreement_in_the_way(Market& market, const Kind& kind,
                                                 const storage::ProductRow& product,
                                                 const storage::BuyerRow& buyer) {
  if (kind.generation == Generation::Concurrent) return std::nullopt;
  const auto all = market.agreements.of(product.id, buyer.id);
  if (all.empty()) return std::nullopt;
  const auto state = parse_state(all.front().state);
  const bool over = state == AgreementState::Ended || state == AgreementState::Failed ||
                    state == AgreementState::Expired;
  return over ? std::nullopt : std::optional(all.front());
}

Error invalid_purchase(std::string message, std::string field, std::string hint = "") {
  return {"InvalidPurchase", 400, std::move(message), std::move(field), std::move(hint)};
}

/// Checks and fills in what only contracts have: quantities and a term.
Result<void> settle_contract(Market& market, const Purchase& purchase,
                             const storage::ProductRow& product, AgreementRow& agreement) {
  if (product.model == to_text(Model::Subscription)) {
    if (!purchase.quantities.empty() || !purchase.duration.empty()) {
      return Failure(invalid_purchase("A subscription has no quantities and no duration.",
                                      purchase.duration.empty() ? "quantities" : "duration"));
    }
    return {};
  }
  auto quantities = purchase.quantities;
  if (!quantities.is_object()) quantities = Json::object();
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
  return {};
}

void schedule_start(Market& market, const AgreementRow& agreement, const Purchase& purchase,
                    const Kind& kind) {
  if (kind.generation == Generation::Concurrent) {
    market.agenda.add(market.now() + kAgreementAnnounced, due::kAnnounce, agreement.agreement_id);
  }
  market.agenda.add(market.now() + purchase.payment_after, due::kSettlePayment,
                    agreement.agreement_id, Json{{"clears", purchase.payment_clears}}.dump());
}

}  // namespace

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
    if (!offer || offer->product != product.id) {
      return Failure(
          {"OfferNotFound", 404,
           fmt::format("Product \"{}\" has no offer \"{}\".", product.name, purchase.offer),
           "offer", ""});
    }
    agreement.offer_id = offer->offer_id;
    if (wish.quantities.empty()) wish.quantities = Json::parse(offer->quantities_json);
    if (wish.duration.empty()) wish.duration = offer->duration;
    drafted.offer_terms = Json::parse(offer->terms_json);
  }
  if (purchase.terms) drafted.offer_terms = *purchase.terms;
  if (const auto settled = settle_contract(market, wish, product, agreement); !settled) {
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
  const auto kind = market.kind_of(*product);
  auto agreement = drafted->agreement;
  agreement.buyer = buyer.id;
  give_ids(market, agreement);
  agreement.state =
      to_text(transition(kind, AgreementState::None, AgreementEvent::Subscribed).value().to);
  agreement.id = market.agreements.put(agreement);
  const auto terms = accept_terms(market, agreement, drafted->offer_terms);
  charge(market, agreement, purchase.charges ? *purchase.charges : expected_charges(market, terms));
  tell_agreement(market, agreement, "subscribed", "buyer");
  schedule_start(market, agreement, purchase, kind);
  return agreement;
}

}  // namespace souk::marketplace
