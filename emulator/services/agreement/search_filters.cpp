#include "emulator/services/agreement/search_filters.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "emulator/marketplace/agreement_errors.h"
#include "emulator/marketplace/agreement_status.h"
#include "emulator/marketplace/successions.h"

namespace souk::services::agreement {
namespace {

using marketplace::Market;
using marketplace::Party;
using storage::AgreementRow;
using Condition = std::function<bool(const AgreementRow&)>;
/// What a filter's value asks of an agreement; nothing when it is no value of that filter.
using Reader = std::optional<Condition> (*)(Market& market, const std::string& value);

template <std::size_t N>
std::optional<std::string> one_of(const std::array<std::string_view, N>& words,
                                  const std::string& value) {
  return std::find(words.begin(), words.end(), value) == words.end() ? std::nullopt
                                                                     : std::optional(value);
}

/// All agreements are of this sort, or none is.
Condition all_or_none(bool all) {
  return [all](const AgreementRow&) { return all; };
}

std::optional<Condition> of_type(Market& /*market*/, const std::string& value) {
  static constexpr std::array<std::string_view, 2> kTypes{"PurchaseAgreement",
                                                          "VendorInsightsAgreement"};
  if (!one_of(kTypes, value)) return std::nullopt;
  return all_or_none(value == kPurchaseAgreement);
}

std::optional<Condition> of_resource(Market& market, const std::string& value) {
  std::int64_t wanted = 0;
  for (const auto& product : market.catalogue.products()) {
    if (product.product_id == value) wanted = product.id;
  }
  return [wanted](const AgreementRow& each) { return each.product == wanted; };
}

std::optional<Condition> of_resource_type(Market& /*market*/, const std::string& value) {
  return all_or_none(value == kSaasProduct);
}

std::optional<Condition> of_acceptor(Market& market, const std::string& value) {
  if (value.size() != 12 || value.find_first_not_of("0123456789") != std::string::npos) {
    return std::nullopt;
  }
  const auto buyer = market.catalogue.buyer_with_account(value);
  const auto wanted = buyer ? buyer->id : 0;
  return [wanted](const AgreementRow& each) { return each.buyer == wanted; };
}

std::optional<Condition> of_offer(Market& /*market*/, const std::string& value) {
  return [value](const AgreementRow& each) { return each.offer_id == value; };
}

/// There are no offer sets.
std::optional<Condition> of_offer_set(Market& /*market*/, const std::string& /*value*/) {
  return all_or_none(false);
}

std::optional<Condition> of_status(Market& /*market*/, const std::string& value) {
  static constexpr std::array<std::string_view, 9> kStatuses{
      "ACTIVE",   "ARCHIVED",    "CANCELLED",  "EXPIRED",   "RENEWED",
      "REPLACED", "ROLLED_BACK", "SUPERSEDED", "TERMINATED"};
  if (!one_of(kStatuses, value)) return std::nullopt;
  return [value](const AgreementRow& each) { return marketplace::status_of(each) == value; };
}

enum class Time { Start, End, Update };

/// None for the end of what has no end, which is then neither before nor after anything.
std::optional<Timestamp> time_of(const AgreementRow& agreement, Time which) {
  if (which == Time::Start) return marketplace::start_time(agreement);
  return which == Time::End ? marketplace::end_time(agreement) : agreement.updated;
}

template <Time which, bool before>
std::optional<Condition> at_time(Market& /*market*/, const std::string& value) {
  const auto limit = parse_iso(value);
  if (!limit) return std::nullopt;
  return [limit = *limit](const AgreementRow& each) {
    const auto time = time_of(each, which);
    return time && (before ? *time < limit : *time > limit);
  };
}

std::optional<Condition> of_behavior(Market& market, const std::string& value) {
  static constexpr std::array<std::string_view, 3> kBehaviors{"RENEW", "REPLACE", "EXPIRE"};
  if (!one_of(kBehaviors, value)) return std::nullopt;
  return [&market, value](const AgreementRow& each) {
    const auto behavior = marketplace::end_time_behavior(market, each);
    return behavior && behavior->type == value;
  };
}

std::optional<Condition> of_behavior_reason(Market& market, const std::string& value) {
  static constexpr std::array<std::string_view, 4> kReasons{
      "PROPOSER_RENEW_OPTED_OUT", "ACCEPTOR_RENEW_OPTED_OUT", "NO_RENEWAL_TERM",
      "RENEWAL_LIMIT_EXHAUSTED"};
  if (!one_of(kReasons, value)) return std::nullopt;
  return [&market, value](const AgreementRow& each) {
    const auto behavior = marketplace::end_time_behavior(market, each);
    return behavior && behavior->reason_code == value;
  };
}

std::optional<Condition> of_initial(Market& market, const std::string& value) {
  return [&market, value](const AgreementRow& each) {
    return marketplace::initial_agreement_id(market, each) == value;
  };
}

std::optional<Condition> of_license(Market& market, const std::string& value) {
  const auto found = market.agreements.with_license(value);
  const auto product = found ? market.catalogue.product(found->product) : std::nullopt;
  const bool is_told = product && !marketplace::told_license(*product, *found).empty();
  const auto wanted = is_told ? found->id : 0;
  return [wanted](const AgreementRow& each) { return each.id == wanted; };
}

struct FilterRow {
  std::string_view name;
  Reader read;
  bool newest = false;  ///< came in autumn 2026
};
/// Source: SearchAgreements; PartyType is read apart.
constexpr std::array kFilters{
    FilterRow{"AgreementType", of_type},
    FilterRow{"ResourceIdentifier", of_resource},
    FilterRow{"ResourceType", of_resource_type},
    FilterRow{"AcceptorAccountId", of_acceptor},
    FilterRow{"OfferId", of_offer},
    FilterRow{"OfferSetId", of_offer_set},
    FilterRow{"Status", of_status},
    FilterRow{"BeforeEndTime", at_time<Time::End, true>},
    FilterRow{"AfterEndTime", at_time<Time::End, false>},
    FilterRow{"BeforeStartTime", at_time<Time::Start, true>, true},
    FilterRow{"AfterStartTime", at_time<Time::Start, false>, true},
    FilterRow{"BeforeLastUpdateTime", at_time<Time::Update, true>, true},
    FilterRow{"AfterLastUpdateTime", at_time<Time::Update, false>, true},
    FilterRow{"EndTimeBehaviorType", of_behavior, true},
    FilterRow{"EndTimeBehaviorReasonCode", of_behavior_reason, true},
    FilterRow{"InitialAgreementId", of_initial, true},
    FilterRow{"LicenseArn", of_license, true},
};

/// Filters that go together beside party, type and end times.
struct Combination {
  std::array<std::string_view, 2> names;  ///< empty where there are fewer
  bool with_status;                       ///< Status may be there too
};
/// Source: SearchAgreements, all versions.
constexpr std::array kForAcceptors{
    Combination{{}, true},
    Combination{{"ResourceIdentifier"}, true},
    Combination{{"ResourceType"}, false},
    Combination{{"OfferId"}, true},
    Combination{{"OfferSetId"}, true},
};
/// Source: SearchAgreements before autumn 2026.
constexpr std::array kForProposers{
    Combination{{}, true},
    Combination{{"ResourceType"}, true},
    Combination{{"ResourceIdentifier"}, true},
    Combination{{"AcceptorAccountId"}, true},
    Combination{{"AcceptorAccountId", "OfferId"}, true},
    Combination{{"AcceptorAccountId", "ResourceIdentifier"}, true},
    Combination{{"AcceptorAccountId", "ResourceType"}, true},
    Combination{{"OfferId"}, true},
};

using Names = std::set<std::string, std::less<>>;

bool fits(const Combination& row, Names names) {
  const bool has_status = names.erase("Status") > 0;
  std::size_t wanted = 0;
  for (const auto name : row.names) {
    if (name.empty()) continue;
    ++wanted;
    if (names.find(name) == names.end()) return false;
  }
  return names.size() == wanted && (row.with_status || !has_status);
}

bool is_supported(const Market& market, Party party, Names names) {
  if (names.erase("AgreementType") == 0) return false;
  const bool newest = market.profile->concurrent_agreements;
  if (newest && party == Party::Proposer) return true;
  names.erase("BeforeEndTime");
  names.erase("AfterEndTime");
  const auto matches = [&](const Combination& row) { return fits(row, names); };
  return party == Party::Proposer
             ? std::any_of(kForProposers.begin(), kForProposers.end(), matches)
             : std::any_of(kForAcceptors.begin(), kForAcceptors.end(), matches);
}

const FilterRow* filter_named(const Market& market, const std::string& name) {
  for (const auto& row : kFilters) {
    if (row.name == name && (!row.newest || market.profile->concurrent_agreements)) return &row;
  }
  return nullptr;
}

/// Source: the model of August 2026; what newer clients send as a licence is longer.
bool is_filter_value(const std::string& name, const std::string& value) {
  if (name == "LicenseArn") return true;
  return value.size() <= 64 && std::all_of(value.begin(), value.end(), [](char letter) {
           return std::isalnum(static_cast<unsigned char>(letter)) != 0 ||
                  std::string_view("+:_-").find(letter) != std::string_view::npos;
         });
}

Error invalid_filters(std::string_view reason, std::string message) {
  return marketplace::agreement_errors::validation(reason, std::move(message), "filters");
}

Error invalid_value(const std::string& name, const std::string& value) {
  return invalid_filters("INVALID_FILTER_VALUES",
                         fmt::format("\"{}\" is no value of the filter {}.", value, name));
}

}  // namespace

Result<Search> read_filters(Context& context, const Json& filters) {
  auto& market = context.market;
  Search search;
  std::optional<Party> party;
  Names names;
  for (const auto& filter : filters) {
    const auto name = filter.value("name", std::string());
    const auto values = filter.value("values", std::vector<std::string>());
    if (name.empty())
      return Failure(invalid_filters("MISSING_FILTER_NAME", "A filter has a name."));
    if (values.size() != 1) {
      return Failure(invalid_filters("MISSING_FILTER_VALUES", "A filter has one value."));
    }
    const auto* row = filter_named(market, name);
    if (row == nullptr && name != "PartyType") {
      return Failure(
          invalid_filters("INVALID_FILTER_NAME", fmt::format("There is no filter {}.", name)));
    }
    if (!names.insert(name).second) {
      return Failure(
          invalid_filters("INVALID_FILTERS", fmt::format("The filter {} is there twice.", name)));
    }
    if (name == "PartyType") {
      party = marketplace::parse_party(values[0]);
      if (!party) return Failure(invalid_value(name, values[0]));
      continue;
    }
    auto condition = is_filter_value(name, values[0]) ? row->read(market, values[0]) : std::nullopt;
    if (!condition) return Failure(invalid_value(name, values[0]));
    search.conditions.push_back(std::move(*condition));
  }
  names.erase("PartyType");
  if (!party || !is_supported(market, *party, names)) {
    return Failure(invalid_filters(
        "UNSUPPORTED_FILTERS",
        "These filters do not go together. PartyType and AgreementType are always needed."));
  }
  search.party = *party;
  return search;
}

}  // namespace souk::services::agreement
