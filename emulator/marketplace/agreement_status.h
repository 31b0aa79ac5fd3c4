#pragma once

#include "emulator/marketplace/market.h"

namespace souk::marketplace {

/// What an agreement is to the Agreement Service, which knows fewer states than the market.
/// Source: AWS Marketplace Agreement Service API Reference, DescribeAgreement, EndTimeBehavior and
/// AgreementEntitlement.

/// ACTIVE from the buyer's click until the agreement ends, then how it ended: CANCELLED, EXPIRED or
/// TERMINATED.
std::string status_of(const storage::AgreementRow& agreement);
bool is_active(const storage::AgreementRow& agreement);
/// Fails with ValidationException, INACTIVE_AGREEMENT, when it is over.
Result<void> check_active(const storage::AgreementRow& agreement);

/// When it begins: at acceptance, unless a later day was agreed on.
Timestamp start_time(const storage::AgreementRow& agreement);
/// When it ends or ended by its term; none for pay-as-you-go.
std::optional<Timestamp> end_time(const storage::AgreementRow& agreement);

/// What becomes of it at its end.
struct EndTimeBehavior {
  std::string type;          ///< RENEW or EXPIRE
  std::string reason_code;   ///< why it does not go on; empty when it does
  bool has_renewal = false;  ///< a renewal was on offer
};

/// None without an end, and none when it is over.
std::optional<EndTimeBehavior> end_time_behavior(Market& market,
                                                 const storage::AgreementRow& agreement);

/// Whether what was bought can be used.
struct EntitlementStatus {
  std::string status;
  std::string reason_code;  ///< empty when it can be used
};

EntitlementStatus entitlement_status(const Kind& kind, const storage::AgreementRow& agreement);

}  // namespace souk::marketplace
