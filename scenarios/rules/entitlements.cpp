// What was bought: asked at registration, read to the last page, and nothing taken for granted.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "scenarios/rules/checks.h"
#include "scenarios/rules/fields.h"
#include "scenarios/rules/ledger.h"
#include "scenarios/rules/time_text.h"

namespace souk::judge::checks {
namespace {

using namespace std::chrono_literals;

/// How long a token may wait for ResolveCustomer, as in R7.
constexpr Duration kAtOnce = 60s;

bool names(const Json& filter, const char* key, const std::string& wanted) {
  const auto& values = member(filter, key);
  return !wanted.empty() && values.is_array() &&
         std::find(values.begin(), values.end(), Json(wanted)) != values.end();
}

bool asks_for(const Call& call, const Agreement& agreement) {
  const auto& filter = member(*call.request, "Filter");
  return names(filter, "LICENSE_ARN", agreement.license_arn) ||
         names(filter, "CUSTOMER_AWS_ACCOUNT_ID", agreement.account) ||
         names(filter, "CUSTOMER_IDENTIFIER", agreement.customer_identifier);
}

const Page* first_landing(const Case& facts, const Agreement& agreement) {
  for (const auto& page : facts.pages()) {
    const bool landing = page.purpose == "landing" && page.landing_case == "valid";
    if (landing && page.agreement == agreement.id) return &page;
  }
  return nullptr;
}

const Call* redemption(const Case& facts, const std::string& token) {
  for (const auto* call : facts.calls_of("ResolveCustomer")) {
    if (text_of(*call->request, "RegistrationToken") == token && call->succeeded()) return call;
  }
  return nullptr;
}

/// Where the registration that began with this landing page was through: the end of its step, or
/// the last of its pages.
Point registration_end(const Case& facts, const Page& landing) {
  auto end = landing.point;
  for (const auto& page : facts.pages()) {
    if (page.step == landing.step && page.buyer == landing.buyer) {
      if (page.point.seq > end.seq) end = page.point;
    }
  }
  for (const auto& step : facts.steps()) {
    const bool same = !landing.step.empty() && step.number == landing.step;
    if (same && step.point.seq > end.seq) end = step.point;
  }
  return end;
}

void judge_onboarding(const Case& facts, const Agreement& agreement, const Page& landing,
                      const Call& resolved, Findings& findings) {
  const auto end = registration_end(facts, landing);
  const Call* elsewhere = nullptr;
  const Call* unfiltered = nullptr;
  for (const auto* call : facts.calls_of("GetEntitlements")) {
    const bool meanwhile = call->point.seq > resolved.point.seq &&
                           (call->point.seq < end.seq || call->point.at <= end.at);
    if (!meanwhile) continue;
    if (!asks_for(*call, agreement)) {
      unfiltered = call;
    } else if (call->region != "us-east-1") {
      elsewhere = call;
    } else {
      findings
          .pass(fmt::format("{}'s entitlements were asked for at registration", agreement.buyer))
          .at(resolved.point, "ResolveCustomer")
          .at(call->point, "GetEntitlements in us-east-1")
          .concerns(agreement.id);
      return;
    }
  }
  std::string text =
      fmt::format("{}'s entitlements were not asked for at registration", agreement.buyer);
  if (unfiltered != nullptr) {
    text = fmt::format("GetEntitlements was called without a filter for {}", agreement.buyer);
  }
  if (elsewhere != nullptr) {
    text = fmt::format("{}'s entitlements were asked for in {}; only us-east-1 has them",
                       agreement.buyer, elsewhere->region);
  }
  auto& finding = findings.fail(text);
  finding.at(resolved.point, "ResolveCustomer").concerns(agreement.id);
  const auto* wrong = elsewhere != nullptr ? elsewhere : unfiltered;
  if (wrong != nullptr) finding.at(wrong->point, "GetEntitlements");
  finding.at(end, "the registration was through");
}

/// Whether the answer never reached the seller.
bool lost(const Call& call) { return call.spoiled_by_souk(); }

bool is_empty_answer(const Call& call) {
  return call.succeeded() && call.response->is_object() && !call.response->contains("Entitlements");
}

/// The agreements an empty answer was about, for what follows from a crash.
void concern_asked(Finding& finding, const Case& facts, const Call& call) {
  for (const auto& agreement : facts.agreements()) {
    if (asks_for(call, agreement)) finding.concerns(agreement.id);
  }
}

/// The delivery the seller was working on when it made the call; nothing when there was none.
const Delivery* delivery_around(const Case& facts, const Call& call) {
  for (const auto& notice : facts.notifications()) {
    auto began = notice.point.seq;
    for (const auto& delivery : notice.deliveries) {
      const bool during = call.point.seq > began && call.point.seq < delivery.point.seq;
      if (during && delivery.by_http() && call.point.at == delivery.point.at) return &delivery;
      began = delivery.point.seq;
    }
  }
  return nullptr;
}

/// Whether the agreement was used long enough that its usage must have been accepted by now.
bool metering_was_due(const Case& facts, const Agreement& agreement) {
  for (const auto& [key, quantity] : used_hours(facts, agreement)) {
    if (agreement.closes && facts.end() >= *agreement.closes) return true;
    if (!agreement.over() && facts.end() >= key.ends() + 1h) return true;
  }
  return false;
}

/// Whether souk's own faults kept back everything the seller reported while it could be taken.
bool souk_took_nothing(const Case& facts, const Agreement& agreement) {
  bool tried = false;
  for (const auto* record : facts.records_of(agreement)) {
    if (agreement.closes && record->point.at >= *agreement.closes) continue;
    if (!record->hampered()) return false;
    tried = true;
  }
  return tried;
}

struct Required {
  std::string operation;
  bool due = false;
  const Call* made = nullptr;
};

std::vector<Required> required_calls(const Case& facts, const Agreement& agreement,
                                     const Page& landing) {
  const bool settled = facts.end() > landing.point.at + kAtOnce;
  std::vector<Required> required{{"ResolveCustomer", settled, redemption(facts, landing.token)}};
  if (agreement.is_entitled()) {
    const bool asked = settled || required.front().made != nullptr;
    auto& ask = required.emplace_back(Required{"GetEntitlements", asked, nullptr});
    for (const auto* call : facts.calls_of("GetEntitlements")) {
      if (ask.made == nullptr && call->succeeded() && asks_for(*call, agreement)) ask.made = call;
    }
  }
  if (agreement.is_metered()) {
    const auto due = agreement.model == Model::Subscription && metering_was_due(facts, agreement) &&
                     !souk_took_nothing(facts, agreement);
    auto& meter = required.emplace_back(Required{"BatchMeterUsage", due, nullptr});
    for (const auto* record : facts.records_of(agreement)) {
      if (meter.made == nullptr && record->accepted()) meter.made = record->call;
    }
  }
  return required;
}

}  // namespace

Findings checks_entitlements(const Case& facts) {
  Findings findings;
  for (const auto& agreement : facts.agreements()) {
    if (!agreement.is_entitled()) continue;
    const auto* landing = first_landing(facts, agreement);
    const auto* resolved = landing == nullptr ? nullptr : redemption(facts, landing->token);
    if (resolved != nullptr) judge_onboarding(facts, agreement, *landing, *resolved, findings);
  }
  return findings;
}

Findings follows_pages(const Case& facts) {
  Findings findings;
  const auto& calls = facts.calls_of("GetEntitlements");
  for (const auto* call : calls) {
    const auto next = text_of(*call->response, "NextToken");
    if (next.empty() || lost(*call)) continue;
    const auto followed = std::find_if(calls.begin(), calls.end(), [&](const Call* later) {
      return later->point.seq > call->point.seq && text_of(*later->request, "NextToken") == next;
    });
    const bool kept = followed != calls.end();
    const auto& page = member(*call->response, "Entitlements");
    const auto entries = page.is_array() ? page.size() : 0;
    auto& finding = findings.add(
        kept ? Outcome::Pass : Outcome::Fail,
        kept ? fmt::format("the page after one with {} entitlements was fetched", entries)
             : fmt::format("GetEntitlements answered {} entitlements and a NextToken, and the "
                           "next page was never fetched",
                           entries));
    finding.at(call->point, fmt::format("{} entitlements and a NextToken", entries));
    if (kept) finding.at((*followed)->point, "the next page");
    concern_asked(finding, facts, *call);
  }
  return findings;
}

Findings made_the_required_calls(const Case& facts) {
  Findings findings;
  for (const auto& agreement : facts.agreements()) {
    const auto* landing = first_landing(facts, agreement);
    if (landing == nullptr || agreement.model == Model::Unknown) continue;
    const auto required = required_calls(facts, agreement, *landing);
    const auto absent = std::find_if(required.begin(), required.end(), [](const Required& call) {
      return call.due && call.made == nullptr;
    });
    if (absent != required.end()) {
      findings.fail(fmt::format("{} never succeeded for {}", absent->operation, agreement.buyer))
          .at(landing->point, fmt::format("{} came to register", agreement.buyer))
          .concerns(agreement.id);
      continue;
    }
    std::string list;
    Findings told;
    auto& finding = told.pass("");
    bool complete = agreement.activated.has_value();
    for (const auto& call : required) {
      if (call.made == nullptr) {
        complete = false;
        continue;
      }
      list += (list.empty() ? "" : ", ") + call.operation;
      finding.at(call.made->point, call.operation);
    }
    if (!complete) {
      findings.silent(
          "the story ended before every call this pricing model needs was due; let the "
          "buyer use an active purchase for an hour and advance");
      continue;
    }
    finding.text = fmt::format("{} succeeded for {}", list, agreement.buyer);
    finding.concerns(agreement.id);
    findings.all().push_back(finding);
  }
  return findings;
}

Findings survives_empty_answer(const Case& facts) {
  Findings findings;
  for (const auto* call : facts.calls_of("GetEntitlements")) {
    if (!is_empty_answer(*call)) continue;
    const auto tell = [&](bool kept, const std::string& where, const Point& point, int status) {
      auto& finding = findings.add(
          kept ? Outcome::Pass : Outcome::Fail,
          kept ? fmt::format("{} took an answer without Entitlements and ended with {}", where,
                             status)
               : fmt::format("{} broke on an answer without Entitlements: {}", where,
                             status == 0 ? "no answer" : fmt::format("status {}", status)));
      finding.at(call->point, "GetEntitlements answered without the key Entitlements")
          .at(point, fmt::format("{} ended", where));
      concern_asked(finding, facts, *call);
    };
    const auto page =
        std::find_if(facts.pages().begin(), facts.pages().end(), [&](const Page& one) {
          return one.began < call->point.seq && call->point.seq < one.point.seq;
        });
    if (page != facts.pages().end()) {
      if (facts.disturbed_between(page->began, page->point.seq)) continue;
      tell(page->failure.empty() && page->status < 500, "the landing page", page->point,
           page->failure.empty() ? page->status : 0);
    } else if (const auto* delivery = delivery_around(facts, *call)) {
      tell(delivery->status > 0 && delivery->status < 500, "the notification handler",
           delivery->point, delivery->status);
    }
  }
  return findings;
}

}  // namespace souk::judge::checks
