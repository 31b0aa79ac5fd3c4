#include "emulator/marketplace/bill.h"

#include <fmt/format.h>

#include <array>

#include "emulator/marketplace/invoices.h"
#include "emulator/marketplace/usage_prices.h"
#include "emulator/storage/usage_months_store.h"

namespace souk::marketplace {
namespace {

constexpr std::array<std::string_view, 5> kKindNames{"contract", "usage", "trial", "proration",
                                                     "refund"};

/// What every agreement used in the month, by agreement.
using UsageOfAll = std::map<std::int64_t, std::vector<storage::UsageOfAgreement>>;

UsageOfAll usage_in(Market& market, std::chrono::year_month month) {
  UsageOfAll usage;
  for (auto& each : storage::UsageMonthsStore(market.database).in(month)) {
    usage[each.agreement].push_back(std::move(each));
  }
  return usage;
}

BillLine line_of_one(BillKind kind, Money amount, std::string currency, Timestamp at) {
  BillLine line{};
  line.kind = kind;
  line.quantity = 1;
  line.price = amount;
  line.amount = amount;
  line.currency = std::move(currency);
  line.at = at;
  return line;
}

std::vector<BillLine> usage_lines(Market& market, const storage::AgreementRow& agreement,
                                  const std::vector<storage::UsageOfAgreement>& usage,
                                  std::chrono::year_month month) {
  const UsagePrices prices(market, agreement);
  std::vector<BillLine> lines;
  for (const auto& each : usage) {
    auto line =
        line_of_one(prices.is_trial() ? BillKind::Trial : BillKind::Usage,
                    prices.of(each.dimension), prices.currency(), std::chrono::sys_days(month / 1));
    line.dimension = each.dimension;
    line.quantity = each.quantity;
    line.amount = line.price * each.quantity;
    lines.push_back(std::move(line));
  }
  return lines;
}

std::vector<BillLine> lines_of(Market& market, const storage::AgreementRow& agreement,
                               const UsageOfAll& usage, std::chrono::year_month month) {
  std::vector<BillLine> lines;
  for (const auto& [charge, due] : due_charges(market, agreement)) {
    if (period_of(due) != month) continue;
    const Money amount{charge.amount};
    lines.push_back(line_of_one(amount < Money{} ? BillKind::Proration : BillKind::Contract, amount,
                                charge.currency, due));
  }
  if (const auto used = usage.find(agreement.id); used != usage.end()) {
    const auto metered = usage_lines(market, agreement, used->second, month);
    lines.insert(lines.end(), metered.begin(), metered.end());
  }
  for (const auto& credit : credits_of(market, agreement)) {
    if (period_of(credit.issued) != month) continue;
    lines.push_back(line_of_one(BillKind::Refund, -credit.amount, credit.currency, credit.issued));
  }
  const auto product = market.catalogue.product(agreement.product).value();
  for (auto& line : lines) {
    line.agreement = agreement.agreement_id;
    line.product = product.name;
  }
  return lines;
}

void add_up(Bill& bill) {
  for (const auto& line : bill.lines) {
    auto& total = bill.totals[line.currency];
    auto& of_kind = total.kinds[line.kind];
    total.total = total.total + line.amount;
    of_kind = of_kind + line.amount;
    if (line.dimension.empty()) continue;
    auto& of_dimension = total.dimensions[line.dimension];
    of_dimension = of_dimension + line.amount;
  }
}

}  // namespace

std::string_view to_text(BillKind kind) { return kKindNames.at(static_cast<std::size_t>(kind)); }

Result<std::vector<Bill>> bills_of(Market& market, const std::string& buyer,
                                   std::chrono::year_month month) {
  auto buyers = market.catalogue.buyers();
  if (!buyer.empty()) {
    std::erase_if(buyers, [&](const storage::BuyerRow& each) { return each.name != buyer; });
    if (buyers.empty()) {
      return Failure({"BuyerNotFound", 404, fmt::format("There is no buyer \"{}\".", buyer),
                      "buyer", "A buyer is known once PUT …/buyers/{b} or an act named them."});
    }
  }
  std::map<std::int64_t, std::vector<storage::AgreementRow>> agreements;
  for (auto& each : market.agreements.all()) agreements[each.buyer].push_back(std::move(each));
  const auto usage = usage_in(market, month);
  std::vector<Bill> bills;
  for (const auto& each : buyers) {
    Bill bill;
    bill.buyer = each.name;
    for (const auto& agreement : agreements[each.id]) {
      const auto lines = lines_of(market, agreement, usage, month);
      bill.lines.insert(bill.lines.end(), lines.begin(), lines.end());
    }
    add_up(bill);
    bills.push_back(std::move(bill));
  }
  return bills;
}

Json bill_view(const Bill& bill) {
  Json lines = Json::array();
  for (const auto& each : bill.lines) {
    Json line{{"agreement", each.agreement},  {"product", each.product},
              {"kind", to_text(each.kind)},   {"quantity", each.quantity},
              {"price", to_text(each.price)}, {"amount", to_text(each.amount)},
              {"currency", each.currency},    {"at", to_iso(each.at)}};
    if (!each.dimension.empty()) line["dimension"] = each.dimension;
    lines.push_back(std::move(line));
  }
  Json totals = Json::object();
  for (const auto& [currency, sums] : bill.totals) {
    Json total{{"total", to_text(sums.total)}, {"dimensions", Json::object()}};
    for (std::size_t kind = 0; kind < kKindNames.size(); ++kind) {
      const auto sum = sums.kinds.find(static_cast<BillKind>(kind));
      total[std::string(kKindNames[kind])] =
          to_text(sum == sums.kinds.end() ? Money{} : sum->second);
    }
    for (const auto& [dimension, sum] : sums.dimensions) {
      total["dimensions"][dimension] = to_text(sum);
    }
    totals[currency] = std::move(total);
  }
  return {{"buyer", bill.buyer}, {"lines", std::move(lines)}, {"totals", std::move(totals)}};
}

}  // namespace souk::marketplace
