#include "emulator/marketplace/agreement_requests.h"

#include <fmt/format.h>

#include <algorithm>

#include "emulator/marketplace/agreement_errors.h"
#include "emulator/marketplace/agreement_status.h"
#include "emulator/marketplace/catalogue.h"
#include "emulator/marketplace/parties.h"
#include "emulator/marketplace/requested_terms.h"
#include "emulator/marketplace/terms.h"
#include "emulator/marketplace/trials.h"
#include "emulator/storage/agreement_requests_store.h"

namespace souk::marketplace {
namespace {

using agreement_errors::validation;
using storage::AgreementRequestRow;

constexpr std::string_view kAgreementRequest = "AgreementRequest";

/// Source: Developer Guide, "Agreement API quotas".
constexpr std::size_t kMostActiveAgreements = 100;
constexpr Money kMostOfPublicOffers{1'000'000 * kUnitsOfOne};
constexpr Money kMostOfPrivateOffers{1'000'000'000 * kUnitsOfOne};

/// Only buyers buy, and only while their accounts are in order.
Result<storage::BuyerRow> buyer_with(Market& market, const std::string& account) {
  const auto buyer = market.catalogue.buyer_with_account(account);
  if (!buyer) return Failure(agreement_errors::access_denied("Only a buyer may do this."));
  if (buyer->suspended) {
    return Failure(
        agreement_errors::access_denied("The account is suspended.", "INVALID_ACCOUNT_STATE"));
  }
  return *buyer;
}

Error missing(const char* reason, const char* member) {
  return validation(reason, fmt::format("This intent needs {}.", member), member);
}

/// Whether the members that say which agreement and which proposal go with the intent.
Result<void> check_intent(Market& market, const std::string& account, const AgreementWish& wish) {
  const bool is_new = wish.intent == "NEW";
  if (is_new && !wish.source_agreement_id.empty()) {
    return Failure(validation("INVALID_SOURCE_AGREEMENT_IDENTIFIER",
                              "A new agreement comes of no other.", "sourceAgreementIdentifier"));
  }
  if (!is_new && wish.source_agreement_id.empty()) {
    return Failure(missing("MISSING_SOURCE_AGREEMENT_IDENTIFIER", "sourceAgreementIdentifier"));
  }
  if (wish.intent != "AMEND" && wish.proposal_id.empty()) {
    return Failure(missing("MISSING_AGREEMENT_PROPOSAL_IDENTIFIER", "agreementProposalIdentifier"));
  }
  if (is_new) return {};
  const auto source = agreement_of(market, account, wish.source_agreement_id, Party::Acceptor);
  if (!source) return Failure(source.error());
  if (const auto fine = check_active(source->agreement); !fine) return fine;
  return Failure(
      validation("UNSUPPORTED_ACTION", "souk amends and replaces no agreements.", "intent"));
}

/// A product is tried once by each buyer, and held in so many agreements.
Result<void> check_holdings(Market& market, const Purchase& purchase, const Proposal& proposal,
                            const storage::BuyerRow& buyer) {
  if (is_trial(*purchase.terms) && has_tried(market, proposal.product.id, buyer.id)) {
    return Failure(agreement_errors::quota_exceeded("AgreementProposal", proposal.id,
                                                    "The product was tried before."));
  }
  const auto all = market.agreements.of(proposal.product.id, buyer.id);
  const auto active = static_cast<std::size_t>(std::count_if(all.begin(), all.end(), is_active));
  if (active < kMostActiveAgreements) return {};
  return Failure(agreement_errors::quota_exceeded(
      "AgreementProposal", proposal.id,
      fmt::format("{} agreements on the product are active.", active)));
}

Result<void> check_value(const Proposal& proposal, Money value) {
  const auto most = proposal.is_private ? kMostOfPrivateOffers : kMostOfPublicOffers;
  if (value <= most) return {};
  return Failure(agreement_errors::quota_exceeded(
      "AgreementProposal", proposal.id,
      fmt::format("An agreement on this offer is worth {} at most.", to_text(most))));
}

/// What the Agreement Service makes of a purchase that the market refuses.
Error refused_purchase(const Error& error) {
  const bool in_the_way = error.type == "WrongState";
  return validation(in_the_way ? "UNSUPPORTED_ACTION" : "INVALID_REQUESTED_TERM_CONFIGURATION",
                    error.message, in_the_way ? "agreementProposalIdentifier" : "requestedTerms");
}

std::vector<QuotedDimension> dimensions_of(const Json& terms) {
  std::vector<QuotedDimension> quoted;
  const auto* term = term_in(terms, "configurableUpfrontPricingTerm");
  if (term == nullptr || !term->contains("configuration")) return quoted;
  for (const auto& each : (*term)["configuration"]["dimensions"]) {
    auto alone = *term;
    alone["configuration"]["dimensions"] = Json::array({each});
    quoted.push_back({each["dimensionKey"], each["dimensionValue"],
                      value_of(Json::array({{{"configurableUpfrontPricingTerm", alone}}}))});
  }
  return quoted;
}

Json kept(const Quote& quote, const Purchase& purchase) {
  Json charges = Json::array();
  for (const auto& each : quote.charges) {
    Json one{{"id", each.id}, {"currency", each.currency}, {"amount", each.amount.units}};
    if (each.time) one["time"] = epoch_ms(*each.time);
    charges.push_back(std::move(one));
  }
  Json dimensions = Json::array();
  for (const auto& each : quote.dimensions) {
    dimensions.push_back({each.name, each.quantity, each.amount.units});
  }
  return {{"currency", quote.currency},        {"value", quote.value.units},
          {"charges", std::move(charges)},     {"dimensions", std::move(dimensions)},
          {"product", purchase.product},       {"offer", purchase.offer},
          {"quantities", purchase.quantities}, {"duration", purchase.duration},
          {"terms", purchase.terms.value()},   {"auto_renew", purchase.auto_renew}};
}

Quote quote_in(const AgreementRequestRow& row) {
  const auto kept = Json::parse(row.quote_json);
  Quote quote{row.request_id, kept["currency"], Money{kept["value"]}, {}, {}};
  for (const auto& each : kept["charges"]) {
    quote.charges.push_back({each["id"], each["currency"], Money{each["amount"]}, {}});
    if (each.contains("time")) quote.charges.back().time = from_epoch_ms(each["time"]);
  }
  for (const auto& each : kept["dimensions"]) {
    quote.dimensions.push_back({each[0], each[1], Money{each[2]}});
  }
  return quote;
}

Purchase purchase_in(const AgreementRequestRow& row, const storage::BuyerRow& buyer) {
  const auto kept = Json::parse(row.quote_json);
  Purchase purchase;
  purchase.buyer = buyer.name;
  purchase.product = kept["product"];
  purchase.offer = kept["offer"];
  purchase.quantities = kept["quantities"];
  purchase.duration = kept["duration"];
  purchase.terms = kept["terms"];
  purchase.auto_renew = kept.value("auto_renew", false);
  purchase.charges = quote_in(row).charges;
  return purchase;
}

Quote quote_for(Market& market, const Draft& drafted) {
  const auto terms = compose_terms(market, drafted.agreement, drafted.offer_terms);
  Quote quote;
  quote.value = value_of(terms);
  quote.charges = expected_charges(market, terms);
  quote.currency = currency_of(terms);
  quote.dimensions = dimensions_of(terms);
  return quote;
}

AgreementRequestRow keep(Market& market, const storage::BuyerRow& buyer, const AgreementWish& wish,
                         const Quote& quote, const Purchase& purchase) {
  const auto n = static_cast<std::uint64_t>(market.settings.next("agreement-request"));
  AgreementRequestRow row;
  row.request_id = "ar-" + market.ids.alphanumeric("agreement-request", n, 25);
  row.buyer = buyer.id;
  row.client_token = wish.client_token;
  row.wish_json = wish.all.dump();
  row.quote_json = kept(quote, purchase).dump();
  row.created = market.now();
  row.id = storage::AgreementRequestsStore(market.database).put(row);
  return row;
}

/// The request a buyer may accept now.
Result<AgreementRequestRow> standing_request(Market& market, const storage::BuyerRow& buyer,
                                             const std::string& request_id) {
  const auto row = storage::AgreementRequestsStore(market.database).find(request_id);
  if (!row || row->buyer != buyer.id) {
    return Failure(agreement_errors::not_found(kAgreementRequest, request_id));
  }
  if (!row->agreement_id.empty()) {
    return Failure(agreement_errors::conflict(
        kAgreementRequest, request_id,
        fmt::format("It was accepted and became agreement {}.", row->agreement_id)));
  }
  if (market.now() - row->created < kAgreementRequestLifetime) return *row;
  return Failure(validation(
      "INVALID_AGREEMENT_REQUEST_ID",
      fmt::format("The request expired at {}.", to_iso(row->created + kAgreementRequestLifetime)),
      "agreementRequestId"));
}

/// Whether the orders mean charges of the quote.
Result<void> orders_fit(const std::vector<PurchaseOrder>& orders,
                        const std::vector<ExpectedCharge>& charges) {
  if (auto fine = check_purchase_orders(orders); !fine) return fine;
  for (const auto& order : orders) {
    if (std::none_of(charges.begin(), charges.end(),
                     [&](const auto& each) { return each.id == order.charge_id; })) {
      return Failure(agreement_errors::not_found("Charge", order.charge_id));
    }
    if (!order.agreement_id.empty()) {
      return Failure(validation("INVALID_AGREEMENT_ID", "There is no agreement yet.",
                                "purchaseOrders.agreementId"));
    }
    if (auto fine = check_revision(order, 1); !fine) return fine;
  }
  return {};
}

}  // namespace

Result<Quote> request_agreement(Market& market, const std::string& account,
                                const AgreementWish& wish) {
  const auto buyer = buyer_with(market, account);
  if (!buyer) return Failure(buyer.error());
  storage::AgreementRequestsStore store(market.database);
  const auto before = wish.client_token.empty()
                          ? std::nullopt
                          : store.with_client_token(buyer->id, wish.client_token);
  if (before && before->wish_json != wish.all.dump()) {
    return Failure(agreement_errors::conflict(kAgreementRequest, before->request_id,
                                              "The client token was used for another request."));
  }
  if (before) return quote_in(*before);

  if (const auto fine = check_intent(market, account, wish); !fine) return Failure(fine.error());
  const auto proposal = find_proposal(market, wish.proposal_id);
  if (!proposal) {
    return Failure(agreement_errors::not_found("AgreementProposal", wish.proposal_id));
  }
  const auto purchase = purchase_of(market, *proposal, wish.requested_terms);
  if (!purchase) return Failure(purchase.error());
  if (const auto fine = check_holdings(market, *purchase, *proposal, *buyer); !fine) {
    return Failure(fine.error());
  }
  const auto present = agreement_to_go_on(market, proposal->product, *buyer);
  if (!present) return Failure(refused_purchase(present.error()));
  const auto drafted = draft(market, proposal->product, *purchase);
  if (!drafted) return Failure(refused_purchase(drafted.error()));
  const auto quote = quote_for(market, *drafted);
  if (const auto fine = check_value(*proposal, quote.value); !fine) return Failure(fine.error());
  return quote_in(keep(market, *buyer, wish, quote, *purchase));
}

Result<std::string> accept_agreement_request(Market& market, const std::string& account,
                                             const std::string& request_id,
                                             const std::vector<PurchaseOrder>& orders) {
  const auto buyer = buyer_with(market, account);
  if (!buyer) return Failure(buyer.error());
  auto row = standing_request(market, *buyer, request_id);
  if (!row) return Failure(row.error());
  const auto purchase = purchase_in(*row, *buyer);
  if (const auto fit = orders_fit(orders, *purchase.charges); !fit) return Failure(fit.error());
  const auto agreement = subscribe(market, purchase);
  if (!agreement) return Failure(refused_purchase(agreement.error()));
  storage::ChargesStore charges(market.database);
  for (const auto& order : orders) {
    auto charge = charges.find(order.charge_id).value();
    charge.purchase_order = order.reference;
    charges.put(charge);
  }
  row->agreement_id = agreement->agreement_id;
  storage::AgreementRequestsStore(market.database).put(*row);
  return agreement->agreement_id;
}

}  // namespace souk::marketplace
