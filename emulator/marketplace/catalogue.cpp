#include "emulator/marketplace/catalogue.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "emulator/marketplace/task_catalogue.h"
#include "emulator/marketplace/terms.h"
#include "emulator/marketplace/trials.h"

namespace souk::marketplace {
namespace {

struct DefaultProduct {
  std::string_view name;
  std::string_view code;
  Model model;
  Generation generation;
  std::string_view title;
};

/// Their codes are fixed, so that a seller can be set up before the market is.
constexpr std::array kDefaultProducts{
    DefaultProduct{"subscription-legacy", "souksubscriptionlegacy001", Model::Subscription,
                   Generation::Legacy, "Souk sample subscription (legacy)"},
    DefaultProduct{"contract-legacy", "soukcontractlegacy0000001", Model::Contract,
                   Generation::Legacy, "Souk sample contract (legacy)"},
    DefaultProduct{"subscription-concurrent", "souksubscriptionconcurr01", Model::Subscription,
                   Generation::Concurrent, "Souk sample subscription"},
    DefaultProduct{"contract-concurrent", "soukcontractconcurrent001", Model::Contract,
                   Generation::Concurrent, "Souk sample contract"},
};

bool is_account(const std::string& text) {
  return text.size() == 12 && text.find_first_not_of("0123456789") == std::string::npos;
}

Error invalid_product(std::string message, std::string field, std::string hint = "") {
  return {"InvalidProduct", 400, std::move(message), std::move(field), std::move(hint)};
}

/// Reads text members one by one; remembers the first that is no text.
class Texts {
 public:
  Texts(const Json& given, std::string code) : given_(given), code_(std::move(code)) {}

  void read(const char* member, std::string& target) {
    if (!given_.contains(member)) return;
    if (given_[member].is_string()) {
      target = given_[member];
    } else if (!trouble_) {
      trouble_ = Error{code_, 400, fmt::format("{} is a text.", member), member, ""};
    }
  }
  const std::optional<Error>& trouble() const { return trouble_; }

