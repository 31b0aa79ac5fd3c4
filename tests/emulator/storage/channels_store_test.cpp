#include "emulator/storage/channels_store.h"

#include "tests/emulator/storage/store_fixture.h"

namespace souk::storage {
namespace {

class ChannelsStoreTest : public StoreTest {
 protected:
  SubscriptionRow subscription(const std::string& arn, const std::string& topic) {
    SubscriptionRow row;
    row.arn = arn;
    row.topic_arn = topic;
    row.protocol = "https";
    row.endpoint = "https://seller.test/sns";
    row.token = "token-" + arn;
    row.token_expires = kNow + 48h;
    row.attributes_json = "{}";
    return row;
  }

  ChannelsStore channels{*database};
};

TEST_F(ChannelsStoreTest, ATopicIsFoundByArn) {
  channels.put(TopicRow{"arn:b", 1, "1"});
  channels.put(TopicRow{"arn:a", 2, "1"});
  channels.put(TopicRow{"arn:b", 1, "2"});

  EXPECT_EQ(channels.topic("arn:b")->signature_version, "2");
  EXPECT_FALSE(channels.topic("arn:c"));
  ASSERT_EQ(channels.topics().size(), 2);
  EXPECT_EQ(channels.topics()[0].arn, "arn:a");
}

TEST_F(ChannelsStoreTest, ATopicKeepsWhatItWasToldUntilItIsRemoved) {
  channels.put(TopicRow{"arn:a", 0, "2", R"({"DisplayName":"news"})", R"({"team":"x"})", 3});

  const auto kept = channels.topic("arn:a").value();
  channels.remove_topic("arn:a");

  EXPECT_EQ(kept.attributes_json, R"({"DisplayName":"news"})");
  EXPECT_EQ(kept.tags_json, R"({"team":"x"})");
  EXPECT_EQ(kept.removed, 3);
  EXPECT_FALSE(channels.topic("arn:a"));
}

TEST_F(ChannelsStoreTest, ASubscriptionIsFoundByArnTopicAndToken) {
  const auto id = channels.put(subscription("s1", "t1"));
  channels.put(subscription("s2", "t2"));

  EXPECT_EQ(channels.subscription("s1")->id, id);
  EXPECT_EQ(channels.subscription_with_token("token-s1")->arn, "s1");
  ASSERT_EQ(channels.subscriptions("t1").size(), 1);
  EXPECT_EQ(channels.subscriptions("t1")[0].token_expires, kNow + 48h);
  EXPECT_FALSE(channels.subscriptions("t1")[0].confirmed);
}

TEST_F(ChannelsStoreTest, PuttingASubscriptionAgainChangesIt) {
  auto row = subscription("s1", "t1");
  row.id = channels.put(row);
  row.confirmed = row.raw = row.authenticated = true;

  channels.put(row);

  const auto found = channels.subscription("s1").value();
  EXPECT_TRUE(found.confirmed && found.raw && found.authenticated);
  EXPECT_EQ(channels.subscriptions("t1").size(), 1);
}

TEST_F(ChannelsStoreTest, ARemovedSubscriptionIsGone) {
  channels.put(subscription("s1", "t1"));

  channels.remove_subscription("s1");

  EXPECT_FALSE(channels.subscription("s1"));
  EXPECT_FALSE(channels.subscription_with_token("token-s1"));
}

}  // namespace
}  // namespace souk::storage
