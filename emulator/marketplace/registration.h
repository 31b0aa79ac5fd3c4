#pragma once

#include "emulator/marketplace/market.h"

namespace souk::marketplace {

/// Who came with a token.
struct Registration {
  storage::TokenRow token;
  storage::AgreementRow agreement;
  storage::BuyerRow buyer;
  storage::ProductRow product;
};

/// A buyer clicks "Set up your account": a new token for the agreement, living as long as the
/// profile says. It contains + / and =, so that a page that decodes it twice is found out.
/// Fails with AgreementNotFound, or WrongState when the agreement is over.
Result<storage::TokenRow> issue_token(Market& market, const std::string& agreement_id);

/// Fails with InvalidTokenException (never issued) or ExpiredTokenException (its life is over).
Result<Registration> resolve_token(Market& market, const std::string& token);

}  // namespace souk::marketplace
