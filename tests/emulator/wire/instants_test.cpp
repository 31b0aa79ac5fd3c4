#include "emulator/wire/instants.h"

#include <gtest/gtest.h>

#include "emulator/core/json.h"

namespace souk::wire {
namespace {

TEST(Instants, AreReadToTheMillisecond) {
  EXPECT_EQ(epoch_ms(instant_of(1'767'323'045)), 1'767'323'045'000);
  EXPECT_EQ(epoch_ms(instant_of(1'767'323'045.678)), 1'767'323'045'678);
  EXPECT_EQ(epoch_ms(instant_of(-1.5)), -1500);
}

TEST(Instants, StopAtTheEndsOfTheCalendarPeopleUse) {
  for (const Json& far : {Json(1e300), Json(UINT64_MAX), Json(INT64_MAX), Json(253'402'300'800)}) {
    EXPECT_EQ(to_iso(instant_of(far)), "9999-12-31T23:59:59.999Z") << far;
  }
  for (const Json& far : {Json(-1e300), Json(INT64_MIN)}) {
    EXPECT_EQ(to_iso(instant_of(far)), "0001-01-01T00:00:00.000Z") << far;
  }
}

TEST(Instants, AreWrittenAsIntegersWhereTheyCanBe) {
  EXPECT_EQ(seconds_of(from_epoch_ms(1'795'342'500'000)).dump(), "1795342500");
  EXPECT_EQ(seconds_of(from_epoch_ms(1'795'342'500'123)).dump(), "1795342500.123");
}

}  // namespace
}  // namespace souk::wire
