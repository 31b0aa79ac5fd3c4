#include "emulator/marketplace/profiles.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace souk::marketplace {
namespace {

TEST(Profiles, AreFoundByName) {
  for (const auto& each : all_profiles()) EXPECT_EQ(find_profile(each.name), &each);
  EXPECT_EQ(find_profile("guide-2019"), nullptr);
  EXPECT_EQ(find_profile(""), nullptr);
}

TEST(Profiles, TheCurrentOneIsTheDefault) { EXPECT_EQ(current_profile().name, "current-2026"); }

TEST(Profiles, BeginOnAnInstantOfTheirEra) {
  for (const auto& each : all_profiles()) {
    const auto start = parse_iso(each.start);

    ASSERT_TRUE(start) << each.name;
    EXPECT_EQ(to_iso(*start).substr(0, 4), each.name.substr(each.name.size() - 4));
  }
}

TEST(Profiles, HaveTheNumbersOfTheirEra) {
  const auto& old = *find_profile("guide-2020");
  const auto& middle = *find_profile("guide-2023");
  const auto& current = *find_profile("current-2026");

  EXPECT_EQ(old.look_back, 1h);
  EXPECT_EQ(middle.look_back, 6h);
  EXPECT_EQ(current.look_back, 24h);
  EXPECT_EQ(old.token_lifetime, 1h);
  EXPECT_EQ(middle.token_lifetime, 1h);
  EXPECT_EQ(current.token_lifetime, 4h);
  EXPECT_EQ(old.allocation_limit, 500);
  EXPECT_EQ(middle.allocation_limit, 2500);
  EXPECT_EQ(current.allocation_limit, 2500);
}

TEST(Profiles, KnowWhatTheirEraKnew) {
  const auto& old = *find_profile("guide-2020");
  const auto& middle = *find_profile("guide-2023");
  const auto& current = *find_profile("current-2026");

  EXPECT_FALSE(old.tells_account);
  EXPECT_TRUE(middle.tells_account);
  EXPECT_TRUE(current.tells_account);
  EXPECT_FALSE(middle.accepts_account);
  EXPECT_TRUE(current.accepts_account);
  EXPECT_FALSE(middle.concurrent_agreements);
  EXPECT_TRUE(current.concurrent_agreements);
  EXPECT_FALSE(old.offer_in_messages);
  EXPECT_TRUE(middle.offer_in_messages);
  EXPECT_FALSE(middle.meters_everywhere);
  EXPECT_TRUE(current.meters_everywhere);
  EXPECT_FALSE(middle.month_end_cutoff);
  EXPECT_TRUE(current.month_end_cutoff);
  EXPECT_FALSE(old.refunds_without_asking);
  EXPECT_TRUE(middle.refunds_without_asking);
  EXPECT_TRUE(current.refunds_without_asking);
  EXPECT_TRUE(old.refunds_take_days);
  EXPECT_TRUE(middle.refunds_take_days);
  EXPECT_FALSE(current.refunds_take_days);
}

}  // namespace
}  // namespace souk::marketplace
