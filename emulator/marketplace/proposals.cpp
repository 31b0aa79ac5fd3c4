#include "emulator/marketplace/proposals.h"

#include <fmt/format.h>

#include "emulator/marketplace/catalogue.h"
#include "emulator/marketplace/terms.h"

namespace souk::marketplace {
namespace {

std::string proposal_id(const Market& market, std::string_view offer_id) {
  return "ap-" + market.ids.alphanumeric(fmt::format("proposal/{}", offer_id), 0, 25);
}

}  // namespace

Proposal proposal_of(const Market& market, const storage::ProductRow& product) {
  const auto offer_id = public_offer_id(market, product);
  return {proposal_id(market, offer_id), product, offer_id, ""};
}

Proposal proposal_of(const Market& market, const storage::ProductRow& product,
                     const storage::OfferRow& offer) {
  return {proposal_id(market, offer.offer_id),
          product,
          offer.offer_id,
          offer.name,
          offer.kind == "private",
          Json::parse(offer.terms_json)};
}

std::optional<Proposal> find_proposal(Market& market, std::string_view id) {
  for (const auto& product : market.catalogue.products()) {
    if (auto found = proposal_of(market, product); found.id == id) return found;
  }
  for (const auto& offer : market.catalogue.offers()) {
    if (proposal_id(market, offer.offer_id) != id) continue;
    return proposal_of(market, market.catalogue.product(offer.product).value(), offer);
  }
  return std::nullopt;
}

Json proposed_terms(Market& market, const Proposal& proposal) {
  Purchase everything;
  everything.product = proposal.product.name;
  everything.offer = proposal.offer;
  const auto drafted = draft(market, proposal.product, everything);
  // An offer may name what its product does not sell; then nobody can take it as it is.
  if (!drafted) return Json::array();
  return compose_terms(market, drafted->agreement, drafted->offer_terms);
}

Json proposal_view(Market& market, const Proposal& proposal) {
  Json ids = Json::object();
  for (const auto& term : proposed_terms(market, proposal)) {
    const auto& kind = term.items().begin().key();
    ids[kind] = term[kind]["id"];
  }
  return {{"proposal", proposal.id}, {"term_ids", std::move(ids)}};
}

}  // namespace souk::marketplace
