// Who a customer is: one account each, and the right names in calls.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "scenarios/rules/checks.h"
#include "scenarios/rules/fields.h"
#include "scenarios/rules/rule.h"
#include "scenarios/rules/time_text.h"

namespace souk::judge::checks {
namespace {

/// The first count of accounts after a row: the buyer's, or everybody's.
const Probe* count_after(const Case& facts, const std::string& buyer, std::int64_t seq) {
  for (const auto& probe : facts.probes()) {
    const bool counts = probe.accounts && (probe.buyer.empty() || probe.buyer == buyer);
    if (counts && probe.point.seq > seq) return &probe;
  }
  return nullptr;
}

/// How many agreements were registered before a row, the buyer's or (without one) all: as many
/// accounts are in order.
std::int64_t registered_before(const Case& facts, const std::string& buyer, std::int64_t seq) {
  std::vector<std::string> agreements;
  for (const auto& page : facts.pages()) {
    if (page.purpose != "landing" || page.point.seq > seq || page.agreement.empty()) continue;
    if (!buyer.empty() && page.buyer != buyer) continue;
    const auto known = std::find(agreements.begin(), agreements.end(), page.agreement);
    if (known == agreements.end()) agreements.push_back(page.agreement);
  }
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(agreements.size()));
}

/// The page whose handling caused the call; nothing when it was made in the background.
const Page* page_around(const Case& facts, const Call& call) {
  for (const auto& page : facts.pages()) {
    if (page.began < call.point.seq && call.point.seq < page.point.seq) return &page;
  }
  return nullptr;
}

/// The story's registration step that failed although its landing page was served; nothing if none.
const StepRow* failed_registration(const Case& facts, const Page& landing) {
  for (const auto& step : facts.steps()) {
    const bool same = step.number == landing.step && step.point.seq > landing.point.seq;
    if (same && step.verb == "register" && step.failed) return &step;
  }
  return nullptr;
}

/// Whether the page made another call after this one: then its missing members did not stop it.
bool went_past(const Case& facts, const Call& call, const Page& page) {
  return std::any_of(facts.calls().begin(), facts.calls().end(), [&](const Call& later) {
    return later.point.seq > call.point.seq && later.point.seq < page.point.seq;
  });
}

Generation generation_of(const Case& facts, const Record& record) {
  if (const auto* agreement = facts.agreement(record.agreement)) return agreement->generation;
  if (const auto* product = facts.product(text_of(*record.call->request, "ProductCode"))) {
    return product->generation;
  }
  return facts.products().size() == 1 ? facts.products().front().generation : Generation::Unknown;
}

std::string record_text(const Record& record) {
  return fmt::format("record {} of the call: {} {} for {}", record.index + 1,
                     record.quantity.value_or(0), record.dimension,
                     record.buyer.empty() ? "nobody known" : record.buyer);
}

/// Buyers whom ResolveCustomer gave no CustomerIdentifier and who completed their registration
/// before a row.
std::set<std::string> nameless_buyers_before(const Case& facts, std::int64_t seq) {
  std::set<std::string> buyers;
  for (const auto* call : facts.calls_of("ResolveCustomer")) {
    if (!call->succeeded() || !text_of(*call->response, "CustomerIdentifier").empty()) continue;
    const auto* page = page_around(facts, *call);
    if (page == nullptr || page->purpose != "landing") continue;
    for (const auto& step : facts.steps()) {
      const bool same = step.number == page->step && step.point.seq > page->point.seq;
      const bool through = same && step.verb == "register" && !step.failed;
      if (through && step.point.seq < seq) buyers.insert(page->buyer);
    }
  }
  return buyers;
}

/// A seller that keys on the identifier takes all who have none for one.
void judge_merging(const Case& facts, Findings& findings) {
  for (const auto& probe : facts.probes()) {
    if (!probe.accounts || !probe.buyer.empty()) continue;
    const auto buyers = nameless_buyers_before(facts, probe.point.seq);
    const auto count = static_cast<std::int64_t>(buyers.size());
    if (count < 2) continue;
    const bool kept = *probe.accounts >= count;
    findings
        .add(kept ? Outcome::Pass : Outcome::Fail,
             fmt::format("{} buyers without a CustomerIdentifier registered, and the seller holds "
                         "{} account{}",
                         count, *probe.accounts, *probe.accounts == 1 ? "" : "s"))
        .at(probe.point, "the accounts were counted");
  }
}

/// Marks a finding with every agreement whose records went down with the same call.
void concern_all(Finding& finding, const Case& facts, const Call& call) {
  for (const auto* record : facts.records_of(call)) finding.concerns(record->agreement);
}

}  // namespace

