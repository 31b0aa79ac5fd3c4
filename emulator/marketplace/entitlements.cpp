#include "emulator/marketplace/entitlements.h"

#include <fmt/format.h>

#include <charconv>

namespace souk::marketplace {
namespace {

void tell(Market& market, const storage::AgreementRow& agreement,
          const storage::EntitlementRow& entitlement, std::string_view event) {
  const auto product = market.catalogue.product(agreement.product).value();
  const auto buyer = market.catalogue.buyer(agreement.buyer).value();
  market.journal.write({"entitlement",
                        "market",
                        agreement.agreement_id,
                        "",
                        {{"event", event},
                         {"buyer", buyer.name},
                         {"product_code", product.code},
                         {"license_arn", told_license(product, agreement)},
                         {"dimension", entitlement.dimension},
                         {"value", entitlement.value},
                         {"expires", to_iso(entitlement.expires)}},
                        Json::object(),
                        ""});
}

Duration lag(const Market& market) {
  return parse_duration(market.switches.at(switches::kEntitlementLag)).value();
}

Error invalid_parameter(std::string message, std::string field) {
  return {"InvalidParameterException", 400, std::move(message), std::move(field), ""};
}

/// Says which query a page token belongs to, so that another query's is refused.
std::uint64_t fingerprint(const EntitlementQuery& query) {
  std::string text = query.product_code;
  for (const auto* list :
       {&query.customer_identifiers, &query.accounts, &query.license_arns, &query.dimensions}) {
    text += '\x1e';
    for (const auto& value : *list) text += value + '\x1f';
  }
  return Ids(0).number(text, 0);
}

/// Where a page begins: behind which entitlement, and whether the empty page is behind us.
struct Position {
  storage::EntitlementPlace after;
  bool empty_page_seen = false;
};

/// "FINGERPRINT.eAGREEMENT.DIMENSION", the dimension in hexadecimal, for it may have any letter.
std::string to_token(const Position& position, const EntitlementQuery& query) {
  auto token = fmt::format("{:016x}.{}{}.", fingerprint(query), position.empty_page_seen ? "e" : "",
                           position.after.agreement);
  for (const char letter : position.after.dimension) {
    token += fmt::format("{:02x}", static_cast<unsigned char>(letter));
  }
  return token;
}

std::optional<std::string> from_hex(std::string_view text) {
  std::string bytes;
  if (text.size() % 2 != 0) return std::nullopt;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    unsigned value = 0;
    const auto end = text.data() + i + 2;
    if (std::from_chars(text.data() + i, end, value, 16).ptr != end) return std::nullopt;
    bytes += static_cast<char>(value);
  }
  return bytes;
}

Result<Position> read_token(const EntitlementQuery& query) {
  if (query.next_token.empty()) return Position{};
  const auto wrong = invalid_parameter("The NextToken is not one of this query.", "NextToken");
  std::string_view rest = query.next_token;
  const auto prefix = fmt::format("{:016x}.", fingerprint(query));
  if (!rest.starts_with(prefix)) return Failure(wrong);
  rest.remove_prefix(prefix.size());
  Position position;
  if (rest.starts_with('e')) {
    position.empty_page_seen = true;
    rest.remove_prefix(1);
  }
  auto& after = position.after;
  const auto [end, trouble] =
      std::from_chars(rest.data(), rest.data() + rest.size(), after.agreement);
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  if (trouble != std::errc() || !rest.starts_with('.')) return Failure(wrong);
  const auto dimension = from_hex(rest.substr(1));
  if (!dimension) return Failure(wrong);
  after.dimension = *dimension;
  return position;
}

EntitlementLine line_of(Market& market, const storage::EntitlementRow& row) {
  auto agreement = market.agreements.find(row.agreement).value();
  auto buyer = market.catalogue.buyer(agreement.buyer).value();
  return {std::move(agreement), std::move(buyer), row};
}

Result<void> check(const Market& market, const EntitlementQuery& query) {
  if (!query.customer_identifiers.empty() && !query.accounts.empty()) {
    return Failure(invalid_parameter(
        "Invalid filter combination provided. CUSTOMER_IDENTIFIER and CUSTOMER_AWS_ACCOUNT_ID "
        "exclude each other.",
        "Filter"));
  }
  if (!query.dimensions.empty() && query.customer_identifiers.empty() && query.accounts.empty() &&
      query.license_arns.empty()) {
    const bool own = market.switches.is(switches::kMessageTexts, "own");
    // Source: live answer quoted in boto3 issue 3520.
    return Failure(invalid_parameter(
        own ? "A filter of DIMENSION needs one of whose: CUSTOMER_IDENTIFIER, "
              "CUSTOMER_AWS_ACCOUNT_ID or LICENSE_ARN."
            : "Invalid filter combination provided. Please provide the CUSTOMER_IDENTIFIER along "
              "with DIMENSION.",
        "Filter"));
  }
  return {};
}

}  // namespace

void grant_entitlements(Market& market, const storage::AgreementRow& agreement) {
  const auto quantities = Json::parse(agreement.quantities_json);
  for (const auto& [dimension, quantity] : quantities.items()) {
    const storage::EntitlementRow row{agreement.id,
                                      dimension,
                                      quantity.get<std::int64_t>(),
                                      agreement.ends.value(),
                                      market.now() + lag(market),
                                      std::nullopt};
    market.agreements.put(row);
    tell(market, agreement, row, "granted");
  }
}

void remove_entitlements(Market& market, const storage::AgreementRow& agreement) {
  for (const auto& row : market.agreements.entitlements(agreement.id)) {
    tell(market, agreement, row, "removed");
  }
  market.agreements.end_entitlements(agreement.id, market.now() + lag(market));
}

std::vector<EntitlementLine> all_entitlements(Market& market) {
  std::vector<EntitlementLine> lines;
  for (const auto& agreement : market.agreements.all()) {
    for (const auto& row : market.agreements.entitlements(agreement.id)) {
      lines.push_back({agreement, market.catalogue.buyer(agreement.buyer).value(), row});
    }
  }
  return lines;
}

Result<EntitlementPage> find_entitlements(Market& market, const EntitlementQuery& query) {
  if (const auto fine = check(market, query); !fine) return Failure(fine.error());
  const auto position = read_token(query);
  if (!position) return Failure(position.error());
  const auto product = market.catalogue.product_coded(query.product_code);
  if (!product || !market.is_seller(query.sender)) {
    if (market.switches.is(switches::kForeignProductCode, "denied")) {
      return Failure({"AccessDeniedException", 400,
                      fmt::format("The caller does not own product code {}.", query.product_code),
                      "ProductCode", ""});
    }
    return EntitlementPage{};
  }
  if (query.empty_page_first && !position->empty_page_seen) {
    return EntitlementPage{{}, to_token({position->after, true}, query)};
  }

  // One more than asked for tells whether this page is the last.
  auto rows = market.agreements.shown_entitlements(
      {product->id, query.customer_identifiers, query.accounts, query.license_arns,
       query.dimensions, market.now(), position->after, query.max_results + 1});
  EntitlementPage page;
  if (rows.size() > query.max_results) {
    rows.resize(query.max_results);
    page.next_token = to_token(
        {{rows.back().agreement, rows.back().dimension}, position->empty_page_seen}, query);
  }
  for (const auto& row : rows) page.lines.push_back(line_of(market, row));
  return page;
}

}  // namespace souk::marketplace
