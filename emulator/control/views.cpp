#include "emulator/control/calls.h"
#include "emulator/marketplace/agreements.h"
#include "emulator/marketplace/entitlements.h"
#include "emulator/marketplace/metering.h"
#include "emulator/messaging/queues.h"

namespace souk::control {
namespace {

std::string buyer_of(marketplace::Market& market, const storage::AgreementRow& agreement) {
  return market.catalogue.buyer(agreement.buyer).value().name;
}

/// Whose usage it is. What a seller previews of its own is of no agreement.
Json owned(marketplace::Market& market, std::int64_t agreement, Json line) {
  const auto found = market.agreements.find(agreement);
  line["agreement"] = found ? found->agreement_id : "";
  line["buyer"] = found ? buyer_of(market, *found) : "";
  return line;
}

}  // namespace

Result<Reply> list_agreements(Call& call) {
  auto& market = enter(call).market;
  const auto buyer = call.query.find("buyer");
  Json list = Json::array();
  for (const auto& each : market.agreements.all()) {
    if (buyer != call.query.end() && buyer_of(market, each) != buyer->second) continue;
    list.push_back(agreement_view(market, each));
  }
  return Reply{200, {{"agreements", std::move(list)}}};
}

Result<Reply> get_agreement(Call& call) {
  auto& market = enter(call).market;
  const auto agreement = marketplace::agreement_called(market, call.path["a"]);
  if (!agreement) return Failure(agreement.error());
  return Reply{200, agreement_view(market, *agreement)};
}

Result<Reply> list_entitlements(Call& call) {
  auto& market = enter(call).market;
  Json list = Json::array();
  for (const auto& each : marketplace::all_entitlements(market)) {
    list.push_back({{"agreement", each.agreement.agreement_id},
                    {"buyer", each.buyer.name},
                    {"license_arn", each.agreement.license_arn},
                    {"dimension", each.entitlement.dimension},
                    {"value", each.entitlement.value},
                    {"expires", to_iso(each.entitlement.expires)}});
  }
  return Reply{200, {{"entitlements", std::move(list)}}};
}

Result<Reply> list_usage(Call& call) {
  auto& market = enter(call).market;
  std::int64_t wanted = 0;
  if (const auto id = call.query.find("agreement"); id != call.query.end()) {
    const auto agreement = marketplace::agreement_called(market, id->second);
    if (!agreement) return Failure(agreement.error());
    wanted = agreement->id;
  }
  Json usage = Json::array();
  for (const auto& line : market.usage.lines(wanted)) {
    usage.push_back(
        owned(market, line.agreement,
              {{"dimension", line.dimension},
               {"hour", to_iso(Timestamp(std::chrono::hours(line.hour)))},
               {"quantity", line.quantity},
               {"record_id", marketplace::metering_record_id(market.ids, line.hour, line.key)}}));
  }
  Json totals = Json::array();
  for (const auto& total : market.usage.totals(wanted)) {
    totals.push_back(owned(market, total.agreement,
                           {{"dimension", total.dimension}, {"quantity", total.quantity}}));
  }
  return Reply{200, {{"usage", std::move(usage)}, {"totals", std::move(totals)}}};
}

Result<Reply> list_queues(Call& call) {
  auto& sandbox = enter(call);
  auto& messaging = sandbox.messaging;
  Json list = Json::array();
  for (const auto& each : messaging.queues.queues()) {
    Json view{{"name", each.name},
              {"arn", messaging::queue_arn(messaging, each)},
              {"attributes", messaging::queue_attributes(messaging, each)},
              {"polled", sandbox.activity.is_polled(each.name)}};
    if (const auto consumer = messaging.queues.consumer(each.id)) {
      view["consumer"] = {{"function", consumer->function},
                          {"batch_size", consumer->batch_size},
                          {"report_batch_item_failures", consumer->reports_failures}};
    }
    list.push_back(std::move(view));
  }
  return Reply{200, {{"queues", std::move(list)}}};
}

Result<Reply> list_topics(Call& call) {
  auto& messaging = enter(call).messaging;
  Json list = Json::array();
  for (const auto& topic : messaging.channels.topics()) {
    Json subscriptions = Json::array();
    for (const auto& each : messaging.channels.subscriptions(topic.arn)) {
      subscriptions.push_back({{"arn", each.arn},
                               {"protocol", each.protocol},
                               {"endpoint", each.endpoint},
                               {"raw", each.raw},
                               {"confirmed", each.confirmed}});
    }
    list.push_back({{"arn", topic.arn},
                    {"signature_version", topic.signature_version},
                    {"subscriptions", std::move(subscriptions)}});
  }
  return Reply{200, {{"topics", std::move(list)}}};
}

}  // namespace souk::control
