#include "emulator/storage/usage_months_store.h"

#include <fmt/format.h>

#include "emulator/storage/usage_store.h"
#include "tests/emulator/storage/store_fixture.h"

namespace souk::storage {
namespace {

class UsageMonthsStoreTest : public StoreTest {
 protected:
  void use(const char* at, std::int64_t quantity, const char* dimension = "requests",
           std::int64_t agreement = 7) {
    const auto key = usage_.intern("us-east-1", 1, fmt::format("holder-{}", agreement), dimension);
    usage_.add({hour_of(parse_iso(at).value()), key, quantity, agreement, std::nullopt}, dimension);
  }
  std::string months(std::int64_t agreement = 7) {
    std::string text;
    for (const auto& each : UsageMonthsStore(*database).of(agreement)) {
      text += fmt::format("{}{}-{} {} {}", text.empty() ? "" : ", ", each.year, each.month,
                          each.dimension, each.quantity);
    }
    return text;
  }

  UsageStore usage_{*database};
};

TEST_F(UsageMonthsStoreTest, HoursAddUpToTheMonthTheyLieIn) {
  use("2026-10-31T22:00:00Z", 1);
  use("2026-10-31T23:00:00Z", 2);
  use("2026-11-01T00:00:00Z", 4);
  use("2027-11-01T00:00:00Z", 8);

  EXPECT_EQ(months(), "2026-10 requests 3, 2026-11 requests 4, 2027-11 requests 8");
}

TEST_F(UsageMonthsStoreTest, EachDimensionAndAgreementIsAddedUpForItself) {
  use("2026-10-06T09:00:00Z", 1);
  use("2026-10-06T09:00:00Z", 2, "bytes");
  use("2026-10-06T09:00:00Z", 4, "requests", 8);

  EXPECT_EQ(months(), "2026-10 bytes 2, 2026-10 requests 1");
  EXPECT_EQ(months(8), "2026-10 requests 4");
  EXPECT_EQ(months(9), "");
}

}  // namespace
}  // namespace souk::storage
