#include "emulator/services/agreement/listed_requests.h"

#include "emulator/marketplace/requests.h"

namespace souk::services::agreement {

Result<std::vector<storage::RequestRow>> listed_requests(Context& context, const Json& request,
                                                         std::string_view kind) {
  auto& market = context.market;
  if (const auto fine = check_catalog(request); !fine) return Failure(fine.error());
  const auto party = request.contains("partyType")
                         ? party_in(request)
                         : Result<marketplace::Party>(marketplace::Party::Proposer);
  if (!party) return Failure(party.error());
  auto found = marketplace::requests_as(market, context.caller.account, *party, kind);
  const auto status = request.value("status", std::string());
  const auto type = request.value("agreementType", std::string(kPurchaseAgreement));
  const auto agreement = market.agreements.find(request.value("agreementId", std::string()));
  std::erase_if(found, [&](const storage::RequestRow& each) {
    const bool other_agreement =
        request.contains("agreementId") && (!agreement || each.agreement != agreement->id);
    return other_agreement || type != kPurchaseAgreement ||
           (!status.empty() && each.status != status);
  });
  return found;
}

Result<void> check_party(Context& context, const Json& request, marketplace::Party party) {
  const auto involved = marketplace::agreement_of(
      context.market, context.caller.account, request.value("agreementId", std::string()), party);
  const bool denied = !involved && involved.error().type == "AccessDeniedException";
  return denied ? Result<void>(Failure(involved.error())) : Result<void>();
}

Place newest_first(const storage::RequestRow& request) {
  return {-epoch_ms(request.created), -request.id};
}

}  // namespace souk::services::agreement
