#include "emulator/marketplace/standing.h"

#include <fmt/format.h>

#include <algorithm>

#include "emulator/marketplace/agreement_steps.h"
#include "emulator/marketplace/charges.h"

namespace souk::marketplace {
namespace {

using storage::AgreementRow;

void set_suspended(Market& market, const AgreementRow& agreement, bool suspended) {
  auto buyer = market.catalogue.buyer(agreement.buyer).value();
  if (buyer.suspended == suspended) return;
  buyer.suspended = suspended;
  market.catalogue.put(buyer);
  tell_agreement(market, agreement, suspended ? "account-suspended" : "account-reinstated",
                 "market");
}

}  // namespace

Result<AgreementRow> suspend(Market& market, const std::string& agreement_id, bool blocks) {
  const auto agreement = agreement_called(market, agreement_id);
  if (!agreement) return Failure(agreement.error());
  auto told = happen(market, *agreement, AgreementEvent::AdvisoryIssued);
  if (told && blocks) set_suspended(market, *agreement, true);
  return told;
}

Result<AgreementRow> reinstate(Market& market, const std::string& agreement_id) {
  const auto agreement = agreement_called(market, agreement_id);
  if (!agreement) return Failure(agreement.error());
  // The account outlives its agreements: it is cleared also when they ended meanwhile.
  const bool was_suspended = market.catalogue.buyer(agreement->buyer)->suspended;
  set_suspended(market, *agreement, false);
  auto told = happen(market, *agreement, AgreementEvent::AdvisoryResolved);
  if (!told && was_suspended) return *agreement;
  return told;
}

Result<AgreementRow> fail_payment(Market& market, const std::string& agreement_id, bool next_one) {
  const auto agreement = agreement_called(market, agreement_id);
  if (!agreement) return Failure(agreement.error());
  if (!next_one) return happen(market, *agreement, AgreementEvent::Terminated);
  if (const auto step = next_step(market, *agreement, AgreementEvent::Terminated); !step) {
    return Failure(step.error());
  }
  const auto charges = charges_of(market, *agreement);
  const auto payment = std::find_if(charges.begin(), charges.end(),
                                    [&](const auto& each) { return each.time > market.now(); });
  if (payment == charges.end()) {
    return Failure({"NoPaymentDue", 409,
                    fmt::format("Agreement {} has no payment to come.", agreement_id), "",
                    "Its offer needs a paymentScheduleTerm with a later date."});
  }
  market.agenda.cancel(due::kFailPayment, agreement_id);
  market.agenda.add(payment->time, due::kFailPayment, agreement_id);
  return *agreement;
}

Result<AgreementRow> check_spending(Market& market, const std::string& agreement_id,
                                    AgreementEvent about) {
  const auto agreement = agreement_called(market, agreement_id);
  if (!agreement) return Failure(agreement.error());
  return happen(market, *agreement, about);
}

}  // namespace souk::marketplace
