#include "emulator/marketplace/agreement_status.h"

#include <fmt/format.h>

#include "emulator/marketplace/agreement_errors.h"
#include "emulator/marketplace/agreements.h"
#include "emulator/marketplace/renewals.h"

namespace souk::marketplace {

bool is_active(const storage::AgreementRow& agreement) {
  const auto state = parse_state(agreement.state);
  return state == AgreementState::Pending || state == AgreementState::Scheduled ||
         state == AgreementState::Active || state == AgreementState::Cancelling;
}

std::string status_of(const storage::AgreementRow& agreement) {
  if (is_active(agreement)) return "ACTIVE";
  if (!agreement.end_status.empty()) return agreement.end_status;
  // It ended under a souk that did not keep how.
  switch (parse_state(agreement.state)) {
    case AgreementState::Failed:
      return "TERMINATED";
    case AgreementState::Expired:
      return "EXPIRED";
    default:
      return agreement.term.empty() ? "CANCELLED" : "EXPIRED";
  }
}

Result<void> check_active(const storage::AgreementRow& agreement) {
  if (is_active(agreement)) return {};
  return Failure(agreement_errors::validation(
      "INACTIVE_AGREEMENT", fmt::format("The agreement is {}.", status_of(agreement)),
      "agreementId"));
}

Timestamp start_time(const storage::AgreementRow& agreement) {
  return agreement.begins.value_or(agreement.accepted);
}

std::optional<Timestamp> end_time(const storage::AgreementRow& agreement) {
  if (agreement.term.empty()) return std::nullopt;
  return agreement.ends ? agreement.ends : end_of_term(start_time(agreement), agreement.term);
}

std::optional<EndTimeBehavior> end_time_behavior(Market& market,
                                                 const storage::AgreementRow& agreement) {
  if (!is_active(agreement) || !end_time(agreement)) return std::nullopt;
  const auto outlook = renewal_outlook(market, agreement);
  if (outlook.renews) return EndTimeBehavior{"RENEW", "", true};
  if (outlook.disabled_by == "PROPOSER") {
    return EndTimeBehavior{"EXPIRE", "PROPOSER_RENEW_OPTED_OUT", true};
  }
  if (!outlook.offered) return EndTimeBehavior{"EXPIRE", "NO_RENEWAL_TERM"};
  if (outlook.exhausted) return EndTimeBehavior{"EXPIRE", "RENEWAL_LIMIT_EXHAUSTED"};
  return EndTimeBehavior{"EXPIRE", "ACCEPTOR_RENEW_OPTED_OUT", true};
}

EntitlementStatus entitlement_status(const Kind& kind, const storage::AgreementRow& agreement) {
  switch (parse_state(agreement.state)) {
    case AgreementState::Scheduled:
      return {"SCHEDULED", "FUTURE_START_DATE"};
    case AgreementState::Pending:
      return {"PENDING", "PROVISIONING_IN_PROGRESS"};
    case AgreementState::Active:
    case AgreementState::Cancelling:
    case AgreementState::Closing:
      return {"PROVISIONED", ""};
    case AgreementState::Failed:
      return {"FAILED", "INVALID_PAYMENT_INSTRUMENT"};
    case AgreementState::Ending:
      // Under the older reading the licence falls only when the final hour is over.
      if (kind.generation == Generation::Concurrent && kind.ended_opens_window) {
        return {"PROVISIONED", ""};
      }
      return {"DEPROVISIONED", "AGREEMENT_INACTIVE"};
    default:
      return {"DEPROVISIONED", "AGREEMENT_INACTIVE"};
  }
}

}  // namespace souk::marketplace
