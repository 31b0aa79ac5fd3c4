#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "scenarios/runner/runner.h"
#include "tests/scenarios/runner/fake_seller.h"
#include "tests/scenarios/runner/fake_souk.h"

namespace souk::judge {

/// The top of a story that has a seller with every address.
inline constexpr const char* kSeller = R"(seller:
  landing_page: ${SELLER}/register
  notifications: {https: "${SELLER}/events"}
  use: {post: "${SELLER}/use", json: {account: "${buyer.account}", license: "${buyer.license}", mail: "${buyer.email}", dimension: "${dimension}", quantity: "${quantity}"}}
  tick: {post: "${SELLER}/tick", every: 1h}
  access: {get: "${SELLER}/app", as: buyer}
  reset: {post: "${SELLER}/reset"}
  accounts: {get: "${SELLER}/accounts", pointer: /accounts}
steps:
)";

inline constexpr const char* kNoSeller = "steps:\n";

/// An instant of the story's first day: "09:00:00".
Timestamp at(const std::string& time);

/// Plays stories against a souk and a seller that are not there.
class RunnerTest : public testing::Test {
 protected:
  RunnerTest();

  RunResult run(const std::string& steps, const char* seller = kSeller);

  /// The parts of the common log that tell of time: what fell due, the seller's ticks.
  std::vector<std::string> order() const;

  FakeSouk souk_;
  FakeSeller seller_{souk_};
  RunOptions options_;
};

/// What went wrong, and in which steps; empty when all went well.
std::string failures(const RunResult& result);

}  // namespace souk::judge