 private:
  const Json& given_;
  std::string code_;
  std::optional<Error> trouble_;
};

Result<void> only_members(const Json& given, std::string_view code,
                          const std::vector<std::string_view>& known) {
  if (!given.is_object()) {
    return Failure({std::string(code), 400, "The body is a JSON object.", "", ""});
  }
  for (const auto& [member, value] : given.items()) {
    if (std::find(known.begin(), known.end(), member) != known.end()) continue;
    const auto near = nearest_word(member, known);
    return Failure({std::string(code), 400, fmt::format("There is no member \"{}\" here.", member),
                    member, near.empty() ? "" : fmt::format("Did you mean \"{}\"?", near)});
  }
  return {};
}

Result<storage::DimensionRow> read_dimension(const Json& given, Model model) {
  storage::DimensionRow row{"", model != Model::Contract, model != Model::Subscription, "0.001"};
  if (given.is_string()) {
    row.name = given;
  } else if (given.is_object() && given.contains("name") && given["name"].is_string()) {
    row.name = given["name"];
    if (const auto known =
            only_members(given, "InvalidProduct", {"name", "metered", "entitled", "price"});
        !known) {
      return Failure(known.error());
    }
    const auto metered = given.value("metered", Json(row.metered));
    const auto entitled = given.value("entitled", Json(row.entitled));
    const auto price = given.value("price", Json(row.price));
    if (!metered.is_boolean() || !entitled.is_boolean() || !price.is_string()) {
      return Failure(invalid_product("metered and entitled are true or false, price is a text.",
                                     "dimensions"));
    }
    row.metered = metered;
    row.entitled = entitled;
    row.price = price;
  } else {
    return Failure(
        invalid_product("A dimension is a name, or an object with a name.", "dimensions"));
  }
  if (row.name.empty() || row.name.size() > 255) {
    return Failure(invalid_product("A dimension's name has 1 to 255 characters.", "dimensions"));
  }
  return row;
}

Result<std::vector<storage::DimensionRow>> read_dimensions(const Json& given, Model model) {
  std::vector<storage::DimensionRow> dimensions;
  if (!given.is_array() || given.empty()) {
    return Failure(
        invalid_product("dimensions is a list with at least one dimension.", "dimensions"));
  }
  for (const auto& each : given) {
    auto row = read_dimension(each, model);
    if (!row) return Failure(row.error());
    const bool twice = std::any_of(dimensions.begin(), dimensions.end(),
                                   [&](const auto& other) { return other.name == row->name; });
    if (twice) {
      return Failure(
          invalid_product(fmt::format("Dimension {} is there twice.", row->name), "dimensions"));
    }
    dimensions.push_back(std::move(*row));
  }
  return dimensions;
}

/// Source: the model of BatchMeterUsage, ProductCode.
bool is_product_code(std::string_view text) {
  constexpr std::string_view kOthers = "-/=:_.@";
  return !text.empty() && text.size() <= 255 &&
         std::all_of(text.begin(), text.end(), [&](char letter) {
           return std::isalnum(static_cast<unsigned char>(letter)) != 0 ||
                  kOthers.find(letter) != std::string_view::npos;
         });
}

std::vector<storage::DimensionRow> default_dimensions(Model model) {
  switch (model) {
    case Model::Subscription:
      return {{"requests", true, false, "0.001"}};
    case Model::Contract:
      return {{"users", false, true, "10.000"}};
    case Model::ContractWithConsumption:
      return {{"requests", true, false, "0.001"}, {"users", false, true, "10.000"}};
  }
  return {};
}

void tell(Market& market, const storage::ProductRow& product) {
  storage::Entry entry{"product",
                       "operator",
                       product.name,
                       "",
                       {{"code", product.code},
                        {"id", product.product_id},
                        {"model", product.model},
                        {"generation", product.generation},
                        {"dimensions", dimensions_view(market, product)}},
                       Json::object(),
                       ""};
  if (!product.landing_page.empty()) entry.nondeterministic["landing_page"] = product.landing_page;
  if (product.generation == to_text(Generation::Legacy)) {
    entry.data["topics"] = {subscription_topic(product), entitlement_topic(product)};
  }
  market.journal.write(entry);
}

storage::ProductRow new_product(Market& market, const std::string& name) {
  const auto n = static_cast<std::uint64_t>(market.settings.next("product"));
  storage::ProductRow product;
  product.name = name;
  product.code = market.ids.alphanumeric("product-code", n, 25);
  product.product_id = "prod-" + market.ids.alphanumeric("product-id", n, 13);
  product.title = name;
  product.model = to_text(Model::Subscription);
  product.generation =
      to_text(market.profile->concurrent_agreements ? Generation::Concurrent : Generation::Legacy);
  product.created = market.now();
  return product;
}

Result<void> check_product(Market& market, const storage::ProductRow& product) {
  if (!parse_model(product.model)) {
    return Failure(invalid_product(fmt::format("There is no model \"{}\".", product.model), "model",
                                   "subscription, contract or contract-with-consumption."));
  }
  const auto generation = parse_generation(product.generation);
  if (!generation) {
    return Failure(
        invalid_product(fmt::format("There is no generation \"{}\".", product.generation),
                        "generation", "legacy or concurrent."));
  }
  if (*generation == Generation::Concurrent && !market.profile->concurrent_agreements) {
    return Failure(invalid_product(
        fmt::format("Concurrent Agreements came in 2026; profile {} does not know them.",
                    market.profile->name),
        "generation", "Use generation legacy, or profile current-2026."));
  }
  if (!is_product_code(product.code)) {
    return Failure(invalid_product(
        "A product code has 1 to 255 letters, digits and characters of -/=:_.@.", "code"));
  }
  const auto same_code = market.catalogue.product_coded(product.code);
  if (same_code && same_code->name != product.name) {
    return Failure(invalid_product(
        fmt::format("Product \"{}\" has this code already.", same_code->name), "code"));
  }
  return {};
}

}  // namespace

Result<storage::ProductRow> put_product(Market& market, const std::string& name,
                                        const Json& given) {
  if (const auto known = only_members(given, "InvalidProduct",
                                      {"name", "code", "title", "model", "generation", "dimensions",
                                       "landing_page", "platform", "public_key_version"});
      !known) {
    return Failure(known.error());
  }
  const auto existing = market.catalogue.product_named(name);
  auto product = existing ? *existing : new_product(market, name);
  Texts texts(given, "InvalidProduct");
  texts.read("code", product.code);
  texts.read("title", product.title);
  texts.read("model", product.model);
  texts.read("generation", product.generation);
  texts.read("landing_page", product.landing_page);
  if (texts.trouble()) return Failure(*texts.trouble());

  if (const auto fine = check_product(market, product); !fine) return Failure(fine.error());
  const auto model = parse_model(product.model).value();
  auto dimensions =
      existing ? market.catalogue.dimensions(existing->id) : default_dimensions(model);
  if (given.contains("dimensions")) {
    auto read = read_dimensions(given["dimensions"], model);
    if (!read) return Failure(read.error());
    dimensions = *read;
  }
  const auto packaging = read_packaging(market, existing ? existing->id : 0, given);
  if (!packaging) return Failure(packaging.error());
  product.id = market.catalogue.put(product);
  market.catalogue.put_dimensions(product.id, dimensions);
  if (*packaging) put_packaging(market, product.id, **packaging);
  tell(market, product);
  return product;
}

Result<storage::OfferRow> put_offer(Market& market, const std::string& name, const Json& given) {
  if (const auto known = only_members(
          given, "InvalidOffer",
          {"name", "product", "kind", "quantities", "duration", "terms", "buyers", "reseller"});
      !known) {
    return Failure(known.error());
  }
  const auto existing = market.catalogue.offer_named(name);
  auto offer = existing.value_or(storage::OfferRow{});
  Texts texts(given, "InvalidOffer");
  std::string product_name;
  texts.read("product", product_name);
  texts.read("kind", offer.kind);
  texts.read("duration", offer.duration);
  texts.read("reseller", offer.reseller);
  if (texts.trouble()) return Failure(*texts.trouble());
  if (!offer.reseller.empty() && !is_account(offer.reseller)) {
    return Failure({"InvalidOffer", 400, "An account id has 12 digits.", "reseller", ""});
  }
  if (!existing || !product_name.empty()) {
    const auto product = product_called(market, product_name);
    if (!product) return Failure(product.error());
    offer.product = product->id;
  }
  if (offer.kind.empty()) offer.kind = "public";
  if (offer.kind != "public" && offer.kind != "private") {
    return Failure({"InvalidOffer", 400, "An offer is public or private.", "kind", ""});
  }
  if (!existing) {
    const auto n = static_cast<std::uint64_t>(market.settings.next("offer"));
    offer.name = name;
    offer.offer_id = "offer-" + market.ids.alphanumeric("offer", n, 13);
    offer.quantities_json = "{}";
  }
  if (given.contains("quantities")) {
    if (!given["quantities"].is_object()) {
      return Failure(
          {"InvalidOffer", 400, "quantities is an object of dimension: number.", "quantities", ""});
    }
    offer.quantities_json = given["quantities"].dump();
  }
  if (given.contains("terms")) {
    if (const auto fine = check_terms(given["terms"]); !fine) return Failure(fine.error());
    if (const auto fine = check_trial(given["terms"]); !fine) return Failure(fine.error());
    offer.terms_json = given["terms"].dump();
  }
  if (given.contains("buyers")) {
    const auto& buyers = given["buyers"];
    const auto is_text = [](const Json& each) { return each.is_string(); };
    if (!buyers.is_array() || !std::all_of(buyers.begin(), buyers.end(), is_text)) {
      return Failure({"InvalidOffer", 400, "buyers is a list of names.", "buyers", ""});
    }
    offer.buyers_json = buyers.dump();
  }
  offer.id = market.catalogue.put(offer);
  return offer;
}

Result<storage::BuyerRow> put_buyer(Market& market, const std::string& name, const Json& given) {
  if (const auto known =
          only_members(given, "InvalidBuyer", {"name", "account", "runs_in", "runs_on"});
      !known) {
    return Failure(known.error());
  }
  const auto existing = market.catalogue.buyer_named(name);
  auto buyer = existing.value_or(storage::BuyerRow{});
  if (!existing) {
    const auto n = static_cast<std::uint64_t>(market.settings.next("buyer"));
    buyer.name = name;
    buyer.account = market.ids.digits("buyer-account", n, 12);
    buyer.customer_identifier = market.ids.base64_letters("customer", n, 11);
    for (auto& letter : buyer.customer_identifier) {
      if (letter == '+' || letter == '/') letter = 'x';
    }
  }
  Texts texts(given, "InvalidBuyer");
  texts.read("account", buyer.account);
  if (texts.trouble()) return Failure(*texts.trouble());
  if (!is_account(buyer.account)) {
    return Failure({"InvalidBuyer", 400, "An account id has 12 digits.", "account", ""});
  }
  const auto same = market.catalogue.buyer_with_account(buyer.account);
  if (same && same->name != name) {
    return Failure({"InvalidBuyer", 400,
                    fmt::format("Buyer \"{}\" has this account already.", same->name), "account",
                    ""});
  }
  const auto workplace = read_workplace(market, buyer.id, given);
  if (!workplace) return Failure(workplace.error());
  buyer.id = market.catalogue.put(buyer);
  storage::TasksStore(market.database).put(buyer.id, *workplace);
  market.journal.write(
      {"buyer",
       "operator",
       buyer.name,
       "",
       {{"account", buyer.account}, {"customer_identifier", buyer.customer_identifier}},
       Json::object(),
       ""});
  return buyer;
}

storage::BuyerRow buyer_called(Market& market, const std::string& name) {
  const auto existing = market.catalogue.buyer_named(name);
  return existing ? *existing : put_buyer(market, name, Json::object()).value();
}

Result<storage::ProductRow> product_called(Market& market, const std::string& name) {
  const auto all = market.catalogue.products();
  if (name.empty() && all.size() == 1) return all.front();
  if (!name.empty()) {
    if (const auto found = market.catalogue.product_named(name)) return *found;
    if (const auto found = market.catalogue.product_coded(name)) return *found;
  }
  std::vector<std::string_view> names;
  for (const auto& each : all) names.emplace_back(each.name);
  const auto near = nearest_word(name, names);
  return Failure({"ProductNotFound", 404,
                  name.empty() ? fmt::format("There are {} products; say which.", all.size())
                               : fmt::format("There is no product \"{}\".", name),
                  "product", near.empty() ? "" : fmt::format("Did you mean \"{}\"?", near)});
}

void put_default_products(Market& market) {
  for (const auto& each : kDefaultProducts) {
    if (each.generation == Generation::Concurrent && !market.profile->concurrent_agreements)
      continue;
    put_product(market, std::string(each.name),
                {{"code", each.code},
                 {"title", each.title},
                 {"model", to_text(each.model)},
                 {"generation", to_text(each.generation)}});
  }
}

}  // namespace souk::marketplace
