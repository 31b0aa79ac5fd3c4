#include "client/sample_seller/test_hooks.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "client/sample_seller/json_body.h"

namespace souk::sample {
namespace {

using Json = nlohmann::json;

constexpr std::int64_t kMaxQuantity = 2'147'483'647;

WebReply json_reply(int status, const Json& body) {
  return {status, body.dump(-1, ' ', false, Json::error_handler_t::replace), "application/json"};
}

WebReply refused(int status, std::string reason) {
  return json_reply(status, {{"accepted", false}, {"reason", std::move(reason)}});
}

/// A whole number, or the text of one: a story's ${quantity} may arrive as either.
std::optional<std::int64_t> quantity_in(const Json& body) {
  const auto found = body.find("quantity");
  if (found == body.end()) return std::nullopt;
  std::int64_t quantity = -1;
  if (found->is_number_integer()) quantity = found->get<std::int64_t>();
  if (found->is_string()) {
    const auto& text = found->get_ref<const std::string&>();
    const auto read = std::from_chars(text.data(), text.data() + text.size(), quantity);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  }
  if (quantity < 0 || quantity > kMaxQuantity) return std::nullopt;
  return quantity;
}

bool has_dimension(const Product& product, const std::string& dimension) {
  return std::find(product.dimensions.begin(), product.dimensions.end(), dimension) !=
         product.dimensions.end();
}

}  // namespace

TestHooks::TestHooks(const Options& options, SQLite::Database& database, SellerClock& clock,
                     Lifecycle& lifecycle)
    : options_(options),
      clock_(clock),
      lifecycle_(lifecycle),
      accounts_(database),
      agreements_(database),
      book_(database) {}

std::optional<Agreement> TestHooks::agreement_for(const Json& who, const std::string& dimension) {
  const auto license = text_in(who, "license");
  const auto customer = text_in(who, "customer");
  const auto buyer = customer.empty() ? text_in(who, "account") : customer;
  std::optional<Agreement> best;
  for (const auto& product : options_.products) {
    if (!has_dimension(product, dimension)) continue;
    for (const auto& known : agreements_.of_product(product.code)) {
      const bool licensed = license.empty() || known.license == license;
      const bool meant = !buyer.empty() && (known.buyer == buyer || known.customer == buyer);
      if (!licensed || (!meant && license.empty())) continue;
      lifecycle_.refresh(known.id);
      const auto agreement = agreements_.find(known.id).value();
      const bool active = lifecycle_.standing(agreement) == Standing::Active;
      if (!best || active || lifecycle_.standing(*best) != Standing::Active) best = agreement;
    }
  }
  return best;
}

WebReply TestHooks::use(const WebRequest& request) {
  const auto body = Json::parse(request.body, nullptr, false);
  if (!body.is_object()) return refused(400, "the body is no JSON object");
  const auto dimension = text_in(body, "dimension");
  const auto quantity = quantity_in(body);
  if (dimension.empty() || !quantity) {
    return refused(400, "dimension is a text and quantity a whole number from 0 to 2147483647");
  }
  const auto agreement = agreement_for(body, dimension);
  if (!agreement) return refused(409, "nobody known here has bought " + dimension);
  return count(*agreement, dimension, *quantity);
}

WebReply TestHooks::count(const Agreement& agreement, const std::string& dimension,
                          std::int64_t quantity) {
  switch (lifecycle_.standing(agreement)) {
    case Standing::Active:
      break;
    case Standing::Pending:
      return refused(409, "the subscription is being activated");
    case Standing::Superseded:
      return refused(409, "the subscription is being renewed");
    case Standing::Failed:
      return refused(409, "the payment failed");
    case Standing::Ended:
      return refused(409, "the subscription has ended");
  }
  if (!lifecycle_.product(agreement.product)->is_metered()) {
    const auto bought = agreements_.entitlements(agreement.id)[dimension];
    const auto used = book_.total(agreement.id, dimension);
    if (used + quantity > bought) {
      return refused(409,
                     fmt::format("{} {} were bought and {} are in use", bought, dimension, used));
    }
  }
  book_.count({agreement.id, dimension, hour_of(clock_.now()), quantity});
  return json_reply(200, {{"accepted", true}});
}

WebReply TestHooks::accounts(const WebRequest& request) {
  const auto buyer = client::form_value(request.query, "account").value_or("");
  return json_reply(200, {{"accounts", accounts_.count(buyer)}});
}

WebReply TestHooks::unbilled(const WebRequest&) {
  Json lines = Json::array();
  std::int64_t quantity = 0;
  const auto add = [&](const Agreement& agreement, const std::string& dimension, std::int64_t hour,
                       std::int64_t amount, const std::string& status) {
    quantity += amount;
    lines.push_back({{"account", agreement.buyer},
                     {"customer", agreement.customer},
                     {"license", agreement.license},
                     {"dimension", dimension},
                     {"hour", client::to_iso(Timestamp(std::chrono::hours(hour)))},
                     {"quantity", amount},
                     {"status", status}});
  };
  for (const auto& product : options_.products) {
    if (!product.is_metered()) continue;
    for (const auto& agreement : agreements_.of_product(product.code)) {
      for (const auto& record : book_.records(agreement.id)) {
        if (record.status == status::kSuccess) continue;
        add(agreement, record.dimension, record.hour, record.quantity, record.status);
      }
      for (const auto& line : book_.unrecorded(agreement.id)) {
        add(agreement, line.dimension, line.hour, line.quantity, "not reported");
      }
    }
  }
  return json_reply(200, {{"unbilled", lines}, {"quantity", quantity}});
}

}  // namespace souk::sample
