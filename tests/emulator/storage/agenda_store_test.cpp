#include "emulator/storage/agenda_store.h"

#include "tests/emulator/storage/store_fixture.h"

namespace souk::storage {
namespace {

class AgendaStoreTest : public StoreTest {
 protected:
  /// The names of what is due, in their order, taken from the agenda one by one.
  std::string word() {
    std::string names;
    while (const auto next = agenda.first()) {
      names += next->name;
      agenda.remove(*next);
    }
    return names;
  }

  AgendaStore agenda{*database};
};

TEST_F(AgendaStoreTest, IsInOrderOfTime) {
  agenda.add(kNow + 3h, "c", "s");
  agenda.add(kNow + 1h, "a", "s");
  agenda.add(kNow + 2h, "b", "s");

  EXPECT_EQ(word(), "abc");
}

TEST_F(AgendaStoreTest, EqualTimesAreInTheOrderTheyWereAdded) {
  for (const auto* name : {"a", "b", "c", "d", "e"}) agenda.add(kNow, name, "s");

  EXPECT_EQ(word(), "abcde");
}

TEST_F(AgendaStoreTest, WhatIsAddedForAnEqualTimeLaterComesLast) {
  agenda.add(kNow, "a", "s");
  agenda.add(kNow, "b", "s");
  agenda.remove(*agenda.first());
  agenda.add(kNow, "c", "s");
  agenda.add(kNow - 1ms, "z", "s");

  EXPECT_EQ(word(), "zbc");
}

TEST_F(AgendaStoreTest, MoreThanNineEqualTimesKeepTheirOrder) {
  for (char name = 'a'; name <= 'z'; ++name) agenda.add(kNow, std::string(1, name), "s");

  EXPECT_EQ(word(), "abcdefghijklmnopqrstuvwxyz");
}

TEST_F(AgendaStoreTest, TakesBackWhatOneSubjectHasOfAName) {
  agenda.add(kNow, "a", "one");
  agenda.add(kNow, "b", "one");
  agenda.add(kNow, "c", "two");
  agenda.add(kNow + 1h, "b", "one");
  agenda.add(kNow, "b", "two");

  agenda.cancel("b", "one");

  EXPECT_EQ(word(), "acb");
}

TEST_F(AgendaStoreTest, ShowsWhatIsComing) {
  agenda.add(kNow + 2h, "b", "two", R"({"x":1})");
  agenda.add(kNow + 1h, "a", "one");

  const auto all = agenda.all(10);

  ASSERT_EQ(all.size(), 2);
  EXPECT_EQ(all[1].name, "b");
  EXPECT_EQ(all[1].due, kNow + 2h);
  EXPECT_EQ(all[1].subject, "two");
  EXPECT_EQ(all[1].payload_json, R"({"x":1})");
  EXPECT_EQ(agenda.all(1).size(), 1);
}

TEST_F(AgendaStoreTest, TellsWhenSomethingIsDue) {
  agenda.add(kNow + 2h, "a", "one");
  agenda.add(kNow + 1h, "a", "one");
  agenda.add(kNow, "b", "one");

  EXPECT_EQ(agenda.due_of("a", "one"), kNow + 1h);
  EXPECT_FALSE(agenda.due_of("a", "two"));
}

TEST_F(AgendaStoreTest, IsEmptyAtFirst) {
  EXPECT_FALSE(agenda.first());
  EXPECT_TRUE(agenda.all(10).empty());
}

}  // namespace
}  // namespace souk::storage
