// What the landing page answers: to a purchase, to bad tokens, to the listing probe.
#include <fmt/format.h>

#include <array>

#include "scenarios/rules/checks.h"
#include "scenarios/rules/fields.h"
#include "scenarios/rules/page_text.h"
#include "scenarios/rules/time_text.h"

namespace souk::judge::checks {
namespace {

bool is_landing_post(const Page& page, std::string_view landing_case) {
  return page.purpose == "landing" && page.method == "POST" && page.landing_case == landing_case;
}

std::string answer_text(const Page& page) {
  if (!page.failure.empty()) return fmt::format("did not answer: {}", page.failure);
  return fmt::format("answered {}", page.status);
}

std::string ending_text(const Page& page) {
  if (!page.failure.empty()) return fmt::format("no answer: {}", page.failure);
  return fmt::format("the page ended with status {}", page.status);
}

}  // namespace

Findings accepts_the_post(const Case& facts) {
  Findings findings;
  for (const auto& page : facts.pages()) {
    if (!is_landing_post(page, "valid")) continue;
    const bool kept = page.failure.empty() && page.status >= 200 && page.status < 300;
    if (!kept && facts.disturbed_between(page.began, page.point.seq)) {
      findings.silent("souk disturbed the seller's calls during every landing that went wrong");
      continue;
    }
    const auto text =
        fmt::format("{}'s POST with a registration token was {}", page.buyer,
                    kept ? "accepted" : "not accepted: the page " + answer_text(page));
    findings.add(kept ? Outcome::Pass : Outcome::Fail, text)
        .at(page.point, ending_text(page))
        .concerns(page.agreement);
  }
  return findings;
}

Findings handles_invalid_token(const Case& facts) {
  Findings findings;
  for (const auto& page : facts.pages()) {
    if (!is_landing_post(page, "invalid")) continue;
    if (!page.is_answered_below_500()) {
      findings.fail(fmt::format("an invalid token was not handled: the page {}", answer_text(page)))
          .at(page.point, ending_text(page));
      continue;
    }
    const auto leak = raw_error_in(page.body.value_or(""));
    if (!leak.empty()) {
      findings.fail(fmt::format("an invalid token made the page show a raw error: \"{}\"", leak))
          .at(page.point, fmt::format("the page contains \"{}\"", leak));
      continue;
    }
    findings
        .pass(fmt::format("an invalid token was answered with {} and a plain page", page.status))
        .at(page.point, ending_text(page));
  }
  return findings;
}

Findings handles_expired_token(const Case& facts) {
  Findings findings;
  for (const auto& page : facts.pages()) {
    if (!is_landing_post(page, "expired")) continue;
    if (!page.is_answered_below_500()) {
      findings
          .fail(fmt::format("{}'s expired token was not handled: the page {}", page.buyer,
                            answer_text(page)))
          .at(page.point, ending_text(page))
          .concerns(page.agreement);
      continue;
    }
    const bool told = !page.body || points_back_to_set_up(*page.body);
    findings
        .add(told ? Outcome::Pass : Outcome::Warn,
             told ? fmt::format("{}'s expired token was answered with {} and a way on", page.buyer,
                                page.status)
                  : fmt::format("the page for {}'s expired token does not tell the buyer to choose "
                                "\"Set up your account\" in AWS Marketplace again",
                                page.buyer))
        .at(page.point, ending_text(page))
        .concerns(page.agreement);
  }
  return findings;
}

Findings handles_missing_token(const Case& facts) {
  Findings findings;
  for (const auto& page : facts.pages()) {
    const bool empty = is_landing_post(page, "empty");
    if (!empty && !is_landing_post(page, "missing")) continue;
    const auto what = empty ? "an empty token" : "a POST without a token";
    const Call* redeemed = nullptr;
    for (const auto* call : facts.calls_of("ResolveCustomer")) {
      const bool meanwhile = call->point.seq > page.began && call->point.seq < page.point.seq;
      if (meanwhile && text_of(*call->request, "RegistrationToken").empty()) redeemed = call;
    }
    if (!page.is_answered_below_500()) {
      findings.fail(fmt::format("{} was not handled: the page {}", what, answer_text(page)))
          .at(page.point, ending_text(page));
    } else if (redeemed != nullptr) {
      findings.fail(fmt::format("{} was sent to ResolveCustomer all the same", what))
          .at(redeemed->point, "ResolveCustomer with an empty token")
          .at(page.point, ending_text(page));
    } else if (page.body && visible_text(*page.body).empty()) {
      findings.warn(fmt::format("{} was answered with {} and a blank page", what, page.status))
          .at(page.point, "the page shows nothing");
    } else {
      findings.pass(fmt::format("{} was answered with {}", what, page.status))
          .at(page.point, ending_text(page));
    }
  }
  return findings;
}

Findings answers_the_probe(const Case& facts) {
  Findings findings;
  for (const auto& page : facts.pages()) {
    if (page.purpose != "listing-probe") continue;
    const auto& hops = *page.hops;
    const auto first =
        hops.is_array() && !hops.empty() ? number_of(hops.front(), "status") : std::nullopt;
    const bool kept = page.failure.empty() && page.status == 200;
    const bool redirected = first && *first != page.status;
    auto text = fmt::format("a plain GET of the landing page {}", answer_text(page));
    if (redirected) text += fmt::format(", after a first answer of {}", *first);
    if (!kept) text += ", and a listing needs 200";
    findings.add(kept ? Outcome::Pass : Outcome::Fail, text).at(page.point, ending_text(page));
  }
  return findings;
}

}  // namespace souk::judge::checks
