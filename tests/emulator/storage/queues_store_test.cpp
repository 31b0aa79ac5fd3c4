#include "emulator/storage/queues_store.h"

#include "tests/emulator/storage/store_fixture.h"

namespace souk::storage {
namespace {

class QueuesStoreTest : public StoreTest {
 protected:
  std::int64_t send(std::int64_t queue, Timestamp visible, std::int64_t receives = 0) {
    MessageRow row;
    row.queue = queue;
    row.sent = kNow;
    row.visible = visible;
    row.receives = receives;
    return queues.put(row);
  }
  std::string visible(std::int64_t queue, Timestamp now, std::size_t limit = 10) {
    std::string word;
    for (const auto& each : queues.visible(queue, now, limit))
      word += std::to_string(each.id) + " ";
    return word;
  }

  QueuesStore queues{*database};
};

TEST_F(QueuesStoreTest, AQueueIsFoundByName) {
  queues.put(QueueRow{0, "b", "{}", kNow});
  queues.put(QueueRow{0, "a", "{}", kNow});

  EXPECT_EQ(queues.queue("b")->created, kNow);
  EXPECT_FALSE(queues.queue("c"));
  EXPECT_EQ(queues.queues().at(0).name, "a");
}

TEST_F(QueuesStoreTest, AQueueKeepsItsTagsAndTimes) {
  QueueRow queue{0, "a", "{}", kNow};
  queue.id = queues.put(queue);
  EXPECT_FALSE(queues.queue("a")->modified);

  queue.modified = kNow + 1h;
  queue.purged = kNow + 2h;
  queue.tags_json = R"({"team":"billing"})";
  queues.put(queue);

  const auto kept = queues.queue("a").value();
  EXPECT_EQ(kept.id, queue.id);
  EXPECT_EQ(kept.modified, kNow + 1h);
  EXPECT_EQ(kept.purged, kNow + 2h);
  EXPECT_EQ(kept.tags_json, queue.tags_json);
}

TEST_F(QueuesStoreTest, RemembersWhenANameWasGivenUpLast) {
  EXPECT_FALSE(queues.deleted("a"));

  queues.put_deleted("a", kNow);
  queues.put_deleted("a", kNow + 1h);

  EXPECT_EQ(queues.deleted("a"), kNow + 1h);
  EXPECT_FALSE(queues.deleted("b"));
}

TEST_F(QueuesStoreTest, AMessageKeepsWhatTheSystemSaysOfIt) {
  MessageRow row;
  row.queue = 1;
  row.sent = row.visible = kNow;
  row.system_json = R"({"AWSTraceHeader":"Root=1"})";

  EXPECT_EQ(queues.message(queues.put(row))->system_json, row.system_json);
}

TEST_F(QueuesStoreTest, MessagesShowFromTheirInstantTheOldestFirst) {
  send(1, kNow + 1ms);
  send(1, kNow);
  send(2, kNow);
  send(1, kNow - 1ms);

  EXPECT_EQ(visible(1, kNow - 1ms), "4 ");
  EXPECT_EQ(visible(1, kNow), "2 4 ");
  EXPECT_EQ(visible(1, kNow + 1ms), "1 2 4 ");
  EXPECT_EQ(visible(1, kNow + 1ms, 2), "1 2 ");
}

TEST_F(QueuesStoreTest, CountsWhatIsVisibleInFlightAndDelayed) {
  send(1, kNow);
  send(1, kNow + 1ms, 1);
  send(1, kNow + 1ms);
  send(1, kNow + 1ms);
  send(2, kNow);

  const auto counts = queues.counts(1, kNow);

  EXPECT_EQ(counts.visible, 1);
  EXPECT_EQ(counts.in_flight, 1);
  EXPECT_EQ(counts.delayed, 2);
}

TEST_F(QueuesStoreTest, TellsWhenTheNextMessageShowsAgain) {
  EXPECT_FALSE(queues.next_visible(kNow));
  send(1, kNow);
  send(1, kNow + 2h);
  send(2, kNow + 1h);

  EXPECT_EQ(queues.next_visible(kNow), kNow + 1h);
  EXPECT_EQ(queues.next_visible(kNow + 1h), kNow + 2h);
  EXPECT_FALSE(queues.next_visible(kNow + 2h));
}

TEST_F(QueuesStoreTest, OldMessagesGo) {
  const auto old = send(1, kNow);

  queues.remove_sent_before(1, kNow);
  EXPECT_TRUE(queues.message(old));
  queues.remove_sent_before(2, kNow + 1h);
  EXPECT_TRUE(queues.message(old));
  queues.remove_sent_before(1, kNow + 1ms);
  EXPECT_FALSE(queues.message(old));
}

TEST_F(QueuesStoreTest, TheNextMessageOfOneQueueIsFound) {
  send(1, kNow + 2h);
  send(2, kNow + 1h);

  EXPECT_EQ(queues.next_visible(1, kNow), kNow + 2h);
  EXPECT_FALSE(queues.next_visible(1, kNow + 2h));
  EXPECT_FALSE(queues.next_visible(3, kNow));
}

TEST_F(QueuesStoreTest, AFunctionReadsAQueue) {
  queues.put(QueueConsumerRow{2, "other", 1, false});
  queues.put(QueueConsumerRow{1, "old", 10, false});
  queues.put(QueueConsumerRow{1, "worker", 5, true});

  const auto all = queues.consumers();
  ASSERT_EQ(all.size(), 2);
  EXPECT_EQ(all[0].function, "worker");
  EXPECT_EQ(all[0].batch_size, 5);
  EXPECT_TRUE(all[0].reports_failures);
  EXPECT_EQ(queues.consumer(2)->function, "other");
  queues.remove_consumer(1);
  EXPECT_FALSE(queues.consumer(1));
}

TEST_F(QueuesStoreTest, ARemovedQueueTakesItsMessagesAlong) {
  const auto queue = queues.put(QueueRow{0, "a", "{}", kNow});
  queues.put(QueueConsumerRow{queue, "worker"});
  EXPECT_EQ(queues.queue(queue)->name, "a");
  const auto message = send(queue, kNow);
  const auto other = send(queue + 1, kNow);

  queues.remove_queue(queue);

  EXPECT_FALSE(queues.queue("a"));
  EXPECT_FALSE(queues.queue(queue));
  EXPECT_FALSE(queues.consumer(queue));
  EXPECT_FALSE(queues.message(message));
  EXPECT_TRUE(queues.message(other));
}

}  // namespace
}  // namespace souk::storage
