#pragma once

#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace souk::marketplace {

enum class Model { Subscription, Contract, ContractWithConsumption };
enum class Generation { Legacy, Concurrent };

enum class AgreementState {
  None,       ///< never bought
  Scheduled,  ///< accepted, and agreed to start later
  Pending,    ///< accepted; payment is being checked or the licence being made
  Active,
  Cancelling,  ///< asked to leave; the licence still stands
  Closing,     ///< over, the licence still stands and the final window is not open yet
  Ending,      ///< inside the final metering window
  Ended,
  Failed,       ///< payment never cleared
  Expired,      ///< a contract is over: its term, or before if both sides wanted so
  Superseding,  ///< another agreement goes on in its place; its last usage is still taken
  Superseded,   ///< over, and another agreement goes on in its place
};

enum class AgreementEvent {
  Subscribed,
  Signed,          ///< accepted, to start on a day agreed on
  Continued,       ///< an agreement goes on in this new one
  Announced,       ///< AWS tells of the new agreement
  PaymentCleared,  ///< the licence is provisioned
  PaymentFailed,
  BuyerCancelled,
  AgreementEnded,
  LicenceDeprovisioned,
  WindowClosed,
  TermReached,           ///< a contract's last day is over
  CancellationApproved,  ///< the seller asked to cancel, and the buyer did not object
  RenewalBegan,          ///< it takes the place of the agreement it renews
  ReplacementBegan,      ///< it takes the place of the agreement it replaces
  Renewed,               ///< its renewal took its place
  Replaced,              ///< its replacement took its place
  Amended,               ///< its terms changed
  RenewalChanged,        ///< a party switched its renewal on or off
  Terminated,            ///< AWS ends it: a payment failed
  AdvisoryIssued,        ///< AWS suspects something about the buyer's account
  AdvisoryResolved,
  SpendReached,  ///< the buyer spent so much that AWS checks the means of payment
  SpendVetted,
  SpendVetFailed,
  EndNear,        ///< its end is 180, 120, 90, 60 or 30 days away
  RenewalPriced,  ///< the price of its renewal can change no more
  RenewalNear,    ///< its renewal can be prevented no more
};

/// What AWS tells the seller.
enum class News {
  Nothing,
  SubscribeSuccess,
  SubscribeFail,
  UnsubscribePending,
  UnsubscribeSuccess,
  EntitlementUpdated,
  AgreementCreated,
  AgreementAmended,
  AgreementEnded,
  AgreementEnding,
  RenewalTermsFinalized,
  RenewalUpcoming,
  LicenseUpdated,
  LicenseDeprovisioned,
  AdvisoryIssued,
  AdvisoryResolved,
  SpendThresholdReached,
  SpendThresholdVetSucceeded,
  SpendThresholdVetFailed,
  CancellationPending,  ///< of a seller's request to cancel, as are the following
  CancellationApproved,
  CancellationRejected,
  CancellationCancelled,
  CancellationFailed,
  AdjustmentCompleted,  ///< of a seller's refund
  AdjustmentFailed,
};

/// What happens to the final metering window.
enum class Window { Unchanged, Opens, Closes };

struct Transition {
  AgreementState from;
  AgreementEvent event;
  AgreementState to;
  News news = News::Nothing;
  Window window = Window::Unchanged;
  News second_news = News::Nothing;  ///< where two messages tell of the same event
};

/// Which table an agreement lives by.
struct Kind {
  Model model;
  Generation generation;
  bool ended_opens_window;  ///< the older reading: Purchase Agreement Ended opens the final hour

  bool operator==(const Kind&) const = default;
};

std::span<const Transition> lifecycle(const Kind& kind);

/// The row for this state and event, or nothing when the state does not allow the event.
std::optional<Transition> transition(const Kind& kind, AgreementState from, AgreementEvent event);

/// Which events a state allows.
std::vector<AgreementEvent> allowed(const Kind& kind, AgreementState from);

/// What somebody can do to an agreement in this state, as the control API calls it: "cancel".
std::vector<std::string_view> acts_allowed(const Kind& kind, AgreementState from);

/// Whether EventBridge tells it; SNS tells the others.
bool is_event(News news);
/// Whether it tells of a seller's request to cancel.
bool is_of_cancellation(News news);
/// Whether it tells of a seller's billing adjustment.
bool is_of_adjustment(News news);

/// Whether BatchMeterUsage takes records of an agreement in this state.
bool accepts_usage(AgreementState state);
/// Whether an agreement in this state is over for good.
bool is_over(AgreementState state);

/// Whether the table has one next state for each state and event.
constexpr bool is_deterministic(std::span<const Transition> table) {
  for (std::size_t i = 0; i < table.size(); ++i) {
    for (std::size_t j = i + 1; j < table.size(); ++j) {
      if (table[i].from == table[j].from && table[i].event == table[j].event) return false;
    }
  }
  return true;
}

std::string_view to_text(Model model);
std::string_view to_text(Generation generation);
std::string_view to_text(AgreementState state);
std::string_view to_text(AgreementEvent event);
std::string_view to_text(News news);
std::optional<News> parse_news(std::string_view text);
std::optional<Model> parse_model(std::string_view text);
std::optional<Generation> parse_generation(std::string_view text);
AgreementState parse_state(std::string_view text);

}  // namespace souk::marketplace
