#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "emulator/marketplace/agreements.h"
#include "emulator/marketplace/catalogue.h"
#include "emulator/marketplace/faults.h"
#include "emulator/messaging/delivery_faults.h"
#include "emulator/messaging/market_rules.h"
#include "emulator/messaging/notifications.h"
#include "emulator/messaging/queue_consumers.h"
#include "emulator/messaging/queues.h"
#include "emulator/messaging/topics.h"
#include "tests/support/fake_outbound.h"

namespace souk::messaging {

using namespace std::chrono_literals;

inline constexpr auto kHook = "https://seller.test/hook";
inline constexpr auto kLegacy = "subscription-legacy";
inline constexpr auto kConcurrent = "subscription-concurrent";
inline constexpr auto kSubscriptionTopic =
    "arn:aws:sns:us-east-1:287250355862:aws-mp-subscription-notification-souksubscriptionlegacy001";

/// A message attribute as SQS and SNS write it.
inline Json text(const char* value, const char* type = "String") {
  return {{"DataType", type}, {"StringValue", value}};
}

/// A market with the default products, all ways to its seller, and a seller that answers 200. Time
/// stands still until advanced.
class MessagingTest : public testing::Test {
 protected:
  explicit MessagingTest(const char* profile = "current-2026") {
    market_.profile = marketplace::find_profile(profile);
    clock_.start(*parse_iso("2026-10-06T09:00:00Z"), {});
    marketplace::put_default_products(market_);
    for (const auto& product : market_.catalogue.products()) create_topics(messaging_, product);
  }

  void choose(const char* name, const char* choice) {
    ASSERT_TRUE(market_.switches.apply({{name, choice}}));
  }

  /// Puts an agreement into the market without telling anybody of it.
  storage::AgreementRow bought(const char* product, Json quantities = Json::object()) {
    marketplace::Purchase purchase;
    purchase.buyer = "ann";
    purchase.product = product;
    purchase.quantities = std::move(quantities);
    auto agreement = marketplace::subscribe(market_, purchase).value();
    market_.news.clear();
    return agreement;
  }

  /// Tells the seller, at this instant, whatever the agreement's state is.
  void tell(marketplace::News news, const storage::AgreementRow& agreement,
            const std::string& end_status = "CANCELLED") {
    market_.news.push_back({news, agreement.id, end_status});
    publish_news(messaging_);
    deliver();
  }

  /// Subscribes an endpoint to the legacy product's topic and confirms it.
  storage::SubscriptionRow hear(const std::string& protocol, const std::string& endpoint,
                                const std::string& raw = "false") {
    auto row = subscribe(messaging_,
                         {kSubscriptionTopic, protocol, endpoint, {{"RawMessageDelivery", raw}}})
                   .value();
    deliver();
    return confirm(messaging_, kSubscriptionTopic, row.token, false).value();
  }

  /// Sends the concurrent product's events to an endpoint.
  void target(const std::string& protocol, const std::string& endpoint) {
    const auto product = market_.catalogue.product_named(kConcurrent).value();
    hear_product(messaging_, product, protocol, endpoint);
  }

  /// Makes all attempts that are due, as often as some are; returns how many.
  std::size_t deliver() {
    std::size_t made = 0;
    for (auto attempts = claim_attempts(messaging_); !attempts.empty();
         attempts = claim_attempts(messaging_)) {
      for (auto& attempt : attempts) {
        const auto answer = make_attempt(attempt, outbound_);
        finish_attempt(messaging_, attempt, answer);
        ++made;
      }
    }
    return made;
  }

  /// Lets time pass and attempts fall due in it; what the market has on its agenda is left there.
  void pass(Duration time) {
    const auto target = clock_.now() + time;
    while (const auto due = next_attempt_until(target)) {
      clock_.move_to(due->due);
      market_.agenda.remove(*due);
      fall_due(messaging_, *due);
      deliver();
    }
    clock_.move_to(target);
  }

  std::optional<storage::Happening> next_attempt_until(Timestamp limit) {
    for (const auto& each : market_.agenda.all(SIZE_MAX)) {
      const bool ours =
          each.name == kAttemptDelivery || each.name == kReleaseHeld || each.name == kPollQueue;
      if (ours && each.due <= limit) return each;
    }
    return std::nullopt;
  }

  OutboundRequest last_sent() const { return outbound_.sent().back(); }

  /// What the journal has of this kind, newest last.
  std::vector<Json> rows(const std::string& kind) { return journal_.read(0, SIZE_MAX, {kind}); }

  /// How the attempts to tell the seller something went, in their order.
  std::vector<std::string> outcomes() {
    std::vector<std::string> found;
    for (const auto& row : rows("delivery")) {
      if (row["data"]["name"] == "SubscriptionConfirmation") continue;
      found.push_back(row["data"]["outcome"]);
    }
    return found;
  }

  std::unique_ptr<storage::Database> database_ = storage::Database::in_memory();
  clock::VirtualClock clock_{*database_, [] { return Timestamp(1'000'000s); }};
  storage::Journal journal_{*database_, clock_, [] { return Timestamp(1'000'000s); }};
  marketplace::Market market_{*database_, clock_, journal_,       &marketplace::current_profile(),
                              {},         Ids(1), "999900001111", "us-east-1"};
  Messaging messaging_{market_, "http://127.0.0.1:4747"};
  FakeOutbound outbound_;
};

}  // namespace souk::messaging
