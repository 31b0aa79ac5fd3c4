#include "emulator/storage/outbox_store.h"

#include "tests/emulator/storage/store_fixture.h"

namespace souk::storage {
namespace {

class OutboxStoreTest : public StoreTest {
 protected:
  std::int64_t notify(const std::string& name, const std::string& forged = "") {
    NotificationRow row;
    row.name = name;
    row.agreement = "agmt";
    row.at = kNow;
    row.forged = forged;
    return outbox.put(row);
  }
  DeliveryRow deliver(const std::string& endpoint, const std::string& state) {
    DeliveryRow row;
    row.notification = 1;
    row.endpoint = endpoint;
    row.state = state;
    row.next = kNow;
    row.id = outbox.put(row);
    return row;
  }
  std::string ready() {
    std::string word;
    for (const auto& each : outbox.ready()) word += each.endpoint + std::to_string(each.id) + " ";
    return word;
  }

  OutboxStore outbox{*database};
};

TEST_F(OutboxStoreTest, TheNewestRealNotificationOfANameIsFound) {
  notify("License Updated");
  const auto newest = notify("License Updated");
  notify("License Updated", "signature");
  notify("Purchase Agreement Ended");

  EXPECT_EQ(outbox.last_about("agmt", "License Updated")->id, newest);
  EXPECT_EQ(outbox.notification(newest)->name, "License Updated");
  EXPECT_FALSE(outbox.last_about("agmt", "none"));
  EXPECT_FALSE(outbox.last_about("other", "License Updated"));
}

TEST_F(OutboxStoreTest, OneDeliveryPerEndpointIsReadyTheOldestFirst) {
  deliver("a", "due");
  deliver("b", "waiting");
  deliver("a", "due");
  deliver("c", "due");
  deliver("b", "due");

  EXPECT_EQ(ready(), "a1 c4 b5 ");
}

TEST_F(OutboxStoreTest, AnEndpointWithADeliveryInFlightWaits) {
  auto first = deliver("a", "in-flight");
  deliver("a", "due");
  deliver("b", "due");
  EXPECT_EQ(ready(), "b3 ");

  first.state = "delivered";
  outbox.put(first);

  EXPECT_EQ(ready(), "a2 b3 ");
}

TEST_F(OutboxStoreTest, WhatWasInFlightStandsInLineAgain) {
  deliver("a", "in-flight");
  deliver("b", "given-up");
  EXPECT_TRUE(outbox.any("in-flight"));

  outbox.requeue_in_flight();

  EXPECT_FALSE(outbox.any("in-flight"));
  EXPECT_EQ(ready(), "a1 ");
  EXPECT_EQ(outbox.delivery(2)->state, "given-up");
}

TEST_F(OutboxStoreTest, DeliveriesAreListedByNotificationAndByAge) {
  deliver("a", "due");
  deliver("b", "due");

  EXPECT_EQ(outbox.deliveries_of(1).size(), 2);
  EXPECT_TRUE(outbox.deliveries_of(2).empty());
  ASSERT_EQ(outbox.newest({}, 1).size(), 1);
  EXPECT_EQ(outbox.newest({}, 1)[0].endpoint, "b");
}

TEST_F(OutboxStoreTest, ADeliveryIsReadAsItWasWritten) {
  DeliveryRow row;
  row.notification = 1;
  row.protocol = "https";
  row.endpoint = "https://a";
  row.source = "arn:rule";
  row.raw = true;
  row.state = "waiting";
  row.attempts = 2;
  row.next = kNow;
  row.body = "{}";
  row.last_status = 503;
  row.last_reason = "busy";
  row.target_json = R"({"Id":"one"})";
  row.resend_of = 7;
  row.held = "reorder/f";

  const auto found = outbox.delivery(outbox.put(row)).value();

  EXPECT_EQ(found.protocol + found.endpoint + found.source, "httpshttps://aarn:rule");
  EXPECT_TRUE(found.raw);
  EXPECT_EQ(found.attempts, 2);
  EXPECT_EQ(found.next, kNow);
  EXPECT_EQ(found.body + found.last_reason, "{}busy");
  EXPECT_EQ(found.last_status, 503);
  EXPECT_EQ(found.target_json, R"({"Id":"one"})");
  EXPECT_EQ(found.resend_of, 7);
  EXPECT_EQ(found.held, "reorder/f");
}

TEST_F(OutboxStoreTest, WhatIsHeldIsFoundByWhatItWaitsFor) {
  const auto hold = [&](const std::string& endpoint, const std::string& held) {
    auto row = deliver(endpoint, "held");
    row.held = held;
    outbox.put(row);
    return row.id;
  };
  hold("a", "y");
  hold("b", "x");
  const auto last = hold("c", "y");
  deliver("d", "due");

  EXPECT_EQ(outbox.waited_for(), (std::vector<std::string>{"y", "x"}));
  ASSERT_EQ(outbox.held_for("y").size(), 2);
  EXPECT_EQ(outbox.held_for("y")[1].id, last);
  outbox.remove_delivery(last);
  EXPECT_EQ(outbox.held_for("y").size(), 1);
  EXPECT_EQ(ready(), "d4 ");
}

TEST_F(OutboxStoreTest, WhetherASourceHasSomethingUnderWayIsKnown) {
  auto row = deliver("a", "waiting");
  row.source = "arn";
  outbox.put(row);
  EXPECT_FALSE(outbox.under_way("arn"));

  for (const auto* state : {"due", "in-flight"}) {
    row.state = state;
    outbox.put(row);
    EXPECT_TRUE(outbox.under_way("arn"));
    EXPECT_FALSE(outbox.under_way("other"));
  }
}

TEST_F(OutboxStoreTest, OnlyEventsThatAreStillToBeDeliveredCanBeChanged) {
  NotificationRow event;
  event.channel = "eventbridge";
  event.at = kNow;
  outbox.put(event);
  deliver("a", "delivered");
  const auto waiting = deliver("b", "waiting");
  auto message = event;
  message.channel = "sns";
  auto other = waiting;
  other.id = 0;
  other.notification = outbox.put(message);
  outbox.put(other);

  const auto found = outbox.undelivered_events();

  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].id, waiting.id);
}

}  // namespace
}  // namespace souk::storage
