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
/// profile says, or as `lifetime` says. It contains + / and =, so that a page that decodes it twice
/// is found out. Fails with AgreementNotFound, or WrongState when the agreement is over.
Result<storage::TokenRow> issue_token(Market& market, const std::string& agreement_id,
                                      std::optional<Duration> lifetime = std::nullopt);

/// Fails with InvalidTokenException (never issued, or `sender`, the account that asks, did not
/// publish the product) or ExpiredTokenException (its life is over).
Result<Registration> resolve_token(Market& market, const std::string& token,
                                   std::string_view sender = {});

}  // namespace souk::marketplace
