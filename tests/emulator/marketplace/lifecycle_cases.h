#pragma once

#include <array>
#include <string_view>

#include "emulator/marketplace/lifecycle.h"

namespace souk::marketplace {

/// One life, written down from the guides and not from the code: a line per arrow, "STATE event ->
/// NEXT", then the messages in their order, then "opens" or "closes" for the final
/// window. What has no line is not allowed.
struct LifeOnPaper {
  std::string_view name;
  Model model;
  Generation generation;
  bool ended_opens;
  std::string_view arrows;
};

inline constexpr std::string_view kLegacySubscriptionOnPaper = R"(
NONE    subscribe           -> PENDING
ENDED   subscribe           -> PENDING
FAILED  subscribe           -> PENDING
PENDING payment-cleared     -> ACTIVE  [subscribe-success]
PENDING payment-failed      -> FAILED  [subscribe-fail]
PENDING cancel              -> ENDED
ACTIVE  cancel              -> ENDING  [unsubscribe-pending] opens
ENDING  subscribe           -> ACTIVE  [subscribe-success] closes
ENDING  final-window-closed -> ENDED   [unsubscribe-success] closes
PENDING cancellation-approved -> ENDED
ACTIVE  cancellation-approved -> ENDING [unsubscribe-pending] opens
)";

inline constexpr std::string_view kLegacyContractOnPaper = R"(
NONE    subscribe       -> PENDING
EXPIRED subscribe       -> PENDING
FAILED  subscribe       -> PENDING
PENDING payment-cleared -> ACTIVE  [entitlement-updated]
PENDING payment-failed  -> FAILED
ACTIVE  term-reached    -> EXPIRED [entitlement-updated]
PENDING cancellation-approved -> EXPIRED
ACTIVE  cancellation-approved -> EXPIRED [entitlement-updated]
)";

inline constexpr std::string_view kLegacyConsumptionOnPaper = R"(
NONE    subscribe           -> PENDING
EXPIRED subscribe           -> PENDING
FAILED  subscribe           -> PENDING
PENDING payment-cleared     -> ACTIVE  [subscribe-success] [entitlement-updated]
PENDING payment-failed      -> FAILED  [subscribe-fail]
ACTIVE  term-reached        -> ENDING  [entitlement-updated] [unsubscribe-pending] opens
ENDING  final-window-closed -> EXPIRED [unsubscribe-success] closes
PENDING cancellation-approved -> EXPIRED
ACTIVE  cancellation-approved -> ENDING [entitlement-updated] [unsubscribe-pending] opens
)";

inline constexpr std::string_view kSubscriptionDeprovisionedOpensOnPaper = R"(
NONE       subscribe             -> PENDING
PENDING    announce              -> PENDING    [Purchase Agreement Created]
ACTIVE     announce              -> ACTIVE     [Purchase Agreement Created]
PENDING    payment-cleared       -> ACTIVE     [License Updated]
PENDING    payment-failed        -> FAILED     [Purchase Agreement Ended]
PENDING    cancel                -> ENDED      [Purchase Agreement Ended]
ACTIVE     cancel                -> CANCELLING
CANCELLING agreement-ended       -> CLOSING    [Purchase Agreement Ended]
CLOSING    licence-deprovisioned -> ENDING     [License Deprovisioned] opens
ENDING     final-window-closed   -> ENDED      closes
PENDING    cancellation-approved -> ENDED      [Purchase Agreement Ended]
ACTIVE     cancellation-approved -> CANCELLING
)";

inline constexpr std::string_view kSubscriptionEndedOpensOnPaper = R"(
NONE       subscribe           -> PENDING
PENDING    announce            -> PENDING    [Purchase Agreement Created]
ACTIVE     announce            -> ACTIVE     [Purchase Agreement Created]
PENDING    payment-cleared     -> ACTIVE     [License Updated]
PENDING    payment-failed      -> FAILED     [Purchase Agreement Ended]
PENDING    cancel              -> ENDED      [Purchase Agreement Ended]
ACTIVE     cancel              -> CANCELLING
CANCELLING agreement-ended     -> ENDING     [Purchase Agreement Ended] opens
ENDING     final-window-closed -> ENDED      [License Deprovisioned] closes
PENDING    cancellation-approved -> ENDED      [Purchase Agreement Ended]
ACTIVE     cancellation-approved -> CANCELLING
)";

inline constexpr std::string_view kConcurrentContractOnPaper = R"(
NONE    subscribe             -> PENDING
PENDING announce              -> PENDING [Purchase Agreement Created]
ACTIVE  announce              -> ACTIVE  [Purchase Agreement Created]
PENDING payment-cleared       -> ACTIVE  [License Updated]
PENDING payment-failed        -> FAILED  [Purchase Agreement Ended]
ACTIVE  term-reached          -> CLOSING [Purchase Agreement Ended]
CLOSING licence-deprovisioned -> EXPIRED [License Deprovisioned]
PENDING    cancellation-approved -> EXPIRED    [Purchase Agreement Ended]
ACTIVE     cancellation-approved -> CANCELLING
CANCELLING agreement-ended       -> CLOSING    [Purchase Agreement Ended]
)";

inline constexpr std::string_view kConsumptionDeprovisionedOpensOnPaper = R"(
NONE    subscribe             -> PENDING
PENDING announce              -> PENDING [Purchase Agreement Created]
ACTIVE  announce              -> ACTIVE  [Purchase Agreement Created]
PENDING payment-cleared       -> ACTIVE  [License Updated]
PENDING payment-failed        -> FAILED  [Purchase Agreement Ended]
ACTIVE  term-reached          -> CLOSING [Purchase Agreement Ended]
CLOSING licence-deprovisioned -> ENDING  [License Deprovisioned] opens
ENDING  final-window-closed   -> EXPIRED closes
PENDING    cancellation-approved -> EXPIRED    [Purchase Agreement Ended]
ACTIVE     cancellation-approved -> CANCELLING
CANCELLING agreement-ended       -> CLOSING    [Purchase Agreement Ended]
)";

inline constexpr std::string_view kConsumptionEndedOpensOnPaper = R"(
NONE    subscribe           -> PENDING
PENDING announce            -> PENDING [Purchase Agreement Created]
ACTIVE  announce            -> ACTIVE  [Purchase Agreement Created]
PENDING payment-cleared     -> ACTIVE  [License Updated]
PENDING payment-failed      -> FAILED  [Purchase Agreement Ended]
ACTIVE  term-reached        -> ENDING  [Purchase Agreement Ended] opens
ENDING  final-window-closed -> EXPIRED [License Deprovisioned] closes
PENDING    cancellation-approved -> EXPIRED    [Purchase Agreement Ended]
ACTIVE     cancellation-approved -> CANCELLING
CANCELLING agreement-ended       -> ENDING     [Purchase Agreement Ended] opens
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
