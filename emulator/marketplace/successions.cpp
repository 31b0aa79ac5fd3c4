#include "emulator/marketplace/successions.h"

#include "emulator/marketplace/agreement_steps.h"
#include "emulator/marketplace/charges.h"
#include "emulator/marketplace/refund_amounts.h"
#include "emulator/marketplace/terms.h"

namespace souk::marketplace {
namespace {

using storage::AgreementRow;

constexpr std::int64_t kHundredPercent = 100 * kUnitsOfOne;

Money amount_in(const Json& object, const char* member) {
  return parse_money(object[member].get<std::string>()).value();
}

/// By how many percent a renewal costs more. A range that nobody chose from is at its default.
Money price_increase(const Json& renewal_term) {
  const auto increase = renewal_term.value("priceIncrease", Json::object());
  if (increase.contains("fixedPercentage")) return amount_in(increase["fixedPercentage"], "value");
  if (!increase.contains("percentageRange")) return {};
  const auto& range = increase["percentageRange"];
  return amount_in(range, range.contains("defaultValue") ? "defaultValue" : "minValue");
}

void raise(Json& holder, Money percent) {
  const auto price = amount_in(holder, "price");
  holder["price"] =
      to_text(share_of(price, kHundredPercent + percent.units, kHundredPercent, kPriceStep));
}

void raise_prices(Json& terms, Money percent) {
  if (percent == Money{}) return;
  for (auto& term : terms) {
    auto& members = term.begin().value();
    if (members.contains("price")) raise(members, percent);
    if (!members.contains("rateCards")) continue;
    for (auto& card : members["rateCards"]) {
      for (auto& rate : card["rateCard"]) raise(rate, percent);
    }
  }
}

/// A renewal's payments: as its templates say, or as the old ones, as much later as it begins.
Json renewed_schedule(const Json& old_schedule, const Json& renewal_term, Money value,
                      const AgreementRow& old, const AgreementRow& next) {
  const auto seconds_of = [](Timestamp at) { return epoch_ms(at) / 1000; };
  Json schedule = Json::array();
  for (const auto& each : renewal_term.value("termTemplates", Json::array())) {
    for (const auto& charge : each["paymentScheduleTermTemplate"]["schedule"]) {
      const auto offset = term_of_period(charge.value("chargeDateOffset", std::string("P0D")));
      const auto date = offset ? end_of_term(*next.begins, *offset) : std::nullopt;
      const auto share = amount_in(charge, "chargePercentage").units;
      schedule.push_back({{"chargeDate", seconds_of(date.value_or(*next.begins))},
                          {"chargeAmount", to_text(share_of(value, share, kHundredPercent))}});
    }
  }
  if (!schedule.empty()) return schedule;
  const auto later = seconds_of(*next.begins) - seconds_of(old.starts.value_or(old.accepted));
  for (auto each : old_schedule) {
    each["chargeDate"] = each["chargeDate"].get<std::int64_t>() + later;
    schedule.push_back(std::move(each));
  }
  return schedule;
}

Json renewed_terms(Market& market, const AgreementRow& old, const AgreementRow& next) {
  auto terms = terms_of(market, old);
  const auto* renewal = term_in(terms, "renewalTerm");
  const auto renewal_term = renewal == nullptr ? Json::object() : *renewal;
  raise_prices(terms, price_increase(renewal_term));
  for (auto& term : terms) {
    if (term.contains("configurableUpfrontPricingTerm")) {
      auto& configuration = term["configurableUpfrontPricingTerm"]["configuration"];
      configuration = chosen_configuration(next);
    } else if (term.contains("validityTerm")) {
      auto& validity = term["validityTerm"];
      validity.erase("agreementStartDate");
      validity.erase("agreementEndDate");
      validity["agreementDuration"] = iso_period(next.term);
    }
  }
  const auto value = value_of(terms);
  for (auto& term : terms) {
    if (!term.contains("paymentScheduleTerm")) continue;
    auto& schedule = term["paymentScheduleTerm"]["schedule"];
    schedule = renewed_schedule(schedule, renewal_term, value, old, next);
  }
  return terms;
}

/// The agreement that renews this one, kept nowhere yet.
AgreementRow renewal_of(Market& market, const AgreementRow& old) {
  const auto plan = Json::parse(old.renewal_json);
  AgreementRow next;
  next.buyer = old.buyer;
  next.product = old.product;
  next.offer_id = old.offer_id;
  next.accepted = market.now();
  next.begins = old.ends.value_or(market.now());
  next.term = plan.value("duration", old.term);
  next.quantities_json =
      plan.contains("quantities") ? plan["quantities"].dump() : old.quantities_json;
  next.intent = "RENEW";
  next.auto_renew = old.auto_renew;
  return next;
}

/// Which arrows the two agreements go along.
struct Succession {
  AgreementEvent ends;
  AgreementEvent begins;
};

AgreementRow take_over(Market& market, const AgreementRow& old, AgreementRow next,
                       const Succession& succession) {
  tell_agreement(market, next,
                 succession.begins == AgreementEvent::RenewalBegan ? "renews" : "replaces",
                 "market", {{"previous", old.agreement_id}});
  next = happen(market, next, AgreementEvent::Continued).value();
  (void)happen(market, old, succession.ends).value();
  return happen(market, next, succession.begins).value();
}

AgreementRow new_in_place_of(Market& market, const AgreementRow& old, AgreementRow next) {
  next.previous = old.agreement_id;
  next.state = to_text(AgreementState::None);
  next.updated = market.now();
  enlist(market, next);
  return next;
}

/// What was paid for the rest of the old agreement's term.
Money unused(Market& market, const AgreementRow& old) {
  return old.ends ? prorated_refund(market, old) : Money{};
}

}  // namespace

AgreementRow renew(Market& market, const AgreementRow& old) {
  const auto drafted = renewal_of(market, old);
  const auto terms = renewed_terms(market, old, drafted);
  auto next = new_in_place_of(market, old, drafted);
  change_terms(market, next, terms);
  charge(market, next, expected_charges(market, terms));
  return take_over(market, old, next, {AgreementEvent::Renewed, AgreementEvent::RenewalBegan});
}

Result<AgreementRow> replace(Market& market, const std::string& agreement_id, Purchase purchase) {
  const auto old = agreement_called(market, agreement_id);
  if (!old) return Failure(old.error());
  if (const auto step = next_step(market, *old, AgreementEvent::Replaced); !step) {
    return Failure(step.error());
  }
  const auto product = market.catalogue.product(old->product).value();
  purchase.buyer = market.catalogue.buyer(old->buyer)->name;
  purchase.product = product.name;
  const auto drafted = draft(market, product, purchase);
  if (!drafted) return Failure(drafted.error());

  auto wanted = drafted->agreement;
  wanted.buyer = old->buyer;
  wanted.intent = "REPLACE";
  wanted.begins = market.now();
  const auto credit = unused(market, *old);
  const auto next = new_in_place_of(market, *old, wanted);
  const auto terms = accept_terms(market, next, drafted->offer_terms);
  charge(market, next, expected_charges(market, terms));
  charge_rest(market, next, -credit);
  return take_over(market, *old, next,
                   {AgreementEvent::Replaced, AgreementEvent::ReplacementBegan});
}

std::string initial_agreement_id(Market& market, const AgreementRow& agreement) {
  auto id = agreement.agreement_id;
  for (auto before = agreement.previous; !before.empty();) {
    id = before;
    before = market.agreements.find(before).value().previous;
  }
  return id;
}

std::optional<Timestamp> in_force_since(Market& market, const AgreementRow& agreement) {
  return market.agreements.find(initial_agreement_id(market, agreement)).value().starts;
}

Money value_of_renewal(Market& market, const AgreementRow& agreement) {
  return value_of(renewed_terms(market, agreement, renewal_of(market, agreement)));
}

}  // namespace souk::marketplace
