// What becomes of the money of a contract: the buyer asks, the seller answers.

#include <fmt/format.h>

#include "scenarios/runner/steps.h"
#include "scenarios/story/names.h"
#include "souk/time.h"

namespace souk::judge {
namespace {

/// The step's arguments, and the buyer they name, who has an agreement.
struct Asked {
  Json arguments;
  const BuyerState* buyer;
};

Tried<Asked> asked(StepContext& context) {
  auto arguments = context.session.bind(context.step.arguments);
  if (!arguments) return refusal(arguments.error());
  const auto buyer = context.session.buyer(as_text((*arguments)["buyer"]));
  if (!buyer) return refusal(buyer.error());
  if ((*buyer)->agreement.empty()) {
    return refusal(fmt::format("{} has not subscribed", (*buyer)->name));
  }
  return Asked{std::move(*arguments), *buyer};
}

}  // namespace

StepOutcome request_refund(StepContext& context) {
  const auto step = asked(context);
  if (!step) return ends(step.error());
  client::RefundRequest request;
  request.outcome = step->arguments.value("outcome", "");
  if (step->arguments.contains("business_days")) {
    request.business_days = step->arguments["business_days"].get<int>();
  }
  if (step->arguments.contains("visible_after")) {
    request.visible_after = client::parse_duration(as_text(step->arguments["visible_after"]));
  }
  const auto made = context.session.market().ask([&](client::SandboxClient& sandbox) {
    return sandbox.request_refund(step->buyer->agreement, request);
  });
  if (!made) return ends("the refund request was refused: " + made.error());
  context.session.settle();
  return went_well();
}

StepOutcome decide_refund(StepContext& context) {
  const auto step = asked(context);
  if (!step) return ends(step.error());
  Market& market = context.session.market();
  const auto refunds = market.ask(
      [&](client::SandboxClient& sandbox) { return sandbox.refunds(step->buyer->agreement); });
  if (!refunds) return ends(refunds.error());
  std::string waiting;
  for (const Json& each : *refunds) {
    if (each.value("status", "") == "ACTION_REQUIRED") waiting = each.value("id", "");
  }
  if (waiting.empty()) {
    return ends(fmt::format("no refund of {} waits for the seller", step->buyer->name));
  }
  const auto decided = market.ask([&](client::SandboxClient& sandbox) {
    return sandbox.decide_refund(waiting, step->arguments.value("outcome", ""));
  });
  if (!decided) return ends("the decision was refused: " + decided.error());
  context.session.settle();
  return went_well();
}

}  // namespace souk::judge
