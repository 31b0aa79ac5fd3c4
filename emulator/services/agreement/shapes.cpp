#include "emulator/services/agreement/shapes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "emulator/marketplace/agreement_errors.h"
#include "emulator/marketplace/money.h"
#include "emulator/wire/instants.h"

namespace souk::services::agreement {
namespace {

/// Source: the published model, ValidationExceptionReason, as far as members' limits go.
constexpr std::array<std::string_view, 60> kLimitReasons{
    "INVALID_ADJUSTMENT_AMOUNT",
    "INVALID_AGREEMENT_CANCELLATION_REQUEST_ID",
    "INVALID_AGREEMENT_ID",
    "INVALID_AGREEMENT_PROPOSAL_IDENTIFIER",
    "INVALID_AGREEMENT_REQUEST_ID",
    "INVALID_AGREEMENT_TYPE",
    "INVALID_CATALOG",
    "INVALID_CHARGE_AMOUNT",
    "INVALID_CHARGE_ID",
    "INVALID_CHARGE_REVISION",
    "INVALID_CLIENT_TOKEN",
    "INVALID_CURRENCY_CODE",
    "INVALID_DESCRIPTION",
    "INVALID_FILTERS",
    "INVALID_FILTER_NAME",
    "INVALID_FILTER_VALUES",
    "INVALID_INTENT",
    "INVALID_MAX_RESULTS",
    "INVALID_NAME",
    "INVALID_NEXT_TOKEN",
    "INVALID_PARTY_TYPE",
    "INVALID_PAYMENT_REQUEST_ID",
    "INVALID_PURCHASE_ORDERS",
    "INVALID_PURCHASE_ORDER_REFERENCE",
    "INVALID_REASON",
    "INVALID_REASON_CODE",
    "INVALID_REJECTION_REASON",
    "INVALID_REQUESTED_TERMS",
    "INVALID_REQUESTED_TERM_CONFIGURATION",
    "INVALID_REQUESTED_TERM_ID",
    "INVALID_SORT_BY",
    "INVALID_SORT_ORDER",
    "INVALID_SOURCE_AGREEMENT_IDENTIFIER",
    "INVALID_STATUS",
    "INVALID_TERM_ID",
    "MISSING_ADJUSTMENT_AMOUNT",
    "MISSING_AGREEMENT_CANCELLATION_REQUEST_ID",
    "MISSING_AGREEMENT_ID",
    "MISSING_AGREEMENT_PROPOSAL_IDENTIFIER",
    "MISSING_AGREEMENT_REQUEST_ID",
    "MISSING_BILLING_ADJUSTMENT_REQUEST_ENTRY",
    "MISSING_CHARGE_AMOUNT",
    "MISSING_CHARGE_ID",
    "MISSING_CURRENCY_CODE",
    "MISSING_FILTER_NAME",
    "MISSING_FILTER_VALUES",
    "MISSING_INTENT",
    "MISSING_INVOICE_ID",
    "MISSING_NAME",
    "MISSING_PARTY_TYPE",
    "MISSING_PAYMENT_REQUEST_ID",
    "MISSING_PURCHASE_ORDERS",
    "MISSING_PURCHASE_ORDER_REFERENCE",
    "MISSING_REASON",
    "MISSING_REASON_CODE",
    "MISSING_REQUESTED_TERMS",
    "MISSING_REQUESTED_TERM_CONFIGURATION",
    "MISSING_REQUESTED_TERM_ID",
    "MISSING_SOURCE_AGREEMENT_IDENTIFIER",
    "MISSING_TERM_ID",
};

struct Renamed {
  std::string_view place;  ///< the end of the member's path, without indices
  std::string_view name;   ///< as reasons call it
};
/// Members that reasons call by another name than the request does.
constexpr std::array kRenamed{
    Renamed{"filters.name", "FILTER_NAME"},
    Renamed{"filters.values", "FILTER_VALUES"},
    Renamed{"requestedTerms.id", "REQUESTED_TERM_ID"},
    Renamed{"originalInvoiceId", "INVOICE_ID"},
    Renamed{"adjustmentReasonCode", "REASON_CODE"},
    Renamed{"cancellationReason", "REASON"},
    Renamed{"billingAdjustmentRequestEntries", "BILLING_ADJUSTMENT_REQUEST_ENTRY"},
};

/// "filters.values" of "filters[0].values[0]".
std::string without_indices(std::string_view path) {
  std::string plain;
  bool inside = false;
  for (const char letter : path) {
    if (letter == '[') inside = true;
    if (!inside) plain += letter;
    if (letter == ']') inside = false;
  }
  return plain;
}

/// "SORT_BY" of "sort.sortBy".
std::string as_in_reasons(const std::string& path) {
  const auto plain = without_indices(path);
  // Whatever of it is wrong, one reason tells of a configuration.
  if (plain.starts_with("requestedTerms.configuration")) return "REQUESTED_TERM_CONFIGURATION";
  for (const auto& row : kRenamed) {
    if (plain.ends_with(row.place)) return std::string(row.name);
  }
  std::string name;
  for (const char letter : plain.substr(plain.rfind('.') + 1)) {
    const auto code = static_cast<unsigned char>(letter);
    if (std::isupper(code) != 0) name += '_';
    name += static_cast<char>(std::toupper(code));
  }
  return name;
}

/// Takes "-12D" off a duration where it begins with an amount of this unit.
void take_unit(std::string_view& text, char unit) {
  const auto sign = text.starts_with('-') || text.starts_with('+') ? 1U : 0U;
  auto end = std::min(text.find_first_not_of("0123456789", sign), text.size());
  if (end == sign) return;
  const bool fraction = unit == 'S' && end < text.size() && (text[end] == '.' || text[end] == ',');
  if (fraction) {
    const auto point = end;
    end = std::min(text.find_first_not_of("0123456789", point + 1), text.size());
    if (end > point + 10) return;
  }
  if (end < text.size() && text[end] == unit) text.remove_prefix(end + 1);
}

bool is_iso_duration(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  if (!text.starts_with('P')) return false;
  text.remove_prefix(1);
  take_unit(text, 'D');
  if (!text.starts_with('T')) return text.empty();
  text.remove_prefix(1);
  for (const char unit : {'H', 'M', 'S'}) take_unit(text, unit);
  return text.empty();
}

}  // namespace

wire::Shape resource_id() { return wire::string().length(1, 64).matching("[A-Za-z0-9_/-]+"); }

wire::Shape request_id(std::string_view prefix) {
  return wire::string().length(1, 64).matching(fmt::format("{}[a-zA-Z0-9]+", prefix));
}

wire::Shape agreement_type() { return wire::string().length(1, 64).matching("[A-Za-z]+"); }
wire::Shape catalog() { return wire::string().length(1, 64).matching("[a-zA-Z0-9.-]+"); }
wire::Shape party_type() { return wire::string().length(1, 32).matching("[A-Za-z]+"); }
wire::Shape max_results() { return wire::integer().range(1, 50); }

wire::Shape next_token() { return wire::string().length(0, 8192).matching("[a-zA-Z0-9+/=_-]+"); }

wire::Shape client_token() { return wire::string().length(1, 64).matching("[a-zA-Z0-9-]+"); }

wire::Shape term_id() { return wire::string().length(1, 256).matching("[A-Za-z0-9+=;,.@\\-_]+"); }

wire::Shape amount() {
  return wire::string().matching("[0-9]*(\\.[0-9]{0,8})?", [](std::string_view text) {
    const auto point = text.find('.');
    const auto decimals = point == std::string_view::npos ? "" : text.substr(point + 1);
    const auto all_digits = [](std::string_view part) {
      return part.find_first_not_of("0123456789") == std::string_view::npos;
    };
    return decimals.size() <= 8 && all_digits(text.substr(0, point)) && all_digits(decimals);
  });
}

wire::Shape currency() { return wire::string().length(3, 3).matching("[A-Z]+"); }

wire::Shape iso_duration() {
  return wire::string().matching(
      "([-+]?)P(?:([-+]?[0-9]+)D)?(T(?:([-+]?[0-9]+)H)?(?:([-+]?[0-9]+)M)?"
      "(?:([-+]?[0-9]+)(?:[.,]([0-9]{0,9}))?S)?)?",
      is_iso_duration);
}

wire::Shape purchase_orders() {
  using namespace wire;
  return list(structure({required("chargeId", resource_id()),
                         member("chargeRevision", long_integer().range(1)),
                         member("agreementId", resource_id()),
                         member("purchaseOrderReference", string().length(1))}))
      .count(1, 86);
}

const wire::Shape* written_as_it_is() { return nullptr; }

Error explain_limit(Error error, const Json& input) {
  const auto name = as_in_reasons(error.field);
  // What is required further down is missing as well when it is not there; the text tells.
  const bool missing = error.message.find("Member must not be null") != std::string::npos &&
                       !input.contains(error.field);
  auto reason = (missing ? "MISSING_" : "INVALID_") + name;
  const bool known =
      std::find(kLimitReasons.begin(), kLimitReasons.end(), reason) != kLimitReasons.end();
  return marketplace::agreement_errors::validation(known ? reason : "OTHER",
                                                   std::move(error.message), error.field);
}

Json seconds(Timestamp at) {
  const auto ms = epoch_ms(at);
  if (ms % 1000 == 0) return ms / 1000;
  return static_cast<double>(ms) / 1000;
}

bool lies_between(Timestamp at, const Json& request, const char* after, const char* before) {
  if (request.contains(after) && at <= wire::instant_of(request[after])) return false;
  return !request.contains(before) || at < wire::instant_of(request[before]);
}

Json account(const std::string& id) { return {{"accountId", id}}; }

Json resource(const storage::ProductRow& product) {
  return {{"id", product.product_id}, {"type", kSaasProduct}};
}

Json invoicing_entity() { return {{"legalName", "Amazon Web Services, Inc."}}; }

std::vector<marketplace::PurchaseOrder> purchase_orders_in(const Json& request) {
  std::vector<marketplace::PurchaseOrder> orders;
  for (const auto& each : request.value("purchaseOrders", Json::array())) {
    orders.push_back({each["chargeId"],
                      each.contains("chargeRevision")
                          ? std::optional(each["chargeRevision"].get<std::int64_t>())
                          : std::nullopt,
                      each.value("agreementId", ""), each.value("purchaseOrderReference", "")});
  }
  return orders;
}

Result<void> check_catalog(const Json& request) {
  if (request.value("catalog", std::string(kCatalog)) != kCatalog) {
    return Failure(marketplace::agreement_errors::validation(
        "INVALID_CATALOG", fmt::format("The catalog is {}.", kCatalog), "catalog"));
  }
  const auto type = request.value("agreementType", std::string(kPurchaseAgreement));
  if (type != kPurchaseAgreement && type != "VendorInsightsAgreement") {
    return Failure(marketplace::agreement_errors::validation(
        "INVALID_AGREEMENT_TYPE", fmt::format("There is no agreement type {}.", type),
        "agreementType"));
  }
  return {};
}

Result<marketplace::Party> party_in(const Json& request) {
  const auto party = marketplace::parse_party(request["partyType"].get<std::string>());
  if (party) return *party;
  return Failure(marketplace::agreement_errors::validation(
      "INVALID_PARTY_TYPE", "The party type is Proposer or Acceptor.", "partyType"));
}

}  // namespace souk::services::agreement
