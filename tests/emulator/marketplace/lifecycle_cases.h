#pragma once

#include <array>
#include <string_view>

#include "emulator/marketplace/lifecycle.h"

namespace souk::marketplace {

/// One life, written down from the guides and not from the code: a line per arrow, "STATE event ->
/// NEXT", then the messages in their order, then "opens" or "closes" for the final
/// window. What has no line is not allowed. An empty line parts what leads to ACTIVE, what happens
/// while it lasts, and what ends it.
struct LifeOnPaper {
  std::string_view name;
  Model model;
  Generation generation;
  bool ended_opens;
  std::string_view arrows;
};

inline constexpr std::string_view kLegacySubscriptionOnPaper = R"(
NONE       subscribe             -> PENDING
NONE       continue              -> PENDING
ENDED      subscribe             -> PENDING
FAILED     subscribe             -> PENDING
SUPERSEDED subscribe             -> PENDING
PENDING    payment-cleared       -> ACTIVE     [subscribe-success]
PENDING    replacement-began     -> ACTIVE     [subscribe-success]
PENDING    payment-failed        -> FAILED     [subscribe-fail]
PENDING    cancel                -> ENDED
PENDING    cancellation-approved -> ENDED

ACTIVE     suspend               -> ACTIVE
ACTIVE     reinstate             -> ACTIVE

ACTIVE     cancel                -> ENDING     [unsubscribe-pending] opens
ACTIVE     cancellation-approved -> ENDING     [unsubscribe-pending] opens
ACTIVE     term-reached          -> ENDING     [unsubscribe-pending] opens
ACTIVE     fail-payment          -> ENDING     [unsubscribe-pending] opens
ACTIVE     replace               -> SUPERSEDED
ENDING     subscribe             -> ACTIVE     [subscribe-success] closes
ENDING     final-window-closed   -> ENDED      [unsubscribe-success] closes
)";

inline constexpr std::string_view kLegacyContractOnPaper = R"(
NONE       subscribe             -> PENDING
NONE       sign                  -> SCHEDULED
NONE       continue              -> PENDING
EXPIRED    subscribe             -> PENDING
FAILED     subscribe             -> PENDING
SUPERSEDED subscribe             -> PENDING
SCHEDULED  payment-cleared       -> ACTIVE     [entitlement-updated]
SCHEDULED  payment-failed        -> FAILED
SCHEDULED  cancellation-approved -> EXPIRED
PENDING    payment-cleared       -> ACTIVE     [entitlement-updated]
PENDING    renewal-began         -> ACTIVE     [entitlement-updated]
PENDING    replacement-began     -> ACTIVE     [entitlement-updated]
PENDING    payment-failed        -> FAILED
PENDING    cancellation-approved -> EXPIRED

ACTIVE     amend                 -> ACTIVE     [entitlement-updated]
ACTIVE     auto-renew            -> ACTIVE
ACTIVE     suspend               -> ACTIVE
ACTIVE     reinstate             -> ACTIVE

ACTIVE     term-reached          -> EXPIRED    [entitlement-updated]
ACTIVE     cancellation-approved -> EXPIRED    [entitlement-updated]
ACTIVE     fail-payment          -> EXPIRED    [entitlement-updated]
ACTIVE     renew                 -> SUPERSEDED
ACTIVE     replace               -> SUPERSEDED
)";

inline constexpr std::string_view kLegacyConsumptionOnPaper = R"(
NONE       subscribe             -> PENDING
NONE       sign                  -> SCHEDULED
NONE       continue              -> PENDING
EXPIRED    subscribe             -> PENDING
FAILED     subscribe             -> PENDING
SUPERSEDED subscribe             -> PENDING
SCHEDULED  payment-cleared       -> ACTIVE     [subscribe-success] [entitlement-updated]
SCHEDULED  payment-failed        -> FAILED     [subscribe-fail]
SCHEDULED  cancellation-approved -> EXPIRED
PENDING    payment-cleared       -> ACTIVE     [subscribe-success] [entitlement-updated]
PENDING    renewal-began         -> ACTIVE     [entitlement-updated]
PENDING    replacement-began     -> ACTIVE     [subscribe-success] [entitlement-updated]
PENDING    payment-failed        -> FAILED     [subscribe-fail]
PENDING    cancellation-approved -> EXPIRED

