#pragma once

#include <map>

#include "emulator/marketplace/charges.h"

namespace souk::marketplace {

/// What AWS Marketplace charges a buyer for a calendar month (UTC), as far as it has come: invoiced
/// or not. Amounts are exact, to as many decimals as they take: AWS rounds an invoice, and where is
/// not documented. Taxes and AWS's own fees are not known here.

enum class BillKind {
  Contract,   ///< a charge that fell due: upfront, scheduled, or asked for by the seller
  Usage,      ///< what was metered of a dimension, at the price that was accepted
  Trial,      ///< what was metered in a free trial, which costs nothing
  Proration,  ///< a credit for what another agreement took the place of
  Refund,     ///< a refund that can be seen, or a billing adjustment that was completed
};

std::string_view to_text(BillKind kind);

struct BillLine {
  std::string agreement;
  std::string product;
  BillKind kind;
  std::string dimension;      ///< of usage
  std::int64_t quantity = 1;  ///< of usage
  Money price;                ///< of one
  Money amount;               ///< below zero: the buyer gets it back
  std::string currency;
  Timestamp at;  ///< when it came on the bill; usage: when its month began
};

/// The sums of one currency.
struct BillTotal {
  Money total;
  std::map<BillKind, Money> kinds;
  std::map<std::string, Money> dimensions;  ///< of usage, trials included
};

struct Bill {
  std::string buyer;
  std::vector<BillLine> lines;              ///< by agreement, in the order they were made
  std::map<std::string, BillTotal> totals;  ///< by currency
};

/// Of one buyer, or of all of them, one after the other, when `buyer` is empty. Fails with
/// BuyerNotFound.
Result<std::vector<Bill>> bills_of(Market& market, const std::string& buyer,
                                   std::chrono::year_month month);

Json bill_view(const Bill& bill);

}  // namespace souk::marketplace
