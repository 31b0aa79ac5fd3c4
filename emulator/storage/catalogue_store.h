#pragma once

#include <vector>

#include "emulator/storage/database.h"

namespace souk::storage {

struct DimensionRow {
  std::string name;
  bool metered = false;
  bool entitled = false;
  std::string price;  ///< decimal text, US dollars
};

struct ProductRow {
  std::int64_t id = 0;
  std::string name;        ///< what stories and control calls call it
  std::string code;        ///< AWS's product code
  std::string product_id;  ///< "prod-…"
  std::string title;
  std::string model;       ///< subscription, contract, contract-with-consumption
  std::string generation;  ///< legacy, concurrent
  std::string landing_page;
  Timestamp created;
};

struct OfferRow {
  std::int64_t id = 0;
  std::string name;
  std::string offer_id;  ///< "offer-…"
  std::int64_t product = 0;
  std::string kind;                ///< public, private
  std::string quantities_json;     ///< {dimension: quantity}
  std::string duration;            ///< "12mo"; empty for open-ended
  std::string terms_json = "[]";   ///< terms it adds to what follows from product and purchase
  std::string buyers_json = "[]";  ///< names of those who may accept it; none: everybody
  std::string reseller = {};       ///< account of the channel partner who extends it; empty: seller
};

struct BuyerRow {
  std::int64_t id = 0;
  std::string name;
  std::string account;              ///< 12 digits
  std::string customer_identifier;  ///< the handle of the legacy generation
  bool suspended = false;
};

/// Products with their dimensions, offers, and the buyers there are.
class CatalogueStore {
 public:
  explicit CatalogueStore(Database& database) : database_(database) {}

  /// Inserts when `id` is 0, replaces otherwise; returns the row's id.
  std::int64_t put(const ProductRow& product);
  std::optional<ProductRow> product(std::int64_t id);
  std::optional<ProductRow> product_named(std::string_view name);
  std::optional<ProductRow> product_coded(std::string_view code);
  std::vector<ProductRow> products();

  void put_dimensions(std::int64_t product, const std::vector<DimensionRow>& dimensions);
  std::vector<DimensionRow> dimensions(std::int64_t product);
  std::optional<DimensionRow> dimension(std::int64_t product, std::string_view name);

  std::int64_t put(const OfferRow& offer);
  std::optional<OfferRow> offer_named(std::string_view name);
  std::optional<OfferRow> offer_with_id(std::string_view offer_id);
  std::vector<OfferRow> offers();

  std::int64_t put(const BuyerRow& buyer);
  std::optional<BuyerRow> buyer(std::int64_t id);
  std::optional<BuyerRow> buyer_named(std::string_view name);
  std::optional<BuyerRow> buyer_with_account(std::string_view account);
  std::optional<BuyerRow> buyer_with_identifier(std::string_view customer_identifier);
  std::vector<BuyerRow> buyers();

 private:
  Database& database_;
};

}  // namespace souk::storage
