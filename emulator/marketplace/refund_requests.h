#pragma once

#include "emulator/marketplace/money.h"
#include "emulator/marketplace/requests.h"

namespace souk::marketplace {

/// A buyer asks AWS for the money of a contract back. Who decides follows from the profile, the
/// offer and the time since acceptance; `path` names it:
///   aws               inside kRefundOfRight, where the profile has it: at once and in full
///   support           the same in older eras: AWS Support, after some business days
///   trial-conversion  a paid agreement after a free trial, inside kTrialRefunded: at once, in full
///   seller            later, and for private offers always: when the seller has said so
/// A request is PENDING while AWS works on it or ACTION_REQUIRED while the seller has to answer,
/// then REFUSED or APPROVED; approved ones end the agreement, and are COMPLETED once the buyer can
/// see the money. VALIDATION_FAILED: the agreement ended by itself before.
/// Source: AWS Marketplace Seller Guide, "Refunds" (2020, 2023 and now).

/// The kind of request it is.
inline constexpr std::string_view kRefund = "refund";

/// What the harness says about a request beside the agreement.
struct RefundWish {
  std::string outcome;  ///< full, prorated, refused: what is decided; empty for full
  int business_days = kFewestRefundDays;
  Duration visible_after = kRefundVisible;
};

/// Fails with AgreementNotFound, InvalidRefund (400), NotRefundable, WrongState or RefundPending
/// (all 409).
Result<storage::RequestRow> request_refund(Market& market, const std::string& agreement_id,
                                           const RefundWish& wish);

/// The seller's answer, where a request waits for it. An empty outcome is the one asked for. Fails
/// with RefundNotFound, InvalidRefund, or WrongState (409).
Result<storage::RequestRow> decide_refund(Market& market, const std::string& request_id,
                                          const std::string& outcome);

/// All that were asked for, the newest first. Fails with AgreementNotFound.
Result<std::vector<storage::RequestRow>> refunds_of(Market& market,
                                                    const std::string& agreement_id);

Json refund_view(Market& market, const storage::RequestRow& request);

/// Money that is on its way back, or has come.
struct GrantedRefund {
  std::string request_id;
  std::string currency;
  Money amount;
  Timestamp visible;  ///< when it stands on the bill
};

std::vector<GrantedRefund> granted_refunds(Market& market, const storage::AgreementRow& agreement);

/// The agreement ends by itself: a request that waits has nothing to end any more.
void drop_refund_requests(Market& market, const storage::AgreementRow& agreement);

/// Decides what took its days, and shows what was decided; false when the happening is another.
bool refund_falls_due(Market& market, const storage::Happening& happening);

}  // namespace souk::marketplace
