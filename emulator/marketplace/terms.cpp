#include "emulator/marketplace/terms.h"

#include <fmt/format.h>

#include <charconv>

#include "emulator/marketplace/trials.h"
#include "emulator/storage/terms_store.h"

namespace souk::marketplace {
namespace {

/// Source: the standard contract that AWS Marketplace offers to sellers, at its public address.
constexpr std::string_view kStandardContract =
    "https://s3.amazonaws.com/aws-mp-standard-contracts/"
    "Standard-Contact-for-AWS-Marketplace-2022-07-14.pdf";

Json rate_card(const std::vector<storage::DimensionRow>& dimensions, bool metered) {
  Json card = Json::array();
  for (const auto& each : dimensions) {
    if (metered ? each.metered : each.entitled) {
      card.push_back({{"dimensionKey", each.name}, {"price", each.price}});
    }
  }
  return card;
}

Json upfront_pricing(const storage::AgreementRow& agreement,
                     const std::vector<storage::DimensionRow>& dimensions) {
  return {{"currencyCode", "USD"},
          {"rateCards",
           {{{"selector", {{"type", "Duration"}, {"value", iso_period(agreement.term)}}},
             {"constraints",
              {{"multipleDimensionSelection", "Allowed"}, {"quantityConfiguration", "Allowed"}}},
             {"rateCard", rate_card(dimensions, false)}}}},
          {"configuration", chosen_configuration(agreement)}};
}

/// The terms every purchase has whose offer says nothing else.
Json usual_terms(Market& market, const storage::AgreementRow& agreement) {
  const auto dimensions = market.catalogue.dimensions(agreement.product);
  Json terms{
      {{"legalTerm",
        {{"documents",
          {{{"type", "StandardEula"}, {"url", kStandardContract}, {"version", "2022-07-14"}}}}}}},
      {{"supportTerm", {{"refundPolicy", "Refunds are given at the seller's discretion."}}}}};
  const auto metered = rate_card(dimensions, true);
  if (!metered.empty()) {
    terms.push_back({{"usageBasedPricingTerm",
                      {{"currencyCode", "USD"}, {"rateCards", {{{"rateCard", metered}}}}}}});
  }
  if (agreement.term.empty()) return terms;
  terms.push_back({{"configurableUpfrontPricingTerm", upfront_pricing(agreement, dimensions)}});
  terms.push_back({{"validityTerm", {{"agreementDuration", iso_period(agreement.term)}}}});
  terms.push_back(
      {{"renewalTerm", {{"configuration", {{"enableAutoRenew", agreement.auto_renew}}}}}});
  return terms;
}

/// Whether a usual term has no place beside the offer's own.
bool is_replaced(std::string_view kind, const Json& own) {
  if (term_in(own, kind) != nullptr) return true;
  const bool costs_or_renews = kind == "configurableUpfrontPricingTerm" || kind == "renewalTerm";
  if (costs_or_renews && is_trial(own)) return true;
  return kind == "configurableUpfrontPricingTerm" &&
         (term_in(own, "fixedUpfrontPricingTerm") != nullptr ||
          term_in(own, "byolPricingTerm") != nullptr);
}

/// "LegalTerm" of "legalTerm".
std::string type_of(std::string kind) {
  kind[0] = static_cast<char>(kind[0] - 'a' + 'A');
  return kind;
}

Money money_in(const Json& object, const char* member) {
  return parse_money(object.value(member, std::string())).value_or(Money{});
}

Money price_of_configuration(const Json& term) {
  Money sum;
  const auto& configuration = term["configuration"];
  const auto* card = rate_card_for(term, configuration["selectorValue"].get<std::string>());
  // A purchase by control call may be for a period the offer has no rates for.
  const auto& rates = card == nullptr ? term["rateCards"][0] : *card;
  for (const auto& chosen : configuration["dimensions"]) {
    for (const auto& rate : rates["rateCard"]) {
      if (rate["dimensionKey"] != chosen["dimensionKey"]) continue;
      sum = sum + money_in(rate, "price") * chosen["dimensionValue"].get<std::int64_t>();
    }
  }
  return sum;
}

}  // namespace

Json chosen_configuration(const storage::AgreementRow& agreement) {
  Json dimensions = Json::array();
  const auto quantities = Json::parse(agreement.quantities_json);
  for (const auto& [name, quantity] : quantities.items()) {
    dimensions.push_back({{"dimensionKey", name}, {"dimensionValue", quantity}});
  }
  return {{"selectorValue", iso_period(agreement.term)}, {"dimensions", std::move(dimensions)}};
}

std::string term_id(const Market& market, std::string_view offer_id, std::string_view kind) {
  return "term-" + market.ids.hex(fmt::format("term/{}/{}", offer_id, kind), 0, 32);
}

const Json* term_in(const Json& terms, std::string_view kind) {
  for (const auto& term : terms) {
    if (const auto found = term.find(kind); found != term.end()) return &*found;
  }
  return nullptr;
}

Json compose_terms(Market& market, const storage::AgreementRow& agreement,
                   const Json& offer_terms) {
  const auto own = as_told(offer_terms);
  auto terms = own;
  for (auto& usual : usual_terms(market, agreement)) {
    if (!is_replaced(usual.items().begin().key(), own)) terms.push_back(std::move(usual));
  }
  for (auto& term : terms) {
    const auto kind = term.items().begin().key();
    auto& members = term[kind];
    members["type"] = type_of(kind);
    members["id"] = term_id(market, agreement.offer_id, kind);
    if (kind == "configurableUpfrontPricingTerm" && !agreement.term.empty()) {
      members.emplace("configuration", chosen_configuration(agreement));
    }
    if (kind == "renewalTerm")
      members["configuration"] = {{"enableAutoRenew", agreement.auto_renew}};
  }
  return terms;
}

Json accept_terms(Market& market, const storage::AgreementRow& agreement, const Json& offer_terms) {
  auto terms = compose_terms(market, agreement, offer_terms);
  change_terms(market, agreement, terms);
  return terms;
}

void change_terms(Market& market, const storage::AgreementRow& agreement, const Json& terms) {
  storage::TermsStore(market.database).put(agreement.id, terms.dump());
}

Json terms_of(Market& market, const storage::AgreementRow& agreement) {
  const auto kept = storage::TermsStore(market.database).find(agreement.id);
  // Agreements of a souk that did not keep terms had none but the usual ones.
  return kept ? Json::parse(*kept) : compose_terms(market, agreement, Json::array());
}

Money value_of(const Json& terms) {
  Money sum;
  if (const auto* term = term_in(terms, "configurableUpfrontPricingTerm")) {
    if (term->contains("configuration")) sum = sum + price_of_configuration(*term);
  }
  if (const auto* term = term_in(terms, "fixedUpfrontPricingTerm")) {
    sum = sum + money_in(*term, "price");
  }
  // A schedule spreads the price; where there is no other price, it is the price.
  const auto* schedule = term_in(terms, "paymentScheduleTerm");
  if (schedule == nullptr || sum > Money{}) return sum;
  for (const auto& each : (*schedule)["schedule"]) sum = sum + money_in(each, "chargeAmount");
  return sum;
}

std::string iso_period(std::string_view term) {
  int number = 0;
  const auto [rest, trouble] = std::from_chars(term.data(), term.data() + term.size(), number);
  const std::string_view unit(rest, static_cast<std::size_t>(term.data() + term.size() - rest));
  if (trouble == std::errc() && unit == "mo") return fmt::format("P{}M", number);
  if (trouble == std::errc() && unit == "y") return fmt::format("P{}M", number * 12);
  const auto length = parse_duration(term).value_or(Duration(0));
  const auto days = std::chrono::duration_cast<std::chrono::days>(length);
  if (length == days) return fmt::format("P{}D", days.count());
  return fmt::format("PT{}S", std::chrono::duration_cast<std::chrono::seconds>(length).count());
}

std::optional<std::string> term_of_period(std::string_view period) {
  const bool of_seconds = period.starts_with("PT") && period.ends_with('S');
  const std::size_t begins = of_seconds ? 2 : 1;
  if (!period.starts_with('P') || period.size() < begins + 2) return std::nullopt;
  const auto number = period.substr(begins, period.size() - begins - 1);
  if (number.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  switch (period.back()) {
    case 'M':
      return fmt::format("{}mo", number);
    case 'Y':
      return fmt::format("{}y", number);
    case 'D':
      return fmt::format("{}d", number);
    default:
      return of_seconds ? std::optional(fmt::format("{}s", number)) : std::nullopt;
  }
}

const Json* rate_card_for(const Json& upfront_term, std::string_view period) {
  const auto length = [](std::string_view each) {
    const auto term = term_of_period(each);
    return term ? iso_period(*term) : std::string(each);
  };
  for (const auto& card : upfront_term["rateCards"]) {
    // Rates that say nothing of a period are for any.
    if (!card.contains("selector")) return &card;
    if (length(card["selector"]["value"].get<std::string>()) == length(period)) return &card;
  }
  return nullptr;
}

std::optional<Duration> parse_iso_duration(std::string_view text) {
  if (!text.starts_with('P') || text.size() < 3) return std::nullopt;
  text.remove_prefix(1);
  Duration sum{};
  bool in_time = false;
  std::string_view units = "D";
  while (!text.empty()) {
    if (!in_time && text.front() == 'T') {
      in_time = true;
      units = "HMS";
      text.remove_prefix(1);
      if (text.empty()) return std::nullopt;
      continue;
    }
    std::uint32_t number = 0;
    const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), number);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    const auto at = text.empty() ? std::string_view::npos : units.find(text.front());
    if (trouble != std::errc() || at == std::string_view::npos || number > 1'000'000'000) {
      return std::nullopt;
    }
    switch (text.front()) {
      case 'D':
        sum += std::chrono::hours(24) * number;
        break;
      case 'H':
        sum += std::chrono::hours(1) * number;
        break;
      case 'M':
        sum += std::chrono::minutes(1) * number;
        break;
      default:
        sum += std::chrono::seconds(1) * number;
        break;
    }
    // Each unit once, the larger first.
    units.remove_prefix(at + 1);
    text.remove_prefix(1);
  }
  return sum;
}

}  // namespace souk::marketplace
