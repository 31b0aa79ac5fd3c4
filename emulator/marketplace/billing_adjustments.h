#pragma once

#include "emulator/marketplace/requests.h"

namespace souk::marketplace {

/// A seller gives a buyer money back that was invoiced. The buyer is not asked.
/// Source: AWS Marketplace Agreement Service API Reference, BatchCreateBillingAdjustmentRequest;
/// Seller Guide, "Refunds".

/// The kind of request it is.
inline constexpr std::string_view kAdjustment = "adjustment";

struct AdjustmentWish {
  std::string agreement_id;
  std::string invoice_id;
  std::string amount;  ///< as the seller wrote it
  std::string currency;
  std::string reason_code;
  std::string description;   ///< may be empty
  std::string client_token;  ///< the same one again is the same request
};

/// What became of one wish: a request, or an error by the names this operation has for them.
struct AdjustmentOutcome {
  std::string request_id;  ///< "ba-…"; empty where it failed
  std::string error_code = {};
  std::string message = {};
};

/// An outcome for each wish; or the error of the Agreement Service that refuses all of them. What
/// fails at once leaves nothing behind, and so do the first `lost` ones, which a fault is to lose.
Result<std::vector<AdjustmentOutcome>> adjust(Market& market, const std::string& account,
                                              const std::vector<AdjustmentWish>& wishes,
                                              std::size_t lost = 0);

/// Fails with an error of the Agreement Service; adjustments are no business of the buyer's.
Result<storage::RequestRow> find_adjustment(Market& market, const std::string& account,
                                            const RequestPlace& place);

/// Completes what was looked at long enough, or finds that it cannot be; false when the happening
/// is another. A fault of the operation "settle-adjustment" makes it fail.
bool adjustment_falls_due(Market& market, const storage::Happening& happening);

}  // namespace souk::marketplace
