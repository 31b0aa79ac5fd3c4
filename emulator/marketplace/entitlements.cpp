#include "emulator/marketplace/entitlements.h"

#include <fmt/format.h>

#include <algorithm>

namespace souk::marketplace {
namespace {

void tell(Market& market, const storage::AgreementRow& agreement,
          const storage::EntitlementRow& entitlement, std::string_view event) {
  const auto product = market.catalogue.product(agreement.product).value();
  const auto buyer = market.catalogue.buyer(agreement.buyer).value();
  market.journal.write({"entitlement", "market", agreement.agreement_id, "",
                        {{"event", event},
                         {"buyer", buyer.name},
                         {"product_code", product.code},
                         {"license_arn", told_license(product, agreement)},
                         {"dimension", entitlement.dimension},
                         {"value", entitlement.value},
                         {"expires", to_iso(entitlement.expires)}},
                        Json::object(), ""});
}

Error invalid_parameter(std::string message, std::string field) {
  return {"InvalidParameterException", 400, std::move(message), std::move(field), ""};
}

bool names(const std::vector<std::string>& wanted, const std::string& value) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}

/// Says which query a page token belongs to, so that another query's is refused.
std::uint64_t fingerprint(const EntitlementQuery& query) {
  std::string text = query.product_code;
  for (const auto* list : {&query.customer_identifiers, &query.accounts, &query.license_arns,
                           &query.dimensions}) {
    text += '\x1e';
    for (const auto& value : *list) text += value + '\x1f';
  }
  return Ids(0).number(text, 0);
}

/// Where a page begins: how many lines came before it, and whether the empty page is behind us.
struct Position {
  std::size_t skipped = 0;
  bool empty_page_seen = false;
};

std::string to_token(const Position& position, const EntitlementQuery& query) {
  return fmt::format("{:016x}.{}{}", fingerprint(query), position.empty_page_seen ? "e" : "",
                     position.skipped);
}

Result<Position> read_token(const EntitlementQuery& query) {
  if (query.next_token.empty()) return Position{};
  const auto dot = query.next_token.find('.');
  const auto wrong = invalid_parameter("The NextToken is not one of this query.", "NextToken");
  if (dot == std::string::npos ||
      query.next_token.substr(0, dot) != fmt::format("{:016x}", fingerprint(query))) {
    return Failure(wrong);
  }
  auto rest = std::string_view(query.next_token).substr(dot + 1);
  Position position;
  if (!rest.empty() && rest.front() == 'e') {
    position.empty_page_seen = true;
    rest.remove_prefix(1);
  }
  if (rest.empty() || rest.size() > 9) return Failure(wrong);
  for (const char digit : rest) {
    if (digit < '0' || digit > '9') return Failure(wrong);
    position.skipped = position.skipped * 10 + static_cast<std::size_t>(digit - '0');
  }
  return position;
}

Result<void> check(const EntitlementQuery& query) {
  if (!query.customer_identifiers.empty() && !query.accounts.empty()) {
    return Failure(invalid_parameter(
        "Invalid filter combination provided. CUSTOMER_IDENTIFIER and CUSTOMER_AWS_ACCOUNT_ID "
        "exclude each other.",
        "Filter"));
  }
  if (!query.dimensions.empty() && query.customer_identifiers.empty() && query.accounts.empty() &&
      query.license_arns.empty()) {
    return Failure(invalid_parameter(
        "Invalid filter combination provided. Please provide the CUSTOMER_IDENTIFIER along with "
        "DIMENSION.",
        "Filter"));
  }
  return {};
}

}  // namespace

void grant_entitlements(Market& market, const storage::AgreementRow& agreement) {
  const auto lag = parse_duration(market.switches.at(switches::kEntitlementLag)).value();
  const auto quantities = Json::parse(agreement.quantities_json);
  for (const auto& [dimension, quantity] : quantities.items()) {
    const storage::EntitlementRow row{agreement.id, dimension, quantity.get<std::int64_t>(),
                                      agreement.ends.value(), market.now() + lag};
    market.agreements.put(row);
    tell(market, agreement, row, "granted");
  }
}

void remove_entitlements(Market& market, const storage::AgreementRow& agreement) {
  for (const auto& row : market.agreements.entitlements(agreement.id)) {
    tell(market, agreement, row, "removed");
  }
  market.agreements.remove_entitlements(agreement.id);
}

std::vector<EntitlementLine> all_entitlements(Market& market) {
  std::vector<EntitlementLine> lines;
  for (const auto& agreement : market.agreements.all()) {
    const auto buyer = market.catalogue.buyer(agreement.buyer).value();
    for (auto& row : market.agreements.entitlements(agreement.id)) {
      lines.push_back({agreement, buyer, std::move(row)});
    }
  }
  return lines;
}

Result<EntitlementPage> find_entitlements(Market& market, const EntitlementQuery& query) {
  if (const auto fine = check(query); !fine) return Failure(fine.error());
  const auto position = read_token(query);
  if (!position) return Failure(position.error());
  const auto product = market.catalogue.product_coded(query.product_code);
  if (!product) {
    if (market.switches.is(switches::kForeignProductCode, "denied")) {
      return Failure({"AccessDeniedException", 400,
                      fmt::format("The caller does not own product code {}.", query.product_code),
                      "ProductCode", ""});
    }
    return EntitlementPage{};
  }
  if (query.empty_page_first && !position->empty_page_seen) {
    return EntitlementPage{{}, to_token({position->skipped, true}, query)};
  }

  EntitlementPage page;
  std::size_t seen = 0;
  for (auto& line : all_entitlements(market)) {
    if (line.agreement.product != product->id || line.entitlement.visible > market.now()) continue;
    if (!names(query.customer_identifiers, line.buyer.customer_identifier)) continue;
    if (!names(query.accounts, line.buyer.account)) continue;
    if (!names(query.license_arns, line.agreement.license_arn)) continue;
    if (!names(query.dimensions, line.entitlement.dimension)) continue;
    if (seen++ < position->skipped) continue;
    if (page.lines.size() == query.max_results) {
      page.next_token = to_token({position->skipped + page.lines.size(), position->empty_page_seen},
                                 query);
      break;
    }
    page.lines.push_back(std::move(line));
  }
  return page;
}

}  // namespace souk::marketplace