ACTIVE     amend                 -> ACTIVE     [entitlement-updated]
ACTIVE     auto-renew            -> ACTIVE
ACTIVE     suspend               -> ACTIVE
ACTIVE     reinstate             -> ACTIVE

ACTIVE     term-reached          -> ENDING     [entitlement-updated] [unsubscribe-pending] opens
ACTIVE     cancellation-approved -> ENDING     [entitlement-updated] [unsubscribe-pending] opens
ACTIVE     fail-payment          -> ENDING     [entitlement-updated] [unsubscribe-pending] opens
ACTIVE     renew                 -> SUPERSEDED
ACTIVE     replace               -> SUPERSEDED
ENDING     final-window-closed   -> EXPIRED    [unsubscribe-success] closes
)";

inline constexpr std::string_view kSubscriptionDeprovisionedOpensOnPaper = R"(
NONE        subscribe               -> PENDING
NONE        continue                -> PENDING     [Purchase Agreement Created]
PENDING     announce                -> PENDING     [Purchase Agreement Created]
ACTIVE      announce                -> ACTIVE      [Purchase Agreement Created]
PENDING     payment-cleared         -> ACTIVE      [License Updated]
PENDING     replacement-began       -> ACTIVE      [License Updated]
PENDING     payment-failed          -> FAILED      [Purchase Agreement Ended]
PENDING     cancel                  -> ENDED       [Purchase Agreement Ended]
PENDING     cancellation-approved   -> ENDED       [Purchase Agreement Ended]

ACTIVE      amend                   -> ACTIVE      [Purchase Agreement Amended]
ACTIVE      suspend                 -> ACTIVE      [Purchase Agreement Advisory Issued]
ACTIVE      reinstate               -> ACTIVE      [Purchase Agreement Advisory Resolved]
ACTIVE      spend-threshold-reached -> ACTIVE      [Spend Threshold Reached]
ACTIVE      spend-threshold-vet-succeeded -> ACTIVE      [Spend Threshold Vet Succeeded]
ACTIVE      spend-threshold-vet-failed -> ACTIVE      [Spend Threshold Vet Failed]
ACTIVE      end-near                -> ACTIVE      [Purchase Agreement Ending]

ACTIVE      cancel                  -> CANCELLING
ACTIVE      cancellation-approved   -> CANCELLING
CANCELLING  agreement-ended         -> CLOSING     [Purchase Agreement Ended]
ACTIVE      term-reached            -> CLOSING     [Purchase Agreement Ended]
ACTIVE      fail-payment            -> CLOSING     [Purchase Agreement Ended]
CLOSING     licence-deprovisioned   -> ENDING      [License Deprovisioned] opens
ENDING      final-window-closed     -> ENDED       closes
ACTIVE      replace                 -> SUPERSEDING [Purchase Agreement Ended] opens
SUPERSEDING final-window-closed     -> SUPERSEDED  closes
)";

inline constexpr std::string_view kSubscriptionEndedOpensOnPaper = R"(
NONE        subscribe               -> PENDING
NONE        continue                -> PENDING     [Purchase Agreement Created]
PENDING     announce                -> PENDING     [Purchase Agreement Created]
ACTIVE      announce                -> ACTIVE      [Purchase Agreement Created]
PENDING     payment-cleared         -> ACTIVE      [License Updated]
PENDING     replacement-began       -> ACTIVE      [License Updated]
PENDING     payment-failed          -> FAILED      [Purchase Agreement Ended]
PENDING     cancel                  -> ENDED       [Purchase Agreement Ended]
PENDING     cancellation-approved   -> ENDED       [Purchase Agreement Ended]

