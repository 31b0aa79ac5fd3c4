#pragma once

#include "emulator/marketplace/cancellation_requests.h"

namespace souk::marketplace {

/// What all requests about agreements have in common, whatever they ask.

/// The status of a request that waits for the other party.
inline constexpr std::string_view kPendingApproval = "PENDING_APPROVAL";

struct NewRequest {
  std::string_view kind;      ///< cancellation, payment, adjustment, refund
  std::string_view resource;  ///< as errors call it: "PaymentRequest"
  std::string_view prefix;    ///< of its id: "pr-"
  std::string client_token;   ///< may be empty
  std::string details_json;
};

/// The request a client sent before with the same token. Fails with ConflictException when it asked
/// for something else then.
Result<std::optional<storage::RequestRow>> sent_before(Market& market,
                                                       const storage::AgreementRow& agreement,
                                                       const NewRequest& asked);

/// With an id of its own, not kept yet.
storage::RequestRow new_request(Market& market, const storage::AgreementRow& agreement,
                                const NewRequest& asked);

/// Keeps a request in its new status, and tells the journal.
void change_request(Market& market, storage::RequestRow& request, std::string_view status,
                    std::string message, std::string_view actor);

/// The request at that place, for a party of its agreement; ResourceNotFoundException otherwise.
Result<storage::RequestRow> request_of(Market& market, const std::string& account,
                                       const RequestPlace& place, std::string_view kind,
                                       std::string_view resource);

/// The same, for an act that only `party` may do and only while the request waits:
/// AccessDeniedException, ConflictException.
Result<storage::RequestRow> waiting_request(Market& market, const std::string& account,
                                            const RequestPlace& place, Party party,
                                            std::string_view kind, std::string_view resource);

/// Every request of a kind about agreements in which `account` is that party, newest first.
std::vector<storage::RequestRow> requests_as(Market& market, const std::string& account,
                                             Party party, std::string_view kind);

}  // namespace souk::marketplace
