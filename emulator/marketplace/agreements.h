#pragma once

#include "emulator/marketplace/market.h"

namespace souk::marketplace {

/// What a buyer asks for when subscribing.
struct Purchase {
  std::string buyer;
  std::string product;   ///< name; may be empty when there is only one
  std::string offer;     ///< name; empty for the product's public offer
  Json quantities;       ///< contracts: {dimension: quantity}
  std::string duration;  ///< contracts: "12mo"
  bool payment_clears = true;
  Duration payment_after = kLicenceProvisioned;
};

/// What is due, as the agenda names it.
namespace due {
inline constexpr std::string_view kAnnounce = "announce-agreement";
inline constexpr std::string_view kSettlePayment = "settle-payment";
inline constexpr std::string_view kEndAgreement = "end-agreement";
inline constexpr std::string_view kDeprovision = "deprovision-licence";
inline constexpr std::string_view kCloseWindow = "close-final-window";
inline constexpr std::string_view kReachTerm = "reach-term";
}  // namespace due

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

}  // namespace souk::marketplace
