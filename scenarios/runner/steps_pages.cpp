// What a buyer's browser does at the seller: set-up, register, http.

#include <fmt/format.h>

#include "scenarios/process/real_time.h"
#include "scenarios/runner/mismatch.h"
#include "scenarios/runner/page_steps.h"
#include "scenarios/runner/pages.h"
#include "scenarios/runner/sign_up.h"
#include "scenarios/runner/steps.h"
#include "scenarios/story/names.h"
#include "souk/time.h"

namespace souk::judge {
namespace {

constexpr const char* kTokenField = "x-amzn-marketplace-token";
constexpr const char* kInvalidToken = "test-invalid-token-00000";
constexpr const char* kGarbageToken = "%%<script>alert(1)</script>'\";--\x01+/=";

// What the buyer's browser is about to bring to the seller.
struct Landing {
  std::string url;
  std::map<std::string, std::string> fields;
  std::string token;
  std::string token_case;
};

std::string token_case(Session& session, const std::string& kind, const std::string& token,
                       bool reused) {
  if (kind == "empty" || kind == "missing") return kind;
  if (kind != "valid") return "invalid";
  session.market().read();
  for (const Row& row : session.market().journal()) {
    if (row.kind != "token" || row.subject != token || !row.data.contains("expires")) continue;
    const auto expires = client::parse_iso(as_text(row.data["expires"]));
    if (expires && *expires <= session.now()) return "expired";
  }
  return reused ? "repeated" : "valid";
}

Tried<client::Form> fresh_form(Session& session, const BuyerState& buyer) {
  if (buyer.agreement.empty()) return refusal(fmt::format("{} has not subscribed", buyer.name));
  return session.market().ask(
      [&](client::SandboxClient& sandbox) { return sandbox.set_up(buyer.agreement); });
}

// The token to post, made from what the story asks for.
Tried<Landing> prepare_landing(Session& session, BuyerState& buyer, const Json& arguments) {
  const std::string kind = arguments.value("token", "valid");
  Landing landing;
  const auto own = session.address(session.plan().seller.landing_page);
  if (own) landing.url = *own;
  if (arguments.contains("reuse")) {
    if (buyer.last_token.empty()) return refusal(fmt::format("{} has no token yet", buyer.name));
    landing.token = buyer.last_token;
    landing.fields[kTokenField] = landing.token;
  } else if (kind == "valid" || kind == "truncated") {
    auto form = fresh_form(session, buyer);
    if (!form) return refusal("no token was given out: " + form.error());
    if (!form->url.empty()) landing.url = form->url;
    landing.fields = form->fields;
    landing.token = form->token();
    if (kind == "valid") buyer.last_token = landing.token;
    if (kind == "truncated") landing.token.resize(landing.token.size() / 2);
  } else if (kind != "missing") {
    landing.token = kind == "invalid" ? kInvalidToken : kind == "garbage" ? kGarbageToken : "";
  }
  if (kind == "missing") {
    landing.fields.erase(kTokenField);
  } else {
    landing.fields[kTokenField] = landing.token;
  }
  if (!arguments.contains("at")) return landing;
  const auto at = session.address(arguments["at"], &buyer);
  if (!at) return refusal(at.error());
  landing.url = *at;
  return landing;
}

Visit land(Session& session, BuyerState& buyer, Landing landing, const Json& arguments) {
  landing.token_case = token_case(session, arguments.value("token", "valid"), landing.token,
                                  arguments.contains("reuse"));
  const client::FormFields fields(landing.fields.begin(), landing.fields.end());
  const process::Stopwatch stopwatch;
  Visit visit = arguments.value("method", "post") == "get"
                    ? buyer.browser.arrive_by_link(landing.url, fields)
                    : buyer.browser.arrive(landing.url, fields);
  note_page(session, buyer.name, visit,
            {"landing", buyer.agreement, landing.token, landing.token_case, stopwatch.elapsed()});
  buyer.page = visit;
  return visit;
}

// What came back from a request of nobody's browser.
Answered answered_by(const client::HttpAnswer& answer) {
  return {answer.headers.get("Location"), answer.headers, answer.body,
          [lines = answer.headers.all("Set-Cookie")](const std::string& name) {
            return cookie_value(lines, name);
          }};
}

std::string wrong_page(const Json& arguments, const Visit& visit) {
  const auto expected = arguments.find("expect");
  if (expected == arguments.end()) return {};
  return mismatch(*expected, visit.status, visit.body, visit.page.text);
}

// What the page steps of a registration may speak of.
Extra told_by(const Json& arguments, const std::string& token) {
  Extra told{{"token", token}};
  for (const char* part : {"form", "login"}) {
    if (!arguments.contains(part)) continue;
    for (const auto& [name, value] : arguments[part].items()) {
      told[fmt::format("{}.{}", part, name)] = value;
    }
  }
  return told;
}

// The steps of the registration: the story's own, or else the seller's. Null: the forms say it all.
Json page_steps(const Seller& seller, const Json& arguments) {
  if (arguments.contains("steps")) return arguments["steps"];
  const char* part = arguments.contains("login") ? "login" : "steps";
  return seller.registration.is_object() ? seller.registration.value(part, Json()) : Json();
}

}  // namespace

StepOutcome set_up(StepContext& context) {
  Session& session = context.session;
  const std::string name = as_text(context.step.arguments["buyer"]);
  const auto found = session.buyer(name);
  if (!found) return ends(found.error());
  BuyerState& buyer = **found;
  const auto arguments = session.bind(context.step.arguments, &buyer);
  if (!arguments) return ends(arguments.error());
  auto landing = prepare_landing(session, buyer, *arguments);
  if (!landing) return ends(landing.error());
  if (arguments->contains("after")) {
    const auto dwell = client::parse_duration(as_text((*arguments)["after"])).value_or(Duration{0});
    if (const auto moved = context.time.go_to(session.now() + dwell); !moved) {
      return ends(moved.error());
    }
  }
  const Visit visit = land(session, buyer, std::move(*landing), *arguments);
  session.settle();
  if (visit.unreachable) return ends(visit.failure);
  if (!visit.ok()) return failed(visit.failure);
  return failed(wrong_page(*arguments, visit));
}

StepOutcome register_buyer(StepContext& context) {
  Session& session = context.session;
  const auto found = session.buyer(as_text(context.step.arguments["buyer"]));
  if (!found) return ends(found.error());
  BuyerState& buyer = **found;
  Json written = context.step.arguments;
  // These look at what there is once the buyer is there.
  written.erase("steps");
  written.erase("expect");
  const auto arguments = session.bind(written, &buyer);
  if (!arguments) return ends(arguments.error());
  auto landing = prepare_landing(session, buyer, Json::object());
  if (!landing) return ends(landing.error());
  const Extra told = told_by(*arguments, landing->token);
  const Visit visit = land(session, buyer, std::move(*landing), Json::object());
  if (!visit.ok()) return ends(visit.failure);
  if (visit.status >= 400) {
    session.settle();
    return failed(fmt::format("the landing page answered {}", visit.status));
  }
  const Json steps = page_steps(session.plan().seller, context.step.arguments);
  std::string trouble = steps.is_null() ? sign_up(session, buyer, *arguments)
                                        : play_page_steps(session, buyer, steps, told);
  session.settle();
  if (buyer.page->unreachable) return ends(trouble);
  if (!trouble.empty()) return failed(trouble);
  const auto expected =
      session.bind(context.step.arguments.value("expect", Json::object()), &buyer, told);
  if (!expected) return failed(expected.error());
  return failed(mismatch(*expected, buyer.page->status, buyer.page->body, buyer.page->page.text));
}

StepOutcome http(StepContext& context) {
  Session& session = context.session;
  const Json& written = context.step.arguments;
  BuyerState* buyer = nullptr;
  if (written.contains("as")) {
    const auto found = session.buyer(as_text(written["as"]));
    if (!found) return ends(found.error());
    buyer = *found;
  }
  const auto expected = session.bind(written.value("expect", Json::object()), buyer);
  if (!expected) return ends(expected.error());
  int status = 0;
  Answered answered;
  std::string text;
  if (buyer) {
    const auto prepared = session.prepare(written, buyer, {});
    if (!prepared) return ends(prepared.error());
    const process::Stopwatch stopwatch;
    const Visit visit =
        buyer->browser.send(prepared->method, prepared->url, prepared->headers, prepared->body);
    note_page(session, buyer->name, visit,
              {"browse", buyer->agreement, {}, {}, stopwatch.elapsed()});
    buyer->page = visit;
    if (!visit.ok()) return failed(visit.failure);
    status = visit.status;
    answered = answered_by(visit, buyer->browser);
    text = visit.page.text;
  } else {
    const auto answer = session.ask_seller(written);
    if (!answer) return failed(answer.error());
    status = answer->status;
    answered = answered_by(*answer);
  }
  session.settle();
  const std::string wrong = mismatch(*expected, status, answered.body, text);
  if (!wrong.empty()) return failed(wrong);
  if (!written.contains("capture")) return went_well();
  const auto sources = session.bind(written["capture"], buyer);
  if (!sources) return ends(sources.error());
  for (const auto& [name, source] : sources->items()) {
    auto value = take_out(answered, source);
    if (!value) return ends(value.error());
    session.capture(name, std::move(*value), buyer);
  }
  return went_well();
}

}  // namespace souk::judge
