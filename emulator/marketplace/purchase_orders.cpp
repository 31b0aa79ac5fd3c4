#include "emulator/marketplace/purchase_orders.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "emulator/marketplace/agreement_errors.h"
#include "emulator/marketplace/parties.h"

namespace souk::marketplace {
namespace {

/// The charge an order means, if the buyer has it.
Result<storage::ChargeRow> ordered_charge(Market& market, const std::string& account,
                                          const PurchaseOrder& order) {
  const auto unknown = Failure(agreement_errors::not_found("Charge", order.charge_id));
  auto charge = storage::ChargesStore(market.database).find(order.charge_id);
  if (!charge) return unknown;
  const auto agreement = market.agreements.find(charge->agreement).value();
  const auto involved = agreement_of(market, account, agreement.agreement_id, Party::Acceptor);
  if (!involved) {
    const bool stranger = involved.error().type == "ResourceNotFoundException";
    return stranger ? unknown : Failure(involved.error());
  }
  const auto standing = charges_of(market, agreement);
  if (std::none_of(standing.begin(), standing.end(),
                   [&](const auto& each) { return each.id == charge->id; })) {
    return unknown;
  }
  if (!order.agreement_id.empty() && order.agreement_id != agreement.agreement_id) {
    return Failure(agreement_errors::validation("INVALID_AGREEMENT_ID",
                                                "The charge is of another agreement.",
                                                "purchaseOrders.agreementId"));
  }
  if (const auto fine = check_revision(order, charge->revision); !fine) {
    return Failure(fine.error());
  }
  return *charge;
}

}  // namespace

Result<void> update_purchase_orders(Market& market, const std::string& account,
                                    const std::vector<PurchaseOrder>& orders) {
  if (const auto fine = check_purchase_orders(orders); !fine) return fine;
  std::vector<storage::ChargeRow> charges;
  for (const auto& order : orders) {
    auto charge = ordered_charge(market, account, order);
    if (!charge) return Failure(charge.error());
    charge->purchase_order = order.reference;
    charges.push_back(std::move(*charge));
  }
  for (const auto& each : charges) storage::ChargesStore(market.database).put(each);
  return {};
}

Result<void> check_purchase_orders(const std::vector<PurchaseOrder>& orders) {
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i < orders.size(); ++i) {
    const auto& order = orders[i];
    if (order.reference.empty()) {
      return Failure(agreement_errors::validation(
          "MISSING_PURCHASE_ORDER_REFERENCE", "An order has a reference.",
          fmt::format("purchaseOrders[{}].purchaseOrderReference", i)));
    }
    if (!seen.insert(order.charge_id).second) {
      return Failure(agreement_errors::validation(
          "DUPLICATE_CHARGES", fmt::format("Charge {} is there twice.", order.charge_id),
          fmt::format("purchaseOrders[{}].chargeId", i)));
    }
  }
  return {};
}

Result<void> check_revision(const PurchaseOrder& order, std::int64_t present) {
  if (!order.revision || *order.revision == present) return {};
  return Failure(agreement_errors::conflict(
      "Charge", order.charge_id,
      fmt::format("The charge's revision is {}, not {}.", present, *order.revision)));
}

}  // namespace souk::marketplace
