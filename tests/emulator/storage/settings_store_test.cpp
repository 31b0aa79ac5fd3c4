#include "emulator/storage/settings_store.h"

#include "emulator/storage/faults_store.h"
#include "tests/emulator/storage/store_fixture.h"

namespace souk::storage {
namespace {

class SettingsStoreTest : public StoreTest {
 protected:
  SettingsStore settings{*database};
};

TEST_F(SettingsStoreTest, TheLastTextCounts) {
  EXPECT_FALSE(settings.find("a"));

  settings.put("a", "1");
  settings.put("a", "2");

  EXPECT_EQ(settings.find("a"), "2");
}

TEST_F(SettingsStoreTest, EachCounterCountsForItself) {
  EXPECT_EQ(settings.next("a"), 1);
  EXPECT_EQ(settings.next("a"), 2);
  EXPECT_EQ(settings.next("b"), 1);
  EXPECT_EQ(settings.next("a"), 3);
}

TEST_F(SettingsStoreTest, ACounterIsOfItsTransaction) {
  settings.next("a");
  database->begin();
  settings.next("a");
  database->roll_back();

  EXPECT_EQ(settings.next("a"), 2);
}

using FaultsStoreTest = StoreTest;

TEST_F(FaultsStoreTest, AreKeptInTheOrderTheyWereGiven) {
  FaultsStore faults(*database);
  for (const auto* name : {"b", "a"}) faults.add({0, name, "{}", 0, 0});
  auto first = faults.all().at(0);
  first.passed = 3;
  first.fired = 2;

  faults.update(first);

  ASSERT_EQ(faults.all().size(), 2);
  EXPECT_EQ(faults.all()[0].name, "b");
  EXPECT_EQ(faults.all()[0].passed, 3);
  EXPECT_EQ(faults.all()[0].fired, 2);
  EXPECT_EQ(faults.all()[1].fired, 0);
  faults.clear();
  EXPECT_TRUE(faults.all().empty());
}

}  // namespace
}  // namespace souk::storage