ACTIVE      amend                   -> ACTIVE      [Purchase Agreement Amended]
ACTIVE      suspend                 -> ACTIVE      [Purchase Agreement Advisory Issued]
ACTIVE      reinstate               -> ACTIVE      [Purchase Agreement Advisory Resolved]
ACTIVE      spend-threshold-reached -> ACTIVE      [Spend Threshold Reached]
ACTIVE      spend-threshold-vet-succeeded -> ACTIVE      [Spend Threshold Vet Succeeded]
ACTIVE      spend-threshold-vet-failed -> ACTIVE      [Spend Threshold Vet Failed]
ACTIVE      end-near                -> ACTIVE      [Purchase Agreement Ending]

ACTIVE      cancel                  -> CANCELLING
ACTIVE      cancellation-approved   -> CANCELLING
CANCELLING  agreement-ended         -> ENDING      [Purchase Agreement Ended] opens
ACTIVE      term-reached            -> ENDING      [Purchase Agreement Ended] opens
ACTIVE      fail-payment            -> ENDING      [Purchase Agreement Ended] opens
ENDING      final-window-closed     -> ENDED       [License Deprovisioned] closes
ACTIVE      replace                 -> SUPERSEDING [Purchase Agreement Ended] opens
SUPERSEDING final-window-closed     -> SUPERSEDED  closes
)";

inline constexpr std::string_view kConcurrentContractOnPaper = R"(
NONE       subscribe               -> PENDING
NONE       sign                    -> SCHEDULED
NONE       continue                -> PENDING    [Purchase Agreement Created]
SCHEDULED  announce                -> SCHEDULED  [Purchase Agreement Created]
PENDING    announce                -> PENDING    [Purchase Agreement Created]
ACTIVE     announce                -> ACTIVE     [Purchase Agreement Created]
SCHEDULED  payment-cleared         -> ACTIVE     [License Updated]
SCHEDULED  payment-failed          -> FAILED     [Purchase Agreement Ended]
SCHEDULED  cancellation-approved   -> EXPIRED    [Purchase Agreement Ended]
PENDING    payment-cleared         -> ACTIVE     [License Updated]
PENDING    renewal-began           -> ACTIVE     [License Updated]
PENDING    replacement-began       -> ACTIVE     [License Updated]
PENDING    payment-failed          -> FAILED     [Purchase Agreement Ended]
PENDING    cancellation-approved   -> EXPIRED    [Purchase Agreement Ended]

ACTIVE     amend                   -> ACTIVE     [Purchase Agreement Amended] [License Updated]
ACTIVE     auto-renew              -> ACTIVE     [Purchase Agreement Amended]
ACTIVE     suspend                 -> ACTIVE     [Purchase Agreement Advisory Issued]
ACTIVE     reinstate               -> ACTIVE     [Purchase Agreement Advisory Resolved]
ACTIVE     end-near                -> ACTIVE     [Purchase Agreement Ending]
ACTIVE     renewal-terms-finalized -> ACTIVE     [Purchase Agreement Renewal Terms Finalized]
ACTIVE     renewal-upcoming        -> ACTIVE     [Purchase Agreement Renewal Upcoming]

ACTIVE     cancellation-approved   -> CANCELLING
CANCELLING agreement-ended         -> CLOSING    [Purchase Agreement Ended]
ACTIVE     term-reached            -> CLOSING    [Purchase Agreement Ended]
ACTIVE     fail-payment            -> CLOSING    [Purchase Agreement Ended]
CLOSING    licence-deprovisioned   -> EXPIRED    [License Deprovisioned]
ACTIVE     renew                   -> SUPERSEDED [Purchase Agreement Ended]
ACTIVE     replace                 -> SUPERSEDED [Purchase Agreement Ended]
)";

