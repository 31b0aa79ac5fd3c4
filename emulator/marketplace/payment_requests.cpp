#include "emulator/marketplace/payment_requests.h"

#include <fmt/format.h>

#include "emulator/marketplace/agreement_errors.h"
#include "emulator/marketplace/agreement_status.h"
#include "emulator/marketplace/charges.h"
#include "emulator/marketplace/terms.h"

namespace souk::marketplace {
namespace {

using storage::RequestRow;

constexpr std::string_view kPayment = "payment";
constexpr std::string_view kPaymentResource = "PaymentRequest";
constexpr std::string_view kApprovePayment = "approve-payment";

Error invalid_amount(std::string message) {
  return agreement_errors::validation("INVALID_CHARGE_AMOUNT", std::move(message), "chargeAmount");
}

Money amount_of(const RequestRow& request) {
  const auto details = Json::parse(request.details_json);
  return parse_money(details["chargeAmount"].get<std::string>()).value();
}

/// What may still be asked for.
Money balance(Market& market, const storage::AgreementRow& agreement, const Json& term) {
  auto left = parse_money(term["maxTotalChargeAmount"].get<std::string>()).value();
  for (const auto& each : market.requests.of(agreement.id, kPayment)) {
    if (each.status == "APPROVED" || each.status == kPendingApproval) {
      left = left - amount_of(each);
    }
  }
  return left;
}

/// The term that lets a seller ask for amounts.
Result<Json> variable_payment_term(Market& market, const storage::AgreementRow& agreement,
                                   const std::string& term_id) {
  const auto terms = terms_of(market, agreement);
  const auto* term = term_in(terms, "variablePaymentTerm");
  if (term != nullptr && (*term)["id"] == term_id) return *term;
  return Failure(agreement_errors::validation(
      "INVALID_TERM_ID", fmt::format("The agreement has no variablePaymentTerm {}.", term_id),
      "termId"));
}

Result<void> may_be_charged(Market& market, const storage::AgreementRow& agreement,
                            const Json& term, const std::string& text) {
  const auto amount = parse_money(text);
  if (!amount || *amount == Money{}) {
    return Failure(
        invalid_amount("An amount is positive, with at most ten digits before and "
                       "eight after the point."));
  }
  const auto left = balance(market, agreement, term);
  if (*amount <= left) return {};
  return Failure(invalid_amount(fmt::format("Of maxTotalChargeAmount {} is left.", to_text(left))));
}

void move_payment(Market& market, RequestRow& request, std::string_view status, std::string message,
                  std::string_view actor) {
  change_request(market, request, status, std::move(message), actor);
  market.agenda.cancel(kApprovePayment, request.request_id);
}

void approve_payment(Market& market, RequestRow& request, const std::string& purchase_order,
                     std::string_view actor) {
  move_payment(market, request, "APPROVED", "", actor);
  const auto details = Json::parse(request.details_json);
  charge_for(market, request, amount_of(request), details["currencyCode"], purchase_order);
}

/// Where the term says so, silence is consent.
void await_silence(Market& market, const RequestRow& request, const Json& configuration) {
  if (configuration["paymentRequestApprovalStrategy"] != "AUTO_APPROVE_ON_EXPIRATION") return;
  const auto patience =
      parse_iso_duration(configuration["expirationDuration"].get<std::string>()).value();
  market.agenda.add(market.now() + patience, kApprovePayment, request.request_id);
}

}  // namespace

Result<RequestRow> send_payment_request(Market& market, const std::string& account,
                                        const PaymentWish& wish) {
  const auto involved = agreement_of(market, account, wish.agreement_id, Party::Proposer);
  if (!involved) return Failure(involved.error());
  const auto& agreement = involved->agreement;
  Json details{{"termId", wish.term_id},
               {"name", wish.name},
               {"chargeAmount", wish.amount},
               {"currencyCode", currency_of(terms_of(market, agreement), "variablePaymentTerm")}};
  if (!wish.description.empty()) details["description"] = wish.description;
  const NewRequest asked{kPayment, kPaymentResource, "pr-", wish.client_token, details.dump()};
  const auto before = sent_before(market, agreement, asked);
  if (!before) return Failure(before.error());
  if (*before) return **before;

  if (const auto fine = check_active(agreement); !fine) return Failure(fine.error());
  const auto term = variable_payment_term(market, agreement, wish.term_id);
  if (!term) return Failure(term.error());
  if (const auto fine = may_be_charged(market, agreement, *term, wish.amount); !fine) {
    return Failure(fine.error());
  }
  auto request = new_request(market, agreement, asked);
  change_request(market, request, kPendingApproval, "", "seller");
  await_silence(market, request, (*term)["configuration"]);
  return request;
}

Result<RequestRow> find_payment_request(Market& market, const std::string& account,
                                        const RequestPlace& place) {
  return request_of(market, account, place, kPayment, kPaymentResource);
}

Result<RequestRow> take_back_payment_request(Market& market, const std::string& account,
                                             const RequestPlace& place) {
  auto request =
      waiting_request(market, account, place, Party::Proposer, kPayment, kPaymentResource);
  if (request) move_payment(market, *request, "CANCELLED", "", "seller");
  return request;
}

Result<RequestRow> accept_payment_request(Market& market, const std::string& account,
                                          const RequestPlace& place,
                                          const std::string& purchase_order) {
  auto request =
      waiting_request(market, account, place, Party::Acceptor, kPayment, kPaymentResource);
  if (request) approve_payment(market, *request, purchase_order, "buyer");
  return request;
}

Result<RequestRow> reject_payment_request(Market& market, const std::string& account,
                                          const RequestPlace& place, const std::string& reason) {
  auto request =
      waiting_request(market, account, place, Party::Acceptor, kPayment, kPaymentResource);
  if (request) move_payment(market, *request, "REJECTED", reason, "buyer");
  return request;
}

std::optional<std::string> charge_of(Market& market, const RequestRow& request) {
  const auto charge = storage::ChargesStore(market.database).of_request(request.id);
  return charge ? std::optional(charge->charge_id) : std::nullopt;
}

void drop_payment_requests(Market& market, const storage::AgreementRow& agreement) {
  for (auto& request : market.requests.of(agreement.id, kPayment)) {
    if (request.status != kPendingApproval) continue;
    move_payment(market, request, "VALIDATION_FAILED",
                 "The agreement ended before the request was answered.", "market");
  }
}

bool payment_falls_due(Market& market, const storage::Happening& happening) {
  if (happening.name != kApprovePayment) return false;
  auto request = market.requests.find(happening.subject).value();
  approve_payment(market, request, "", "market");
  return true;
}

}  // namespace souk::marketplace
