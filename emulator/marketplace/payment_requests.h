#pragma once

#include "emulator/marketplace/requests.h"

namespace souk::marketplace {

/// A seller asks a buyer for an amount, where their agreement has a variablePaymentTerm: as often
/// as they like, up to the term's maximum. The buyer accepts or rejects; the term says whether
/// silence for its expirationDuration is consent. The seller may take it back until then.
/// Source: AWS Marketplace Agreement Service API Reference, SendAgreementPaymentRequest.
///
/// Each function fails with an error of the Agreement Service; `account` is who asks.

struct PaymentWish {
  std::string agreement_id;
  std::string term_id;
  std::string name;
  std::string amount;        ///< as the seller wrote it
  std::string description;   ///< may be empty
  std::string client_token;  ///< the same one again is the same request; may be empty
};

/// What an agreement does not allow to be asked for: ValidationException. What waits counts
/// against the maximum as what was approved does, so that all that waits may be accepted.
Result<storage::RequestRow> send_payment_request(Market& market, const std::string& account,
                                                 const PaymentWish& wish);

Result<storage::RequestRow> find_payment_request(Market& market, const std::string& account,
                                                 const RequestPlace& place);
Result<storage::RequestRow> take_back_payment_request(Market& market, const std::string& account,
                                                      const RequestPlace& place);
/// The buyer is charged.
Result<storage::RequestRow> accept_payment_request(Market& market, const std::string& account,
                                                   const RequestPlace& place,
                                                   const std::string& purchase_order);
Result<storage::RequestRow> reject_payment_request(Market& market, const std::string& account,
                                                   const RequestPlace& place,
                                                   const std::string& reason);

/// The charge that came of a request; none until it is approved.
std::optional<std::string> charge_of(Market& market, const storage::RequestRow& request);

/// The agreement ends: nothing can be charged any more for requests that wait.
void drop_payment_requests(Market& market, const storage::AgreementRow& agreement);

/// Takes silence for consent; false when the happening is another.
bool payment_falls_due(Market& market, const storage::Happening& happening);

}  // namespace souk::marketplace
