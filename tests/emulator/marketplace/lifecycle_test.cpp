#include "emulator/marketplace/lifecycle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <sstream>
#include <string>

#include "tests/emulator/marketplace/lifecycle_cases.h"

namespace souk::marketplace {
namespace {

constexpr std::array kStates{"NONE",       "SCHEDULED", "PENDING",     "ACTIVE",
                             "CANCELLING", "CLOSING",   "ENDING",      "ENDED",
                             "FAILED",     "EXPIRED",   "SUPERSEDING", "SUPERSEDED"};
constexpr std::array kEvents{AgreementEvent::Subscribed,
                             AgreementEvent::Signed,
                             AgreementEvent::Continued,
                             AgreementEvent::Announced,
                             AgreementEvent::PaymentCleared,
                             AgreementEvent::PaymentFailed,
                             AgreementEvent::BuyerCancelled,
                             AgreementEvent::AgreementEnded,
                             AgreementEvent::LicenceDeprovisioned,
                             AgreementEvent::WindowClosed,
                             AgreementEvent::TermReached,
                             AgreementEvent::CancellationApproved,
                             AgreementEvent::RenewalBegan,
                             AgreementEvent::ReplacementBegan,
                             AgreementEvent::Renewed,
                             AgreementEvent::Replaced,
                             AgreementEvent::Amended,
                             AgreementEvent::RenewalChanged,
                             AgreementEvent::Terminated,
                             AgreementEvent::AdvisoryIssued,
                             AgreementEvent::AdvisoryResolved,
                             AgreementEvent::SpendReached,
                             AgreementEvent::SpendVetted,
                             AgreementEvent::SpendVetFailed,
                             AgreementEvent::EndNear,
                             AgreementEvent::RenewalPriced,
                             AgreementEvent::RenewalNear};
constexpr std::string_view kNotAllowed = "not allowed";

/// "NEXT [message] opens": what an arrow does, in the words of the paper.
std::string in_words(const std::optional<Transition>& arrow) {
  if (!arrow) return std::string(kNotAllowed);
  std::string words(to_text(arrow->to));
  for (const auto news : {arrow->news, arrow->second_news}) {
    if (news != News::Nothing) words += " [" + std::string(to_text(news)) + "]";
  }
  if (arrow->window == Window::Opens) words += " opens";
  if (arrow->window == Window::Closes) words += " closes";
  return words;
}

/// {"STATE event": "NEXT [message] opens"} of the lines of a paper.
std::map<std::string, std::string> read_paper(std::string_view text) {
  std::map<std::string, std::string> arrows;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    if (line.empty()) continue;
    std::istringstream words(line);
    std::string state;
    std::string event;
    std::string arrow;
    std::string rest;
    words >> state >> event >> arrow;
    for (std::string word; words >> word;) rest += (rest.empty() ? "" : " ") + word;
    arrows[state + " " + event] = rest;
  }
  return arrows;
}

class LifecycleTest : public testing::TestWithParam<LifeOnPaper> {
 protected:
  Kind kind() const { return {GetParam().model, GetParam().generation, GetParam().ended_opens}; }
};

TEST_P(LifecycleTest, GoesThroughEveryStateAndEventAsTheGuidesSay) {
  auto paper = read_paper(GetParam().arrows);

  for (const auto* state : kStates) {
    for (const auto event : kEvents) {
      const auto place = std::string(state) + " " + std::string(to_text(event));
      const auto expected = paper.contains(place) ? paper[place] : std::string(kNotAllowed);

      EXPECT_EQ(in_words(transition(kind(), parse_state(state), event)), expected) << place;
      paper.erase(place);
    }
  }

  EXPECT_TRUE(paper.empty()) << paper.begin()->first << " is on paper alone";
}

TEST_P(LifecycleTest, SaysWhichEventsAStateAllows) {
  for (const auto* state : kStates) {
    const auto events = allowed(kind(), parse_state(state));

    for (const auto event : kEvents) {
      EXPECT_EQ(std::count(events.begin(), events.end(), event),
                transition(kind(), parse_state(state), event) ? 1 : 0)
          << state;
    }
  }
}

TEST_P(LifecycleTest, HasOneNextStateForEachStateAndEvent) {
  EXPECT_TRUE(is_deterministic(lifecycle(kind())));
}

TEST_P(LifecycleTest, OpensAWindowOnlyWhereItCanClose) {
  for (const auto& row : lifecycle(kind())) {
    if (row.window != Window::Opens) continue;

    const auto closing = transition(kind(), row.to, AgreementEvent::WindowClosed);

    ASSERT_TRUE(closing);
    EXPECT_EQ(closing->window, Window::Closes);
  }
}

INSTANTIATE_TEST_SUITE_P(Lives, LifecycleTest, testing::ValuesIn(kLivesOnPaper),
                         [](const auto& row) { return std::string(row.param.name); });

struct StateAndUsage {
  const char* state;
  bool takes;
};

class LifecycleStatesTest : public testing::TestWithParam<StateAndUsage> {};

TEST_P(LifecycleStatesTest, TakeUsageFromActivationToTheEndOfTheFinalWindow) {
  EXPECT_EQ(accepts_usage(parse_state(GetParam().state)), GetParam().takes);
}

INSTANTIATE_TEST_SUITE_P(
    States, LifecycleStatesTest,
    testing::Values(StateAndUsage{"NONE", false}, StateAndUsage{"PENDING", false},
                    StateAndUsage{"ACTIVE", true}, StateAndUsage{"CANCELLING", true},
                    StateAndUsage{"CLOSING", true}, StateAndUsage{"ENDING", true},
                    StateAndUsage{"ENDED", false}, StateAndUsage{"FAILED", false},
                    StateAndUsage{"EXPIRED", false}, StateAndUsage{"SCHEDULED", false},
                    StateAndUsage{"SUPERSEDING", true}, StateAndUsage{"SUPERSEDED", false}),
    [](const auto& row) { return std::string(row.param.state); });

TEST(LifecycleWords, AreReadAsTheyAreWritten) {
  for (const auto* state : kStates) EXPECT_EQ(to_text(parse_state(state)), state);
  for (const auto model : {Model::Subscription, Model::Contract, Model::ContractWithConsumption}) {
    EXPECT_EQ(parse_model(to_text(model)), model);
  }
  for (const auto generation : {Generation::Legacy, Generation::Concurrent}) {
    EXPECT_EQ(parse_generation(to_text(generation)), generation);
  }
  EXPECT_FALSE(parse_model("Subscription"));
  EXPECT_FALSE(parse_generation(""));
}

constexpr std::array kTwoWays{
    Transition{AgreementState::None, AgreementEvent::Subscribed, AgreementState::Pending},
    Transition{AgreementState::None, AgreementEvent::Subscribed, AgreementState::Active}};

TEST(LifecycleTable, WithTwoWaysOutIsNotDeterministic) {
  EXPECT_FALSE(is_deterministic(kTwoWays));
  EXPECT_TRUE(is_deterministic(std::span(kTwoWays).first(1)));
}

}  // namespace
}  // namespace souk::marketplace
