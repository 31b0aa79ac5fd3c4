#include <fmt/format.h>

#include <array>

#include "emulator/control/acts.h"
#include "emulator/control/calls.h"
#include "emulator/control/purchase_body.h"
#include "emulator/marketplace/amendments.h"
#include "emulator/marketplace/catalogue.h"
#include "emulator/marketplace/renewals.h"
#include "emulator/marketplace/standing.h"
#include "emulator/marketplace/successions.h"

namespace souk::control {
namespace {

using marketplace::AgreementEvent;
using marketplace::Party;
using storage::AgreementRow;

/// Does something to the agreement of the path, has it told, and shows what came of it: the
/// agreement as it then is, or the one that takes its place.
template <class Act>
Result<Reply> act_on(Call& call, Act act) {
  const Result<AgreementRow> agreement =
      carry_out(call, [&](marketplace::Market& market) { return act(market, call.path["a"]); });
  if (!agreement) return Failure(agreement.error());
  auto& market = enter(call).market;
  return Reply{200, agreement_view(market, market.agreements.find(agreement->id).value())};
}

struct Spending {
  std::string_view outcome;
  AgreementEvent event;
};
constexpr std::array kSpending{
    Spending{"reached", AgreementEvent::SpendReached},
    Spending{"vet-succeeded", AgreementEvent::SpendVetted},
    Spending{"vet-failed", AgreementEvent::SpendVetFailed},
};

}  // namespace

Result<Reply> cancel(Call& call) {
  if (const auto known = only(call.body, {}); !known) return Failure(known.error());
  return act_on(call, [](auto& market, const auto& id) { return marketplace::cancel(market, id); });
}

Result<Reply> renew(Call& call) {
  if (const auto known = only(call.body, {"quantities", "duration"}); !known) {
    return Failure(known.error());
  }
  const auto quantities = quantities_in(call.body);
  if (!quantities) return Failure(quantities.error());
  const auto duration = text_in(call.body, "duration");
  if (!duration) return Failure(duration.error());
  return act_on(call, [&](auto& market, const auto& id) {
    return marketplace::plan_renewal(market, id, {*quantities, *duration});
  });
}

Result<Reply> auto_renew(Call& call) {
  if (const auto known = only(call.body, {"enabled", "by"}); !known) return Failure(known.error());
  const auto enabled = flag_in(call.body, "enabled", true);
  if (!enabled) return Failure(enabled.error());
  const auto by = text_in(call.body, "by", "buyer");
  if (!by) return Failure(by.error());
  if (*by != "buyer" && *by != "seller") {
    return Failure(bad_request("by is buyer or seller.", "by"));
  }
  const auto party = *by == "buyer" ? Party::Acceptor : Party::Proposer;
  return act_on(call, [&](auto& market, const auto& id) {
    return marketplace::set_auto_renew(market, id, *enabled, party);
  });
}

Result<Reply> amend(Call& call) {
  if (const auto known = only(call.body, {"quantities"}); !known) return Failure(known.error());
  const auto quantities = quantities_in(call.body);
  if (!quantities) return Failure(quantities.error());
  return act_on(call, [&](auto& market, const auto& id) {
    return marketplace::amend(market, id, *quantities);
  });
}

Result<Reply> replace(Call& call) {
  const auto purchase = read_purchase(call.body, {"offer", "quantities", "duration", "auto_renew"});
  if (!purchase) return Failure(purchase.error());
  return act_on(call, [&](auto& market, const auto& id) {
    return marketplace::replace(market, id, *purchase);
  });
}

Result<Reply> fail_payment(Call& call) {
  if (const auto known = only(call.body, {"when"}); !known) return Failure(known.error());
  const auto when = text_in(call.body, "when", "now");
  if (!when) return Failure(when.error());
  if (*when != "now" && *when != "next") {
    return Failure(bad_request("when is now, or next for the next payment.", "when"));
  }
  return act_on(call, [&](auto& market, const auto& id) {
    return marketplace::fail_payment(market, id, *when == "next");
  });
}

Result<Reply> suspend(Call& call) {
  if (const auto known = only(call.body, {"blocks"}); !known) return Failure(known.error());
  const auto blocks = flag_in(call.body, "blocks", true);
  if (!blocks) return Failure(blocks.error());
  return act_on(call, [&](auto& market, const auto& id) {
    return marketplace::suspend(market, id, *blocks);
  });
}

Result<Reply> reinstate(Call& call) {
  if (const auto known = only(call.body, {}); !known) return Failure(known.error());
  return act_on(call,
                [](auto& market, const auto& id) { return marketplace::reinstate(market, id); });
}

Result<Reply> spend_threshold(Call& call) {
  if (const auto known = only(call.body, {"outcome"}); !known) return Failure(known.error());
  const auto outcome = text_in(call.body, "outcome", "reached");
  if (!outcome) return Failure(outcome.error());
  for (const auto& each : kSpending) {
    if (each.outcome != *outcome) continue;
    return act_on(call, [&](auto& market, const auto& id) {
      return marketplace::check_spending(market, id, each.event);
    });
  }
  return Failure(bad_request("outcome is reached, vet-succeeded or vet-failed.", "outcome"));
}

Result<Reply> list_software(Call& call) {
  auto& market = enter(call).market;
  const auto buyer = market.catalogue.buyer_named(call.path["b"]);
  if (!buyer) {
    return Failure({"BuyerNotFound", 404, fmt::format("There is no buyer \"{}\".", call.path["b"]),
                    "buyer", ""});
  }
  Json list = Json::array();
  for (const auto& agreement : market.agreements.all()) {
    if (agreement.buyer != buyer->id) continue;
    const auto product = market.catalogue.product(agreement.product).value();
    const auto state = marketplace::parse_state(agreement.state);
    auto entry = agreement_view(market, agreement);
    entry["title"] = product.title;
    entry["landing_page"] = product.landing_page;
    entry["can_set_up"] = !is_over(state);
    entry["acts"] = marketplace::acts_allowed(market.kind_of(product), state);
    if (!agreement.term.empty()) {
      const auto outlook = renewal_outlook(market, agreement);
      entry["renewal"] = {{"renews", outlook.renews}, {"locked", outlook.locked}};
      if (outlook.lockout) entry["renewal"]["lockout"] = to_iso(*outlook.lockout);
      if (!outlook.disabled_by.empty()) entry["renewal"]["disabled_by"] = outlook.disabled_by;
    }
    list.push_back(std::move(entry));
  }
  return Reply{200, {{"software", std::move(list)}}};
}

}  // namespace souk::control
