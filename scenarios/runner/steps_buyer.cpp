// What buyers do in the market: subscribe, cancel, use.

#include <fmt/format.h>

#include "scenarios/runner/steps.h"
#include "scenarios/story/names.h"
#include "souk/time.h"

namespace souk::judge {
namespace {

constexpr int kMostHappenings = 10'000;

// The members of a step that name dimensions: {"requests": 120}.
std::map<std::string, std::int64_t> quantities_in(const Json& arguments, const Json& product) {
  std::map<std::string, std::int64_t> quantities;
  for (const auto& [name, value] : arguments.items()) {
    if (is_dimension(product, name) && value.is_number_integer()) quantities[name] = value;
  }
  return quantities;
}

// Lets time go on until `done` likes the agreement's state.
template <class Done>
Tried<client::AgreementView> go_on_until(StepContext& context, const BuyerState& buyer, Done done) {
  for (int i = 0; i < kMostHappenings; ++i) {
    auto view = context.session.agreement(buyer);
    if (!view || done(*view)) return view;
    const auto moved = context.time.to_next_happening();
    if (!moved) return refusal(moved.error());
    if (!*moved) {
      // Where time goes by itself, it may have come about meanwhile.
      view = context.session.agreement(buyer);
      if (!view || done(*view)) return view;
      return refusal(fmt::format("nothing more is due, and the agreement is {}", view->state));
    }
  }
  return refusal(
      fmt::format("{} things happened, and the agreement is not there yet", kMostHappenings));
}

client::SubscribeRequest request_of(const Json& arguments, const Plan& plan) {
  client::SubscribeRequest request;
  request.product =
      arguments.contains("product") ? as_text(arguments["product"]) : plan.product_name;
  if (arguments.contains("offer")) request.offer = as_text(arguments["offer"]);
  if (arguments.contains("duration")) request.duration = as_text(arguments["duration"]);
  if (arguments.contains("auto_renew")) request.auto_renew = arguments["auto_renew"].get<bool>();
  if (arguments.contains("starts")) request.starts = as_text(arguments["starts"]);
  if (arguments.contains("payment")) request.payment = arguments["payment"];
  request.quantities = quantities_in(arguments, plan.product);
  if (arguments.contains("quantities")) {
    for (const auto& [name, value] : arguments["quantities"].items()) {
      request.quantities[name] = value;
    }
  }
  return request;
}

std::string ticks_told(StepContext& context) {
  const std::string trouble = context.time.take_trouble();
  return trouble.empty() ? trouble : "while time went on, " + trouble;
}

}  // namespace

bool is_dimension(const Json& product, const std::string& name) {
  for (const Json& dimension : product["dimensions"]) {
    const Json& named = dimension.is_object() ? dimension["name"] : dimension;
    if (as_text(named) == name) return true;
  }
  return false;
}

StepOutcome subscribe(StepContext& context) {
  Session& session = context.session;
  const auto arguments = session.bind(context.step.arguments);
  if (!arguments) return ends(arguments.error());
  const auto found = session.buyer(as_text((*arguments)["buyer"]));
  if (!found) return ends(found.error());
  BuyerState& buyer = **found;
  const auto request = request_of(*arguments, session.plan());
  const auto purchase = session.market().ask(
      [&](client::SandboxClient& sandbox) { return sandbox.subscribe(buyer.name, request); });
  if (!purchase) return ends("the purchase was refused: " + purchase.error());
  buyer.agreement = purchase->agreement.id;
  session.settle();
  if (arguments->value("until", "active") == "accepted") return went_well();
  const auto view = go_on_until(context, buyer, [](const client::AgreementView& agreement) {
    return agreement.state != "PENDING" && agreement.state != "SCHEDULED";
  });
  if (!view) return ends(view.error());
  const bool payment_fails =
      arguments->contains("payment") && (*arguments)["payment"].value("outcome", "ok") == "fails";
  if (view->state == "FAILED" && !payment_fails) return ends("the payment failed");
  return failed(ticks_told(context));
}

StepOutcome cancel(StepContext& context) {
  Session& session = context.session;
  const auto arguments = session.bind(context.step.arguments);
  if (!arguments) return ends(arguments.error());
  const auto found = session.buyer(as_text((*arguments)["buyer"]));
  if (!found) return ends(found.error());
  const BuyerState& buyer = **found;
  if (buyer.agreement.empty()) return ends(fmt::format("{} has not subscribed", buyer.name));
  const auto cancelled = session.market().ask(
      [&](client::SandboxClient& sandbox) { return sandbox.cancel(buyer.agreement); });
  if (!cancelled) return ends("the cancellation was refused: " + cancelled.error());
  session.settle();
  if (arguments->value("until", "window-open") == "asked") return went_well();
  const auto view = go_on_until(context, buyer, [&](const client::AgreementView& agreement) {
    const bool open = agreement.state == "ENDING" && agreement.window_opens &&
                      *agreement.window_opens <= session.now();
    return open || agreement.state == "ENDED" || agreement.state == "FAILED";
  });
  if (!view) return ends(view.error());
  return failed(ticks_told(context));
}

StepOutcome use(StepContext& context) {
  Session& session = context.session;
  const auto arguments = session.bind(context.step.arguments);
  if (!arguments) return ends(arguments.error());
  const auto found = session.buyer(as_text((*arguments)["buyer"]));
  if (!found) return ends(found.error());
  const BuyerState& buyer = **found;
  const auto agreement = session.agreement(buyer);
  if (!agreement) return ends(agreement.error());
  for (const auto& [dimension, quantity] : quantities_in(*arguments, session.plan().product)) {
    const Extra extra{{"dimension", dimension}, {"quantity", quantity}};
    const auto answer = session.ask_seller(session.plan().seller.use, &buyer, extra);
    const int status = answer ? answer->status : 0;
    const auto hour = std::chrono::floor<std::chrono::hours>(session.now());
    Json row = {{"dimension", dimension},
                {"quantity", quantity},
                {"hour", client::to_iso(hour)},
                {"accepted", status / 100 == 2},
                {"status", status}};
    if (session.plan().seller.consumed.is_object()) {
      session.settle();
      // What cannot be told now is in what the next look tells.
      row["consumed"] = session.consumption().growth(session, buyer, dimension).value_or(0);
    }
    session.note_use(buyer, *agreement, std::move(row));
    if (!answer) return ends(answer.error());
    if (status >= 500) return failed(fmt::format("the seller answered {} to usage", status));
  }
  session.settle();
  return went_well();
}

}  // namespace souk::judge
