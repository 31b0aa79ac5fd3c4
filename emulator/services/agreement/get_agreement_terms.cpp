#include "emulator/marketplace/terms.h"
#include "emulator/services/agreement/operations.h"
#include "emulator/services/agreement/pages.h"

// GetAgreementTerms: what the parties agreed on.
//   in    agreementId, maxResults (1-50), nextToken
//   out   acceptedTerms (one object per term, its kind the only member), nextToken
//   fails ResourceNotFoundException, ValidationException (INVALID_NEXT_TOKEN)
namespace souk::services::agreement {

const wire::Shape& get_agreement_terms_input() {
  static const auto shape = wire::structure({wire::required("agreementId", resource_id()),
                                             wire::member("maxResults", max_results()),
                                             wire::member("nextToken", next_token())});
  return shape;
}

Result<Json> get_agreement_terms(Context& context, const Json& request) {
  auto& market = context.market;
  const auto found = marketplace::agreement_of(market, context.caller.account,
                                               request["agreementId"].get<std::string>());
  if (!found) return Failure(found.error());
  const auto terms = marketplace::terms_of(market, found->agreement);

  std::vector<std::size_t> places(terms.size());
  for (std::size_t i = 0; i < places.size(); ++i) places[i] = i;
  return page(
      context, "GetAgreementTerms", request, "acceptedTerms", std::move(places),
      [](std::size_t at) {
        return Place{0, static_cast<std::int64_t>(at) + 1};
      },
      [&](std::size_t at) { return terms[at]; });
}

}  // namespace souk::services::agreement
