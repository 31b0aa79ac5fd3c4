#include <fmt/format.h>

#include <limits>

#include "emulator/marketplace/agreement_errors.h"
#include "emulator/marketplace/agreement_status.h"
#include "emulator/marketplace/successions.h"
#include "emulator/services/agreement/operations.h"
#include "emulator/services/agreement/pages.h"
#include "emulator/services/agreement/search_filters.h"

// SearchAgreements: the caller's agreements, by what is known of them.
//   in    catalog, filters (1-10), sort (by EndTime, descending, unless said otherwise),
//         maxResults (1-50), nextToken
//   out   agreementViewSummaries, nextToken
//   fails ValidationException   UNSUPPORTED_FILTERS and its like, INVALID_SORT_BY,
//   INVALID_NEXT_TOKEN
namespace souk::services::agreement {
namespace {

using storage::AgreementRow;

struct Order {
  std::string by = "EndTime";
  bool descending = true;
};

Result<Order> read_order(const Context& context, const Json& request, marketplace::Party party) {
  const auto sort = request.value("sort", Json::object());
  Order order;
  order.by = sort.value("sortBy", order.by);
  order.descending = sort.value("sortOrder", "DESCENDING") == "DESCENDING";
  const bool newer = order.by == "StartTime" || order.by == "LastUpdateTime";
  const bool knows_newer =
      context.market.profile->concurrent_agreements && party == marketplace::Party::Proposer;
  if (order.by == "EndTime" || (newer && knows_newer)) return order;
  return Failure(marketplace::agreement_errors::validation(
      "INVALID_SORT_BY", fmt::format("Agreements are not sorted by {}.", order.by), "sort.sortBy"));
}

Place place_of(const AgreementRow& agreement, const Order& order) {
  // What has no end ends after everything else.
  auto key = std::numeric_limits<std::int64_t>::max();
  if (order.by == "StartTime") {
    key = epoch_ms(marketplace::start_time(agreement));
  } else if (order.by == "LastUpdateTime") {
    key = epoch_ms(agreement.updated);
  } else if (const auto end = marketplace::end_time(agreement)) {
    key = epoch_ms(*end);
  }
  return order.descending ? Place{-key, -agreement.id} : Place{key, agreement.id};
}

void add_newer_members(Json& summary, marketplace::Market& market,
                       const storage::ProductRow& product, const AgreementRow& agreement) {
  const auto license = marketplace::told_license(product, agreement);
  if (!license.empty()) summary["entitlements"] = Json::array({{{"licenseArn", license}}});
  summary["lastUpdateTime"] = seconds(agreement.updated);
  summary["initialAgreementId"] = marketplace::initial_agreement_id(market, agreement);
  if (const auto behavior = marketplace::end_time_behavior(market, agreement)) {
    summary["endTimeBehaviorType"] = behavior->type;
    if (!behavior->reason_code.empty()) {
      summary["endTimeBehaviorReasonCode"] = behavior->reason_code;
    }
  }
}

Json summary_of(marketplace::Market& market, const AgreementRow& agreement) {
  const auto product = market.catalogue.product(agreement.product).value();
  Json summary{
      {"agreementId", agreement.agreement_id},
      {"agreementType", kPurchaseAgreement},
      {"status", marketplace::status_of(agreement)},
      {"acceptanceTime", seconds(agreement.accepted)},
      {"startTime", seconds(marketplace::start_time(agreement))},
      {"acceptor", account(market.catalogue.buyer(agreement.buyer)->account)},
      {"proposer", account(market.account)},
      {"proposalSummary",
       {{"resources", Json::array({resource(product)})}, {"offerId", agreement.offer_id}}}};
  if (const auto end = marketplace::end_time(agreement)) summary["endTime"] = seconds(*end);
  if (market.profile->concurrent_agreements) {
    add_newer_members(summary, market, product, agreement);
  }
  return summary;
}

}  // namespace

const wire::Shape& search_agreements_input() {
  using namespace wire;
  // A licence, which newer clients search by, is longer and has more letters than the others.
  static const auto value = string().length(1, 2048).matching("[A-Za-z0-9+:_/=,@.-]+");
  static const auto filter =
      structure({member("name", string().length(1, 32).matching("[A-Za-z_]+")),
                 member("values", list(value).count(1, 1))});
  static const auto shape = structure(
      {member("catalog", catalog()), member("filters", list(filter).count(1, 10)),
       member("sort",
              structure({member("sortBy", string().length(1, 255).matching("[A-Za-z_]+")),
                         member("sortOrder", string().one_of({"ASCENDING", "DESCENDING"}))})),
       member("maxResults", max_results()), member("nextToken", next_token())});
  return shape;
}

Result<Json> search_agreements(Context& context, const Json& request) {
  auto& market = context.market;
  if (const auto fine = check_catalog(request); !fine) return Failure(fine.error());
  const auto search = read_filters(context, request.value("filters", Json::array()));
  if (!search) return Failure(search.error());
  const auto order = read_order(context, request, search->party);
  if (!order) return Failure(order.error());

  auto found = marketplace::agreements_as(market, context.caller.account, search->party);
  std::erase_if(found, [&](const AgreementRow& each) {
    return !std::all_of(search->conditions.begin(), search->conditions.end(),
                        [&](const auto& condition) { return condition(each); });
  });
  return page(
      context, "SearchAgreements", request, "agreementViewSummaries", std::move(found),
      [&](const AgreementRow& each) { return place_of(each, *order); },
      [&](const AgreementRow& each) { return summary_of(market, each); });
}

}  // namespace souk::services::agreement
