// The step `expect`: what there is to expect, and how it is waited for.

#include <fmt/format.h>

#include "scenarios/process/real_time.h"
#include "scenarios/runner/expectation.h"
#include "scenarios/runner/mismatch.h"
#include "scenarios/runner/probes.h"
#include "scenarios/runner/scene.h"
#include "scenarios/story/names.h"
#include "souk/time.h"

namespace souk::judge {
namespace {

Expectation expect_metered(Market& market, const Json& metered) {
  const std::string buyer = as_text(metered["buyer"]);
  Json wanted = metered;
  wanted.erase("buyer");
  Expectation expectation;
  expectation.words = fmt::format("{} is metered {}", buyer, spoken(wanted));
  expectation.look = [&market, buyer, wanted]() -> Tried<Look> {
    const auto usage = market.ask([](client::SandboxClient& sandbox) { return sandbox.usage(); });
    if (!usage) return refusal(usage.error());
    std::map<std::string, std::int64_t> accepted;
    for (const client::UsageLine& line : usage->totals) {
      if (line.buyer == buyer) accepted[line.dimension] += line.quantity;
    }
    Look look;
    look.met = true;
    for (const auto& [dimension, quantity] : wanted.items()) {
      const auto sum = accepted[dimension];
      if (quantity == sum) continue;
      look.met = false;
      look.hopeless = look.hopeless || sum > quantity.get<std::int64_t>();
      look.nearest += fmt::format("{}{}: {} instead of {}", look.nearest.empty() ? "" : ", ",
                                  dimension, sum, quantity.dump());
    }
    return look;
  };
  return expectation;
}

Tried<Expectation> expect_access(StepContext& context, const Json& access) {
  const auto buyer = context.session.buyer(as_text(access["buyer"]));
  if (!buyer) return refusal(buyer.error());
  const bool wanted = access["granted"].get<bool>();
  auto last = std::make_shared<Access>(Access{false, 0, "no answer came"});
  Expectation expectation;
  expectation.words = fmt::format("{} {} access", (*buyer)->name, wanted ? "has" : "has no");
  expectation.look = [&session = context.session, state = *buyer, wanted, last]() -> Tried<Look> {
    const auto found = ask_access(session, *state);
    if (!found) return refusal(found.error());
    *last = *found;
    Look look;
    look.met = found->granted == wanted;
    look.nearest = found->reason;
    return look;
  };
  expectation.conclude = [&session = context.session, state = *buyer, last] {
    note_access(session, *state, *last);
  };
  return expectation;
}

Tried<Expectation> expect_page(StepContext& context, const Json& page) {
  const auto buyer = context.session.buyer(as_text(page["buyer"]));
  if (!buyer) return refusal(buyer.error());
  Expectation expectation;
  expectation.words = fmt::format("{}'s page is as expected", (*buyer)->name);
  expectation.can_wait = false;
  expectation.look = [state = *buyer, page]() -> Tried<Look> {
    if (!state->page) return refusal(fmt::format("{} has not been to the seller yet", state->name));
    Look look;
    look.nearest = state->page->ok() ? mismatch(page, state->page->status, state->page->body,
                                                state->page->page.text)
                                     : state->page->failure;
    look.met = look.nearest.empty();
    return look;
  };
  return expectation;
}

Expectation expect_accounts(StepContext& context, const Json& wanted) {
  Expectation expectation;
  expectation.words = fmt::format("the seller holds {} accounts", wanted.dump());
  expectation.look = [&session = context.session, wanted]() -> Tried<Look> {
    const auto count = ask_count(session, session.plan().seller.accounts, "accounts");
    if (!count) return refusal(count.error());
    return Look{wanted == *count, false, fmt::format("it holds {}", *count)};
  };
  return expectation;
}

// One expectation being waited for.
class Waiting {
 public:
  Waiting(StepContext& context, Expectation expectation, std::optional<Duration> within)
      : context_(context),
        session_(context.session),
        expectation_(std::move(expectation)),
        within_(within),
        deadline_(context.session.now() + within.value_or(Duration{0})) {}

  StepOutcome run() {
    auto look = look_again();
    if (look && !decided(*look) && expectation_.can_wait) look = be_patient();
    if (look && !decided(*look) && expectation_.can_wait) look = let_time_go_on();
    return conclude(look);
  }

 private:
  Tried<Look> look_again() {
    session_.market().read();
    return expectation_.look();
  }

  // What must not happen is decided at the deadline, unless it happened.
  bool decided(const Look& look) const {
    if (look.hopeless) return true;
    return look.met && (!expectation_.until_the_end || session_.now() >= deadline_);
  }

  // In real time, at this instant of market time. A seller that can say it is idle needs no guess.
  Tried<Look> be_patient() {
    const bool certain = session_.plan().seller.idle.is_object() && session_.settle();
    auto look = look_again();
    const Duration patience = session_.options().patience;
    const process::Stopwatch stopwatch;
    while (!certain && look && !decided(*look) && !expectation_.until_the_end) {
      const Duration left = patience - stopwatch.elapsed();
      if (left <= Duration{0}) break;
      session_.market().read(left);
      look = look_again();
    }
    return look;
  }