inline constexpr std::string_view kConsumptionDeprovisionedOpensOnPaper = R"(
NONE        subscribe               -> PENDING
NONE        sign                    -> SCHEDULED
NONE        continue                -> PENDING     [Purchase Agreement Created]
SCHEDULED   announce                -> SCHEDULED   [Purchase Agreement Created]
PENDING     announce                -> PENDING     [Purchase Agreement Created]
ACTIVE      announce                -> ACTIVE      [Purchase Agreement Created]
SCHEDULED   payment-cleared         -> ACTIVE      [License Updated]
SCHEDULED   payment-failed          -> FAILED      [Purchase Agreement Ended]
SCHEDULED   cancellation-approved   -> EXPIRED     [Purchase Agreement Ended]
PENDING     payment-cleared         -> ACTIVE      [License Updated]
PENDING     renewal-began           -> ACTIVE      [License Updated]
PENDING     replacement-began       -> ACTIVE      [License Updated]
PENDING     payment-failed          -> FAILED      [Purchase Agreement Ended]
PENDING     cancellation-approved   -> EXPIRED     [Purchase Agreement Ended]

ACTIVE      amend                   -> ACTIVE      [Purchase Agreement Amended] [License Updated]
ACTIVE      auto-renew              -> ACTIVE      [Purchase Agreement Amended]
ACTIVE      suspend                 -> ACTIVE      [Purchase Agreement Advisory Issued]
ACTIVE      reinstate               -> ACTIVE      [Purchase Agreement Advisory Resolved]
ACTIVE      spend-threshold-reached -> ACTIVE      [Spend Threshold Reached]
ACTIVE      spend-threshold-vet-succeeded -> ACTIVE      [Spend Threshold Vet Succeeded]
ACTIVE      spend-threshold-vet-failed -> ACTIVE      [Spend Threshold Vet Failed]
ACTIVE      end-near                -> ACTIVE      [Purchase Agreement Ending]
ACTIVE      renewal-terms-finalized -> ACTIVE      [Purchase Agreement Renewal Terms Finalized]
ACTIVE      renewal-upcoming        -> ACTIVE      [Purchase Agreement Renewal Upcoming]

ACTIVE      cancellation-approved   -> CANCELLING
CANCELLING  agreement-ended         -> CLOSING     [Purchase Agreement Ended]
ACTIVE      term-reached            -> CLOSING     [Purchase Agreement Ended]
ACTIVE      fail-payment            -> CLOSING     [Purchase Agreement Ended]
CLOSING     licence-deprovisioned   -> ENDING      [License Deprovisioned] opens
ENDING      final-window-closed     -> EXPIRED     closes
ACTIVE      renew                   -> SUPERSEDING [Purchase Agreement Ended] opens
ACTIVE      replace                 -> SUPERSEDING [Purchase Agreement Ended] opens
SUPERSEDING final-window-closed     -> SUPERSEDED  closes
)";

inline constexpr std::string_view kConsumptionEndedOpensOnPaper = R"(
NONE        subscribe               -> PENDING
NONE        sign                    -> SCHEDULED
NONE        continue                -> PENDING     [Purchase Agreement Created]
SCHEDULED   announce                -> SCHEDULED   [Purchase Agreement Created]
PENDING     announce                -> PENDING     [Purchase Agreement Created]
ACTIVE      announce                -> ACTIVE      [Purchase Agreement Created]
SCHEDULED   payment-cleared         -> ACTIVE      [License Updated]
SCHEDULED   payment-failed          -> FAILED      [Purchase Agreement Ended]
SCHEDULED   cancellation-approved   -> EXPIRED     [Purchase Agreement Ended]
PENDING     payment-cleared         -> ACTIVE      [License Updated]
PENDING     renewal-began           -> ACTIVE      [License Updated]
PENDING     replacement-began       -> ACTIVE      [License Updated]
PENDING     payment-failed          -> FAILED      [Purchase Agreement Ended]
PENDING     cancellation-approved   -> EXPIRED     [Purchase Agreement Ended]

