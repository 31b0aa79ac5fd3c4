#pragma once

#include "emulator/marketplace/parties.h"
#include "emulator/marketplace/purchase_orders.h"
#include "emulator/services/operation.h"

// The scalars of the Agreement Service's model, and what all its operations share.
namespace souk::services::agreement {

wire::Shape resource_id();  ///< of agreements, products, invoices
wire::Shape request_id(std::string_view prefix);
wire::Shape agreement_type();
wire::Shape catalog();
wire::Shape party_type();
wire::Shape max_results();
wire::Shape next_token();
wire::Shape client_token();
wire::Shape term_id();
wire::Shape amount();
wire::Shape currency();
wire::Shape iso_duration();  ///< of days, hours, minutes and seconds
wire::Shape purchase_orders();

/// The service speaks JSON alone, which needs no shape to be written.
const wire::Shape* written_as_it_is();

/// Says of a member outside its limits what the service says: a reason and the member's name.
Error explain_limit(Error error, const Json& input);

/// Seconds since 1970, whole where they are.
Json seconds(Timestamp at);
/// Whether an instant lies after the one member and before the other, where a request has them.
bool lies_between(Timestamp at, const Json& request, const char* after, const char* before);
Json account(const std::string& id);
Json resource(const storage::ProductRow& product);

/// Who sends the invoices.
Json invoicing_entity();
/// The orders of a request that may have some.
std::vector<marketplace::PurchaseOrder> purchase_orders_in(const Json& request);

/// The only kind of agreement and the only catalogue there are.
inline constexpr std::string_view kPurchaseAgreement = "PurchaseAgreement";
inline constexpr std::string_view kCatalog = "AWSMarketplace";
inline constexpr std::string_view kSaasProduct = "SaaSProduct";

/// Whether `catalog` and `agreementType` of a request, where given, can name anything. Fails with
/// ValidationException.
Result<void> check_catalog(const Json& request);
/// The party a request says the caller is.
Result<marketplace::Party> party_in(const Json& request);

}  // namespace souk::services::agreement
