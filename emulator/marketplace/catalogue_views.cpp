#include <fmt/format.h>

#include "emulator/marketplace/catalogue.h"
#include "emulator/marketplace/proposals.h"
#include "emulator/marketplace/task_catalogue.h"

namespace souk::marketplace {
namespace {

constexpr std::string_view kTopicOwner = "arn:aws:sns:us-east-1:287250355862:";

}  // namespace

Json dimensions_view(Market& market, const storage::ProductRow& product) {
  Json list = Json::array();
  for (const auto& each : market.catalogue.dimensions(product.id)) {
    list.push_back({{"name", each.name},
                    {"metered", each.metered},
                    {"entitled", each.entitled},
                    {"price", each.price}});
  }
  return list;
}

Json product_view(Market& market, const storage::ProductRow& product) {
  Json view{{"name", product.name},
            {"code", product.code},
            {"id", product.product_id},
            {"title", product.title},
            {"model", product.model},
            {"generation", product.generation},
            {"dimensions", dimensions_view(market, product)},
            {"landing_page", product.landing_page}};
  const auto packaging = packaging_of(market, product.id);
  view["platform"] = packaging.platform;
  view["public_key_version"] = packaging.key_version;
  view["public_offer"] = proposal_view(market, proposal_of(market, product));
  view["public_offer"]["id"] = public_offer_id(market, product);
  if (product.generation == to_text(Generation::Legacy)) {
    view["topics"] = {{"subscription", subscription_topic(product)},
                      {"entitlement", entitlement_topic(product)}};
  }
  return view;
}

Json offer_view(Market& market, const storage::OfferRow& offer) {
  const auto product = market.catalogue.product(offer.product).value();
  Json view{{"name", offer.name},
            {"id", offer.offer_id},
            {"product", product.name},
            {"kind", offer.kind},
            {"quantities", Json::parse(offer.quantities_json)},
            {"duration", offer.duration},
            {"terms", Json::parse(offer.terms_json)},
            {"buyers", Json::parse(offer.buyers_json)},
            {"reseller", offer.reseller}};
  view.update(proposal_view(market, proposal_of(market, product, offer)));
  return view;
}

Json buyer_view(const storage::BuyerRow& buyer) {
  return {{"name", buyer.name},
          {"account", buyer.account},
          {"customer_identifier", buyer.customer_identifier}};
}

std::string public_offer_id(const Market& market, const storage::ProductRow& product) {
  return "offer-" +
         market.ids.alphanumeric("public-offer", static_cast<std::uint64_t>(product.id), 13);
}

std::string subscription_topic(const storage::ProductRow& product) {
  return fmt::format("{}aws-mp-subscription-notification-{}", kTopicOwner, product.code);
}

std::string entitlement_topic(const storage::ProductRow& product) {
  return fmt::format("{}aws-mp-entitlement-notification-{}", kTopicOwner, product.code);
}

}  // namespace souk::marketplace
