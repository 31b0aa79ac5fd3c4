#include "emulator/storage/tasks_store.h"

#include "tests/emulator/storage/store_fixture.h"

namespace souk::storage {
namespace {

class TasksStoreTest : public StoreTest {
 protected:
  TasksStore store_{*database};
};

TEST_F(TasksStoreTest, AProductsPlatformIsTheLastItWasGiven) {
  EXPECT_EQ(store_.platform(1), "");

  store_.put_platform(1, "ami");
  store_.put_platform(1, "container");

  EXPECT_EQ(store_.platform(1), "container");
  EXPECT_EQ(store_.platform(2), "");
}

TEST_F(TasksStoreTest, KeysComeByVersionAndCanBeRotated) {
  store_.put(1, PublicKeyRow{2, std::nullopt});
  store_.put(1, PublicKeyRow{1, std::nullopt});
  store_.put(1, PublicKeyRow{1, kNow});
  store_.put(2, PublicKeyRow{7, std::nullopt});

  const auto keys = store_.public_keys(1);

  ASSERT_EQ(keys.size(), 2U);
  EXPECT_EQ(keys[0].version, 1);
  EXPECT_EQ(keys[0].rotated, kNow);
  EXPECT_EQ(keys[1].version, 2);
  EXPECT_FALSE(keys[1].rotated);
}

TEST_F(TasksStoreTest, ABuyersWorkplaceIsKept) {
  store_.put(1, WorkplaceRow{"eu-west-1", "ecs"});

  EXPECT_EQ(store_.workplace(1).region, "eu-west-1");
  EXPECT_EQ(store_.workplace(1).platform, "ecs");
  EXPECT_EQ(store_.workplace(2).region, "");
}

TEST_F(TasksStoreTest, ATaskIsOfOneProductAndOnePrincipal) {
  store_.put(TaskRow{1, "arn:one", 5, kNow});

  const auto task = store_.task(1, "arn:one");

  ASSERT_TRUE(task);
  EXPECT_EQ(task->agreement, 5);
  EXPECT_EQ(task->since, kNow);
  EXPECT_FALSE(store_.task(2, "arn:one"));
  EXPECT_FALSE(store_.task(1, "arn:two"));
}

TEST_F(TasksStoreTest, AClientTokenIsOfOneAccount) {
  store_.put(ClientTokenRow{"111122223333", "t", "request", "record"});

  const auto token = store_.client_token("111122223333", "t");

  ASSERT_TRUE(token);
  EXPECT_EQ(token->request, "request");
  EXPECT_EQ(token->record_id, "record");
  EXPECT_FALSE(store_.client_token("444455556666", "t"));
}

}  // namespace
}  // namespace souk::storage