Findings repeats_are_idempotent(const Case& facts) {
  Findings findings;
  for (const auto& page : facts.pages()) {
    if (page.purpose != "landing" || page.landing_case != "repeated") continue;
    if (facts.disturbed_between(page.began, page.point.seq)) continue;
    if (!page.is_answered_below_500()) {
      findings
          .fail(fmt::format(
              "{}'s second POST of one token broke the page: {}", page.buyer,
              page.failure.empty() ? fmt::format("status {}", page.status) : page.failure))
          .at(page.point, "the same token again")
          .concerns(page.agreement);
      continue;
    }
    const auto* count = count_after(facts, page.buyer, page.point.seq);
    if (count == nullptr) {
      findings.silent(fmt::format(
          "both POSTs of one token were answered below 500, but whether a second account arose "
          "needs {} after them",
          explanation_of(Need::Accounts)));
      continue;
    }
    const auto allowed = registered_before(facts, count->buyer, count->point.seq);
    const bool kept = *count->accounts <= allowed;
    findings
        .add(kept ? Outcome::Pass : Outcome::Fail,
             fmt::format("after {} posted the same token twice the seller holds {} account{}{}",
                         page.buyer, *count->accounts, *count->accounts == 1 ? "" : "s",
                         kept ? std::string() : fmt::format(" where {} would do", allowed)))
        .at(page.point, fmt::format("the same token again, answered {}", page.status))
        .at(count->point,
            fmt::format("{} accounts counted, {} expected", *count->accounts, allowed))
        .concerns(page.agreement);
  }
  return findings;
}

Findings needs_no_customer_identifier(const Case& facts) {
  Findings findings;
  for (const auto* call : facts.calls_of("ResolveCustomer")) {
    if (!call->succeeded() || !text_of(*call->response, "CustomerIdentifier").empty()) continue;
    const auto* page = page_around(facts, *call);
    if (page == nullptr || page->purpose != "landing") continue;
    if (facts.disturbed_between(page->began, page->point.seq)) continue;
    const auto* failed = failed_registration(facts, *page);
    if (went_past(facts, *call, *page) && (failed != nullptr || page->status >= 400)) continue;
    const bool refused = !page->failure.empty() || page->status >= 400;
    const auto kept = !refused && failed == nullptr;
    auto& finding = findings.add(
        kept ? Outcome::Pass : Outcome::Fail,
        kept ? fmt::format("{} could register although ResolveCustomer names no "
                           "CustomerIdentifier",
                           page->buyer)
             : fmt::format("{} could not register: ResolveCustomer names no CustomerIdentifier, "
                           "and {}",
                           page->buyer,
                           refused ? fmt::format("the page answered {}", page->status)
                                   : std::string("the registration was not completed")));
    finding.at(call->point, "ResolveCustomer answered without a CustomerIdentifier")
        .at(page->point, fmt::format("the landing page ended with status {}", page->status))
        .concerns(page->agreement);
    if (failed != nullptr) finding.at(failed->point, "the register step failed");
  }
  judge_merging(facts, findings);
  for (const auto& record : facts.records()) {
    if (generation_of(facts, record) != Generation::Concurrent || record.sent->is_null()) continue;
    if (text_of(*record.sent, "CustomerIdentifier").empty()) continue;
    auto& finding = findings.fail(
        "a usage record of a product with concurrent agreements carries "
        "a CustomerIdentifier");
    finding.at(record.point, record_text(record));
    concern_all(finding, facts, *record.call);
  }
  return findings;
}

Findings sends_no_product_code(const Case& facts) {
  Findings findings;
  for (const auto* call : facts.calls_of("BatchMeterUsage")) {
    const auto code = text_of(*call->request, "ProductCode");
    std::string trouble;
    const Record* example = nullptr;
    for (const auto* record : facts.records_of(*call)) {
      if (generation_of(facts, *record) != Generation::Concurrent || record->sent->is_null()) {
        continue;
      }
      if (example == nullptr) example = record;
      const bool licensed = !text_of(*record->sent, "LicenseArn").empty();
      const bool named = !text_of(*record->sent, "CustomerAWSAccountId").empty();
      if (!code.empty()) trouble = "a ProductCode beside LicenseArn";
      if (!licensed) trouble = "a record without LicenseArn";
      if (licensed && !named) trouble = "a record without CustomerAWSAccountId";
      if (!trouble.empty()) break;
    }
    if (example == nullptr) continue;
    auto& finding = findings.add(
        trouble.empty() ? Outcome::Pass : Outcome::Fail,
        trouble.empty()
            ? "usage is reported by licence and account, without a ProductCode"
            : fmt::format("BatchMeterUsage was called with {}, which a product with concurrent "
                          "agreements must not send",
                          trouble));
    finding.at(call->point,
               fmt::format("BatchMeterUsage, answered {} {}", call->status, call->error));
    concern_all(finding, facts, *call);
  }
  return findings;
}

Findings names_one_identity(const Case& facts) {
  Findings findings;
  for (const auto* call : facts.calls_of("BatchMeterUsage")) {
    const Record* both = nullptr;
    bool any = false;
    for (const auto* record : facts.records_of(*call)) {
      if (record->sent->is_null()) continue;
      any = true;
      const bool customer = !text_of(*record->sent, "CustomerIdentifier").empty();
      const bool account = !text_of(*record->sent, "CustomerAWSAccountId").empty();
      if (customer && account && both == nullptr) both = record;
    }
    if (!any) continue;
    auto& finding =
        findings.add(both == nullptr ? Outcome::Pass : Outcome::Fail,
                     both == nullptr ? "every usage record names its customer in one way"
                                     : "a usage record carries both CustomerIdentifier and "
                                       "CustomerAWSAccountId");
    finding.at(call->point, both == nullptr ? "BatchMeterUsage" : record_text(*both));
    concern_all(finding, facts, *call);
  }
  return findings;
}

}  // namespace souk::judge::checks
