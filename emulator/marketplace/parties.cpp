#include "emulator/marketplace/parties.h"

#include "emulator/marketplace/agreement_errors.h"

namespace souk::marketplace {

std::optional<Party> parse_party(std::string_view text) {
  if (text == "Proposer") return Party::Proposer;
  if (text == "Acceptor") return Party::Acceptor;
  return std::nullopt;
}

Result<Involvement> agreement_of(Market& market, std::string_view account,
                                 const std::string& agreement_id) {
  const auto found = market.agreements.find(agreement_id);
  if (!found) return Failure(agreement_errors::not_found("Agreement", agreement_id));
  auto buyer = market.catalogue.buyer(found->buyer).value();
  if (account != market.account && account != buyer.account) {
    return Failure(agreement_errors::not_found("Agreement", agreement_id));
  }
  const auto party = account == market.account ? Party::Proposer : Party::Acceptor;
  return Involvement{*found, market.catalogue.product(found->product).value(), std::move(buyer),
                     party};
}

Result<Involvement> agreement_of(Market& market, std::string_view account,
                                 const std::string& agreement_id, Party party) {
  auto found = agreement_of(market, account, agreement_id);
  if (found && found->party != party) {
    return Failure(agreement_errors::access_denied(
        party == Party::Proposer ? "Only the proposer of the agreement may do this."
                                 : "Only the acceptor of the agreement may do this."));
  }
  return found;
}

std::vector<storage::AgreementRow> agreements_as(Market& market, std::string_view account,
                                                 Party party) {
  if (party == Party::Proposer) {
    return account == market.account ? market.agreements.all()
                                     : std::vector<storage::AgreementRow>();
  }
  const auto buyer = market.catalogue.buyer_with_account(account);
  if (!buyer) return {};
  auto all = market.agreements.all();
  std::erase_if(all, [&](const auto& each) { return each.buyer != buyer->id; });
  return all;
}

}  // namespace souk::marketplace