  Tried<Look> let_time_go_on() {
    auto look = look_again();
    while (look && !decided(*look) && session_.now() < deadline_) {
      const auto moved = context_.time.go_on(deadline_);
      if (!moved) return refusal(moved.error());
      if (!*moved) {
        if (const auto end = context_.time.go_to(deadline_); !end) return refusal(end.error());
      }
      look = look_again();
    }
    return look;
  }

  StepOutcome conclude(const Tried<Look>& look) {
    const bool met = look && look->met && !look->hopeless;
    const std::string nearest = !look ? look.error() : met ? std::string() : look->nearest;
    if (expectation_.conclude) expectation_.conclude();
    Json row = {{"met", met}};
    if (!nearest.empty()) row["nearest"] = nearest;
    const auto margin = margin_when(met);
    if (margin) row["margin_ms"] = margin->count();
    session_.note("expectation", "judge", expectation_.words, std::move(row));
    const std::string trouble = context_.time.take_trouble();
    if (met) return {trouble.empty() ? trouble : "while time went on, " + trouble, false, margin};
    if (expectation_.came) {
      session_.expect_late({deadline_, expectation_.came});
    }
    std::string text = "expected: " + expectation_.words;
    if (within_) text += fmt::format(" within {}", client::to_text(*within_));
    text += "; " + nearest;
    const bool is_missing = look && !look->hopeless && !expectation_.until_the_end;
    if (is_missing && expectation_.by_the_hour && seller_lacks_time()) {
      text +=
          "; the seller's clock shows real time, in which the hours of the story did not pass, and "
          "that may be why: let it follow the market's (--follow-clock)";
    }
    return failed(text);
  }

  bool seller_lacks_time() const {
    return !follows_clock(session_.plan(), session_.options()) &&
           session_.now() - session_.began() >= std::chrono::hours(1);
  }

  std::optional<Duration> margin_when(bool met) const {
    if (!met || expectation_.until_the_end) return std::nullopt;
    const Journal& journal = session_.market().journal();
    std::optional<Timestamp> deadline;
    if (within_) deadline = deadline_;
    if (!within_ && expectation_.market_deadline) deadline = expectation_.market_deadline(journal);
    if (!deadline) return std::nullopt;
    const auto came = expectation_.came ? expectation_.came(journal) : session_.now();
    return came ? std::optional(*deadline - *came) : std::nullopt;
  }

  StepContext& context_;
  Session& session_;
  Expectation expectation_;
  std::optional<Duration> within_;
  Timestamp deadline_;
};

// `expect` names its buyer inside what it expects.
Tried<BuyerState*> buyer_meant(Session& session, const Json& written) {
  if (written.contains("buyer")) return session.buyer(as_text(written["buyer"]));
  for (const Json& inner : written) {
    if (inner.is_object() && inner.contains("buyer")) return session.buyer(as_text(inner["buyer"]));
  }
  return nullptr;
}

}  // namespace

Tried<Expectation> make_expectation(StepContext& context, const Json& arguments) {
  Market& market = context.session.market();
  const std::int64_t after = arguments.value("since", "start") == "step" ? context.since_seq : 0;
  const auto has = [&](const char* member) { return arguments.contains(member); };
  const auto by_the_hour = [](Expectation expectation) {
    expectation.by_the_hour = true;
    return expectation;
  };
  if (has("call")) return expect_call(market, after, arguments);
  if (has("record")) return by_the_hour(expect_record(market, after, arguments["record"]));
  if (has("notification")) return expect_notification(market, after, arguments["notification"]);
  if (has("journal")) return expect_row(market, after, arguments["journal"]);
  if (has("entitlement")) return expect_entitlement(market, arguments["entitlement"]);
  if (has("metered")) return by_the_hour(expect_metered(market, arguments["metered"]));
  if (has("billed")) return by_the_hour(expect_billed(market, arguments["billed"]));
  if (has("access")) return expect_access(context, arguments["access"]);
  if (has("page")) return expect_page(context, arguments["page"]);
  return expect_accounts(context, arguments["accounts"]);
}

StepOutcome expect(StepContext& context) {
  const Json& written = context.step.arguments;
  const auto buyer = buyer_meant(context.session, written);
  if (!buyer) return ends(buyer.error());
  const auto arguments = context.session.bind(written, *buyer);
  if (!arguments) return failed(arguments.error());
  auto expectation = make_expectation(context, *arguments);
  if (!expectation) return failed(expectation.error());
  std::optional<Duration> within;
  if (arguments->contains("within")) {
    within = client::parse_duration(as_text((*arguments)["within"]));
  }
  return Waiting(context, std::move(*expectation), within).run();
}

}  // namespace souk::judge
