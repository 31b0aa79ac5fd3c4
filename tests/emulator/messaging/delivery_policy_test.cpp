#include "emulator/messaging/delivery_policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace souk::messaging {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

std::vector<Duration> waits(const RetryPolicy& policy) {
  std::vector<Duration> found;
  for (std::int64_t made = 1; const auto wait = next_attempt(policy, made); ++made) {
    found.push_back(*wait);
  }
  return found;
}

TEST(DeliveryPolicyTest, WithoutOneThereAreThreeMoreAttemptsTwentySecondsApart) {
  EXPECT_THAT(waits({}), ElementsAre(20s, 20s, 20s));
}

TEST(DeliveryPolicyTest, PhasesFollowEachOther) {
  const auto all = waits({1, 60, 50, 3, 2, 35, "exponential"});

  ASSERT_EQ(all.size(), 50U);
  EXPECT_THAT(std::vector(all.begin(), all.begin() + 6), ElementsAre(0s, 0s, 0s, 1s, 1s, 1s))
      << "the last begins the back-off";
  EXPECT_TRUE(std::is_sorted(all.begin(), all.end()));
  for (int i = 0; i < 10; ++i) {
    EXPECT_NEAR(static_cast<double>(all[5 + i].count()), 1000 * std::pow(60, i / 9.0), 1);
  }
  EXPECT_EQ(std::count(all.begin() + 14, all.end(), Duration(60s)), 36) << "35 and the last step";
}

TEST(DeliveryPolicyTest, EveryBackOffLeadsFromTheLeastToTheMost) {
  EXPECT_THAT(waits({10, 40, 4, 0, 0, 0, "linear"}), ElementsAre(10s, 20s, 30s, 40s));
  EXPECT_THAT(waits({10, 40, 4, 0, 0, 0, "arithmetic"}), ElementsAre(10s, 15s, 25s, 40s));
  EXPECT_THAT(waits({5, 40, 4, 0, 0, 0, "geometric"}), ElementsAre(5s, 10s, 20s, 40s));
  EXPECT_THAT(waits({5, 40, 4, 0, 0, 0, "exponential"}), ElementsAre(5s, 10s, 20s, 40s));
  EXPECT_THAT(waits({5, 40, 1, 0, 0, 0, "linear"}), ElementsAre(5s));
  EXPECT_THAT(waits({5, 40, 0, 0, 0, 0, "linear"}), ElementsAre());
}

Json retries(const Json& changes) {
  Json policy{{"minDelayTarget", 1}, {"maxDelayTarget", 2}, {"numRetries", 3}};
  policy.update(changes);
  return {{"healthyRetryPolicy", policy}};
}

