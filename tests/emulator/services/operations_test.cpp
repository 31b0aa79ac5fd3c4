#include <algorithm>
#include <set>

#include "emulator/services/aws_operations.h"
#include "emulator/services/operation.h"
#include "tests/emulator/services/services_fixture.h"

namespace souk::services {
namespace {

TEST(Operations, AreAllOnesThatAwsHas) {
  for (const auto& operation : all_operations()) {
    const auto* service = find_aws_service(operation.service);
    ASSERT_NE(service, nullptr) << operation.service;
    EXPECT_TRUE(service->has(operation.name)) << operation.service << ' ' << operation.name;
  }
}

TEST(Operations, AreFoundByServiceAndName) {
  std::set<std::pair<std::string_view, std::string_view>> seen;

  for (const auto& operation : all_operations()) {
    EXPECT_EQ(find_operation(operation.service, operation.name), &operation);
    EXPECT_TRUE(seen.emplace(operation.service, operation.name).second) << operation.name;
  }

  EXPECT_EQ(find_operation("metering", "CreateQueue"), nullptr);
}

TEST(Operations, OfAwsAreListedInOrderForTheSearch) {
  for (const auto& service : aws_services()) {
    EXPECT_TRUE(std::is_sorted(service.operations.begin(), service.operations.end()))
        << service.name;
    EXPECT_TRUE(service.has(service.operations.front()));
    EXPECT_FALSE(service.has("Nothing"));
  }
}

}  // namespace
}  // namespace souk::services
