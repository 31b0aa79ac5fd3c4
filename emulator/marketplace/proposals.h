#pragma once

#include "emulator/marketplace/agreements.h"

namespace souk::marketplace {

/// What buyers accept by API: an offer of the catalogue, or the public one that every product has.
/// Source: AWS Marketplace Agreement Service API Reference, CreateAgreementRequest; AWS gives the
/// ids of proposals and terms away in its Discovery API, souk in the views of products and offers.
struct Proposal {
  std::string id;  ///< "ap-…", of the offer for good
  storage::ProductRow product;
  std::string offer_id;
  std::string offer;  ///< name; empty for the public one
  bool is_private = false;
  Json own_terms = Json::array();
};

Proposal proposal_of(const Market& market, const storage::ProductRow& product);
Proposal proposal_of(const Market& market, const storage::ProductRow& product,
                     const storage::OfferRow& offer);

/// The proposal with this id, if there is one.
std::optional<Proposal> find_proposal(Market& market, std::string_view id);

/// What a buyer who takes all of it as it is agrees to: [{"legalTerm": {"type", "id", …}}, …].
Json proposed_terms(Market& market, const Proposal& proposal);

/// For the views of products and offers: {"proposal", "term_ids": {kind: id}}.
Json proposal_view(Market& market, const Proposal& proposal);

}  // namespace souk::marketplace
