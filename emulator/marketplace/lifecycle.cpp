#include "emulator/marketplace/lifecycle.h"

#include <stdexcept>
#include <string>

namespace souk::marketplace {
namespace {

using S = AgreementState;
using E = AgreementEvent;

// Source: AWS Marketplace Seller Guide, "SaaS subscriptions" and "SNS notifications".
constexpr std::array kSubscriptionLegacy{
    Transition{S::None, E::Subscribed, S::Pending},
    Transition{S::Ended, E::Subscribed, S::Pending},
    Transition{S::Failed, E::Subscribed, S::Pending},
    Transition{S::Pending, E::PaymentCleared, S::Active, News::SubscribeSuccess},
    Transition{S::Pending, E::PaymentFailed, S::Failed, News::SubscribeFail},
    Transition{S::Pending, E::BuyerCancelled, S::Ended},
    Transition{S::Active, E::BuyerCancelled, S::Ending, News::UnsubscribePending, Window::Opens},
    // A buyer who comes back inside the hour: unsubscribe-success is never sent.
    Transition{S::Ending, E::Subscribed, S::Active, News::SubscribeSuccess, Window::Closes},
    Transition{S::Ending, E::WindowClosed, S::Ended, News::UnsubscribeSuccess, Window::Closes},
    Transition{S::Pending, E::CancellationApproved, S::Ended},
    Transition{S::Active, E::CancellationApproved, S::Ending, News::UnsubscribePending,
               Window::Opens},
};

// Source: Seller Guide, "EventBridge integration" (newest wording: License Deprovisioned opens the
// final hour) and the order of events seen on a live product.
constexpr std::array kSubscriptionConcurrent{
    Transition{S::None, E::Subscribed, S::Pending},
    Transition{S::Pending, E::Announced, S::Pending, News::AgreementCreated},
    Transition{S::Active, E::Announced, S::Active, News::AgreementCreated},
    Transition{S::Pending, E::PaymentCleared, S::Active, News::LicenseUpdated},
    Transition{S::Pending, E::PaymentFailed, S::Failed, News::AgreementEnded},
    Transition{S::Pending, E::BuyerCancelled, S::Ended, News::AgreementEnded},
    Transition{S::Active, E::BuyerCancelled, S::Cancelling},
    Transition{S::Cancelling, E::AgreementEnded, S::Closing, News::AgreementEnded},
    Transition{S::Closing, E::LicenceDeprovisioned, S::Ending, News::LicenseDeprovisioned,
               Window::Opens},
    Transition{S::Ending, E::WindowClosed, S::Ended, News::Nothing, Window::Closes},
    Transition{S::Pending, E::CancellationApproved, S::Ended, News::AgreementEnded},
    Transition{S::Active, E::CancellationApproved, S::Cancelling},
};

// Source: the older wording of the same page: Purchase Agreement Ended opens the hour, License
// Deprovisioned says it is over.
constexpr std::array kSubscriptionConcurrentEndedOpens{
    Transition{S::None, E::Subscribed, S::Pending},
    Transition{S::Pending, E::Announced, S::Pending, News::AgreementCreated},
    Transition{S::Active, E::Announced, S::Active, News::AgreementCreated},
    Transition{S::Pending, E::PaymentCleared, S::Active, News::LicenseUpdated},
    Transition{S::Pending, E::PaymentFailed, S::Failed, News::AgreementEnded},
    Transition{S::Pending, E::BuyerCancelled, S::Ended, News::AgreementEnded},
    Transition{S::Active, E::BuyerCancelled, S::Cancelling},
    Transition{S::Cancelling, E::AgreementEnded, S::Ending, News::AgreementEnded, Window::Opens},
    Transition{S::Ending, E::WindowClosed, S::Ended, News::LicenseDeprovisioned, Window::Closes},
    Transition{S::Pending, E::CancellationApproved, S::Ended, News::AgreementEnded},
    Transition{S::Active, E::CancellationApproved, S::Cancelling},
};

// Source: Seller Guide, "SaaS contracts": one message, entitlement-updated, for every change.
constexpr std::array kContractLegacy{
    Transition{S::None, E::Subscribed, S::Pending},
    Transition{S::Expired, E::Subscribed, S::Pending},
    Transition{S::Failed, E::Subscribed, S::Pending},
    Transition{S::Pending, E::PaymentCleared, S::Active, News::EntitlementUpdated},
    Transition{S::Pending, E::PaymentFailed, S::Failed},
    Transition{S::Active, E::TermReached, S::Expired, News::EntitlementUpdated},
    Transition{S::Pending, E::CancellationApproved, S::Expired},
    Transition{S::Active, E::CancellationApproved, S::Expired, News::EntitlementUpdated},
};

// Source: Seller Guide, "EventBridge integration".
constexpr std::array kContractConcurrent{
    Transition{S::None, E::Subscribed, S::Pending},
    Transition{S::Pending, E::Announced, S::Pending, News::AgreementCreated},
    Transition{S::Active, E::Announced, S::Active, News::AgreementCreated},
    Transition{S::Pending, E::PaymentCleared, S::Active, News::LicenseUpdated},
    Transition{S::Pending, E::PaymentFailed, S::Failed, News::AgreementEnded},
    Transition{S::Active, E::TermReached, S::Closing, News::AgreementEnded},
    Transition{S::Closing, E::LicenceDeprovisioned, S::Expired, News::LicenseDeprovisioned},
    Transition{S::Pending, E::CancellationApproved, S::Expired, News::AgreementEnded},
    Transition{S::Active, E::CancellationApproved, S::Cancelling},
    Transition{S::Cancelling, E::AgreementEnded, S::Closing, News::AgreementEnded},
};

// Source: Seller Guide, "SaaS contracts with consumption": both topics speak, and what was used
// beyond the contract is still taken for an hour after the term. That the subscription topic tells
// of this hour as it does of a subscription's is our reading.
constexpr std::array kConsumptionLegacy{
    Transition{S::None, E::Subscribed, S::Pending},
    Transition{S::Expired, E::Subscribed, S::Pending},
    Transition{S::Failed, E::Subscribed, S::Pending},
    Transition{S::Pending, E::PaymentCleared, S::Active, News::SubscribeSuccess, Window::Unchanged,
               News::EntitlementUpdated},
    Transition{S::Pending, E::PaymentFailed, S::Failed, News::SubscribeFail},
    Transition{S::Active, E::TermReached, S::Ending, News::EntitlementUpdated, Window::Opens,
               News::UnsubscribePending},
    Transition{S::Ending, E::WindowClosed, S::Expired, News::UnsubscribeSuccess, Window::Closes},
    Transition{S::Pending, E::CancellationApproved, S::Expired},
    Transition{S::Active, E::CancellationApproved, S::Ending, News::EntitlementUpdated,
               Window::Opens, News::UnsubscribePending},
};

constexpr std::array kConsumptionConcurrent{
    Transition{S::None, E::Subscribed, S::Pending},
    Transition{S::Pending, E::Announced, S::Pending, News::AgreementCreated},
    Transition{S::Active, E::Announced, S::Active, News::AgreementCreated},
    Transition{S::Pending, E::PaymentCleared, S::Active, News::LicenseUpdated},
    Transition{S::Pending, E::PaymentFailed, S::Failed, News::AgreementEnded},
    Transition{S::Active, E::TermReached, S::Closing, News::AgreementEnded},
    Transition{S::Closing, E::LicenceDeprovisioned, S::Ending, News::LicenseDeprovisioned,
               Window::Opens},
    Transition{S::Ending, E::WindowClosed, S::Expired, News::Nothing, Window::Closes},
    Transition{S::Pending, E::CancellationApproved, S::Expired, News::AgreementEnded},
    Transition{S::Active, E::CancellationApproved, S::Cancelling},
    Transition{S::Cancelling, E::AgreementEnded, S::Closing, News::AgreementEnded},
};

constexpr std::array kConsumptionConcurrentEndedOpens{
    Transition{S::None, E::Subscribed, S::Pending},
    Transition{S::Pending, E::Announced, S::Pending, News::AgreementCreated},
    Transition{S::Active, E::Announced, S::Active, News::AgreementCreated},
    Transition{S::Pending, E::PaymentCleared, S::Active, News::LicenseUpdated},
    Transition{S::Pending, E::PaymentFailed, S::Failed, News::AgreementEnded},
    Transition{S::Active, E::TermReached, S::Ending, News::AgreementEnded, Window::Opens},
    Transition{S::Ending, E::WindowClosed, S::Expired, News::LicenseDeprovisioned, Window::Closes},
    Transition{S::Pending, E::CancellationApproved, S::Expired, News::AgreementEnded},
    Transition{S::Active, E::CancellationApproved, S::Cancelling},
    Transition{S::Cancelling, E::AgreementEnded, S::Ending, News::AgreementEnded, Window::Opens},
};

static_assert(is_deterministic(kSubscriptionLegacy));
static_assert(is_deterministic(kSubscriptionConcurrent));
static_assert(is_deterministic(kSubscriptionConcurrentEndedOpens));
static_assert(is_deterministic(kContractLegacy));
static_assert(is_deterministic(kContractConcurrent));
static_assert(is_deterministic(kConsumptionLegacy));
static_assert(is_deterministic(kConsumptionConcurrent));
static_assert(is_deterministic(kConsumptionConcurrentEndedOpens));

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
    Named{S::None, "NONE"},       Named{S::Pending, "PENDING"},
    Named{S::Active, "ACTIVE"},   Named{S::Cancelling, "CANCELLING"},
    Named{S::Closing, "CLOSING"}, Named{S::Ending, "ENDING"},
    Named{S::Ended, "ENDED"},     Named{S::Failed, "FAILED"},
    Named{S::Expired, "EXPIRED"},
};
constexpr std::array kEvents{
    Named{E::Subscribed, "subscribe"},
    Named{E::Announced, "announce"},
    Named{E::PaymentCleared, "payment-cleared"},
    Named{E::PaymentFailed, "payment-failed"},
    Named{E::BuyerCancelled, "cancel"},
    Named{E::AgreementEnded, "agreement-ended"},
    Named{E::LicenceDeprovisioned, "licence-deprovisioned"},
    Named{E::WindowClosed, "final-window-closed"},
    Named{E::TermReached, "term-reached"},
    Named{E::CancellationApproved, "cancellation-approved"},
};
constexpr std::array kNews{
    Named{News::Nothing, ""},
    Named{News::SubscribeSuccess, "subscribe-success"},
    Named{News::SubscribeFail, "subscribe-fail"},
    Named{News::UnsubscribePending, "unsubscribe-pending"},
    Named{News::UnsubscribeSuccess, "unsubscribe-success"},
    Named{News::EntitlementUpdated, "entitlement-updated"},
    Named{News::AgreementCreated, "Purchase Agreement Created"},
    Named{News::AgreementEnded, "Purchase Agreement Ended"},
    Named{News::LicenseUpdated, "License Updated"},
    Named{News::LicenseDeprovisioned, "License Deprovisioned"},
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

std::span<const Transition> lifecycle(const Kind& kind) {
  const bool legacy = kind.generation == Generation::Legacy;
  switch (kind.model) {
    case Model::Subscription:
      if (legacy) return kSubscriptionLegacy;
      if (kind.ended_opens_window) return kSubscriptionConcurrentEndedOpens;
      return kSubscriptionConcurrent;
    case Model::Contract:
      if (legacy) return kContractLegacy;
      return kContractConcurrent;
    case Model::ContractWithConsumption:
      if (legacy) return kConsumptionLegacy;
      if (kind.ended_opens_window) return kConsumptionConcurrentEndedOpens;
      return kConsumptionConcurrent;
  }
  throw std::logic_error("a model without a table");
}

std::optional<Transition> transition(const Kind& kind, AgreementState from, AgreementEvent event) {
  for (const auto& row : lifecycle(kind)) {
    if (row.from == from && row.event == event) return row;
  }
  return std::nullopt;
}

std::vector<AgreementEvent> allowed(const Kind& kind, AgreementState from) {
  std::vector<AgreementEvent> events;
  for (const auto& row : lifecycle(kind)) {
    if (row.from == from) events.push_back(row.event);
  }
  return events;
}

bool is_of_cancellation(News news) {
  return news == News::CancellationPending || news == News::CancellationApproved ||
         news == News::CancellationRejected || news == News::CancellationCancelled ||
         news == News::CancellationFailed;
}

bool is_of_adjustment(News news) {
  return news == News::AdjustmentCompleted || news == News::AdjustmentFailed;
}

bool accepts_usage(AgreementState state) {
  return state == S::Active || state == S::Cancelling || state == S::Closing || state == S::Ending;
}

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

}  // namespace souk::marketplace
