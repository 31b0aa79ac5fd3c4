#include "emulator/marketplace/invoices.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "emulator/marketplace/billing_adjustments.h"
#include "emulator/marketplace/terms.h"
#include "emulator/storage/usage_months_store.h"

namespace souk::marketplace {
namespace {

constexpr std::size_t kInvoiceDigits = 10;

std::string invoice_id(const Market& market, std::string_view of) {
  return market.ids.digits(fmt::format("invoice/{}", of), 0, kInvoiceDigits);
}

/// The billing period an instant lies in.
std::chrono::year_month period_of(Timestamp at) {
  const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(at));
  return date.year() / date.month();
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

void add_charges(Market& market, const storage::AgreementRow& agreement,
                 std::vector<Invoice>& invoices) {
  if (!agreement.starts) return;
  for (const auto& charge : charges_of(market, agreement)) {
    const auto issued = std::max(charge.time, *agreement.starts);
    invoices.push_back(invoice(invoice_id(market, charge.charge_id), charge.currency,
                               Money{charge.amount}, issued, period_of(issued)));
  }
}

/// What one of a dimension costs.
Money price_in(const Json* usage_term, std::string_view dimension) {
  if (usage_term == nullptr) return {};
  for (const auto& card : (*usage_term)["rateCards"]) {
    for (const auto& rate : card["rateCard"]) {
      if (rate["dimensionKey"] == dimension) {
        return parse_money(rate["price"].get<std::string>()).value_or(Money{});
      }
    }
  }
  return {};
}

void add_usage(Market& market, const storage::AgreementRow& agreement,
               std::vector<Invoice>& invoices) {
  const auto terms = terms_of(market, agreement);
  const auto* usage_term = term_in(terms, "usageBasedPricingTerm");
  std::map<std::chrono::year_month, Money> months;
  for (const auto& each : storage::UsageMonthsStore(market.database).of(agreement.id)) {
    auto& sum = months[std::chrono::year(each.year) / std::chrono::month(each.month)];
    sum = sum + price_in(usage_term, each.dimension) * each.quantity;
  }
  for (const auto& [period, amount] : months) {
    if (amount == Money{}) continue;
    const auto name =
        fmt::format("{}/{}-{}", agreement.agreement_id, static_cast<int>(period.year()),
                    static_cast<unsigned>(period.month()));
    invoices.push_back(invoice(invoice_id(market, name),
                               currency_of(terms, "usageBasedPricingTerm"), amount,
                               end_of(period) + kUsageInvoiced, period));
  }
}

/// Adjustments lessen what may be given back, and are credit memos once they are completed.
void add_adjustments(Market& market, const storage::AgreementRow& agreement,
                     std::vector<Invoice>& invoices) {
  std::vector<Invoice> memos;
  for (const auto& request : market.requests.of(agreement.id, kAdjustment)) {
    if (request.status == "VALIDATION_FAILED") continue;
    const auto details = Json::parse(request.details_json);
    const auto amount = parse_money(details["adjustmentAmount"].get<std::string>()).value();
    const auto adjusted = std::find_if(invoices.begin(), invoices.end(), [&](const Invoice& each) {
      return each.id == details["originalInvoiceId"].get<std::string>();
    });
    if (adjusted != invoices.end()) adjusted->adjustable = adjusted->adjustable - amount;
    if (request.status != "COMPLETED") continue;
    memos.push_back(invoice(invoice_id(market, request.request_id), details["currencyCode"], amount,
                            request.updated, period_of(request.updated)));
    memos.back().is_credit_memo = true;
    memos.back().adjustable = {};
  }
  invoices.insert(invoices.end(), memos.begin(), memos.end());
}

}  // namespace

std::vector<Invoice> invoices_of(Market& market, const storage::AgreementRow& agreement) {
  std::vector<Invoice> invoices;
  add_charges(market, agreement, invoices);
  add_usage(market, agreement, invoices);
  std::erase_if(invoices, [&](const Invoice& each) { return each.issued > market.now(); });
  add_adjustments(market, agreement, invoices);
  std::stable_sort(invoices.begin(), invoices.end(), [](const Invoice& left, const Invoice& right) {
    return left.issued < right.issued;
  });
  return invoices;
}

}  // namespace souk::marketplace