ACTIVE      amend                   -> ACTIVE      [Purchase Agreement Amended] [License Updated]
ACTIVE      auto-renew              -> ACTIVE      [Purchase Agreement Amended]
ACTIVE      suspend                 -> ACTIVE      [Purchase Agreement Advisory Issued]
ACTIVE      reinstate               -> ACTIVE      [Purchase Agreement Advisory Resolved]
ACTIVE      spend-threshold-reached -> ACTIVE      [Spend Threshold Reached]
ACTIVE      spend-threshold-vet-succeeded -> ACTIVE      [Spend Threshold Vet Succeeded]
ACTIVE      spend-threshold-vet-failed -> ACTIVE      [Spend Threshold Vet Failed]
ACTIVE      end-near                -> ACTIVE      [Purchase Agreement Ending]
ACTIVE      renewal-terms-finalized -> ACTIVE      [Purchase Agreement Renewal Terms Finalized]
ACTIVE      renewal-upcoming        -> ACTIVE      [Purchase Agreement Renewal Upcoming]

ACTIVE      cancellation-approved   -> CANCELLING
CANCELLING  agreement-ended         -> ENDING      [Purchase Agreement Ended] opens
ACTIVE      term-reached            -> ENDING      [Purchase Agreement Ended] opens
ACTIVE      fail-payment            -> ENDING      [Purchase Agreement Ended] opens
ENDING      final-window-closed     -> EXPIRED     [License Deprovisioned] closes
ACTIVE      renew                   -> SUPERSEDING [Purchase Agreement Ended] opens
ACTIVE      replace                 -> SUPERSEDING [Purchase Agreement Ended] opens
SUPERSEDING final-window-closed     -> SUPERSEDED  closes
)";

// SNS and pure contracts know one reading, so that their lives are the same under both.
inline constexpr std::array kLivesOnPaper{
    LifeOnPaper{"LegacySubscription", Model::Subscription, Generation::Legacy, false,
                kLegacySubscriptionOnPaper},
    LifeOnPaper{"LegacySubscriptionOlderReading", Model::Subscription, Generation::Legacy, true,
                kLegacySubscriptionOnPaper},
    LifeOnPaper{"LegacyContract", Model::Contract, Generation::Legacy, false,
                kLegacyContractOnPaper},
    LifeOnPaper{"LegacyContractOlderReading", Model::Contract, Generation::Legacy, true,
                kLegacyContractOnPaper},
    LifeOnPaper{"LegacyConsumption", Model::ContractWithConsumption, Generation::Legacy, false,
                kLegacyConsumptionOnPaper},
    LifeOnPaper{"LegacyConsumptionOlderReading", Model::ContractWithConsumption, Generation::Legacy,
                true, kLegacyConsumptionOnPaper},
    LifeOnPaper{"Subscription", Model::Subscription, Generation::Concurrent, false,
                kSubscriptionDeprovisionedOpensOnPaper},
    LifeOnPaper{"SubscriptionOlderReading", Model::Subscription, Generation::Concurrent, true,
                kSubscriptionEndedOpensOnPaper},
    LifeOnPaper{"Contract", Model::Contract, Generation::Concurrent, false,
                kConcurrentContractOnPaper},
    LifeOnPaper{"ContractOlderReading", Model::Contract, Generation::Concurrent, true,
                kConcurrentContractOnPaper},
    LifeOnPaper{"Consumption", Model::ContractWithConsumption, Generation::Concurrent, false,
                kConsumptionDeprovisionedOpensOnPaper},
    LifeOnPaper{"ConsumptionOlderReading", Model::ContractWithConsumption, Generation::Concurrent,
                true, kConsumptionEndedOpensOnPaper},
};

}  // namespace souk::marketplace
