#include "emulator/marketplace/amendments.h"

#include <fmt/format.h>

#include "emulator/marketplace/agreement_steps.h"
#include "emulator/marketplace/charges.h"
#include "emulator/marketplace/entitlements.h"
#include "emulator/marketplace/terms.h"

namespace souk::marketplace {
namespace {

using storage::AgreementRow;

/// The quantities after the upgrade.
Result<Json> upgraded(const AgreementRow& agreement, const Json& wanted) {
  auto quantities = Json::parse(agreement.quantities_json);
  for (const auto& [dimension, quantity] : wanted.items()) {
    const auto before = quantities.value(dimension, std::int64_t{0});
    if (quantity.get<std::int64_t>() < before) {
      return Failure(Error{"Downgrade", 409,
                           fmt::format("Agreement {} has {} of \"{}\"; an upgrade takes no less.",
                                       agreement.agreement_id, before, dimension),
                           "quantities." + dimension, "Less can be had when it is renewed."});
    }
    quantities[dimension] = quantity;
  }
  return quantities;
}

/// Changes what was chosen; returns what a whole term costs more than before.
Money choose(Market& market, const AgreementRow& agreement) {
  auto terms = terms_of(market, agreement);
  const auto before = value_of(terms);
  for (auto& term : terms) {
    if (!term.contains("configurableUpfrontPricingTerm")) continue;
    term["configurableUpfrontPricingTerm"]["configuration"] = chosen_configuration(agreement);
  }
  change_terms(market, agreement, terms);
  return value_of(terms) - before;
}

}  // namespace

Result<AgreementRow> amend(Market& market, const std::string& agreement_id,
                           const Json& quantities) {
  auto agreement = agreement_called(market, agreement_id);
  if (!agreement) return Failure(agreement.error());
  if (const auto step = next_step(market, *agreement, AgreementEvent::Amended); !step) {
    return Failure(step.error());
  }
  const auto product = market.catalogue.product(agreement->product).value();
  if (const auto fine = check_quantities(market, product, quantities); !fine) {
    return Failure(fine.error());
  }
  if (!quantities.empty()) {
    const auto more = upgraded(*agreement, quantities);
    if (!more) return Failure(more.error());
    agreement->quantities_json = more->dump();
    const auto dearer = choose(market, *agreement);
    const auto rest = (*agreement->ends - market.now()).count();
    charge_rest(market, *agreement,
                share_of(dearer, rest, (*agreement->ends - *agreement->starts).count()));
    grant_entitlements(market, *agreement);
  }
  tell_agreement(market, *agreement, "amended", "buyer", {{"quantities", quantities}});
  return happen(market, *agreement, AgreementEvent::Amended);
}

}  // namespace souk::marketplace
