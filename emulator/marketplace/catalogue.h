#pragma once

#include "emulator/marketplace/market.h"

namespace souk::marketplace {

/// Adds or changes a product. Members as in docs/control-api.md; what is left out keeps its value,
/// or gets its default in a new product. Fails with InvalidProduct and the member at fault.
Result<storage::ProductRow> put_product(Market& market, const std::string& name, const Json& given);

/// Adds or changes an offer; fails with InvalidOffer or ProductNotFound.
Result<storage::OfferRow> put_offer(Market& market, const std::string& name, const Json& given);

/// Adds or changes a buyer; fails with InvalidBuyer.
Result<storage::BuyerRow> put_buyer(Market& market, const std::string& name, const Json& given);

/// The buyer called `name`, made when there is none.
storage::BuyerRow buyer_called(Market& market, const std::string& name);

/// The product called `name`; the only one when `name` is empty. Fails with ProductNotFound.
Result<storage::ProductRow> product_called(Market& market, const std::string& name);

/// Puts the four products every sandbox begins with: both models in both generations, as far as
/// the profile knows them.
void put_default_products(Market& market);

Json product_view(Market& market, const storage::ProductRow& product);
Json dimensions_view(Market& market, const storage::ProductRow& product);
Json offer_view(Market& market, const storage::OfferRow& offer);
Json buyer_view(const storage::BuyerRow& buyer);

/// The id of the offer that everybody may accept, which no name stands for.
std::string public_offer_id(const Market& market, const storage::ProductRow& product);

/// The ARNs of a legacy product's topics: AWS's own account, us-east-1, the product code.
/// Source: Seller Guide, "SNS notifications".
std::string subscription_topic(const storage::ProductRow& product);
std::string entitlement_topic(const storage::ProductRow& product);

}  // namespace souk::marketplace
