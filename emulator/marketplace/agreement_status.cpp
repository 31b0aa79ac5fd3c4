#include "emulator/marketplace/agreement_status.h"

#include <fmt/format.h>

#include "emulator/marketplace/agreement_errors.h"
#include "emulator/marketplace/agreements.h"
#include "emulator/marketplace/terms.h"

namespace souk::marketplace {

bool is_active(const storage::AgreementRow& agreement) {
  const auto state = parse_state(agreement.state);
  return state == AgreementState::Pending || state == AgreementState::Active ||
         state == AgreementState::Cancelling;
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

std::optional<Timestamp> end_time(const storage::AgreementRow& agreement) {
  if (agreement.term.empty()) return std::nullopt;
  return agreement.ends ? agreement.ends : end_of_term(agreement.accepted, agreement.term);
}

std::optional<EndTimeBehavior> end_time_behavior(Market& market,
                                                 const storage::AgreementRow& agreement) {
  if (!is_active(agreement) || !end_time(agreement)) return std::nullopt;
  if (term_in(terms_of(market, agreement), "renewalTerm") == nullptr) {
    return EndTimeBehavior{"EXPIRE", "NO_RENEWAL_TERM"};
  }
  return EndTimeBehavior{"EXPIRE", "ACCEPTOR_RENEW_OPTED_OUT", true};
}

EntitlementStatus entitlement_status(const Kind& kind, const storage::AgreementRow& agreement) {
  switch (parse_state(agreement.state)) {
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
