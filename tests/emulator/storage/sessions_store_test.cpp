#include "emulator/storage/sessions_store.h"

#include "tests/emulator/storage/store_fixture.h"

namespace souk::storage {
namespace {

class SessionsStoreTest : public StoreTest {};

TEST_F(SessionsStoreTest, ASessionIsFoundByItsKeyAlone) {
  SessionsStore store(*database);
  store.add({"ASIA1", "secret", "token", "111122223333", "meter", "job", kNow});

  const auto found = store.find("ASIA1");

  ASSERT_TRUE(found);
  EXPECT_EQ(found->secret_access_key, "secret");
  EXPECT_EQ(found->session_token, "token");
  EXPECT_EQ(found->account, "111122223333");
  EXPECT_EQ(found->role, "meter");
  EXPECT_EQ(found->name, "job");
  EXPECT_EQ(found->ends, kNow);
  EXPECT_FALSE(store.find("ASIA2"));
}

}  // namespace
}  // namespace souk::storage
