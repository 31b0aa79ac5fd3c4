#include "emulator/messaging/event_message.h"

#include <fmt/format.h>

namespace souk::messaging {
namespace {

using marketplace::News;
using Ordered = nlohmann::ordered_json;

/// Open-ended agreements end in this year. Source: events of a live pay-as-you-go product.
constexpr std::string_view kNoEnd = "9999-01-01T00:00:00Z";

/// Whom an event is for: licence events go to the manufacturer only, the rest to the proposer when
/// one account is both.
std::string_view role(News news) {
  return news == News::LicenseUpdated || news == News::LicenseDeprovisioned ? "Manufacturer"
                                                                            : "Proposer";
}

std::string license_text(const Messaging& messaging, const storage::AgreementRow& agreement) {
  const auto& arn = agreement.license_arn;
  if (messaging.market.switches.is(marketplace::switches::kEventLicenseArn, "api")) return arn;
  // The form the official samples print: no arn: prefix, a region, no license segment.
  return fmt::format("aws:license-manager:us-east-1:294406891311:{}",
                     arn.substr(arn.rfind(':') + 1));
}

/// Source: Seller Guide, "Amazon EventBridge events", cancellation requests.
Ordered cancellation_detail(Messaging& messaging, const marketplace::Notice& notice,
                            Ordered detail) {
  auto& market = messaging.market;
  const auto agreement = market.agreements.find(notice.agreement).value();
  const auto request = market.requests.find(notice.request).value();
  const auto details = Json::parse(request.details_json);
  detail["agreement"] = {{"id", agreement.agreement_id},
                         {"acceptorId", market.catalogue.buyer(agreement.buyer)->account},
                         {"productId", market.catalogue.product(agreement.product)->product_id},
                         {"offerId", agreement.offer_id}};
  Ordered about{{"id", request.request_id}, {"reasonCode", details["reasonCode"]}};
  if (details.contains("description")) about["reasonMessage"] = details["description"];
  about["statusCode"] = request.status;
  if (!request.status_message.empty()) about["statusMessage"] = request.status_message;
  about["createdAt"] = to_iso(request.created);
  about["updatedAt"] = to_iso(request.updated);
  detail["agreementCancellationRequest"] = about;
  return detail;
}

/// Source: the same page, billing adjustments. What the buyer gets back is printed as negative.
Ordered adjustment_detail(Messaging& messaging, const marketplace::Notice& notice, Ordered detail) {
  auto& market = messaging.market;
  const auto request = market.requests.find(notice.request).value();
  const auto details = Json::parse(request.details_json);
  detail["agreement"] = {{"id", market.agreements.find(notice.agreement)->agreement_id}};
  detail["billingAdjustmentRequest"] = {
      {"id", request.request_id},
      {"adjustmentAmount", "-" + details["adjustmentAmount"].get<std::string>()},
      {"currencyCode", details["currencyCode"]},
      {"adjustmentReasonCode", details["adjustmentReasonCode"]}};
  detail["invoice"] = {{"originalInvoiceId", details["originalInvoiceId"]}};
  return detail;
}

Ordered detail_of(Messaging& messaging, const marketplace::Notice& notice,
                  const std::string& request_id) {
  auto& market = messaging.market;
  const auto agreement = market.agreements.find(notice.agreement).value();
  const auto buyer = market.catalogue.buyer(agreement.buyer).value();
  const auto product = market.catalogue.product(agreement.product).value();

  Ordered detail{{"requestId", request_id}, {"catalog", "AWSMarketplace"}};
  if (is_of_cancellation(notice.news)) return cancellation_detail(messaging, notice, detail);
  if (is_of_adjustment(notice.news)) return adjustment_detail(messaging, notice, detail);
  Ordered about{{"id", agreement.agreement_id}};
  if (notice.news == News::AgreementCreated) {
    about["intent"] = "NEW";
    about["status"] = "ACTIVE";
    about["acceptanceTime"] = to_iso(agreement.accepted);
    about["startTime"] = to_iso(agreement.accepted);
    about["endTime"] = agreement.ends ? to_iso(*agreement.ends) : std::string(kNoEnd);
  } else if (notice.news == News::AgreementEnded) {
    about["status"] = notice.end_status;
  }
  detail["agreement"] = about;
  const bool licence = role(notice.news) == "Manufacturer";
  if (licence) {
    detail["product"] = {{"code", product.code}, {"id", product.product_id}};
    detail["license"] = {{"arn", license_text(messaging, agreement)}};
  } else {
    detail["resaleAuthorization"] = {{"id", nullptr}};
  }
  detail["acceptor"] = {{"accountId", buyer.account}};
  detail["proposer"] = {{"accountId", market.account}};
  if (notice.news != News::AgreementEnded) detail["offer"] = {{"id", agreement.offer_id}};
  return detail;
}

}  // namespace

Event event_of(Messaging& messaging, const marketplace::Notice& notice, std::uint64_t number) {
  auto& market = messaging.market;
  const auto agreement = market.agreements.find(notice.agreement).value();
  Event event{market.ids.uuid("event", number), market.ids.uuid("event-request", number, 5),
              fmt::format("{} - {}", to_text(notice.news), role(notice.news)), ""};
  Ordered resources = Ordered::array();
  if (!is_of_cancellation(notice.news) && !is_of_adjustment(notice.news)) {
    resources.push_back(
        fmt::format("arn:aws:aws-marketplace::aws:agreement:{}", agreement.agreement_id));
  }
  const Ordered envelope{{"version", "0"},
                         {"id", event.id},
                         {"detail-type", event.detail_type},
                         {"source", "aws.agreement-marketplace"},
                         {"account", market.account},
                         {"time", to_iso_seconds(market.now())},
                         {"region", "us-east-1"},
                         {"resources", resources},
                         {"detail", detail_of(messaging, notice, event.request_id)}};
  event.text = envelope.dump();
  return event;
}

Event with_new_envelope(const Event& event, const std::string& id) {
  auto copy = event;
  auto envelope = Ordered::parse(event.text);
  envelope["id"] = id;
  copy.id = id;
  copy.text = envelope.dump();
  return copy;
}

}  // namespace souk::messaging
