#include <fmt/format.h>

#include "emulator/marketplace/agreement_steps.h"
#include "emulator/marketplace/agreements.h"
#include "emulator/marketplace/catalogue.h"
#include "emulator/marketplace/terms.h"

namespace souk::marketplace {
namespace {

using storage::AgreementRow;

constexpr std::string_view kDefaultTerm = "12mo";

AgreementRow new_agreement(Market& market, const storage::ProductRow& product,
                           const storage::BuyerRow& buyer) {
  const auto n = static_cast<std::uint64_t>(market.settings.next("agreement"));
  AgreementRow agreement;
  agreement.agreement_id = "agmt-" + market.ids.alphanumeric("agreement", n, 25);
  agreement.buyer = buyer.id;
  agreement.product = product.id;
  agreement.license_arn = fmt::format("arn:aws:license-manager::294406891311:license:l-{}",
                                      market.ids.hex("license", n, 32));
  agreement.offer_id = "offer-" + market.ids.alphanumeric(
                                      "public-offer", static_cast<std::uint64_t>(product.id), 13);
  agreement.state = to_text(AgreementState::None);
  agreement.accepted = market.now();
  agreement.updated = market.now();
  agreement.quantities_json = "{}";
  return agreement;
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

Result<AgreementRow> subscribe(Market& market, const Purchase& purchase) {
  if (purchase.payment_after < Duration(0)) {
    return Failure(invalid_purchase("payment.after is not negative.", "payment.after"));
  }
  const auto product = product_called(market, purchase.product);
  if (!product) return Failure(product.error());
  const auto kind = market.kind_of(*product);
  const auto buyer = buyer_called(market, purchase.buyer);

  if (const auto present = agreement_in_the_way(market, kind, *product, buyer)) {
    return happen(market, *present, AgreementEvent::Subscribed);
  }

  auto agreement = new_agreement(market, *product, buyer);
  auto terms = purchase;
  auto offer_terms = Json::array();
  if (!purchase.offer.empty()) {
    const auto offer = market.catalogue.offer_named(purchase.offer);
    if (!offer || offer->product != product->id) {
      return Failure(
          {"OfferNotFound", 404,
           fmt::format("Product \"{}\" has no offer \"{}\".", product->name, purchase.offer),
           "offer", ""});
    }
    agreement.offer_id = offer->offer_id;
    if (terms.quantities.empty()) terms.quantities = Json::parse(offer->quantities_json);
    if (terms.duration.empty()) terms.duration = offer->duration;
    offer_terms = Json::parse(offer->terms_json);
  }
  if (const auto settled = settle_contract(market, terms, *product, agreement); !settled) {
    return Failure(settled.error());
  }
  const auto arrow = transition(kind, AgreementState::None, AgreementEvent::Subscribed).value();
  agreement.state = to_text(arrow.to);
  agreement.id = market.agreements.put(agreement);
  accept_terms(market, agreement, offer_terms);
  tell_agreement(market, agreement, "subscribed", "buyer");
  schedule_start(market, agreement, purchase, kind);
  return agreement;
}

}  // namespace souk::marketplace
