#include "souk/entitlement.h"

#include "client/src/aws_caller.h"
#include "client/src/json_members.h"

namespace souk::client {
namespace {

using Json = nlohmann::json;

EntitlementValue read_value(const Json& value) {
  if (const auto& whole = members::at(value, "IntegerValue"); whole.is_number()) {
    return whole.get<std::int64_t>();
  }
  if (const auto& real = members::at(value, "DoubleValue"); real.is_number()) {
    return real.get<double>();
  }
  if (const auto& flag = members::at(value, "BooleanValue"); flag.is_boolean()) {
    return flag.get<bool>();
  }
  if (const auto& text = members::at(value, "StringValue"); text.is_string()) {
    return text.get<std::string>();
  }
  return std::monostate{};
}

Entitlement read_entitlement(const Json& object) {
  return {.product_code = members::text(object, "ProductCode"),
          .dimension = members::text(object, "Dimension"),
          .customer_identifier = members::text(object, "CustomerIdentifier"),
          .account_id = members::text(object, "CustomerAWSAccountId"),
          .license_arn = members::text(object, "LicenseArn"),
          .value = read_value(members::at(object, "Value")),
          .expires = members::epoch(object, "ExpirationDate")};
}

}  // namespace

EntitlementClient::EntitlementClient(ClientConfig config)
    : caller_(std::make_unique<AwsCaller>(
          std::move(config),
          ServiceNames{"aws-marketplace", "AWSMPEntitlementService", "application/x-amz-json-1.1",
                       "", "entitlement.marketplace.{region}.amazonaws.com"})) {}
EntitlementClient::~EntitlementClient() = default;
EntitlementClient::EntitlementClient(EntitlementClient&&) noexcept = default;
EntitlementClient& EntitlementClient::operator=(EntitlementClient&&) noexcept = default;

Outcome<EntitlementPage> EntitlementClient::get_entitlements(const std::string& product_code,
                                                             const EntitlementFilter& filter,
                                                             const std::string& next_token,
                                                             int max_results) {
  Json input{{"ProductCode", product_code}};
  if (!filter.empty()) input["Filter"] = filter;
  if (!next_token.empty()) input["NextToken"] = next_token;
  if (max_results > 0) input["MaxResults"] = max_results;
  const auto answer = caller_->call_json("GetEntitlements", input);
  if (!answer) return answer.error();
  EntitlementPage page{.entitlements = {}, .next_token = members::text(*answer, "NextToken")};
  for (const auto& entry : members::list(*answer, "Entitlements")) {
    page.entitlements.push_back(read_entitlement(entry));
  }
  return page;
}

Outcome<std::vector<Entitlement>> EntitlementClient::get_all_entitlements(
    const std::string& product_code, const EntitlementFilter& filter) {
  std::vector<Entitlement> all;
  std::string token;
  for (;;) {
    auto page = get_entitlements(product_code, filter, token);
    if (!page) return page.error();
    std::move(page->entitlements.begin(), page->entitlements.end(), std::back_inserter(all));
    if (page->next_token.empty()) return all;
    if (page->next_token == token) {
      return Failure{.type = transport::kBadAnswer,
                     .status = 200,
                     .message = "GetEntitlements answered with the page's own NextToken"};
    }
    token = page->next_token;
  }
}

}  // namespace souk::client
