// What happens to the registration token between the POST and ResolveCustomer.
#include <fmt/format.h>

#include <algorithm>

#include "scenarios/rules/checks.h"
#include "scenarios/rules/fields.h"
#include "scenarios/rules/page_text.h"
#include "scenarios/rules/time_text.h"

namespace souk::judge::checks {
namespace {

using namespace std::chrono_literals;

constexpr Duration kSwift = 5s;
constexpr Duration kAtOnce = 60s;

/// How long a seller without a job that was seen to run may keep a token before it counts as
/// forgotten.
constexpr Duration kForgotten = 1h;

/// The first landing of each valid token.
std::vector<const Page*> first_landings(const Case& facts) {
  std::vector<const Page*> pages;
  for (const auto& page : facts.pages()) {
    if (page.purpose != "landing" || page.method != "POST") continue;
    if (page.landing_case != "valid" || page.token.empty() || !page.failure.empty()) continue;
    const bool known = std::any_of(pages.begin(), pages.end(), [&](const Page* earlier) {
      return earlier->token == page.token;
    });
    if (!known) pages.push_back(&page);
  }
  return pages;
}

const Call* redemption_of(const Case& facts, const std::string& token) {
  for (const auto* call : facts.calls_of("ResolveCustomer")) {
    if (text_of(*call->request, "RegistrationToken") == token) return call;
  }
  return nullptr;
}

/// A call with what becomes of the token when it is decoded twice, or not at all.
const Call* mangled_redemption_of(const Case& facts, const std::string& token) {
  const auto twice = form_decoded(token);
  const auto never = percent_encoded(token);
  for (const auto* call : facts.calls_of("ResolveCustomer")) {
    const auto sent = text_of(*call->request, "RegistrationToken");
    if (sent != token && (sent == twice || sent == never)) return call;
  }
  return nullptr;
}

Duration delay_of(const Page& page, const Call& call) {
  return std::max(call.point.at - page.point.at, Duration(0));
}

/// Whether whatever the seller does in the background has had its turn since the POST.
bool job_had_its_turn(const Case& facts, const Page& page) {
  if (facts.end() >= page.point.at + kForgotten) return true;
  const auto& ticks = facts.ticks();
  const bool ran = std::any_of(ticks.begin(), ticks.end(),
                               [&](const Tick& tick) { return tick.point.seq > page.point.seq; });
  return ran && facts.end() >= page.point.at + kAtOnce;
}

/// The next page the buyer asked for after this one.
const Page* next_page(const Case& facts, const Page& page) {
  for (const auto& other : facts.pages()) {
    if (other.point.seq > page.point.seq && other.buyer == page.buyer) return &other;
  }
  return nullptr;
}

/// A token that was not redeemed by the end of the story is late once it is too late.
void judge_waiting(const Case& facts, const Page& page, Findings& findings) {
  if (facts.end() <= page.point.at + kAtOnce) return;
  findings
      .fail(fmt::format("{}'s token was still not redeemed {} after the POST; {} is the most",
                        page.buyer, duration_text(facts.end() - page.point.at),
                        duration_text(kAtOnce)))
      .at(page.point, "the browser posted the token")
      .due(page.point.at + kAtOnce, facts.end())
      .concerns(page.agreement);
}

std::string shortened(std::string_view text) {
  return text.size() <= 24 ? std::string(text) : std::string(text.substr(0, 21)) + "…";
}

/// Every text of the page's answers a token may hide in: cookies, or URLs.
std::vector<std::string> texts_in(const Json& list) {
  std::vector<std::string> texts;
  if (!list.is_array()) return texts;
  for (const auto& one : list) {
    if (one.is_string()) texts.push_back(one.get<std::string>());
  }
  return texts;
}

std::vector<std::string> urls_of(const Page& page) {
  auto urls = texts_in(*page.links);
  if (page.hops->is_array()) {
    for (const auto& hop : *page.hops) {
      urls.push_back(text_of(hop, "path"));
      urls.push_back(text_of(hop, "location"));
    }
  }
  if (page.forms->is_array()) {
    for (const auto& form : *page.forms) urls.push_back(text_of(form, "action"));
  }
  return urls;
}

/// The tokens a page's answer could give away: all that were posted up to it, with disguises.
std::vector<std::pair<std::string, std::vector<std::string>>> posted_tokens(const Case& facts) {
  std::vector<std::pair<std::string, std::vector<std::string>>> tokens;
  for (const auto& page : facts.pages()) {
    const bool known = std::any_of(tokens.begin(), tokens.end(),
                                   [&](const auto& token) { return token.first == page.token; });
    if (page.token.size() >= 8 && !known) tokens.emplace_back(page.token, disguises_of(page.token));
  }
  return tokens;
}

std::string token_in(const std::vector<std::string>& texts,
                     const std::vector<std::pair<std::string, std::vector<std::string>>>& tokens) {
  for (const auto& text : texts) {
    for (const auto& [token, disguises] : tokens) {
      if (carries(text, disguises)) return token;
    }
  }
  return "";
}

bool answers_the_buyer(const Page& page) {
  return (page.purpose == "landing" || page.purpose == "form") && page.failure.empty();
}

}  // namespace

Findings redeems_every_token(const Case& facts) {
  Findings findings;
  for (const auto* page : first_landings(facts)) {
    if (const auto* call = redemption_of(facts, page->token)) {
      findings.pass(fmt::format("{}'s token was redeemed with ResolveCustomer", page->buyer))
          .at(page->point, "the browser posted the token")
          .at(call->point, fmt::format("ResolveCustomer, answered {}", call->status))
          .concerns(page->agreement);
      continue;
    }
    if (!job_had_its_turn(facts, *page)) {
      findings.silent(fmt::format(
          "{}'s token was not redeemed, but the story ended {} after the POST; advance by an "
          "hour to tell late from never",
          page->buyer, duration_text(facts.end() - page->point.at)));
      continue;
    }
    findings
        .fail(fmt::format("{}'s token was never redeemed: no ResolveCustomer call carries {}",
                          page->buyer, shortened(page->token)))
        .at(page->point, "the browser posted the token")
        .concerns(page->agreement);
  }
  return findings;
}

Findings redeems_at_once(const Case& facts) {
  Findings findings;
  for (const auto* page : first_landings(facts)) {
    const auto* call = redemption_of(facts, page->token);
    if (call == nullptr) call = mangled_redemption_of(facts, page->token);
    if (call == nullptr) {
      judge_waiting(facts, *page, findings);
      continue;
    }
    const auto delay = delay_of(*page, *call);
    const auto* next = next_page(facts, *page);
    const bool with_next_page = next != nullptr && call->point.seq > next->began &&
                                call->point.seq > page->point.seq && next->began >= page->point.seq;
    auto outcome = delay > kAtOnce ? Outcome::Fail : Outcome::Pass;
    if (outcome == Outcome::Pass && (delay > kSwift || with_next_page)) outcome = Outcome::Warn;
    auto text =
        fmt::format("{}'s token was redeemed {} after the POST", page->buyer, duration_text(delay));
    if (outcome == Outcome::Fail) text += fmt::format("; {} is the most", duration_text(kAtOnce));
    if (with_next_page) text += ", only when the buyer asked for the next page";
    findings.add(outcome, text)
        .at(page->point, "the browser posted the token")
        .at(call->point, "ResolveCustomer")
        .due(page->point.at + kAtOnce, page->point.at + delay)
        .concerns(page->agreement);
  }
  return findings;
}

Findings decodes_once(const Case& facts) {
  Findings findings;
  for (const auto* page : first_landings(facts)) {
    if (page->token.find_first_of("+/=%") == page->token.npos) continue;
    if (const auto* call = redemption_of(facts, page->token)) {
      findings
          .pass(fmt::format("{}'s token arrived at ResolveCustomer as it was posted", page->buyer))
          .at(call->point, "ResolveCustomer with the token unchanged")
          .concerns(page->agreement);
    } else if (const auto* other = mangled_redemption_of(facts, page->token)) {
      const auto sent = text_of(*other->request, "RegistrationToken");
      const bool twice = sent == form_decoded(page->token);
      findings
          .fail(fmt::format("{}'s token was {}: \"{}\" became \"{}\"", page->buyer,
                            twice ? "decoded twice" : "not decoded", page->token, sent))
          .at(page->point, "the browser posted the token")
          .at(other->point,
              fmt::format("ResolveCustomer, answered {} {}", other->status, other->error))
          .concerns(page->agreement);
    }
  }
  return findings;
}

Findings redeems_as_publisher(const Case& facts) {
  Findings findings;
  for (const auto* call : facts.calls_of("ResolveCustomer")) {
    if (!call->fault.empty() && !call->succeeded()) continue;
    if (call->user_agent.rfind("Mozilla/", 0) == 0) {
      findings
          .fail(
              "ResolveCustomer was called from a browser, which must not hold the "
              "seller's credentials")
          .at(call->point, fmt::format("User-Agent {}", call->user_agent));
    } else if (call->signature == "refused" || call->signature == "none") {
      findings
          .fail(fmt::format("ResolveCustomer was not signed with the publishing account's "
                            "credentials: answered {} {}",
                            call->status, call->error))
          .at(call->point, fmt::format("signature {}", call->signature));
    } else if (call->signature == "verified") {
      findings.pass("ResolveCustomer was signed with the publishing account's credentials")
          .at(call->point, "signature verified");
    } else {
      findings.silent("signatures are not verified here; start souk with --auth verify");
    }
  }
  return findings;
}

Findings keeps_token_out_of_cookies(const Case& facts) {
  Findings findings;
  const auto tokens = posted_tokens(facts);
  for (const auto& page : facts.pages()) {
    if (!answers_the_buyer(page) || tokens.empty()) continue;
    if (!page.set_cookies->is_array() && !page.body) {
      findings.silent("this journal was exported without cookie values");
      continue;
    }
    const bool leaked = !token_in(texts_in(*page.set_cookies), tokens).empty();
    findings
        .add(leaked ? Outcome::Fail : Outcome::Pass,
             leaked ? fmt::format("a cookie set for {} holds the registration token", page.buyer)
                    : fmt::format("no cookie set for {} holds the registration token", page.buyer))
        .at(page.point, leaked ? "Set-Cookie with the token in it" : "the answer's cookies")
        .concerns(page.agreement);
  }
  return findings;
}

Findings keeps_token_out_of_urls(const Case& facts) {
  Findings findings;
  const auto tokens = posted_tokens(facts);
  for (const auto& page : facts.pages()) {
    if (!answers_the_buyer(page) || tokens.empty()) continue;
    const bool leaked = !token_in(urls_of(page), tokens).empty();
    findings
        .add(leaked ? Outcome::Fail : Outcome::Pass,
             leaked
                 ? fmt::format("an address shown to {} holds the registration token", page.buyer)
                 : fmt::format("no address shown to {} holds the registration token", page.buyer))
        .at(page.point, leaked ? "a Location, link or form action with the token in it"
                               : "the answer's redirects, links and forms")
        .concerns(page.agreement);
  }
  return findings;
}

}  // namespace souk::judge::checks
