#include "scenarios/runner/page_steps.h"

#include <fmt/format.h>

#include <vector>

#include "scenarios/process/real_time.h"
#include "scenarios/runner/capture.h"
#include "scenarios/runner/forms.h"
#include "scenarios/runner/mismatch.h"
#include "scenarios/runner/pages.h"
#include "scenarios/story/names.h"

namespace souk::judge {
namespace {

constexpr int kRefused = 400;

class PageSteps {
 public:
  PageSteps(Session& session, BuyerState& buyer, const Extra& told)
      : session_(session), buyer_(buyer), told_(told), page_url_(buyer.page->url) {}

  std::string run(const Json& steps) {
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const auto step = steps[i].begin();
      const std::string trouble = play(step.key(), step.value());
      if (!trouble.empty()) return fmt::format("page step {} ({}): {}", i + 1, step.key(), trouble);
    }
    return {};
  }

 private:
  std::string play(const std::string& verb, const Json& arguments) {
    if (verb == "fill") return fill(arguments);
    if (verb == "http") return send(arguments);
    return judge(arguments);
  }

  std::string fill(const Json& arguments) {
    const auto bound = session_.bind(arguments, &buyer_, told_);
    if (!bound) return bound.error();
    Answers answers;
    for (const auto& [name, value] : bound->items()) answers[name] = as_text(value);
    const Visit page = *buyer_.page;
    const auto filled = fill_sign_up(page.page, answers, {});
    if (!filled || filled->used.empty()) {
      return fmt::format("the page has no form for that; it says '{}'", shown_text(page));
    }
    for (const auto& [name, value] : answers) {
      if (filled->used.count(name) == 0) return fmt::format("the form has no field '{}'", name);
    }
    const Visit visit = send_form(session_, buyer_, page, *filled);
    if (!visit.ok()) return visit.failure;
    page_url_ = visit.url;
    return visit.status < kRefused ? "" : fmt::format("it was answered {}", visit.status);
  }

  std::string send(const Json& arguments) {
    auto prepared = session_.prepare(arguments, &buyer_, told_);
    if (!prepared) return prepared.error();
    if (const auto url = resolve(buyer_.page->url, prepared->url)) prepared->url = *url;
    const bool opens_page = prepared->method == "GET" && prepared->headers.empty();
    const process::Stopwatch stopwatch;
    Browser& browser = buyer_.browser;
    Visit visit = opens_page ? browser.open(prepared->url)
                             : browser.fetch(page_url_, prepared->method, prepared->url,
                                             prepared->headers, prepared->body);
    note_page(session_, buyer_.name, visit,
              {"form", buyer_.agreement, {}, {}, stopwatch.elapsed()});
    buyer_.page = std::move(visit);
    if (!buyer_.page->ok()) return buyer_.page->failure;
    if (opens_page) page_url_ = buyer_.page->url;
    if (buyer_.page->status >= kRefused && !arguments.contains("expect")) {
      return fmt::format("it was answered {}: '{}'", buyer_.page->status, shown_text(*buyer_.page));
    }
    return judge(arguments);
  }

  // Holds what was answered last against what the step expects, and keeps what it captures.
  std::string judge(const Json& arguments) {
    const Visit& visit = *buyer_.page;
    if (arguments.contains("expect")) {
      const auto expected = session_.bind(arguments["expect"], &buyer_, told_);
      if (!expected) return expected.error();
      std::string wrong = mismatch(*expected, visit.status, visit.body, visit.page.text);
      if (!wrong.empty()) return wrong;
    }
    if (!arguments.contains("capture")) return {};
    const auto sources = session_.bind(arguments["capture"], &buyer_, told_);
    if (!sources) return sources.error();
    const Answered answered = answered_by(visit, buyer_.browser);
    for (const auto& [name, source] : sources->items()) {
      auto value = take_out(answered, source);
      if (!value) return value.error();
      session_.capture(name, std::move(*value), &buyer_);
    }
    return {};
  }

  Session& session_;
  BuyerState& buyer_;
  const Extra& told_;
  std::string page_url_;  // the page whose scripts send
};

}  // namespace

std::string play_page_steps(Session& session, BuyerState& buyer, const Json& steps,
                            const Extra& told) {
  return PageSteps(session, buyer, told).run(steps);
}

}  // namespace souk::judge
