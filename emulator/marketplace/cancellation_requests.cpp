#include "emulator/marketplace/cancellation_requests.h"

#include "emulator/marketplace/agreement_errors.h"
#include "emulator/marketplace/agreement_status.h"
#include "emulator/marketplace/agreements.h"
#include "emulator/marketplace/requests.h"

namespace souk::marketplace {
namespace {

using storage::RequestRow;

constexpr std::string_view kCancellation = "cancellation";
constexpr std::string_view kCancellationResource = "AgreementCancellationRequest";
constexpr std::string_view kSilenceIsConsent = "approve-cancellation";

/// A request goes into its next state, the only one unless it waits.
void move_request(Market& market, RequestRow& request, std::string_view status, std::string message,
                  std::string_view actor) {
  static const std::map<std::string_view, News> kNews{
      {kPendingApproval, News::CancellationPending},   {"APPROVED", News::CancellationApproved},
      {"REJECTED", News::CancellationRejected},        {"CANCELLED", News::CancellationCancelled},
      {"VALIDATION_FAILED", News::CancellationFailed},
  };
  change_request(market, request, status, std::move(message), actor);
  if (request.status != kPendingApproval) {
    market.agenda.cancel(kSilenceIsConsent, request.request_id);
  }
  const auto agreement = market.agreements.find(request.agreement).value();
  const auto product = market.catalogue.product(agreement.product).value();
  // Where events come from, legacy products are not heard of.
  if (product.generation == to_text(Generation::Legacy)) return;
  market.news.push_back({kNews.at(status), request.agreement, "", request.id});
}

void approve(Market& market, RequestRow& request, std::string_view actor) {
  move_request(market, request, "APPROVED", "", actor);
  // One that waits has an agreement that can end, see drop_cancellation_request.
  end_by_consent(market, market.agreements.find(request.agreement).value()).value();
}

Result<void> may_be_cancelled(Market& market, const storage::AgreementRow& agreement) {
  if (const auto fine = check_active(agreement); !fine) return fine;
  if (agreement.state == to_text(AgreementState::Cancelling)) {
    return Failure(agreement_errors::conflict("Agreement", agreement.agreement_id,
                                              "The agreement is being cancelled already."));
  }
  for (const auto& other : market.requests.of(agreement.id, kCancellation)) {
    if (other.status != kPendingApproval) continue;
    return Failure(agreement_errors::conflict(kCancellationResource, other.request_id,
                                              "The agreement has a request that waits."));
  }
  return {};
}

}  // namespace

Result<RequestRow> send_cancellation_request(Market& market, const std::string& account,
                                             const CancellationWish& wish) {
  const auto involved = agreement_of(market, account, wish.agreement_id, Party::Proposer);
  if (!involved) return Failure(involved.error());
  Json details{{"reasonCode", wish.reason_code}};
  if (!wish.description.empty()) details["description"] = wish.description;
  const NewRequest asked{kCancellation, kCancellationResource, "acr-", wish.client_token,
                         details.dump()};
  const auto before = sent_before(market, involved->agreement, asked);
  if (!before) return Failure(before.error());
  if (*before) return **before;
  if (const auto fine = may_be_cancelled(market, involved->agreement); !fine) {
    return Failure(fine.error());
  }
  auto request = new_request(market, involved->agreement, asked);
  move_request(market, request, kPendingApproval, "", "seller");
  market.agenda.add(market.now() + kCancellationSilence, kSilenceIsConsent, request.request_id);
  return request;
}

Result<RequestRow> find_cancellation_request(Market& market, const std::string& account,
                                             const RequestPlace& place) {
  return request_of(market, account, place, kCancellation, kCancellationResource);
}

Result<RequestRow> take_back_cancellation_request(Market& market, const std::string& account,
                                                  const RequestPlace& place,
                                                  const std::string& reason) {
  auto request = waiting_request(market, account, place, Party::Proposer, kCancellation,
                                 kCancellationResource);
  if (request) move_request(market, *request, "CANCELLED", reason, "seller");
  return request;
}

Result<RequestRow> accept_cancellation_request(Market& market, const std::string& account,
                                               const RequestPlace& place) {
  auto request = waiting_request(market, account, place, Party::Acceptor, kCancellation,
                                 kCancellationResource);
  if (request) approve(market, *request, "buyer");
  return request;
}

Result<RequestRow> reject_cancellation_request(Market& market, const std::string& account,
                                               const RequestPlace& place,
                                               const std::string& reason) {
  auto request = waiting_request(market, account, place, Party::Acceptor, kCancellation,
                                 kCancellationResource);
  if (request) move_request(market, *request, "REJECTED", reason, "buyer");
  return request;
}

void drop_cancellation_request(Market& market, const storage::AgreementRow& agreement) {
  for (auto& request : market.requests.of(agreement.id, kCancellation)) {
    if (request.status != kPendingApproval) continue;
    move_request(market, request, "VALIDATION_FAILED",
                 "The agreement ended before the request was answered.", "market");
  }
}

bool cancellation_falls_due(Market& market, const storage::Happening& happening) {
  if (happening.name != kSilenceIsConsent) return false;
  auto request = market.requests.find(happening.subject).value();
  approve(market, request, "market");
  return true;
}

}  // namespace souk::marketplace
