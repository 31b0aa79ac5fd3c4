#pragma once

#include "emulator/marketplace/charges.h"

namespace souk::marketplace {

/// What a buyer calls a charge in their own books.
struct PurchaseOrder {
  std::string charge_id;
  std::optional<std::int64_t> revision;  ///< of the charge, as the buyer knows it
  std::string agreement_id;              ///< may be empty
  std::string reference;                 ///< may be empty, which is refused
};

/// Gives charges of the buyer's agreements other references, all or none. Fails with an error of
/// the Agreement Service; `account` is who asks.
Result<void> update_purchase_orders(Market& market, const std::string& account,
                                    const std::vector<PurchaseOrder>& orders);

/// Whether each order has a reference and a charge of its own. Fails with ValidationException.
Result<void> check_purchase_orders(const std::vector<PurchaseOrder>& orders);

/// Whether an order means the charge as it is now. Fails with ConflictException.
Result<void> check_revision(const PurchaseOrder& order, std::int64_t present);

}  // namespace souk::marketplace