TEST(DeliveryPolicyTest, LimitsHoldOnBothSides) {
  const auto takes = [](const Json& changes) {
    return check_subscription_policy(retries(changes).dump(), false).has_value();
  };

  EXPECT_TRUE(takes({{"minDelayTarget", 1}}));
  EXPECT_FALSE(takes({{"minDelayTarget", 0}}));
  EXPECT_TRUE(takes({{"minDelayTarget", 2}}));
  EXPECT_FALSE(takes({{"minDelayTarget", 3}}));
  EXPECT_TRUE(takes({{"numRetries", 100}}));
  EXPECT_FALSE(takes({{"numRetries", 101}}));
  EXPECT_TRUE(takes({{"numRetries", 0}}));
  EXPECT_TRUE(takes({{"maxDelayTarget", 3'600}, {"numRetries", 1}}));
  EXPECT_FALSE(takes({{"maxDelayTarget", 3'601}, {"numRetries", 1}}));
  EXPECT_TRUE(
      takes({{"numNoDelayRetries", 1}, {"numMinDelayRetries", 1}, {"numMaxDelayRetries", 1}}));
  EXPECT_FALSE(
      takes({{"numNoDelayRetries", 2}, {"numMinDelayRetries", 1}, {"numMaxDelayRetries", 1}}));
  EXPECT_TRUE(takes({{"backoffFunction", "geometric"}}));
  EXPECT_FALSE(takes({{"backoffFunction", "random"}}));
  EXPECT_FALSE(takes({{"numRetries", "3"}}));
  EXPECT_FALSE(takes({{"retries", 3}}));
}

TEST(DeliveryPolicyTest, RetriesEndWithinAnHour) {
  const auto both = [](int first, int last) {
    const Json two{{"minDelayTarget", first},
                   {"maxDelayTarget", last},
                   {"numRetries", 2},
                   {"numMinDelayRetries", 1},
                   {"numMaxDelayRetries", 1}};
    return check_subscription_policy(retries(two).dump(), false).has_value();
  };

  EXPECT_TRUE(both(1799, 1800));
  EXPECT_TRUE(both(1800, 1800));
  EXPECT_FALSE(both(1800, 1801));
}

TEST(DeliveryPolicyTest, WhatIsMissingIsNamed) {
  const auto checked =
      check_subscription_policy(R"({"healthyRetryPolicy":{"minDelayTarget":1}})", false);
  const auto topic = check_topic_policy(R"({"http":{"defaultHealthyRetryPolicy":{}}})");

  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().message,
            "DeliveryPolicy: healthyRetryPolicy.maxDelayTarget must be specified");
  ASSERT_FALSE(topic);
  EXPECT_EQ(topic.error().message,
            "DeliveryPolicy: http.defaultHealthyRetryPolicy.minDelayTarget must be specified");
  EXPECT_FALSE(check_subscription_policy("soon", false));
  EXPECT_FALSE(check_topic_policy("[]"));
}

TEST(DeliveryPolicyTest, RawMessagesMayBeOfMoreTypes) {
  const auto takes = [](const char* type, bool raw) {
    const Json policy{{"requestPolicy", {{"headerContentType", type}}}};
    return check_subscription_policy(policy.dump(), raw).has_value();
  };

  EXPECT_TRUE(takes("application/json", false));
  EXPECT_TRUE(takes("text/plain; charset=UTF-8", false));
  EXPECT_FALSE(takes("text/csv", false));
  EXPECT_TRUE(takes("text/csv", true));
  EXPECT_FALSE(takes("image/png", true));
}

TEST(DeliveryPolicyTest, AThrottleIsOneASecondOrMore) {
  const auto takes = [](const Json& most) {
    return check_subscription_policy(
               Json{{"throttlePolicy", {{"maxReceivesPerSecond", most}}}}.dump(), false)
        .has_value();
  };

  EXPECT_FALSE(takes(0));
  EXPECT_TRUE(takes(1));
}

TEST(DeliveryPolicyTest, ASubscriptionsPolicyStandsBeforeItsTopics) {
  const auto topic = Json{{"http",
                           {{"defaultHealthyRetryPolicy",
                             {{"minDelayTarget", 7}, {"maxDelayTarget", 7}, {"numRetries", 1}}}}}}
                         .dump();
  const auto deaf = [&] {
    auto policy = Json::parse(topic);
    policy["http"]["disableSubscriptionOverrides"] = true;
    return policy.dump();
  }();
  const auto own = retries(Json::object()).dump();

  EXPECT_EQ(retry_policy_in(effective_subscription_policy("", "")).retries, 3);
  EXPECT_EQ(retry_policy_in(effective_subscription_policy(topic, "")).min_delay, 7);
  EXPECT_EQ(retry_policy_in(effective_subscription_policy(topic, own)).min_delay, 1);
  EXPECT_EQ(retry_policy_in(effective_subscription_policy(deaf, own)).min_delay, 7);
}

TEST(DeliveryPolicyTest, WhatIsInForceIsToldAsAwsTellsIt) {
  EXPECT_EQ(effective_subscription_policy("", ""), Json::parse(R"({
    "healthyRetryPolicy":{"minDelayTarget":20,"maxDelayTarget":20,"numRetries":3,
      "numMaxDelayRetries":0,"numNoDelayRetries":0,"numMinDelayRetries":0,
      "backoffFunction":"linear"},
    "sicklyRetryPolicy":null,"throttlePolicy":null,
    "requestPolicy":{"headerContentType":"text/plain; charset=UTF-8"},"guaranteed":false})"));
  EXPECT_EQ(effective_topic_policy(""), Json::parse(R"({"http":{
    "defaultHealthyRetryPolicy":{"minDelayTarget":20,"maxDelayTarget":20,"numRetries":3,
      "numMaxDelayRetries":0,"numNoDelayRetries":0,"numMinDelayRetries":0,
      "backoffFunction":"linear"},
    "disableSubscriptionOverrides":false,
    "defaultRequestPolicy":{"headerContentType":"text/plain; charset=UTF-8"}}})"));
}

}  // namespace
}  // namespace souk::messaging
