#include "emulator/marketplace/agreements.h"

#include <fmt/format.h>

#include <array>

#include "emulator/marketplace/agreement_steps.h"
#include "emulator/marketplace/billing_adjustments.h"
#include "emulator/marketplace/cancellation_requests.h"
#include "emulator/marketplace/payment_requests.h"
#include "emulator/marketplace/refund_requests.h"
#include "emulator/marketplace/renewals.h"

namespace souk::marketplace {
namespace {

using storage::AgreementRow;

struct Due {
  std::string_view name;
  AgreementEvent event;
};
constexpr std::array kDue{
    Due{due::kAnnounce, AgreementEvent::Announced},
    Due{due::kEndAgreement, AgreementEvent::AgreementEnded},
    Due{due::kDeprovision, AgreementEvent::LicenceDeprovisioned},
    Due{due::kCloseWindow, AgreementEvent::WindowClosed},
    Due{due::kFailPayment, AgreementEvent::Terminated},
};

/// What comes of a happening; nothing when it is not an agreement's.
std::optional<AgreementEvent> event_of(const storage::Happening& happening) {
  if (happening.name == due::kSettlePayment) {
    const bool clears = Json::parse(happening.payload_json).value("clears", true);
    return clears ? AgreementEvent::PaymentCleared : AgreementEvent::PaymentFailed;
  }
  for (const auto& each : kDue) {
    if (each.name == happening.name) return each.event;
  }
  return std::nullopt;
}

}  // namespace

Result<AgreementRow> cancel(Market& market, const std::string& agreement_id) {
  const auto agreement = agreement_called(market, agreement_id);
  if (!agreement) return Failure(agreement.error());
  return happen(market, *agreement, AgreementEvent::BuyerCancelled);
}

Result<AgreementRow> end_by_consent(Market& market, const AgreementRow& agreement) {
  return happen(market, agreement, AgreementEvent::CancellationApproved);
}

bool fall_due(Market& market, const storage::Happening& happening) {
  if (cancellation_falls_due(market, happening) || payment_falls_due(market, happening) ||
      adjustment_falls_due(market, happening) || refund_falls_due(market, happening) ||
      term_falls_due(market, happening)) {
    return true;
  }
  const auto event = event_of(happening);
  const auto agreement = market.agreements.find(happening.subject);
  if (!event || !agreement) return false;
  // A buyer may have left before what was scheduled came about; then nothing comes of it.
  (void)happen(market, *agreement, *event);
  return true;
}

Result<AgreementRow> agreement_called(Market& market, const std::string& agreement_id) {
  if (const auto found = market.agreements.find(agreement_id)) return *found;
  return Failure({"AgreementNotFound", 404,
                  fmt::format("There is no agreement \"{}\".", agreement_id), "agreement",
                  "GET …/agreements lists them."});
}

Json agreement_view(Market& market, const AgreementRow& agreement) {
  const auto product = market.catalogue.product(agreement.product).value();
  const auto buyer = market.catalogue.buyer(agreement.buyer).value();
  Json view{{"id", agreement.agreement_id},
            {"state", agreement.state},
            {"buyer", buyer.name},
            {"account", buyer.account},
            {"customer_identifier", buyer.customer_identifier},
            {"product", product.name},
            {"product_code", product.code},
            {"license_arn", told_license(product, agreement)},
            {"offer", agreement.offer_id},
            {"accepted", to_iso(agreement.accepted)},
            {"auto_renew", agreement.auto_renew},
            {"intent", agreement.intent}};
  if (!agreement.previous.empty()) view["previous"] = agreement.previous;
  if (agreement.end_status == "RENEWED" || agreement.end_status == "REPLACED") {
    const auto next = market.agreements.following(agreement.agreement_id);
    if (next) view["next"] = next->agreement_id;
  }
  if (!agreement.end_status.empty()) view["end_status"] = agreement.end_status;
  if (agreement.begins) view["begins"] = to_iso(*agreement.begins);
  if (agreement.quantities_json != "{}") {
    view["quantities"] = Json::parse(agreement.quantities_json);
  }
  if (agreement.starts) view["starts"] = to_iso(*agreement.starts);
  if (agreement.ends) view["ends"] = to_iso(*agreement.ends);
  if (agreement.ended) view["ended"] = to_iso(*agreement.ended);
  if (agreement.opens && agreement.closes) {
    view["window"] = {{"opens", to_iso(*agreement.opens)}, {"closes", to_iso(*agreement.closes)}};
  }
  return view;
}

}  // namespace souk::marketplace
