#include "emulator/marketplace/lifecycle.h"

#include <algorithm>
#include <stdexcept>

namespace souk::marketplace {
namespace {

using S = AgreementState;
using E = AgreementEvent;

/// One table of several.
template <std::size_t... Sizes>
constexpr auto joined(const std::array<Transition, Sizes>&... parts) {
  std::array<Transition, (Sizes + ...)> all{};
  std::size_t at = 0;
  const auto append = [&](const auto& part) {
    for (const auto& row : part) all[at++] = row;
  };
  (append(parts), ...);
  return all;
}

// ---- what tables share ----

// How concurrent agreements begin. Source: Seller Guide, "EventBridge integration", and the order
// of events seen on a live product.
constexpr std::array kConcurrentBeginning{
    Transition{S::None, E::Subscribed, S::Pending},
    Transition{S::None, E::Continued, S::Pending, News::AgreementCreated},
    Transition{S::Pending, E::Announced, S::Pending, News::AgreementCreated},
    Transition{S::Active, E::Announced, S::Active, News::AgreementCreated},
    Transition{S::Pending, E::PaymentCleared, S::Active, News::LicenseUpdated},
    Transition{S::Pending, E::PaymentFailed, S::Failed, News::AgreementEnded},
    Transition{S::Pending, E::ReplacementBegan, S::Active, News::LicenseUpdated},
};

// What AWS tells of a concurrent agreement that goes on. Source: Seller Guide, "Amazon EventBridge
// events".
constexpr std::array kConcurrentNotices{
    Transition{S::Active, E::AdvisoryIssued, S::Active, News::AdvisoryIssued},
    Transition{S::Active, E::AdvisoryResolved, S::Active, News::AdvisoryResolved},
    Transition{S::Active, E::EndNear, S::Active, News::AgreementEnding},
};
constexpr std::array kSpendNotices{
    Transition{S::Active, E::SpendReached, S::Active, News::SpendThresholdReached},
    Transition{S::Active, E::SpendVetted, S::Active, News::SpendThresholdVetSucceeded},
    Transition{S::Active, E::SpendVetFailed, S::Active, News::SpendThresholdVetFailed},
};

// What concurrent agreements with a term have beside these. Source: the same page, and Buyer Guide,
// "Future dated agreements".
constexpr std::array kConcurrentTerm{
    Transition{S::None, E::Signed, S::Scheduled},
    Transition{S::Scheduled, E::Announced, S::Scheduled, News::AgreementCreated},
    Transition{S::Scheduled, E::PaymentCleared, S::Active, News::LicenseUpdated},
    Transition{S::Scheduled, E::PaymentFailed, S::Failed, News::AgreementEnded},
    Transition{S::Scheduled, E::CancellationApproved, S::Expired, News::AgreementEnded},
    Transition{S::Pending, E::CancellationApproved, S::Expired, News::AgreementEnded},
    Transition{S::Pending, E::RenewalBegan, S::Active, News::LicenseUpdated},
    Transition{S::Active, E::Amended, S::Active, News::AgreementAmended, Window::Unchanged,
               News::LicenseUpdated},
    Transition{S::Active, E::RenewalChanged, S::Active, News::AgreementAmended},
    Transition{S::Active, E::RenewalPriced, S::Active, News::RenewalTermsFinalized},
    Transition{S::Active, E::RenewalNear, S::Active, News::RenewalUpcoming},
    Transition{S::Active, E::CancellationApproved, S::Cancelling},
};

// How a licence that is metered ends. Source: the newest wording of "EventBridge integration":
// License Deprovisioned opens the final hour. The hour of an agreement that another takes the place
// of is silent, as the hour always is (ours).
constexpr std::array kMeteredEnd{
    Transition{S::Active, E::TermReached, S::Closing, News::AgreementEnded},
    Transition{S::Active, E::Terminated, S::Closing, News::AgreementEnded},
    Transition{S::Cancelling, E::AgreementEnded, S::Closing, News::AgreementEnded},
    Transition{S::Closing, E::LicenceDeprovisioned, S::Ending, News::LicenseDeprovisioned,
               Window::Opens},
    Transition{S::Active, E::Replaced, S::Superseding, News::AgreementEnded, Window::Opens},
    Transition{S::Superseding, E::WindowClosed, S::Superseded, News::Nothing, Window::Closes},
};

// Source: the older wording of the same page: Purchase Agreement Ended opens the hour, License
// Deprovisioned says it is over.
constexpr std::array kMeteredEndEndedOpens{
    Transition{S::Active, E::TermReached, S::Ending, News::AgreementEnded, Window::Opens},
    Transition{S::Active, E::Terminated, S::Ending, News::AgreementEnded, Window::Opens},
    Transition{S::Cancelling, E::AgreementEnded, S::Ending, News::AgreementEnded, Window::Opens},
    Transition{S::Active, E::Replaced, S::Superseding, News::AgreementEnded, Window::Opens},
    Transition{S::Superseding, E::WindowClosed, S::Superseded, News::Nothing, Window::Closes},
};

// What contracts of the legacy generation share. SNS tells of an advisory nowhere, nor of renewal
// switched on or off. Source: Seller Guide, "SaaS contracts" and "SNS notifications".
constexpr std::array kLegacyTerm{
    Transition{S::None, E::Subscribed, S::Pending},
    Transition{S::None, E::Signed, S::Scheduled},
    Transition{S::None, E::Continued, S::Pending},
    Transition{S::Expired, E::Subscribed, S::Pending},
    Transition{S::Failed, E::Subscribed, S::Pending},
    Transition{S::Superseded, E::Subscribed, S::Pending},
    Transition{S::Scheduled, E::CancellationApproved, S::Expired},
    Transition{S::Pending, E::CancellationApproved, S::Expired},
    Transition{S::Pending, E::RenewalBegan, S::Active, News::EntitlementUpdated},
    Transition{S::Active, E::Renewed, S::Superseded},
    Transition{S::Active, E::Replaced, S::Superseded},
    Transition{S::Active, E::Amended, S::Active, News::EntitlementUpdated},
    Transition{S::Active, E::RenewalChanged, S::Active},
    Transition{S::Active, E::AdvisoryIssued, S::Active},
    Transition{S::Active, E::AdvisoryResolved, S::Active},
};

// ---- subscriptions ----

// Source: AWS Marketplace Seller Guide, "SaaS subscriptions" and "SNS notifications". A trial that
// is over and a payment that fails later end like any other subscription (ours).
constexpr std::array kSubscriptionLegacy{
    Transition{S::None, E::Subscribed, S::Pending},
    Transition{S::None, E::Continued, S::Pending},
    Transition{S::Ended, E::Subscribed, S::Pending},
    Transition{S::Failed, E::Subscribed, S::Pending},
    Transition{S::Superseded, E::Subscribed, S::Pending},
    Transition{S::Pending, E::PaymentCleared, S::Active, News::SubscribeSuccess},
    Transition{S::Pending, E::PaymentFailed, S::Failed, News::SubscribeFail},
    Transition{S::Pending, E::ReplacementBegan, S::Active, News::SubscribeSuccess},
    Transition{S::Pending, E::BuyerCancelled, S::Ended},
    Transition{S::Active, E::BuyerCancelled, S::Ending, News::UnsubscribePending, Window::Opens},
    Transition{S::Active, E::TermReached, S::Ending, News::UnsubscribePending, Window::Opens},
    Transition{S::Active, E::Terminated, S::Ending, News::UnsubscribePending, Window::Opens},
    Transition{S::Active, E::Replaced, S::Superseded},
    // A buyer who comes back inside the hour: unsubscribe-success is never sent.
    Transition{S::Ending, E::Subscribed, S::Active, News::SubscribeSuccess, Window::Closes},
    Transition{S::Ending, E::WindowClosed, S::Ended, News::UnsubscribeSuccess, Window::Closes},
    Transition{S::Pending, E::CancellationApproved, S::Ended},
    Transition{S::Active, E::CancellationApproved, S::Ending, News::UnsubscribePending,
               Window::Opens},
    Transition{S::Active, E::AdvisoryIssued, S::Active},
    Transition{S::Active, E::AdvisoryResolved, S::Active},
};

constexpr std::array kSubscriptionActs{
    Transition{S::Pending, E::BuyerCancelled, S::Ended, News::AgreementEnded},
    Transition{S::Active, E::BuyerCancelled, S::Cancelling},
    Transition{S::Pending, E::CancellationApproved, S::Ended, News::AgreementEnded},
    Transition{S::Active, E::CancellationApproved, S::Cancelling},
    Transition{S::Active, E::Amended, S::Active, News::AgreementAmended},
};
constexpr auto kSubscriptionConcurrent = joined(
    kConcurrentBeginning, kSubscriptionActs, kMeteredEnd,
    std::array{Transition{S::Ending, E::WindowClosed, S::Ended, News::Nothing, Window::Closes}},
    kConcurrentNotices, kSpendNotices);
constexpr auto kSubscriptionConcurrentEndedOpens =
    joined(kConcurrentBeginning, kSubscriptionActs, kMeteredEndEndedOpens,
           std::array{Transition{S::Ending, E::WindowClosed, S::Ended, News::LicenseDeprovisioned,
                                 Window::Closes}},
           kConcurrentNotices, kSpendNotices);

// ---- contracts ----

// Source: Seller Guide, "SaaS contracts": one message, entitlement-updated, for every change.
constexpr auto kContractLegacy =
    joined(kLegacyTerm,
           std::array{
               Transition{S::Scheduled, E::PaymentCleared, S::Active, News::EntitlementUpdated},
               Transition{S::Scheduled, E::PaymentFailed, S::Failed},
               Transition{S::Pending, E::PaymentCleared, S::Active, News::EntitlementUpdated},
               Transition{S::Pending, E::PaymentFailed, S::Failed},
               Transition{S::Pending, E::ReplacementBegan, S::Active, News::EntitlementUpdated},
               Transition{S::Active, E::TermReached, S::Expired, News::EntitlementUpdated},
               Transition{S::Active, E::Terminated, S::Expired, News::EntitlementUpdated},
               Transition{S::Active, E::CancellationApproved, S::Expired, News::EntitlementUpdated},
           });

// Source: Seller Guide, "EventBridge integration". Nothing is metered, so there is no final hour.
constexpr auto kContractConcurrent = joined(
    kConcurrentBeginning, kConcurrentTerm,
    std::array{
        Transition{S::Active, E::TermReached, S::Closing, News::AgreementEnded},
        Transition{S::Active, E::Terminated, S::Closing, News::AgreementEnded},
        Transition{S::Active, E::Renewed, S::Superseded, News::AgreementEnded},
        Transition{S::Active, E::Replaced, S::Superseded, News::AgreementEnded},
        Transition{S::Cancelling, E::AgreementEnded, S::Closing, News::AgreementEnded},
        Transition{S::Closing, E::LicenceDeprovisioned, S::Expired, News::LicenseDeprovisioned},
    },
    kConcurrentNotices);

// ---- contracts with consumption ----

// Source: Seller Guide, "SaaS contracts with consumption": both topics speak, and what was used
// beyond the contract is still taken for an hour after the term. That the subscription topic tells
// of this hour as it does of a subscription's is our reading.
constexpr auto kConsumptionLegacy = joined(
    kLegacyTerm, std::array{
                     Transition{S::Scheduled, E::PaymentCleared, S::Active, News::SubscribeSuccess,
                                Window::Unchanged, News::EntitlementUpdated},
                     Transition{S::Scheduled, E::PaymentFailed, S::Failed, News::SubscribeFail},
                     Transition{S::Pending, E::PaymentCleared, S::Active, News::SubscribeSuccess,
                                Window::Unchanged, News::EntitlementUpdated},
                     Transition{S::Pending, E::PaymentFailed, S::Failed, News::SubscribeFail},
                     Transition{S::Pending, E::ReplacementBegan, S::Active, News::SubscribeSuccess,
                                Window::Unchanged, News::EntitlementUpdated},
                     Transition{S::Active, E::TermReached, S::Ending, News::EntitlementUpdated,
                                Window::Opens, News::UnsubscribePending},
                     Transition{S::Active, E::Terminated, S::Ending, News::EntitlementUpdated,
                                Window::Opens, News::UnsubscribePending},
                     Transition{S::Active, E::CancellationApproved, S::Ending,
                                News::EntitlementUpdated, Window::Opens, News::UnsubscribePending},
                     Transition{S::Ending, E::WindowClosed, S::Expired, News::UnsubscribeSuccess,
                                Window::Closes},
                 });

constexpr auto kConsumptionConcurrent = joined(
    kConcurrentBeginning, kConcurrentTerm, kMeteredEnd,
    std::array{
        Transition{S::Active, E::Renewed, S::Superseding, News::AgreementEnded, Window::Opens},
        Transition{S::Ending, E::WindowClosed, S::Expired, News::Nothing, Window::Closes},
    },
    kConcurrentNotices, kSpendNotices);
constexpr auto kConsumptionConcurrentEndedOpens = joined(
    kConcurrentBeginning, kConcurrentTerm, kMeteredEndEndedOpens,
    std::array{
        Transition{S::Active, E::Renewed, S::Superseding, News::AgreementEnded, Window::Opens},
        Transition{S::Ending, E::WindowClosed, S::Expired, News::LicenseDeprovisioned,
                   Window::Closes},
    },
    kConcurrentNotices, kSpendNotices);

static_assert(is_deterministic(kSubscriptionLegacy));
static_assert(is_deterministic(kSubscriptionConcurrent));
static_assert(is_deterministic(kSubscriptionConcurrentEndedOpens));
static_assert(is_deterministic(kContractLegacy));
static_assert(is_deterministic(kContractConcurrent));
static_assert(is_deterministic(kConsumptionLegacy));
static_assert(is_deterministic(kConsumptionConcurrent));
static_assert(is_deterministic(kConsumptionConcurrentEndedOpens));

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

std::vector<std::string_view> acts_allowed(const Kind& kind, AgreementState from) {
  std::vector<std::string_view> acts;
  auto events = allowed(kind, from);
  std::sort(events.begin(), events.end());
  for (const auto event : events) {
    switch (event) {
      case E::Subscribed:
      case E::BuyerCancelled:
      case E::Renewed:
      case E::Replaced:
      case E::Amended:
      case E::RenewalChanged:
      case E::Terminated:
      case E::AdvisoryIssued:
      case E::AdvisoryResolved:
        acts.push_back(to_text(event));
        break;
      case E::CancellationApproved:
        if (kind.model != Model::Subscription) acts.emplace_back("request-refund");
        break;
      case E::SpendReached:
        acts.emplace_back("spend-threshold");
        break;
      default:
        break;
    }
  }
  return acts;
}

bool is_event(News news) {
  switch (news) {
    case News::Nothing:
    case News::SubscribeSuccess:
    case News::SubscribeFail:
    case News::UnsubscribePending:
    case News::UnsubscribeSuccess:
    case News::EntitlementUpdated:
      return false;
    default:
      return true;
  }
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
  return state == S::Active || state == S::Cancelling || state == S::Closing ||
         state == S::Ending || state == S::Superseding;
}

bool is_over(AgreementState state) {
  return state == S::Ended || state == S::Failed || state == S::Expired || state == S::Superseded;
}

}  // namespace souk::marketplace
