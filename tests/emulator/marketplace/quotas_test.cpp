#include "emulator/marketplace/quotas.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace souk::marketplace {
namespace {

using namespace std::chrono_literals;

constexpr auto kSeller = "111122223333";
constexpr auto kHome = "us-east-1";

class QuotasTest : public testing::Test {
 protected:
  /// How many calls are taken at this instant, of many that are tried.
  int taken(std::string_view operation, const std::string& account = kSeller,
            const std::string& region = kHome) {
    int count = 0;
    while (count < 100 && quotas_.take(account, region, operation, now_)) ++count;
    return count;
  }

  Quotas quotas_;
  Timestamp now_ = parse_iso("2026-10-06T09:00:00Z").value();
};

TEST_F(QuotasTest, ABucketHoldsTheCallsOfOneSecond) {
  EXPECT_EQ(taken("BatchMeterUsage"), 10);
  EXPECT_EQ(taken("RegisterUsage"), 5);
  EXPECT_EQ(taken("SendAgreementCancellationRequest"), 2);
  EXPECT_EQ(taken("ListAgreementCharges"), 15);
}

TEST_F(QuotasTest, ACallTooManyIsThrottled) {
  taken("BatchMeterUsage");

  const auto refused = quotas_.take(kSeller, kHome, "BatchMeterUsage", now_);

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().type, "ThrottlingException");
  EXPECT_EQ(refused.error().status, 400);
  EXPECT_EQ(refused.error().message, "Rate exceeded");
  EXPECT_EQ(refused.error().hint,
            "Account 111122223333 may call BatchMeterUsage 10 times a second in us-east-1.");
}

TEST_F(QuotasTest, ACallComesBackWhenItsShareOfTheSecondIsOver) {
  taken("BatchMeterUsage");

  now_ += 99ms;
  EXPECT_EQ(taken("BatchMeterUsage"), 0);
  now_ += 1ms;
  EXPECT_EQ(taken("BatchMeterUsage"), 1);
  now_ += 101ms;
  EXPECT_EQ(taken("BatchMeterUsage"), 1);
}

TEST_F(QuotasTest, AThirdOfASecondIsCountedExactly) {
  taken("CancelAgreement");

  now_ += 333ms;
  EXPECT_EQ(taken("CancelAgreement"), 0);
  now_ += 1ms;
  EXPECT_EQ(taken("CancelAgreement"), 1);
  now_ += 333ms;
  EXPECT_EQ(taken("CancelAgreement"), 1);
}

TEST_F(QuotasTest, ABucketIsFullAfterASecondAndNeverFuller) {
  taken("BatchMeterUsage");

  now_ += 999ms;
  EXPECT_EQ(taken("BatchMeterUsage"), 9);
  now_ += 1s;
  EXPECT_EQ(taken("BatchMeterUsage"), 10);
  now_ += std::chrono::days(3650);
  EXPECT_EQ(taken("BatchMeterUsage"), 10);
}

TEST_F(QuotasTest, AccountsRegionsAndOperationsHaveBucketsOfTheirOwn) {
  taken("BatchMeterUsage");

  EXPECT_EQ(taken("BatchMeterUsage", "444455556666"), 10);
  EXPECT_EQ(taken("BatchMeterUsage", kSeller, "eu-west-1"), 10);
  EXPECT_EQ(taken("MeterUsage"), 10);
}

TEST_F(QuotasTest, WhatAwsPublishedNoNumberForIsNotLimited) {
  EXPECT_EQ(calls_per_second("ResolveCustomer"), std::nullopt);
  EXPECT_EQ(calls_per_second("GetEntitlements"), std::nullopt);
  EXPECT_EQ(taken("ResolveCustomer"), 100);
}

TEST_F(QuotasTest, BucketsAreFullAgainWhenTimeGoesBack) {
  taken("BatchMeterUsage");

  now_ -= 1ms;
  EXPECT_EQ(taken("BatchMeterUsage"), 10);
}

}  // namespace
}  // namespace souk::marketplace
