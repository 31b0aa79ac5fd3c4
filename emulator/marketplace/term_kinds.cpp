#include <fmt/format.h>

#include <algorithm>

#include "emulator/marketplace/terms.h"

namespace souk::marketplace {
namespace {

/// Every kind with its members; "!" marks those it cannot do without. Source: the published model
/// of August 2026, and the members of renewalTerm that newer clients know.
constexpr const char* kKinds = R"({
  "legalTerm": {"documents!": [{"type!": "text", "url!": "text", "version": "text"}]},
  "supportTerm": {"refundPolicy!": "text"},
  "renewalTerm": {
    "configuration": {"enableAutoRenew!": "flag"},
    "lockoutPeriod": "period", "maxRenewals": "count", "adjustmentDeadline": "period",
    "priceIncrease": {
      "fixedPercentage": {"value!": "amount"},
      "percentageRange": {"minValue!": "amount", "maxValue!": "amount", "defaultValue": "amount"}},
    "termTemplates": [{"paymentScheduleTermTemplate": {"schedule!": [
      {"chargeDateOffset": "period", "chargePercentage": "amount", "dayOfMonth": "count"}]}}]},
  "usageBasedPricingTerm": {"currencyCode": "currency",
    "rateCards!": [{"rateCard!": [{"dimensionKey!": "text", "price!": "amount"}]}]},
  "configurableUpfrontPricingTerm": {"currencyCode": "currency",
    "rateCards!": [{
      "selector": {"type!": "text", "value!": "period"},
      "constraints": {"multipleDimensionSelection": "allowed", "quantityConfiguration": "allowed"},
      "rateCard!": [{"dimensionKey!": "text", "price!": "amount"}]}]},
  "fixedUpfrontPricingTerm": {"currencyCode": "currency", "duration": "period", "price!": "amount",
    "grants": [{"dimensionKey!": "text", "maxQuantity": "count"}]},
  "freeTrialPricingTerm": {"duration!": "period",
    "grants": [{"dimensionKey!": "text", "maxQuantity": "count"}]},
  "byolPricingTerm": {},
  "recurringPaymentTerm": {"currencyCode": "currency", "billingPeriod!": "text",
    "price!": "amount"},
  "validityTerm": {"agreementDuration": "period", "agreementStartDate": "instant",
    "agreementEndDate": "instant"},
  "paymentScheduleTerm": {"currencyCode": "currency",
    "schedule!": [{"chargeDate!": "instant", "chargeAmount!": "amount"}]},
  "variablePaymentTerm": {"currencyCode": "currency", "maxTotalChargeAmount!": "amount",
    "configuration!": {"paymentRequestApprovalStrategy!": "strategy",
      "expirationDuration": "duration"}},
  "netPaymentTerm": {"paymentDuePeriod!": "period"}
})";

constexpr std::size_t kLongestText = 4096;

const Json& kinds() {
  static const auto all = Json::parse(kKinds);
  return all;
}

bool is_period(const std::string& text) {
  return text.size() >= 3 && text[0] == 'P' &&
         text.find_first_not_of("0123456789YMWDTHS", 1) == std::string::npos;
}

bool is_currency(const std::string& text) {
  return text.size() == 3 && std::all_of(text.begin(), text.end(), [](char letter) {
           return letter >= 'A' && letter <= 'Z';
         });
}

/// What is wrong with a value that is to be of this sort; empty when nothing is.
std::string wrong_with(const std::string& sort, const Json& value) {
  if (sort == "count") {
    const bool fine = value.is_number_integer() && value > 0 && value <= INT32_MAX;
    return fine ? "" : "is a whole number from 1";
  }
  if (sort == "flag") return value.is_boolean() ? "" : "is true or false";
  if (!value.is_string()) return "is a text";
  const auto text = value.get<std::string>();
  if (text.empty() || text.size() > kLongestText) return "is a text of 1 to 4096 characters";
  if (sort == "amount" && !parse_money(text)) return "is an amount such as \"12.50\"";
  if (sort == "currency" && !is_currency(text)) return "is a currency such as USD";
  if (sort == "instant" && !parse_iso(text)) return "is an instant such as 2026-10-06T00:00:00Z";
  if (sort == "period" && !is_period(text)) return "is a period such as P12M or P30D";
  if (sort == "duration" && !parse_iso_duration(text)) return "is a duration such as P7D or PT12H";
  if (sort == "allowed" && text != "Allowed" && text != "Disallowed") {
    return "is Allowed or Disallowed";
  }
  if (sort == "strategy" && text != "AUTO_APPROVE_ON_EXPIRATION" && text != "WAIT_FOR_APPROVAL") {
    return "is AUTO_APPROVE_ON_EXPIRATION or WAIT_FOR_APPROVAL";
  }
  return "";
}

