#include "emulator/marketplace/invoices.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "emulator/marketplace/billing_adjustments.h"
#include "emulator/marketplace/refund_requests.h"
#include "emulator/marketplace/usage_prices.h"
#include "emulator/storage/usage_months_store.h"

namespace souk::marketplace {
namespace {

constexpr std::size_t kInvoiceDigits = 10;

std::string invoice_id(const Market& market, std::string_view of) {
  return market.ids.digits(fmt::format("invoice/{}", of), 0, kInvoiceDigits);
}

Timestamp end_of(std::chrono::year_month period) {
  return std::chrono::sys_days((period + std::chrono::months(1)) / 1);
}

Invoice invoice(std::string id, std::string currency, Money amount, Timestamp issued,
                std::chrono::year_month period) {
  Invoice made;
  made.id = std::move(id);
  made.currency = std::move(currency);
  made.amount = amount;
  made.adjustable = amount;
  made.issued = issued;
  made.year = static_cast<int>(period.year());
  made.month = static_cast<unsigned>(period.month());
  return made;
}

Invoice credit_memo(std::string id, std::string currency, Money amount, Timestamp issued) {
  auto made = invoice(std::move(id), std::move(currency), amount, issued, period_of(issued));
  made.is_credit_memo = true;
  made.adjustable = {};
  return made;
}

void add_charges(Market& market, const storage::AgreementRow& agreement,
                 std::vector<Invoice>& invoices) {
  for (const auto& [charge, issued] : due_charges(market, agreement)) {
    auto id = invoice_id(market, charge.charge_id);
    const Money amount{charge.amount};
    invoices.push_back(
        amount < Money{}
            ? credit_memo(std::move(id), charge.currency, -amount, issued)
            : invoice(std::move(id), charge.currency, amount, issued, period_of(issued)));
  }
}

void add_usage(Market& market, const storage::AgreementRow& agreement,
               std::vector<Invoice>& invoices) {
  const UsagePrices prices(market, agreement);
  std::map<std::chrono::year_month, Money> months;
  for (const auto& each : storage::UsageMonthsStore(market.database).of(agreement.id)) {
    auto& sum = months[std::chrono::year(each.year) / std::chrono::month(each.month)];
    sum = sum + prices.of(each.dimension) * each.quantity;
  }
  for (const auto& [period, amount] : months) {
    const auto issued = end_of(period) + kUsageInvoiced;
    if (amount == Money{} || issued > market.now()) continue;
    const auto name =
        fmt::format("{}/{}-{}", agreement.agreement_id, static_cast<int>(period.year()),
                    static_cast<unsigned>(period.month()));
    invoices.push_back(
        invoice(invoice_id(market, name), prices.currency(), amount, issued, period));
    invoices.back().is_usage = true;
  }
}

Money adjusted_amount(const storage::RequestRow& adjustment) {
  const auto details = Json::parse(adjustment.details_json);
  return parse_money(details["adjustmentAmount"].get<std::string>()).value();
}

/// What is given back, or may come to be, is not given back again: of what a refund returns, the
/// oldest invoices pay first.
void lessen(Market& market, const storage::AgreementRow& agreement,
            std::vector<Invoice>& invoices) {
  for (const auto& request : market.requests.of(agreement.id, kAdjustment)) {
    if (request.status == "VALIDATION_FAILED") continue;
    const auto details = Json::parse(request.details_json);
    const auto adjusted = std::find_if(invoices.begin(), invoices.end(), [&](const Invoice& each) {
      return each.id == details["originalInvoiceId"].get<std::string>();
    });
    if (adjusted != invoices.end())
      adjusted->adjustable = adjusted->adjustable - adjusted_amount(request);
  }
  for (const auto& refund : granted_refunds(market, agreement)) {
    auto left = refund.amount;
    for (auto& each : invoices) {
      const auto taken = std::min(left, each.adjustable);
      each.adjustable = each.adjustable - taken;
      left = left - taken;
    }
  }
}

void sort_by_issue(std::vector<Invoice>& invoices) {
  std::stable_sort(invoices.begin(), invoices.end(), [](const Invoice& left, const Invoice& right) {
    return left.issued < right.issued;
  });
}

}  // namespace

std::chrono::year_month period_of(Timestamp at) {
  const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(at));
  return date.year() / date.month();
}

std::vector<DueCharge> due_charges(Market& market, const storage::AgreementRow& agreement) {
  std::vector<DueCharge> due;
  if (!agreement.starts) return due;
  for (auto& charge : charges_of(market, agreement)) {
    const auto since = std::max(charge.time, *agreement.starts);
    if (since <= market.now()) due.push_back({std::move(charge), since});
  }
  return due;
}

std::vector<Invoice> credits_of(Market& market, const storage::AgreementRow& agreement) {
  std::vector<Invoice> memos;
  for (const auto& request : market.requests.of(agreement.id, kAdjustment)) {
    if (request.status != "COMPLETED") continue;
    const auto details = Json::parse(request.details_json);
    memos.push_back(credit_memo(invoice_id(market, request.request_id), details["currencyCode"],
                                adjusted_amount(request), request.updated));
  }
  for (const auto& refund : granted_refunds(market, agreement)) {
    if (refund.visible > market.now()) continue;
    memos.push_back(credit_memo(invoice_id(market, refund.request_id), refund.currency,
                                refund.amount, refund.visible));
  }
  sort_by_issue(memos);
  return memos;
}

std::vector<Invoice> invoices_of(Market& market, const storage::AgreementRow& agreement) {
  std::vector<Invoice> invoices;
  add_charges(market, agreement, invoices);
  add_usage(market, agreement, invoices);
  sort_by_issue(invoices);
  lessen(market, agreement, invoices);
  const auto credits = credits_of(market, agreement);
  invoices.insert(invoices.end(), credits.begin(), credits.end());
  sort_by_issue(invoices);
  return invoices;
}

}  // namespace souk::marketplace
