#pragma once

#include "emulator/marketplace/charges.h"

namespace souk::marketplace {

/// What AWS billed the buyer of one agreement. Nothing of it is kept: invoices follow from charges,
/// the ledger and what was given back, none of which change once they are billed.
///   A charge is invoiced when it falls due and the payment method holds; one below zero is a
///   credit memo.
///   A month's usage is invoiced kUsageInvoiced after the month, when none of it is taken any more.
///   A billing adjustment that was completed is a credit memo, and so is a refund once it can be
///   seen.
/// Source: AWS Marketplace Agreement Service API Reference, ListAgreementInvoiceLineItems. Taxes
/// are not known here, nor is what recurs.
struct Invoice {
  std::string id;
  bool is_credit_memo = false;
  bool is_usage = false;
  std::string currency;
  Money amount;      ///< of a credit memo: what the buyer gets back
  Money adjustable;  ///< what may still be given back; of a credit memo nothing
  Timestamp issued;
  int year = 0;        ///< of the billing period, in UTC
  unsigned month = 0;  ///< 1 to 12
};

/// All that were issued by now, the first one first.
std::vector<Invoice> invoices_of(Market& market, const storage::AgreementRow& agreement);

/// What was given back by now: the credit memos of adjustments and refunds.
std::vector<Invoice> credits_of(Market& market, const storage::AgreementRow& agreement);

/// A charge that the buyer has been billed, or been credited where its amount is below zero.
struct DueCharge {
  storage::ChargeRow charge;
  Timestamp due;  ///< when it fell due: not before the payment method held
};

/// Those of charges_of that fell due by now.
std::vector<DueCharge> due_charges(Market& market, const storage::AgreementRow& agreement);

/// The billing period an instant lies in.
std::chrono::year_month period_of(Timestamp at);

}  // namespace souk::marketplace
