// What buyers are charged, and what they get back.

#include "emulator/marketplace/bill.h"

#include <fmt/format.h>

#include "emulator/control/acts.h"
#include "emulator/control/calls.h"
#include "emulator/marketplace/invoices.h"
#include "emulator/marketplace/refund_requests.h"

namespace souk::control {
namespace {

/// Reads "2026-10".
std::optional<std::chrono::year_month> parse_month(const std::string& text) {
  const auto day = text.size() == 7 ? parse_iso(text + "-01") : std::nullopt;
  return day ? std::optional(marketplace::period_of(*day)) : std::nullopt;
}

std::string to_text(std::chrono::year_month month) {
  return fmt::format("{}-{:02}", static_cast<int>(month.year()),
                     static_cast<unsigned>(month.month()));
}

/// Does what may end an agreement, and delivers the news of it.
template <class Act>
Result<Json> act_on_refund(Call& call, Act act) {
  const auto request = carry_out(call, act);
  if (!request) return Failure(request.error());
  auto& market = enter(call).market;
  return marketplace::refund_view(market, market.requests.find(request->id).value());
}

Result<marketplace::RefundWish> read_refund_wish(const Json& body) {
  if (const auto known = only(body, {"outcome", "business_days", "visible_after"}); !known) {
    return Failure(known.error());
  }
  marketplace::RefundWish wish;
  const auto outcome = text_in(body, "outcome");
  if (!outcome) return Failure(outcome.error());
  wish.outcome = *outcome;
  const auto days = body.value("business_days", Json(wish.business_days));
  if (!days.is_number_integer()) {
    return Failure(bad_request("business_days is a whole number.", "business_days"));
  }
  // What does not fit is no number of days either way.
  wish.business_days = static_cast<int>(std::clamp<std::int64_t>(days.get<std::int64_t>(), 0, 99));
  const auto visible_after = duration_in(body, "visible_after");
  if (!visible_after) return Failure(visible_after.error());
  if (*visible_after) wish.visible_after = **visible_after;
  return wish;
}

}  // namespace

Result<Reply> get_bill(Call& call) {
  auto& market = enter(call).market;
  auto month = marketplace::period_of(market.now());
  if (const auto asked = call.query.find("month"); asked != call.query.end()) {
    const auto read = parse_month(asked->second);
    if (!read) {
      return Failure(bad_request(fmt::format("\"{}\" is no month.", asked->second), "month",
                                 "Write 2026-10; without it, it is the market's present month."));
    }
    month = *read;
  }
  const auto buyer = call.query.find("buyer");
  const auto bills =
      marketplace::bills_of(market, buyer == call.query.end() ? "" : buyer->second, month);
  if (!bills) return Failure(bills.error());
  Json list = Json::array();
  for (const auto& each : *bills) list.push_back(marketplace::bill_view(each));
  return Reply{200, {{"month", to_text(month)}, {"bills", std::move(list)}}};
}

Result<Reply> request_refund(Call& call) {
  const auto wish = read_refund_wish(call.body);
  if (!wish) return Failure(wish.error());
  const auto view = act_on_refund(call, [&](marketplace::Market& market) {
    return marketplace::request_refund(market, call.path["a"], *wish);
  });
  if (!view) return Failure(view.error());
  return Reply{201, *view};
}

Result<Reply> list_refunds(Call& call) {
  auto& market = enter(call).market;
  const auto refunds = marketplace::refunds_of(market, call.path["a"]);
  if (!refunds) return Failure(refunds.error());
  Json list = Json::array();
  for (const auto& each : *refunds) list.push_back(marketplace::refund_view(market, each));
  return Reply{200, {{"refunds", std::move(list)}}};
}

Result<Reply> decide_refund(Call& call) {
  if (const auto known = only(call.body, {"outcome"}); !known) return Failure(known.error());
  const auto outcome = text_in(call.body, "outcome");
  if (!outcome) return Failure(outcome.error());
  const auto view = act_on_refund(call, [&](marketplace::Market& market) {
    return marketplace::decide_refund(market, call.path["r"], *outcome);
  });
  if (!view) return Failure(view.error());
  return Reply{200, *view};
}

}  // namespace souk::control
