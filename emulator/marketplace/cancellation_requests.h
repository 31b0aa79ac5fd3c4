#pragma once

#include "emulator/marketplace/parties.h"

namespace souk::marketplace {

/// A seller asks a buyer to let an agreement end before its time. The buyer accepts, rejects, or
/// keeps silent for a week, which is consent; the seller may take it back until then.
/// Source: AWS Marketplace Agreement Service API Reference, SendAgreementCancellationRequest;
/// Seller Guide, "Refunds".
///
/// Each function fails with an error of the Agreement Service; `account` is who asks.

struct CancellationWish {
  std::string agreement_id;
  std::string reason_code;
  std::string description;   ///< may be empty
  std::string client_token;  ///< the same one again is the same request; may be empty
};

Result<storage::RequestRow> send_cancellation_request(Market& market, const std::string& account,
                                                      const CancellationWish& wish);

/// Which of an agreement's requests.
struct RequestPlace {
  std::string agreement_id;
  std::string request_id;
};

Result<storage::RequestRow> find_cancellation_request(Market& market, const std::string& account,
                                                      const RequestPlace& place);
Result<storage::RequestRow> take_back_cancellation_request(Market& market,
                                                           const std::string& account,
                                                           const RequestPlace& place,
                                                           const std::string& reason);
/// The agreement ends.
Result<storage::RequestRow> accept_cancellation_request(Market& market, const std::string& account,
                                                        const RequestPlace& place);
Result<storage::RequestRow> reject_cancellation_request(Market& market, const std::string& account,
                                                        const RequestPlace& place,
                                                        const std::string& reason);

/// The agreement ends by itself: a request that waits has nothing to ask any more.
void drop_cancellation_request(Market& market, const storage::AgreementRow& agreement);

/// Takes a week's silence for consent; false when the happening is another.
bool cancellation_falls_due(Market& market, const storage::Happening& happening);

}  // namespace souk::marketplace
