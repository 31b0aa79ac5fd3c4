#include <array>
#include <stdexcept>

#include "emulator/marketplace/lifecycle.h"

namespace souk::marketplace {
namespace {

using S = AgreementState;
using E = AgreementEvent;

template <class Value>
struct Named {
  Value value;
  std::string_view text;
};
template <class Value>
Named(Value, const char*) -> Named<Value>;

constexpr std::array kModels{
    Named{Model::Subscription, "subscription"},
    Named{Model::Contract, "contract"},
    Named{Model::ContractWithConsumption, "contract-with-consumption"},
};
constexpr std::array kGenerations{
    Named{Generation::Legacy, "legacy"},
    Named{Generation::Concurrent, "concurrent"},
};
constexpr std::array kStates{
    Named{S::None, "NONE"},
    Named{S::Scheduled, "SCHEDULED"},
    Named{S::Pending, "PENDING"},
    Named{S::Active, "ACTIVE"},
    Named{S::Cancelling, "CANCELLING"},
    Named{S::Closing, "CLOSING"},
    Named{S::Ending, "ENDING"},
    Named{S::Ended, "ENDED"},
    Named{S::Failed, "FAILED"},
    Named{S::Expired, "EXPIRED"},
    Named{S::Superseding, "SUPERSEDING"},
    Named{S::Superseded, "SUPERSEDED"},
};
constexpr std::array kEvents{
    Named{E::Subscribed, "subscribe"},
    Named{E::Signed, "sign"},
    Named{E::Continued, "continue"},
    Named{E::Announced, "announce"},
    Named{E::PaymentCleared, "payment-cleared"},
    Named{E::PaymentFailed, "payment-failed"},
    Named{E::BuyerCancelled, "cancel"},
    Named{E::AgreementEnded, "agreement-ended"},
    Named{E::LicenceDeprovisioned, "licence-deprovisioned"},
    Named{E::WindowClosed, "final-window-closed"},
    Named{E::TermReached, "term-reached"},
    Named{E::CancellationApproved, "cancellation-approved"},
    Named{E::RenewalBegan, "renewal-began"},
    Named{E::ReplacementBegan, "replacement-began"},
    Named{E::Renewed, "renew"},
    Named{E::Replaced, "replace"},
    Named{E::Amended, "amend"},
    Named{E::RenewalChanged, "auto-renew"},
    Named{E::Terminated, "fail-payment"},
    Named{E::AdvisoryIssued, "suspend"},
    Named{E::AdvisoryResolved, "reinstate"},
    Named{E::SpendReached, "spend-threshold-reached"},
    Named{E::SpendVetted, "spend-threshold-vet-succeeded"},
    Named{E::SpendVetFailed, "spend-threshold-vet-failed"},
    Named{E::EndNear, "end-near"},
    Named{E::RenewalPriced, "renewal-terms-finalized"},
    Named{E::RenewalNear, "renewal-upcoming"},
};
constexpr std::array kNews{
    Named{News::Nothing, ""},
    Named{News::SubscribeSuccess, "subscribe-success"},
    Named{News::SubscribeFail, "subscribe-fail"},
    Named{News::UnsubscribePending, "unsubscribe-pending"},
    Named{News::UnsubscribeSuccess, "unsubscribe-success"},
    Named{News::EntitlementUpdated, "entitlement-updated"},
    Named{News::AgreementCreated, "Purchase Agreement Created"},
    Named{News::AgreementAmended, "Purchase Agreement Amended"},
    Named{News::AgreementEnded, "Purchase Agreement Ended"},
    Named{News::AgreementEnding, "Purchase Agreement Ending"},
    Named{News::RenewalTermsFinalized, "Purchase Agreement Renewal Terms Finalized"},
    Named{News::RenewalUpcoming, "Purchase Agreement Renewal Upcoming"},
    Named{News::LicenseUpdated, "License Updated"},
    Named{News::LicenseDeprovisioned, "License Deprovisioned"},
    Named{News::AdvisoryIssued, "Purchase Agreement Advisory Issued"},
    Named{News::AdvisoryResolved, "Purchase Agreement Advisory Resolved"},
    Named{News::SpendThresholdReached, "Spend Threshold Reached"},
    Named{News::SpendThresholdVetSucceeded, "Spend Threshold Vet Succeeded"},
    Named{News::SpendThresholdVetFailed, "Spend Threshold Vet Failed"},
    Named{News::CancellationPending, "Agreement Cancellation Request Pending Approval"},
    Named{News::CancellationApproved, "Agreement Cancellation Request Approved"},
    Named{News::CancellationRejected, "Agreement Cancellation Request Rejected"},
    Named{News::CancellationCancelled, "Agreement Cancellation Request Cancelled"},
    Named{News::CancellationFailed, "Agreement Cancellation Request Validation Failed"},
    Named{News::AdjustmentCompleted, "Purchase Agreement Billing Adjustment Completed"},
    Named{News::AdjustmentFailed, "Purchase Agreement Billing Adjustment Failed"},
};

template <class Table, class Value>
std::string_view text_in(const Table& table, Value value) {
  for (const auto& row : table) {
    if (row.value == value) return row.text;
  }
  throw std::logic_error("a value without a name");
}

template <class Value, class Table>
std::optional<Value> value_in(const Table& table, std::string_view text) {
  for (const auto& row : table) {
    if (row.text == text) return row.value;
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_text(Model model) { return text_in(kModels, model); }
std::string_view to_text(Generation generation) { return text_in(kGenerations, generation); }
std::string_view to_text(AgreementState state) { return text_in(kStates, state); }
std::string_view to_text(AgreementEvent event) { return text_in(kEvents, event); }
std::string_view to_text(News news) { return text_in(kNews, news); }

std::optional<Model> parse_model(std::string_view text) { return value_in<Model>(kModels, text); }
std::optional<Generation> parse_generation(std::string_view text) {
  return value_in<Generation>(kGenerations, text);
}
AgreementState parse_state(std::string_view text) {
  return value_in<AgreementState>(kStates, text).value();
}
std::optional<News> parse_news(std::string_view text) { return value_in<News>(kNews, text); }

}  // namespace souk::marketplace
