#include "emulator/core/ids.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>

namespace souk {
namespace {

TEST(Ids, AreTheSameForTheSameSeedAndDifferOtherwise) {
  EXPECT_EQ(Ids(1).uuid("agreement", 7), Ids(1).uuid("agreement", 7));
  EXPECT_NE(Ids(1).uuid("agreement", 7), Ids(2).uuid("agreement", 7));
  EXPECT_NE(Ids(1).uuid("agreement", 7), Ids(1).uuid("agreement", 8));
  EXPECT_NE(Ids(1).uuid("agreement", 7), Ids(1).uuid("token", 7));
}

TEST(Ids, HaveTheShapesOfTheRealOnes) {
  const Ids ids(1);

  EXPECT_TRUE(std::regex_match(
      ids.uuid("message", 1, 5),
      std::regex("[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")));
  EXPECT_TRUE(std::regex_match(ids.digits("account", 1, 12), std::regex("[1-9][0-9]{11}")));
  EXPECT_TRUE(std::regex_match(ids.key_letters("key", 1, 16), std::regex("[A-Z2-7]{16}")));
  EXPECT_TRUE(std::regex_match(ids.hex("licence", 1, 32), std::regex("[0-9a-f]{32}")));
}

TEST(Ids, DoNotCollideInTenThousand) {
  const Ids ids(3);
  std::set<std::string> seen;
  for (std::uint64_t n = 0; n < 10'000; ++n) seen.insert(ids.digits("account", n, 12));

  EXPECT_EQ(seen.size(), 10'000U);
}

}  // namespace
}  // namespace souk
