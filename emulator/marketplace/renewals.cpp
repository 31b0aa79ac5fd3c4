#include "emulator/marketplace/renewals.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "emulator/marketplace/agreement_steps.h"
#include "emulator/marketplace/successions.h"
#include "emulator/marketplace/terms.h"

namespace souk::marketplace {
namespace {

using storage::AgreementRow;

/// Source: Seller Guide, "Amazon EventBridge events", Purchase Agreement Ending.
constexpr std::array kDaysBeforeEnd{180, 120, 90, 60, 30};
constexpr std::array kOfTheTerm{due::kReachTerm, due::kNearEnd, due::kPriceRenewal,
                                due::kLockRenewal};

Json plan_of(const AgreementRow& agreement) { return Json::parse(agreement.renewal_json); }

/// The instant a period of the renewal term, such as lockoutPeriod, lies before the end.
std::optional<Timestamp> before_end(Market& market, const AgreementRow& agreement,
                                    const char* period) {
  const auto terms = terms_of(market, agreement);
  const auto* term = term_in(terms, "renewalTerm");
  if (term == nullptr || !term->contains(period) || !agreement.ends) return std::nullopt;
  const auto length = term_of_period((*term)[period].get<std::string>());
  return length ? start_of_term(*agreement.ends, *length) : std::nullopt;
}

/// How often this agreement was renewed already.
int renewals_so_far(Market& market, AgreementRow agreement) {
  int count = 0;
  while (!agreement.previous.empty()) {
    if (agreement.intent == "RENEW") ++count;
    agreement = market.agreements.find(agreement.previous).value();
  }
  return count;
}

/// Whether a party may still change its mind about the renewal.
Result<void> check_change(Market& market, const AgreementRow& agreement) {
  const auto step = next_step(market, agreement, AgreementEvent::RenewalChanged);
  if (!step) return Failure(step.error());
  const auto refuse = [&](const char* code, std::string why, const char* hint) {
    return Failure(Error{code, 409, std::move(why), "", hint});
  };
  const auto outlook = renewal_outlook(market, agreement);
  if (!outlook.offered || outlook.exhausted) {
    return refuse("NoRenewalTerm",
                  fmt::format("Agreement {} cannot be renewed.", agreement.agreement_id),
                  "Its offer has no renewalTerm, or was renewed as often as that allows.");
  }
  if (outlook.locked) {
    return refuse("RenewalLocked",
                  fmt::format("The renewal of agreement {} was decided at {}.",
                              agreement.agreement_id, to_iso(*outlook.lockout)),
                  "It can be changed until its lockout begins.");
  }
  return {};
}

/// Keeps what a party wants of the renewal, and tells of it.
Result<AgreementRow> change(Market& market, AgreementRow agreement, bool enabled, const Json& plan,
                            std::string_view actor) {
  agreement.auto_renew = enabled;
  agreement.renewal_json = plan.dump();
  auto terms = terms_of(market, agreement);
  for (auto& term : terms) {
    if (term.contains("renewalTerm")) {
      term["renewalTerm"]["configuration"]["enableAutoRenew"] = enabled;
    }
  }
  change_terms(market, agreement, terms);
  tell_agreement(market, agreement, "renewal-changed", actor,
                 {{"auto_renew", enabled}, {"plan", plan}});
  return happen(market, agreement, AgreementEvent::RenewalChanged);
}

void notice(Market& market, const AgreementRow& agreement, AgreementEvent event, int days = 0) {
  const auto before = market.news.size();
  if (!happen(market, agreement, event)) return;
  for (auto i = before; i < market.news.size(); ++i) market.news[i].days_before_end = days;
}

}  // namespace

void expect_term(Market& market, const AgreementRow& agreement) {
  const auto& id = agreement.agreement_id;
  market.agenda.add(*agreement.ends, due::kReachTerm, id);
  const auto product = market.catalogue.product(agreement.product).value();
  if (market.kind_of(product).generation == Generation::Legacy) return;
  const auto tell_at = [&](std::optional<Timestamp> at, std::string_view name, int days) {
    if (at && *at > market.now()) market.agenda.add(*at, name, id, Json{{"days", days}}.dump());
  };
  for (const auto days : kDaysBeforeEnd) {
    tell_at(*agreement.ends - std::chrono::days(days), due::kNearEnd, days);
  }
  tell_at(before_end(market, agreement, "adjustmentDeadline"), due::kPriceRenewal, 0);
  tell_at(before_end(market, agreement, "lockoutPeriod"), due::kLockRenewal, 0);
}

void drop_term(Market& market, const AgreementRow& agreement) {
  for (const auto name : kOfTheTerm) market.agenda.cancel(name, agreement.agreement_id);
  market.agenda.cancel(due::kFailPayment, agreement.agreement_id);
}

RenewalOutlook renewal_outlook(Market& market, const AgreementRow& agreement) {
  RenewalOutlook outlook;
  const auto terms = terms_of(market, agreement);
  const auto* term = term_in(terms, "renewalTerm");
  outlook.offered = term != nullptr;
  outlook.exhausted = outlook.offered && term->contains("maxRenewals") &&
                      renewals_so_far(market, agreement) >= (*term)["maxRenewals"].get<int>();
  if (plan_of(agreement).value("opted_out", false)) {
    outlook.disabled_by = "PROPOSER";
  } else if (!agreement.auto_renew) {
    outlook.disabled_by = "ACCEPTOR";
  }
  outlook.renews = outlook.disabled_by.empty() && outlook.offered && !outlook.exhausted;
  outlook.lockout = before_end(market, agreement, "lockoutPeriod");
  outlook.locked = outlook.lockout && market.now() >= *outlook.lockout;
  return outlook;
}

Result<AgreementRow> set_auto_renew(Market& market, const std::string& agreement_id, bool enabled,
                                    Party by) {
  const auto agreement = agreement_called(market, agreement_id);
  if (!agreement) return Failure(agreement.error());
  if (const auto fine = check_change(market, *agreement); !fine) return Failure(fine.error());
  auto plan = plan_of(*agreement);
  if (by == Party::Proposer) {
    if (enabled) {
      return Failure(
          {"RenewalRefused", 409, "Only the buyer can switch renewal on.", agreement->state, ""});
    }
    plan["opted_out"] = true;
    return change(market, *agreement, agreement->auto_renew, plan, "seller");
  }
  if (enabled && plan.value("opted_out", false)) {
    return Failure({"RenewalRefused", 409,
                    fmt::format("The seller does not renew agreement {}.", agreement_id), "",
                    "A seller's word against a renewal is final."});
  }
  if (!enabled) plan = Json{{"opted_out", plan.value("opted_out", false)}};
  return change(market, *agreement, enabled, plan, "buyer");
}

Result<AgreementRow> plan_renewal(Market& market, const std::string& agreement_id,
                                  const RenewalWish& wish) {
  const auto agreement = agreement_called(market, agreement_id);
  if (!agreement) return Failure(agreement.error());
  if (const auto fine = check_change(market, *agreement); !fine) return Failure(fine.error());
  if (plan_of(*agreement).value("opted_out", false)) {
    return set_auto_renew(market, agreement_id, true, Party::Acceptor);
  }
  const auto product = market.catalogue.product(agreement->product).value();
  if (const auto fine = check_quantities(market, product, wish.quantities); !fine) {
    return Failure(fine.error());
  }
  Json plan = Json::object();
  if (!wish.quantities.empty()) plan["quantities"] = wish.quantities;
  if (!wish.duration.empty()) {
    if (!end_of_term(market.now(), wish.duration)) {
      return Failure({"InvalidPurchase", 400, fmt::format("\"{}\" is no duration.", wish.duration),
                      "duration", "Write 1mo, 12mo, 1y or 30d."});
    }
    plan["duration"] = wish.duration;
  }
  return change(market, *agreement, true, plan, "buyer");
}

bool term_falls_due(Market& market, const storage::Happening& happening) {
  if (std::find(kOfTheTerm.begin(), kOfTheTerm.end(), happening.name) == kOfTheTerm.end()) {
    return false;
  }
  const auto agreement = market.agreements.find(happening.subject).value();
  const auto outlook = renewal_outlook(market, agreement);
  if (happening.name == due::kReachTerm) {
    const bool goes_on = outlook.renews && agreement.state == to_text(AgreementState::Active);
    if (!goes_on) {
      (void)happen(market, agreement, AgreementEvent::TermReached);
    } else {
      renew(market, agreement);
    }
  } else if (happening.name == due::kNearEnd) {
    notice(market, agreement, AgreementEvent::EndNear,
           Json::parse(happening.payload_json)["days"].get<int>());
  } else if (outlook.renews) {
    notice(market, agreement,
           happening.name == due::kPriceRenewal ? AgreementEvent::RenewalPriced
                                                : AgreementEvent::RenewalNear);
  }
  return true;
}

}  // namespace souk::marketplace
