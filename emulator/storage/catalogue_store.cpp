#include "emulator/storage/catalogue_store.h"

namespace souk::storage {
namespace {

#define PRODUCT \
  "SELECT id,name,code,product_id,title,model,generation,landing_page,created_ms FROM products "
#define BUYER "SELECT id,name,account,customer_identifier,suspended FROM buyers "
#define OFFER                                                                             \
  "SELECT id,name,offer_id,product,kind,quantities_json,duration,terms_json,buyers_json," \
  "reseller FROM offers "

ProductRow read_product(const Statement& row) {
  return {row.integer(0), row.text(1), row.text(2), row.text(3), row.text(4),
          row.text(5),    row.text(6), row.text(7), row.time(8)};
}

OfferRow read_offer(const Statement& row) {
  return {row.integer(0), row.text(1), row.text(2), row.integer(3), row.text(4),
          row.text(5),    row.text(6), row.text(7), row.text(8),    row.text(9)};
}

BuyerRow read_buyer(const Statement& row) {
  return {row.integer(0), row.text(1), row.text(2), row.text(3), row.boolean(4)};
}

std::optional<ProductRow> one_product(Statement& row) {
  return row.step() ? std::optional(read_product(row)) : std::nullopt;
}

std::optional<BuyerRow> one_buyer(Statement& row) {
  return row.step() ? std::optional(read_buyer(row)) : std::nullopt;
}

std::optional<std::int64_t> row_id(std::int64_t id) {
  return id == 0 ? std::nullopt : std::optional(id);
}

}  // namespace

std::int64_t CatalogueStore::put(const ProductRow& product) {
  database_.prepare("INSERT OR REPLACE INTO products VALUES(?,?,?,?,?,?,?,?,?)")
      .bind(row_id(product.id))
      .bind(product.name)
      .bind(product.code)
      .bind(product.product_id)
      .bind(product.title)
      .bind(product.model)
      .bind(product.generation)
      .bind(product.landing_page)
      .bind(product.created)
      .run();
  return database_.last_row();
}

std::optional<ProductRow> CatalogueStore::product(std::int64_t id) {
  auto row = database_.prepare(PRODUCT "WHERE id=?");
  return one_product(row.bind(id));
}

std::optional<ProductRow> CatalogueStore::product_named(std::string_view name) {
  auto row = database_.prepare(PRODUCT "WHERE name=?");
  return one_product(row.bind(name));
}

std::optional<ProductRow> CatalogueStore::product_coded(std::string_view code) {
  auto row = database_.prepare(PRODUCT "WHERE code=?");
  return one_product(row.bind(code));
}

std::vector<ProductRow> CatalogueStore::products() {
  std::vector<ProductRow> found;
  auto row = database_.prepare(PRODUCT "ORDER BY id");
  while (row.step()) found.push_back(read_product(row));
  return found;
}

void CatalogueStore::put_dimensions(std::int64_t product,
                                    const std::vector<DimensionRow>& dimensions) {
  database_.prepare("DELETE FROM dimensions WHERE product=?").bind(product).run();
  for (const auto& dimension : dimensions) {
    database_.prepare("INSERT INTO dimensions VALUES(?,?,?,?,?)")
        .bind(product)
        .bind(dimension.name)
        .bind(dimension.metered)
        .bind(dimension.entitled)
        .bind(dimension.price)
        .run();
  }
}

std::vector<DimensionRow> CatalogueStore::dimensions(std::int64_t product) {
  std::vector<DimensionRow> found;
  auto row = database_.prepare(
      "SELECT name,metered,entitled,price FROM dimensions WHERE product=? ORDER BY name");
  row.bind(product);
  while (row.step()) {
    found.push_back({row.text(0), row.boolean(1), row.boolean(2), row.text(3)});
  }
  return found;
}

std::optional<DimensionRow> CatalogueStore::dimension(std::int64_t product, std::string_view name) {
  auto row = database_.prepare(
      "SELECT name,metered,entitled,price FROM dimensions WHERE product=? AND name=?");
  if (!row.bind(product).bind(name).step()) return std::nullopt;
  return DimensionRow{row.text(0), row.boolean(1), row.boolean(2), row.text(3)};
}

std::int64_t CatalogueStore::put(const OfferRow& offer) {
  database_.prepare("INSERT OR REPLACE INTO offers VALUES(?,?,?,?,?,?,?,?,?,?)")
      .bind(row_id(offer.id))
      .bind(offer.name)
      .bind(offer.offer_id)
      .bind(offer.product)
      .bind(offer.kind)
      .bind(offer.quantities_json)
      .bind(offer.duration)
      .bind(offer.terms_json)
      .bind(offer.buyers_json)
      .bind(offer.reseller)
      .run();
  return database_.last_row();
}

std::optional<OfferRow> CatalogueStore::offer_named(std::string_view name) {
  auto row = database_.prepare(OFFER "WHERE name=?");
  if (!row.bind(name).step()) return std::nullopt;
  return read_offer(row);
}

std::optional<OfferRow> CatalogueStore::offer_with_id(std::string_view offer_id) {
  auto row = database_.prepare(OFFER "WHERE offer_id=?");
  if (!row.bind(offer_id).step()) return std::nullopt;
  return read_offer(row);
}

std::vector<OfferRow> CatalogueStore::offers() {
  std::vector<OfferRow> found;
  auto row = database_.prepare(OFFER "ORDER BY id");
  while (row.step()) found.push_back(read_offer(row));
  return found;
}

std::int64_t CatalogueStore::put(const BuyerRow& buyer) {
  database_.prepare("INSERT OR REPLACE INTO buyers VALUES(?,?,?,?,?)")
      .bind(row_id(buyer.id))
      .bind(buyer.name)
      .bind(buyer.account)
      .bind(buyer.customer_identifier)
      .bind(buyer.suspended)
      .run();
  return database_.last_row();
}

std::optional<BuyerRow> CatalogueStore::buyer(std::int64_t id) {
  auto row = database_.prepare(BUYER "WHERE id=?");
  return one_buyer(row.bind(id));
}

std::optional<BuyerRow> CatalogueStore::buyer_named(std::string_view name) {
  auto row = database_.prepare(BUYER "WHERE name=?");
  return one_buyer(row.bind(name));
}

std::optional<BuyerRow> CatalogueStore::buyer_with_account(std::string_view account) {
  auto row = database_.prepare(BUYER "WHERE account=?");
  return one_buyer(row.bind(account));
}

std::optional<BuyerRow> CatalogueStore::buyer_with_identifier(std::string_view identifier) {
  auto row = database_.prepare(BUYER "WHERE customer_identifier=?");
  return one_buyer(row.bind(identifier));
}

std::vector<BuyerRow> CatalogueStore::buyers() {
  std::vector<BuyerRow> found;
  auto row = database_.prepare(BUYER "ORDER BY id");
  while (row.step()) found.push_back(read_buyer(row));
  return found;
}

#undef PRODUCT
#undef BUYER
#undef OFFER

}  // namespace souk::storage
