// What becomes of an agreement after the purchase: it is changed, renewed, replaced, or AWS steps
// in.

#include <fmt/format.h>

#include "scenarios/runner/steps.h"
#include "scenarios/story/names.h"

namespace souk::judge {
namespace {

// The step's members as the control call takes them: dimensions become quantities.
Json details_of(const Json& arguments, const Json& product) {
  Json details = Json::object();
  for (const auto& [name, value] : arguments.items()) {
    if (name == "buyer") continue;
    if (is_dimension(product, name)) {
      details["quantities"][name] = value;
    } else {
      details[name] = value;
    }
  }
  return details;
}

}  // namespace

StepOutcome act(StepContext& context) {
  Session& session = context.session;
  const auto arguments = session.bind(context.step.arguments);
  if (!arguments) return ends(arguments.error());
  const auto found = session.buyer(as_text((*arguments)["buyer"]));
  if (!found) return ends(found.error());
  BuyerState& buyer = **found;
  if (buyer.agreement.empty()) return ends(fmt::format("{} has not subscribed", buyer.name));
  const auto details = details_of(*arguments, session.plan().product);
  const auto view = session.market().ask([&](client::SandboxClient& sandbox) {
    return sandbox.act(buyer.agreement, context.step.verb, details);
  });
  if (!view) return ends(fmt::format("{} was refused: {}", context.step.verb, view.error()));
  buyer.agreement = view->id;
  session.settle();
  return went_well();
}

}  // namespace souk::judge
