// What a buyer's browser does at the seller: set-up, register, http.

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/process/real_time.h"
#include "scenarios/runner/pages.h"
#include "scenarios/runner/steps.h"
#include "scenarios/story/names.h"
#include "souk/time.h"

namespace souk::judge {
namespace {

constexpr const char* kTokenField = "x-amzn-marketplace-token";
constexpr const char* kInvalidToken = "test-invalid-token-00000";
constexpr const char* kGarbageToken = "%%<script>alert(1)</script>'\";--\x01+/=";
constexpr int kMostPages = 5;

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

Answers answers_in(const Json& arguments, const char* member) {
  Answers answers;
  const auto found = arguments.find(member);
  if (found == arguments.end()) return answers;
  for (const auto& [name, value] : found->items()) answers[name] = as_text(value);
  return answers;
}

bool same_form(const HtmlForm& left, const HtmlForm& right) {
  const auto names = [](const HtmlForm& form) {
    std::vector<std::string> list;
    for (const FormField& field : form.fields) list.push_back(field.name);
    return list;
  };
  return left.action == right.action && names(left) == names(right);
}

// The buyer in front of the seller's pages, filling in one after the other.
class SignUp {
 public:
  SignUp(Session& session, BuyerState& buyer, const Json& arguments)
      : session_(session),
        buyer_(buyer),
        answers_(answers_in(arguments, "form")),
        log_in_(answers_in(arguments, "login")) {}

  // What went wrong; empty when nothing did.
  std::string run(Visit visit) {
    for (int page = 0; page < kMostPages; ++page) {
      const auto filled = next_form(visit);
      if (!filled) return {};
      const HtmlForm sent = *filled->form;
      told_.insert(filled->used.begin(), filled->used.end());
      const process::Stopwatch stopwatch;
      visit = buyer_.browser.submit(visit, *filled);
      note_page(session_, buyer_.name, visit,
                {"form", buyer_.agreement, {}, {}, stopwatch.elapsed()});
      buyer_.page = visit;
      if (!visit.ok()) return visit.failure;
      if (visit.status >= 400) {
        return fmt::format("the form sent to '{}' was answered {}", session_.relative(sent.action),
                           visit.status);
      }
      for (const HtmlForm& form : visit.page.forms) {
        if (!same_form(form, sent)) continue;
        return fmt::format("the same form came back; the page says '{}'",
                           visit.page.text.substr(0, 160));
      }
    }
    return {};
  }

  bool told_anything() const { return !told_.empty(); }

 private:
  std::optional<FilledForm> next_form(const Visit& visit) {
    if (!log_in_.empty() && !logged_in_) {
      if (auto filled = fill_log_in(visit.page, log_in_)) {
        logged_in_ = true;
        for (const auto& answer : answers_) told_.insert(answer.first);
        return filled;
      }
    }
    return fill_sign_up(visit.page, answers_, told_);
  }

  Session& session_;
  BuyerState& buyer_;
  Answers answers_;
  Answers log_in_;
  std::set<std::string> told_;
  bool logged_in_ = false;
};

std::string wrong_page(const Json& arguments, const Visit& visit) {
  const auto expected = arguments.find("expect");
  if (expected == arguments.end()) return {};
  return mismatch(*expected, visit.status, visit.body, visit.page.text);
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
  const auto arguments = session.bind(context.step.arguments, &buyer);
  if (!arguments) return ends(arguments.error());
  auto landing = prepare_landing(session, buyer, Json::object());
  if (!landing) return ends(landing.error());
  const Visit visit = land(session, buyer, std::move(*landing), Json::object());
  if (!visit.ok()) return ends(visit.failure);
  if (visit.status >= 400) {
    session.settle();
    return failed(fmt::format("the landing page answered {}", visit.status));
  }
  SignUp sign_up(session, buyer, *arguments);
  std::string trouble = sign_up.run(visit);
  session.settle();
  if (buyer.page->unreachable) return ends(trouble);
  const bool wanted_form = arguments->contains("form") || arguments->contains("login");
  if (trouble.empty() && wanted_form && !sign_up.told_anything()) {
    trouble =
        fmt::format("no page had a form for what the buyer has to tell; the last one says '{}'",
                    buyer.page->page.text.substr(0, 160));
  }
  if (trouble.empty()) trouble = wrong_page(*arguments, *buyer.page);
  return failed(trouble);
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
  std::string body;
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
    body = visit.body;
    text = visit.page.text;
  } else {
    const auto answer = session.ask_seller(written);
    if (!answer) return failed(answer.error());
    status = answer->status;
    body = answer->body;
  }
  session.settle();
  const std::string wrong = mismatch(*expected, status, body, text);
  if (!wrong.empty()) return failed(wrong);
  if (!written.contains("capture")) return went_well();
  const Json answer = Json::parse(body, nullptr, false);
  for (const auto& [name, pointer] : written["capture"].items()) {
    const Json::json_pointer at(as_text(pointer));
    if (answer.is_discarded() || !answer.contains(at)) {
      return ends(fmt::format("the answer has nothing at {} to capture", as_text(pointer)));
    }
    session.capture(name, answer[at]);
  }
  return went_well();
}

}  // namespace souk::judge
