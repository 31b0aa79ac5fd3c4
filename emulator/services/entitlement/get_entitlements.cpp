#include <fmt/format.h>

#include "emulator/marketplace/entitlements.h"
#include "emulator/services/entitlement/operations.h"

// GetEntitlements: what a customer of a contract product has bought.
//   in    ProductCode, Filter (lists of alternatives by key), NextToken, MaxResults (1-25)
//   out   Entitlements (left out when there are none), NextToken
//   fails InvalidParameterException
namespace souk::services::entitlement {
namespace {

using marketplace::EntitlementLine;
using marketplace::EntitlementQuery;
namespace switches = marketplace::switches;

Error invalid_parameter(std::string message, std::string field) {
  return {"InvalidParameterException", 400, std::move(message), std::move(field), ""};
}

Result<EntitlementQuery> read_query(Context& context, const Json& request) {
  const auto& market = context.market;
  EntitlementQuery query;
  query.product_code = request["ProductCode"];
  query.sender = context.caller.account;
  query.next_token = request.value("NextToken", std::string());
  query.max_results = request.value("MaxResults", std::size_t{25});
  query.empty_page_first = (context.fault && context.fault->effect.empty_page) ||
                           market.switches.is(switches::kEmptyPage, "on");
  const auto filter = request.value("Filter", Json::object());
  for (const auto& [key, values] : filter.items()) {
    const bool newer = key == "CUSTOMER_AWS_ACCOUNT_ID" || key == "LICENSE_ARN";
    std::vector<std::string>* list = nullptr;
    if (key == "CUSTOMER_IDENTIFIER") list = &query.customer_identifiers;
    if (key == "DIMENSION") list = &query.dimensions;
    if (key == "CUSTOMER_AWS_ACCOUNT_ID") list = &query.accounts;
    if (key == "LICENSE_ARN") list = &query.license_arns;
    if (list == nullptr || (newer && !market.profile->accepts_account)) {
      return Failure(invalid_parameter(fmt::format("There is no filter {}.", key), "Filter"));
    }
    if (values.empty()) {
      return Failure(invalid_parameter(fmt::format("Filter {} has no values.", key), "Filter"));
    }
    *list = values.get<std::vector<std::string>>();
  }
  return query;
}

Json entitlement_of(const marketplace::Market& market, const EntitlementLine& line,
                    const std::string& product_code) {
  const auto expires = epoch_ms(line.entitlement.expires);
  Json entitlement{{"ProductCode", product_code},
                   {"Dimension", line.entitlement.dimension},
                   {"Value", {{"IntegerValue", line.entitlement.value}}}};
  if (expires % 1000 == 0) {
    entitlement["ExpirationDate"] = expires / 1000;
  } else {
    entitlement["ExpirationDate"] = static_cast<double>(expires) / 1000;
  }
  if (market.profile->accepts_account) {
    entitlement["CustomerAWSAccountId"] = line.buyer.account;
  }
  return entitlement;
}

}  // namespace

const wire::Shape& get_entitlements_input() {
  using namespace wire;
  static const auto shape = structure({
      required("ProductCode", string().length(1, 255)),
      member("Filter", map(string(), list(string()).count(1))),
      member("NextToken", string().length(1)),
      member("MaxResults", integer().range(1, 25)),
  });
  return shape;
}

const wire::Shape* get_entitlements_output() {
  using namespace wire;
  static const auto value =
      structure({member("IntegerValue", integer()), member("DoubleValue", floating()),
                 member("BooleanValue", boolean()), member("StringValue", string())});
  static const auto entitlement = structure({
      member("ProductCode", string()),
      member("Dimension", string()),
      member("CustomerIdentifier", string()),
      member("CustomerAWSAccountId", string()),
      member("Value", value),
      member("ExpirationDate", timestamp()),
      member("LicenseArn", string()),
  });
  static const auto shape =
      structure({member("Entitlements", list(entitlement)), member("NextToken", string())});
  return &shape;
}

Result<Json> get_entitlements(Context& context, const Json& request) {
  auto& market = context.market;
  const auto query = read_query(context, request);
  if (!query) return Failure(query.error());
  const auto page = marketplace::find_entitlements(market, *query);
  if (!page) return Failure(page.error());

  Json answer = Json::object();
  if (!page->next_token.empty()) answer["NextToken"] = page->next_token;
  const auto product = market.catalogue.product_coded(query->product_code);
  for (const auto& line : page->lines) {
    auto entitlement = entitlement_of(market, line, query->product_code);
    if (product->generation == to_text(marketplace::Generation::Legacy)) {
      entitlement["CustomerIdentifier"] = line.buyer.customer_identifier;
    } else {
      entitlement["LicenseArn"] = line.agreement.license_arn;
    }
    answer["Entitlements"].push_back(std::move(entitlement));
  }
  const bool list_anyway = market.switches.is(switches::kEmptyEntitlements, "list");
  if (page->lines.empty() && (list_anyway || !page->next_token.empty())) {
    answer["Entitlements"] = Json::array();
  }
  return answer;
}

}  // namespace souk::services::entitlement
