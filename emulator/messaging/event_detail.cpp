#include "emulator/messaging/event_detail.h"

#include <fmt/format.h>

#include "emulator/marketplace/agreement_status.h"
#include "emulator/marketplace/charges.h"
#include "emulator/marketplace/renewals.h"
#include "emulator/marketplace/successions.h"
#include "emulator/marketplace/terms.h"

namespace souk::messaging {
namespace {

using marketplace::News;
using Ordered = nlohmann::ordered_json;

/// Open-ended agreements end in this year. Source: events of a live pay-as-you-go product.
constexpr std::string_view kNoEnd = "9999-01-01T00:00:00Z";
/// Sandboxes know their seller by its account only.
constexpr std::string_view kSellerName = "Souk Seller";

/// What an event is about.
struct Subject {
  Messaging& messaging;
  const marketplace::Notice& notice;
  Role role;
  storage::AgreementRow agreement;
  storage::ProductRow product;

  marketplace::Market& market() const { return messaging.market; }
};

bool spelled_as_sample(const Subject& subject) {
  return subject.market().switches.is(marketplace::switches::kEventSpelling, "sample");
}

std::string license_text(const Subject& subject) {
  const auto& arn = subject.agreement.license_arn;
  if (subject.market().switches.is(marketplace::switches::kEventLicenseArn, "api")) return arn;
  // The form the official samples print: no arn: prefix, a region, no license segment.
  return fmt::format("aws:license-manager:us-east-1:294406891311:{}",
                     arn.substr(arn.rfind(':') + 1));
}

std::string offer_text(const Subject& subject) {
  constexpr std::string_view kPrefix = "offer-";
  const auto& id = subject.agreement.offer_id;
  return spelled_as_sample(subject) && id.starts_with(kPrefix) ? id.substr(kPrefix.size()) : id;
}

std::string end_text(const Subject& subject) {
  const auto end = marketplace::end_time(subject.agreement);
  return end ? to_iso(*end) : std::string(kNoEnd);
}

Ordered product_named(const Subject& subject) {
  return {{"id", subject.product.product_id}, {"title", subject.product.title}};
}

Ordered proposer(const Subject& subject, bool named = false) {
  Ordered account{{"accountId", account_of(subject.messaging, Role::Proposer, subject.agreement)}};
  if (named) account["name"] = kSellerName;
  return account;
}

Ordered acceptor(const Subject& subject) {
  return {{"accountId", account_of(subject.messaging, Role::Acceptor, subject.agreement)}};
}

Ordered resale(const Subject& subject) {
  if (reseller_of(subject.messaging, subject.agreement).empty()) return {{"id", nullptr}};
  const auto purpose = fmt::format("resale/{}", subject.agreement.offer_id);
  return {{"id", "resaleauthz-" + subject.market().ids.alphanumeric(purpose, 0, 13)}};
}

Ordered or_null(const std::string& text) { return text.empty() ? Ordered(nullptr) : Ordered(text); }

Ordered told_lockout(const marketplace::RenewalOutlook& outlook) {
  return outlook.lockout ? Ordered(to_iso(*outlook.lockout)) : Ordered(nullptr);
}

Ordered renewal_summary(const marketplace::RenewalOutlook& outlook) {
  return {{"lockoutStartTime", told_lockout(outlook)},
          {"disabledBy", or_null(outlook.disabled_by)}};
}

void add_created(const Subject& subject, Ordered& detail) {
  const auto& agreement = subject.agreement;
  auto& about = detail["agreement"];
  about["intent"] = agreement.intent;
  about["status"] = "ACTIVE";
  about["acceptanceTime"] = to_iso(agreement.accepted);
  about["startTime"] = to_iso(marketplace::start_time(agreement));
  about["endTime"] = end_text(subject);
  const bool renewal = agreement.intent == "RENEW";
  if (renewal) {
    about["previousAgreementId"] = agreement.previous;
    detail["product"] = product_named(subject);
  }
  detail["resaleAuthorization"] = resale(subject);
  detail["acceptor"] = acceptor(subject);
  detail["proposer"] = proposer(subject, renewal);
  detail["offer"] = {{"id", offer_text(subject)}};
}

void add_amended(const Subject& subject, Ordered& detail) {
  const auto& agreement = subject.agreement;
  const auto outlook = marketplace::renewal_outlook(subject.market(), agreement);
  auto& about = detail["agreement"];
  about["intent"] = "AMEND";
  about["status"] = "ACTIVE";
  about["acceptanceTime"] = to_iso(agreement.accepted);
  about["startTime"] = to_iso(marketplace::start_time(agreement));
  about["endTime"] = end_text(subject);
  about["autoRenewalEnabled"] = outlook.renews;
  detail["renewalSummary"] =
      agreement.term.empty() ? renewal_summary({}) : renewal_summary(outlook);
  if (subject.role == Role::Proposer) detail["product"] = product_named(subject);
  detail["resaleAuthorization"] = resale(subject);
  detail["acceptor"] = acceptor(subject);
  detail["proposer"] = proposer(subject);
  detail["offer"] = {{"id", offer_text(subject)}};
}

void add_ended(const Subject& subject, Ordered& detail) {
  detail["agreement"]["status"] = subject.notice.end_status;
  detail["resaleAuthorization"] = resale(subject);
  detail["acceptor"] = acceptor(subject);
  detail["proposer"] = proposer(subject);
}

void add_ending(const Subject& subject, Ordered& detail) {
  const auto outlook = marketplace::renewal_outlook(subject.market(), subject.agreement);
  auto& about = detail["agreement"];
  about["status"] = "ACTIVE";
  about["endTime"] = end_text(subject);
  about["daysBeforeEndTime"] = subject.notice.days_before_end;
  about["autoRenewalEnabled"] = outlook.renews;
  detail["renewalSummary"] = renewal_summary(outlook);
  detail["product"] = product_named(subject);
  detail["proposer"] = proposer(subject, true);
  detail["acceptor"] = acceptor(subject);
  detail["offer"] = {{"id", offer_text(subject)}};
}

/// Renewal Terms Finalized and Renewal Upcoming.
void add_renewal(const Subject& subject, Ordered& detail) {
  const auto& agreement = subject.agreement;
  auto& market = subject.market();
  const auto outlook = marketplace::renewal_outlook(market, agreement);
  auto& about = detail["agreement"];
  about["startTime"] = to_iso(marketplace::start_time(agreement));
  about["endTime"] = end_text(subject);
  detail["product"] = product_named(subject);
  Ordered summary{{"tcv", to_text(marketplace::value_of_renewal(market, agreement))},
                  {"currency", marketplace::currency_of(marketplace::terms_of(market, agreement))}};
  if (subject.notice.news == News::RenewalTermsFinalized) {
    summary["termsFinalizedTime"] = to_iso(market.now());
  }
  summary["lockoutReached"] = outlook.locked;
  if (subject.notice.news == News::RenewalTermsFinalized) {
    summary["lockoutStartTime"] = told_lockout(outlook);
  }
  detail["renewalSummary"] = std::move(summary);
  detail["acceptor"] = acceptor(subject);
  detail["proposer"] = proposer(subject);
}

/// Of licences and of what a buyer spends.
void add_licence(const Subject& subject, Ordered& detail) {
  const bool licence = subject.notice.news == News::LicenseUpdated ||
                       subject.notice.news == News::LicenseDeprovisioned;
  detail["product"] = {{"code", subject.product.code}, {"id", subject.product.product_id}};
  if (licence) detail["license"] = {{"arn", license_text(subject)}};
  detail["acceptor"] = acceptor(subject);
  detail["proposer"] = proposer(subject);
  detail["offer"] = {{"id", offer_text(subject)}};
}

void add_advisory(const Subject& subject, Ordered& detail) {
  detail["product"] = {{"id", subject.product.product_id}};
  detail["acceptor"] = acceptor(subject);
  detail["proposer"] = proposer(subject);
  const auto* when = subject.notice.news == News::AdvisoryIssued ? "issuedAt" : "resolvedAt";
  detail["advisory"] = {{when, to_iso(subject.market().now())}};
}

void add_cancellation(const Subject& subject, Ordered& detail) {
  const auto request = subject.market().requests.find(subject.notice.request).value();
  const auto details = Json::parse(request.details_json);
  auto& about = detail["agreement"];
  about["acceptorId"] = account_of(subject.messaging, Role::Acceptor, subject.agreement);
  about["productId"] = subject.product.product_id;
  about["offerId"] = offer_text(subject);
  Ordered asked{{"id", request.request_id}, {"reasonCode", details["reasonCode"]}};
  if (details.contains("description")) asked["reasonMessage"] = details["description"];
  asked["statusCode"] = request.status;
  if (!request.status_message.empty()) asked["statusMessage"] = request.status_message;
  asked["createdAt"] = to_iso(request.created);
  asked["updatedAt"] = to_iso(request.updated);
  detail["agreementCancellationRequest"] = std::move(asked);
}

/// What the buyer gets back is printed as negative.
void add_adjustment(const Subject& subject, Ordered& detail) {
  const auto request = subject.market().requests.find(subject.notice.request).value();
  const auto details = Json::parse(request.details_json);
  detail["billingAdjustmentRequest"] = {
      {"id", request.request_id},
      {"adjustmentAmount", "-" + details["adjustmentAmount"].get<std::string>()},
      {"currencyCode", details["currencyCode"]},
      {"adjustmentReasonCode", details["adjustmentReasonCode"]}};
  detail["invoice"] = {{"originalInvoiceId", details["originalInvoiceId"]}};
}

void add_members(const Subject& subject, Ordered& detail) {
  switch (subject.notice.news) {
    case News::AgreementCreated:
      return add_created(subject, detail);
    case News::AgreementAmended:
      return add_amended(subject, detail);
    case News::AgreementEnded:
      return add_ended(subject, detail);
    case News::AgreementEnding:
      return add_ending(subject, detail);
    case News::RenewalTermsFinalized:
    case News::RenewalUpcoming:
      return add_renewal(subject, detail);
    case News::AdvisoryIssued:
    case News::AdvisoryResolved:
      return add_advisory(subject, detail);
    default:
      if (is_of_cancellation(subject.notice.news)) return add_cancellation(subject, detail);
      if (is_of_adjustment(subject.notice.news)) return add_adjustment(subject, detail);
      return add_licence(subject, detail);
  }
}

}  // namespace

Ordered event_detail(Messaging& messaging, const marketplace::Notice& notice, Role role,
                     const std::string& request_id) {
  auto& market = messaging.market;
  auto agreement = market.agreements.find(notice.agreement).value();
  auto product = market.catalogue.product(agreement.product).value();
  Ordered detail{{"requestId", request_id},
                 {"catalog", "AWSMarketplace"},
                 {"agreement", {{"id", agreement.agreement_id}}}};
  add_members({messaging, notice, role, std::move(agreement), std::move(product)}, detail);
  return detail;
}

}  // namespace souk::messaging
