#include "emulator/marketplace/charges.h"

#include "emulator/marketplace/purchase_orders.h"
#include "emulator/services/agreement/listed_requests.h"
#include "emulator/services/agreement/operations.h"

// ListAgreementCharges and UpdatePurchaseOrders: a buyer sees what is to be paid beside usage, and
// says under which order it is in their own books.
//   fails AccessDeniedException      the seller asks
//         ResourceNotFoundException  no such charge of the caller's
//         ConflictException          the charge has another revision
//         ValidationException        DUPLICATE_CHARGES, MISSING_PURCHASE_ORDER_REFERENCE, …
namespace souk::services::agreement {
namespace {

struct ListedCharge {
  storage::ChargeRow charge;
  std::string agreement_id;
};

std::vector<ListedCharge> charges_asked_for(Context& context, const Json& request) {
  std::vector<ListedCharge> found;
  if (request.value("agreementType", std::string(kPurchaseAgreement)) != kPurchaseAgreement) {
    return found;
  }
  for (const auto& agreement : marketplace::agreements_as(context.market, context.caller.account,
                                                          marketplace::Party::Acceptor)) {
    if (request.value("agreementId", agreement.agreement_id) != agreement.agreement_id) continue;
    for (auto& charge : marketplace::charges_of(context.market, agreement)) {
      found.push_back({std::move(charge), agreement.agreement_id});
    }
  }
  return found;
}

Json told_charge(const ListedCharge& listed) {
  const auto& charge = listed.charge;
  Json told{{"id", charge.charge_id},
            {"revision", charge.revision},
            {"agreementId", listed.agreement_id},
            {"agreementType", kPurchaseAgreement},
            {"currencyCode", charge.currency},
            {"amount", to_text(marketplace::Money{charge.amount})},
            {"time", seconds(charge.time)}};
  if (!charge.purchase_order.empty()) told["purchaseOrderReference"] = charge.purchase_order;
  return told;
}

}  // namespace

const wire::Shape& list_agreement_charges_input() {
  using namespace wire;
  static const auto shape =
      structure({member("catalog", catalog()), member("agreementId", resource_id()),
                 member("agreementType", agreement_type()), member("maxResults", max_results()),
                 member("nextToken", next_token())});
  return shape;
}

Result<Json> list_agreement_charges(Context& context, const Json& request) {
  if (const auto fine = check_catalog(request); !fine) return Failure(fine.error());
  if (const auto fine = check_party(context, request, marketplace::Party::Acceptor); !fine) {
    return Failure(fine.error());
  }
  return page(
      context, "ListAgreementCharges", request, "items", charges_asked_for(context, request),
      [](const ListedCharge& each) {
        return Place{epoch_ms(each.charge.time), each.charge.id};
      },
      told_charge);
}

const wire::Shape& update_purchase_orders_input() {
  static const auto shape = wire::structure({wire::required("purchaseOrders", purchase_orders())});
  return shape;
}

Result<Json> update_purchase_orders(Context& context, const Json& request) {
  const auto updated = marketplace::update_purchase_orders(context.market, context.caller.account,
                                                           purchase_orders_in(request));
  if (!updated) return Failure(updated.error());
  return Json::object();
}

}  // namespace souk::services::agreement
