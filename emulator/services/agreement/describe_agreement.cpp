#include "emulator/marketplace/agreement_status.h"
#include "emulator/marketplace/charges.h"
#include "emulator/marketplace/successions.h"
#include "emulator/marketplace/terms.h"
#include "emulator/services/agreement/operations.h"

// DescribeAgreement: an agreement as either of its parties sees it.
//   in    agreementId
//   out   who, what, when, its status and estimated charges; endTimeBehavior while it is active and
//         has an end
//   fails ResourceNotFoundException   also for an agreement of strangers
namespace souk::services::agreement {
namespace {

Json told_behavior(const marketplace::EndTimeBehavior& behavior, const std::string& offer_id) {
  Json told{{"type", behavior.type}};
  if (!behavior.reason_code.empty()) told["reasonCode"] = behavior.reason_code;
  if (behavior.has_renewal) told["renewalSummary"] = {{"offerId", offer_id}};
  return told;
}

}  // namespace

const wire::Shape& describe_agreement_input() {
  static const auto shape = wire::structure({wire::required("agreementId", resource_id())});
  return shape;
}

Result<Json> describe_agreement(Context& context, const Json& request) {
  auto& market = context.market;
  const auto found = marketplace::agreement_of(market, context.caller.account,
                                               request["agreementId"].get<std::string>());
  if (!found) return Failure(found.error());
  const auto& agreement = found->agreement;

  const auto terms = marketplace::terms_of(market, agreement);
  Json answer{
      {"agreementId", agreement.agreement_id},
      {"acceptor", account(found->buyer.account)},
      {"proposer", account(market.account)},
      {"startTime", seconds(marketplace::start_time(agreement))},
      {"acceptanceTime", seconds(agreement.accepted)},
      {"agreementType", kPurchaseAgreement},
      {"estimatedCharges",
       {{"currencyCode", marketplace::currency_of(terms)},
        {"agreementValue", to_text(marketplace::value_of(terms))}}},
      {"proposalSummary",
       {{"resources", Json::array({resource(found->product)})}, {"offerId", agreement.offer_id}}},
      {"status", marketplace::status_of(agreement)}};
  if (const auto end = marketplace::end_time(agreement)) answer["endTime"] = seconds(*end);
  if (!market.profile->concurrent_agreements) return answer;
  answer["initialAgreementId"] = marketplace::initial_agreement_id(market, agreement);
  if (const auto behavior = marketplace::end_time_behavior(market, agreement)) {
    answer["endTimeBehavior"] = told_behavior(*behavior, agreement.offer_id);
  }
  return answer;
}

}  // namespace souk::services::agreement
