// The expectation that a buyer is billed certain amounts.

#include <fmt/format.h>

#include "scenarios/runner/expectation.h"
#include "scenarios/story/names.h"

namespace souk::judge {
namespace {

constexpr const char* kNothing = "0.00";

/// "12.5" of "012.500": equal amounts have equal texts, and no digit is lost on the way.
std::string canonical(std::string amount) {
  const bool negative = amount.starts_with('-');
  if (negative) amount.erase(0, 1);
  if (amount.find('.') == std::string::npos) amount += '.';
  amount.erase(0, std::min(amount.find_first_not_of('0'), amount.find('.')));
  amount.erase(amount.find_last_not_of('0') + 1);
  return (negative && amount != "." ? "-" : "") + amount;
}

std::string text_at(const Json& sums, const std::string& name) {
  const auto found = sums.find(name);
  return found == sums.end() ? kNothing : as_text(*found);
}

void compare(Look& look, const std::string& name, const std::string& actual, const Json& wanted) {
  if (canonical(actual) == canonical(as_text(wanted))) return;
  look.met = false;
  look.nearest += fmt::format("{}{}: {} instead of {}", look.nearest.empty() ? "" : ", ", name,
                              actual, as_text(wanted));
}

/// The buyer's sums in one currency; none where nothing was billed in it.
Json sums_of(const Json& bills, const std::string& currency) {
  for (const Json& bill : bills) {
    const Json totals = bill.value("totals", Json::object());
    return totals.value(currency, Json::object());
  }
  return Json::object();
}

}  // namespace

Expectation expect_billed(Market& market, const Json& billed) {
  const std::string buyer = as_text(billed["buyer"]);
  const std::string month = billed.contains("month") ? as_text(billed["month"]) : "";
  const std::string currency = billed.contains("currency") ? as_text(billed["currency"]) : "USD";
  Json wanted = billed;
  for (const char* member : {"buyer", "month", "currency"}) wanted.erase(member);
  Expectation expectation;
  expectation.words =
      fmt::format("{} is billed {}{}", buyer, spoken(wanted), month.empty() ? "" : " for " + month);
  expectation.look = [&market, buyer, month, currency, wanted]() -> Tried<Look> {
    const auto bills =
        market.ask([&](client::SandboxClient& sandbox) { return sandbox.bill(buyer, month); });
    if (!bills) return refusal(bills.error());
    const Json sums = sums_of(*bills, currency);
    Look look;
    look.met = true;
    for (const auto& [name, amount] : wanted.items()) {
      if (name != "dimensions") {
        compare(look, name, text_at(sums, name), amount);
        continue;
      }
      const Json dimensions = sums.value("dimensions", Json::object());
      for (const auto& [dimension, each] : amount.items()) {
        compare(look, dimension, text_at(dimensions, dimension), each);
      }
    }
    return look;
  };
  return expectation;
}

}  // namespace souk::judge
