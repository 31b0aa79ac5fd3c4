#pragma once

#include "emulator/marketplace/charges.h"

namespace souk::marketplace {

/// What a buyer asks for when subscribing.
struct Purchase {
  std::string buyer;
  std::string product;                             ///< name; may be empty when there is only one
  std::string offer;                               ///< name; empty for the product's public offer
  Json quantities;                                 ///< contracts: {dimension: quantity}
  std::string duration;                            ///< contracts: "12mo"
  bool auto_renew = false;                         ///< contracts
  std::optional<Timestamp> starts = std::nullopt;  ///< contracts of private offers: a later day
  bool payment_clears = true;
  Duration payment_after = kLicenceProvisioned;
  /// Terms of the offer as the buyer chose them; none: as they are.
  std::optional<Json> terms = std::nullopt;
  /// What the buyer was told it would cost; none: what follows from the terms.
  std::optional<std::vector<ExpectedCharge>> charges = std::nullopt;
};

/// What is due, as the agenda names it.
namespace due {
inline constexpr std::string_view kAnnounce = "announce-agreement";
inline constexpr std::string_view kSettlePayment = "settle-payment";
inline constexpr std::string_view kEndAgreement = "end-agreement";
inline constexpr std::string_view kDeprovision = "deprovision-licence";
inline constexpr std::string_view kCloseWindow = "close-final-window";
inline constexpr std::string_view kReachTerm = "reach-term";
inline constexpr std::string_view kFailPayment = "fail-payment";
inline constexpr std::string_view kNearEnd = "tell-of-the-end";
inline constexpr std::string_view kPriceRenewal = "finalize-renewal-terms";
inline constexpr std::string_view kLockRenewal = "lock-renewal";
}  // namespace due

/// What a purchase would make, kept nowhere: an agreement without buyer and ids.
struct Draft {
  storage::AgreementRow agreement;
  Json offer_terms = Json::array();
};

/// Fails with OfferNotFound or InvalidPurchase.
Result<Draft> draft(Market& market, const storage::ProductRow& product, const Purchase& purchase);

/// The agreement that a buyer who comes back goes on with: products of the legacy generation have
/// one for each buyer. Nothing where a new one would be made. Fails with WrongState when the
/// present one does not allow it.
Result<std::optional<storage::AgreementRow>> agreement_to_go_on(Market& market,
                                                                const storage::ProductRow& product,
                                                                const storage::BuyerRow& buyer);

/// A buyer accepts an offer. Fails with ProductNotFound, InvalidPurchase, or WrongState (409) when
/// the buyer's present agreement does not allow another.
Result<storage::AgreementRow> subscribe(Market& market, const Purchase& purchase);

/// A buyer asks to leave. Fails with AgreementNotFound or WrongState.
Result<storage::AgreementRow> cancel(Market& market, const std::string& agreement_id);

/// The seller asked to cancel and the buyer agreed, or kept silent. Contracts end so too. Fails
/// with WrongState.
Result<storage::AgreementRow> end_by_consent(Market& market,
                                             const storage::AgreementRow& agreement);

/// Does what falls due; false when the happening is not the market's.
bool fall_due(Market& market, const storage::Happening& happening);

/// The agreement, or AgreementNotFound.
Result<storage::AgreementRow> agreement_called(Market& market, const std::string& agreement_id);

Json agreement_view(Market& market, const storage::AgreementRow& agreement);

/// Reads "1mo", "12mo", "1y" or a duration such as "30d"; when a term that starts at `start` ends.
std::optional<Timestamp> end_of_term(Timestamp start, std::string_view term);
/// When a term like this starts that ends at `end`.
std::optional<Timestamp> start_of_term(Timestamp end, std::string_view term);

}  // namespace souk::marketplace
