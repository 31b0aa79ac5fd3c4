#include "emulator/marketplace/agreement_status.h"
#include "emulator/marketplace/registration.h"
#include "emulator/services/agreement/operations.h"
#include "emulator/services/agreement/pages.h"

// GetAgreementEntitlements: whether what was bought can be used, and for the buyer a token to
// register with the seller.
//   in    agreementId, maxResults (1-50), nextToken
//   out   agreementEntitlements (one, of the SaaS product), nextToken
//   fails ResourceNotFoundException, ValidationException (INVALID_NEXT_TOKEN)
namespace souk::services::agreement {

const wire::Shape& get_agreement_entitlements_input() { return get_agreement_terms_input(); }

Result<Json> get_agreement_entitlements(Context& context, const Json& request) {
  auto& market = context.market;
  const auto found = marketplace::agreement_of(market, context.caller.account,
                                               request["agreementId"].get<std::string>());
  if (!found) return Failure(found.error());
  const auto& [agreement, product, buyer, party] = *found;

  const auto status = marketplace::entitlement_status(market.kind_of(product), agreement);
  Json entitlement{{"resource", resource(product)},
                   {"type", "AWS::Marketplace::Usage"},
                   {"status", status.status}};
  if (!status.reason_code.empty()) entitlement["statusReasonCode"] = status.reason_code;
  const auto license = marketplace::told_license(product, agreement);
  if (!license.empty()) entitlement["licenseArn"] = license;
  if (party == marketplace::Party::Acceptor && status.status == "PROVISIONED") {
    const auto token = marketplace::issue_token(market, agreement.agreement_id,
                                                marketplace::kAgreementTokenLifetime);
    if (!token) return Failure(token.error());
    entitlement["registrationToken"] = token->token;
  }
  return page(
      context, "GetAgreementEntitlements", request, "agreementEntitlements",
      std::vector<Json>{std::move(entitlement)},
      [](const Json&) {
        return Place{0, 1};
      },
      [](const Json& each) { return each; });
}

}  // namespace souk::services::agreement