Error invalid_terms(std::string message, std::string field, std::string hint = "") {
  return {"InvalidOffer", 400, std::move(message), std::move(field), std::move(hint)};
}

/// The members of a kind by name, whether or not they are marked.
const Json* sort_of(const Json& members, const std::string& name) {
  for (const auto& [marked, sort] : members.items()) {
    if (marked == name || marked == name + "!") return &sort;
  }
  return nullptr;
}

Result<void> check_value(const Json& sort, const Json& value, const std::string& at);

Result<void> check_members(const Json& members, const Json& given, const std::string& at) {
  if (!given.is_object()) return Failure(invalid_terms(at + " is an object.", at));
  for (const auto& [name, value] : given.items()) {
    const auto* sort = sort_of(members, name);
    if (sort == nullptr) {
      return Failure(
          invalid_terms(fmt::format("There is no member \"{}\" here.", name), at + "." + name));
    }
    if (auto fine = check_value(*sort, value, at + "." + name); !fine) return fine;
  }
  for (const auto& [marked, sort] : members.items()) {
    if (!marked.ends_with('!')) continue;
    const auto name = marked.substr(0, marked.size() - 1);
    if (!given.contains(name)) {
      return Failure(invalid_terms(fmt::format("{} is missing.", name), at + "." + name));
    }
  }
  return {};
}

Result<void> check_value(const Json& sort, const Json& value, const std::string& at) {
  if (sort.is_object()) return check_members(sort, value, at);
  if (sort.is_array()) {
    if (!value.is_array()) return Failure(invalid_terms(at + " is a list.", at));
    for (std::size_t i = 0; i < value.size(); ++i) {
      const auto fine = check_value(sort[0], value[i], fmt::format("{}[{}]", at, i));
      if (!fine) return fine;
    }
    return {};
  }
  if (const auto wrong = wrong_with(sort, value); !wrong.empty()) {
    return Failure(invalid_terms(fmt::format("{} {}.", at, wrong), at));
  }
  return {};
}

/// Source: AWS Marketplace Developer Guide, buyer's use of the Agreement API.
Result<void> check_strategy(const Json& term, const std::string& at) {
  const auto& configuration = term["configuration"];
  if (configuration["paymentRequestApprovalStrategy"] == "AUTO_APPROVE_ON_EXPIRATION" &&
      !configuration.contains("expirationDuration")) {
    return Failure(invalid_terms("AUTO_APPROVE_ON_EXPIRATION needs an expirationDuration.",
                                 at + ".configuration.expirationDuration"));
  }
  return {};
}

Json told(const Json& sort, const Json& value) {
  if (sort.is_array()) {
    Json list = Json::array();
    for (const auto& each : value) list.push_back(told(sort[0], each));
    return list;
  }
  if (sort == "instant") return epoch_ms(parse_iso(value.get<std::string>()).value()) / 1000;
  if (!sort.is_object()) return value;
  Json object = Json::object();
  for (const auto& [name, member] : value.items()) {
    object[name] = told(*sort_of(sort, name), member);
  }
  if (sort.contains("currencyCode")) object.emplace("currencyCode", "USD");
  return object;
}

}  // namespace

Result<void> check_terms(const Json& terms) {
  if (!terms.is_array()) return Failure(invalid_terms("terms is a list.", "terms"));
  std::vector<std::string> seen;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const auto at = fmt::format("terms[{}]", i);
    if (!terms[i].is_object() || terms[i].size() != 1) {
      return Failure(invalid_terms("A term is an object with one member, its kind.", at));
    }
    const auto& kind = terms[i].items().begin().key();
    if (!kinds().contains(kind)) {
      std::vector<std::string_view> names;
      for (const auto& [name, members] : kinds().items()) names.emplace_back(name);
      const auto near = nearest_word(kind, names);
      return Failure(invalid_terms(fmt::format("There is no kind of term \"{}\".", kind), at,
                                   near.empty() ? "" : fmt::format("Did you mean {}?", near)));
    }
    if (std::find(seen.begin(), seen.end(), kind) != seen.end()) {
      return Failure(invalid_terms(fmt::format("{} is there twice.", kind), at));
    }
    seen.push_back(kind);
    const auto place = at + "." + kind;
    if (auto fine = check_members(kinds()[kind], terms[i][kind], place); !fine) return fine;
    if (kind != "variablePaymentTerm") continue;
    if (auto fine = check_strategy(terms[i][kind], place); !fine) return fine;
  }
  return {};
}

Json as_told(const Json& terms) {
  Json list = Json::array();
  for (const auto& term : terms) {
    const auto& kind = term.items().begin().key();
    list.push_back({{kind, told(kinds()[kind], term[kind])}});
  }
  return list;
}

}  // namespace souk::marketplace
