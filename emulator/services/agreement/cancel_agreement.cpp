#include "emulator/marketplace/agreement_errors.h"
#include "emulator/marketplace/agreement_status.h"
#include "emulator/marketplace/agreements.h"
#include "emulator/messaging/notifications.h"
#include "emulator/services/agreement/operations.h"

// CancelAgreement: a buyer leaves a pay-as-you-go agreement.
//   in    agreementId
//   fails AccessDeniedException   the proposer asks
//         ValidationException     UNSUPPORTED_ACTION for contracts, INACTIVE_AGREEMENT when it is
//         over ConflictException       it is being cancelled already
namespace souk::services::agreement {

namespace errors = marketplace::agreement_errors;

const wire::Shape& cancel_agreement_input() { return describe_agreement_input(); }

Result<Json> cancel_agreement(Context& context, const Json& request) {
  auto& market = context.market;
  const auto found = marketplace::agreement_of(market, context.caller.account,
                                               request["agreementId"].get<std::string>(),
                                               marketplace::Party::Acceptor);
  if (!found) return Failure(found.error());
  const auto& agreement = found->agreement;
  if (const auto fine = marketplace::check_active(agreement); !fine) return Failure(fine.error());
  if (!agreement.term.empty()) {
    return Failure(errors::validation(
        "UNSUPPORTED_ACTION", "Only pay-as-you-go agreements can be cancelled.", "agreementId"));
  }
  if (agreement.state == to_text(marketplace::AgreementState::Cancelling)) {
    return Failure(errors::conflict("Agreement", agreement.agreement_id,
                                    "The agreement is being cancelled already."));
  }
  marketplace::cancel(market, agreement.agreement_id).value();
  messaging::publish_news(context.messaging);
  return Json::object();
}

}  // namespace souk::services::agreement
