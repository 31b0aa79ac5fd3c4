#include "emulator/marketplace/regions.h"

#include "emulator/core/aws_regions.h"
#include "tests/emulator/marketplace/market_fixture.h"

namespace souk::marketplace {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

TEST(Regions, EachServiceOfTheMarketplaceHasItsOwn) {
  EXPECT_THAT(regions_of("metering"), SizeIs(32));
  EXPECT_THAT(regions_of("metering"), Contains("eu-central-1"));
  EXPECT_THAT(regions_of("entitlement"),
              ElementsAre("us-east-1", "cn-northwest-1", "eusc-de-east-1"));
  EXPECT_THAT(regions_of("agreement"), ElementsAre("us-east-1"));
  EXPECT_THAT(regions_of("sqs"), IsEmpty());
  EXPECT_THAT(amazonaws_com_regions(), SizeIs(30));
  EXPECT_THAT(amazonaws_com_regions(), Contains("us-gov-west-1"));
  EXPECT_THAT(amazonaws_com_regions(), Not(Contains("cn-northwest-1")));
}

class MeteringRegionsTest : public MarketTest {
 protected:
  using MarketTest::MarketTest;

  bool meters_in(std::string_view region) {
    return check_metering_enabled(market, region).has_value();
  }
};

class OldMeteringRegionsTest : public MeteringRegionsTest {
 protected:
  OldMeteringRegionsTest() : MeteringRegionsTest("guide-2020") {}
};

TEST_F(MeteringRegionsTest, TodayTheSellerChooses) {
  EXPECT_TRUE(meters_in("us-east-1"));
  EXPECT_TRUE(meters_in("eu-west-1"));
}

TEST_F(OldMeteringRegionsTest, ItWasOneRegionOnceUnlessAskedFor) {
  EXPECT_TRUE(meters_in("us-east-1"));
  EXPECT_FALSE(meters_in("eu-west-1"));

  choose("metering_regions", "every");
  EXPECT_TRUE(meters_in("eu-west-1"));
}

TEST_F(MeteringRegionsTest, ARegionMayBeSwitchedOff) {
  choose("metering_regions", "us-east-1");

  EXPECT_TRUE(meters_in("us-east-1"));
  const auto refused = check_metering_enabled(market, "eu-west-1");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().type, "DisabledApiException");
  EXPECT_EQ(refused.error().status, 400);
  EXPECT_EQ(refused.error().hint, "It is switched on in us-east-1, not in eu-west-1.");
}

}  // namespace
}  // namespace souk::marketplace
