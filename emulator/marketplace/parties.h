#pragma once

#include "emulator/marketplace/market.h"

namespace souk::marketplace {

/// The two sides of an agreement: the seller proposes, the buyer accepts.
enum class Party { Proposer, Acceptor };

/// An agreement as one of its parties sees it.
struct Involvement {
  storage::AgreementRow agreement;
  storage::ProductRow product;
  storage::BuyerRow buyer;
  Party party;
};

/// "Proposer" or "Acceptor"; nothing for any other word.
std::optional<Party> parse_party(std::string_view text);

/// The agreement with that id, if `account` is a party of it. Fails with ResourceNotFoundException
/// otherwise, also for an agreement of strangers: whether it exists is none of their business.
Result<Involvement> agreement_of(Market& market, std::string_view account,
                                 const std::string& agreement_id);

/// The same, for acts that only `party` may do. The other party is denied.
Result<Involvement> agreement_of(Market& market, std::string_view account,
                                 const std::string& agreement_id, Party party);

/// Every agreement in which `account` is that party, oldest first.
std::vector<storage::AgreementRow> agreements_as(Market& market, std::string_view account,
                                                 Party party);

}  // namespace souk::marketplace
