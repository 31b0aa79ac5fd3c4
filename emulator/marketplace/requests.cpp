#include "emulator/marketplace/requests.h"

#include <fmt/format.h>

#include "emulator/marketplace/agreement_errors.h"

namespace souk::marketplace {

using storage::RequestRow;

Result<std::optional<RequestRow>> sent_before(Market& market,
                                              const storage::AgreementRow& agreement,
                                              const NewRequest& asked) {
  if (asked.client_token.empty()) return std::nullopt;
  auto found = market.requests.with_client_token(asked.kind, asked.client_token);
  if (found && (found->agreement != agreement.id || found->details_json != asked.details_json)) {
    return Failure(agreement_errors::conflict(asked.resource, found->request_id,
                                              "The client token was used for another request."));
  }
  return found;
}

RequestRow new_request(Market& market, const storage::AgreementRow& agreement,
                       const NewRequest& asked) {
  const auto n = static_cast<std::uint64_t>(market.settings.next(asked.kind));
  RequestRow request;
  request.kind = asked.kind;
  request.request_id = std::string(asked.prefix) + market.ids.alphanumeric(asked.kind, n, 25);
  request.agreement = agreement.id;
  request.client_token = asked.client_token;
  request.details_json = asked.details_json;
  request.created = market.now();
  return request;
}

void change_request(Market& market, RequestRow& request, std::string_view status,
                    std::string message, std::string_view actor) {
  request.status = status;
  request.status_message = std::move(message);
  request.updated = market.now();
  request.id = market.requests.put(request);
  const auto agreement = market.agreements.find(request.agreement).value();
  Json data{{"kind", request.kind},
            {"agreement", agreement.agreement_id},
            {"status", request.status},
            {"details", Json::parse(request.details_json)}};
  if (!request.status_message.empty()) data["message"] = request.status_message;
  market.journal.write(
      {"request", std::string(actor), request.request_id, "", std::move(data), Json::object(), ""});
}

Result<RequestRow> request_of(Market& market, const std::string& account, const RequestPlace& place,
                              std::string_view kind, std::string_view resource) {
  const auto involved = agreement_of(market, account, place.agreement_id);
  if (!involved) return Failure(involved.error());
  auto request = market.requests.find(place.request_id);
  if (!request || request->kind != kind || request->agreement != involved->agreement.id) {
    return Failure(agreement_errors::not_found(resource, place.request_id));
  }
  return *request;
}

Result<RequestRow> waiting_request(Market& market, const std::string& account,
                                   const RequestPlace& place, Party party, std::string_view kind,
                                   std::string_view resource) {
  const auto involved = agreement_of(market, account, place.agreement_id, party);
  if (!involved) return Failure(involved.error());
  auto request = request_of(market, account, place, kind, resource);
  if (request && request->status != kPendingApproval) {
    return Failure(agreement_errors::conflict(
        resource, place.request_id,
        fmt::format("The request is {}; nobody answers it any more.", request->status)));
  }
  return request;
}

std::vector<RequestRow> requests_as(Market& market, const std::string& account, Party party,
                                    std::string_view kind) {
  if (party == Party::Proposer && account != market.account) return {};
  auto all = market.requests.all(kind);
  if (party == Party::Proposer) return all;
  const auto buyer = market.catalogue.buyer_with_account(account);
  std::erase_if(all, [&](const RequestRow& each) {
    return !buyer || market.agreements.find(each.agreement).value().buyer != buyer->id;
  });
  return all;
}

}  // namespace souk::marketplace
