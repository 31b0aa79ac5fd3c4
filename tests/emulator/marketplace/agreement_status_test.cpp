#include "emulator/marketplace/agreement_status.h"

#include "tests/emulator/marketplace/market_fixture.h"

namespace souk::marketplace {
namespace {

class AgreementStatusTest : public MarketTest {
 protected:
  std::string status(const storage::AgreementRow& agreement) { return status_of(now(agreement)); }

  std::string entitlement(const storage::AgreementRow& agreement) {
    const auto product = market.catalogue.product(agreement.product).value();
    const auto told = entitlement_status(market.kind_of(product), now(agreement));
    return told.status + (told.reason_code.empty() ? "" : " " + told.reason_code);
  }
};

TEST_F(AgreementStatusTest, IsActiveFromTheClickThoughTheLicenceIsStillMade) {
  const auto agreement = buy("ann", kConcurrent);

  EXPECT_EQ(status(agreement), "ACTIVE");
  EXPECT_EQ(entitlement(agreement), "PENDING PROVISIONING_IN_PROGRESS");
  advance(kLicenceProvisioned - 1ms);
  EXPECT_EQ(entitlement(agreement), "PENDING PROVISIONING_IN_PROGRESS");
  advance(1ms);
  EXPECT_EQ(entitlement(agreement), "PROVISIONED");
}

TEST_F(AgreementStatusTest, IsCancelledOnceTheMarketHasEndedIt) {
  const auto agreement = subscribe("ann", kConcurrent);
  cancel(agreement);

  advance(kEndAnnounced - 1ms);
  EXPECT_EQ(status(agreement), "ACTIVE");
  advance(1ms);
  EXPECT_EQ(status(agreement), "CANCELLED");
  EXPECT_EQ(entitlement(agreement), "PROVISIONED");
  advance(kLicenceDeprovisionedAfterEnd);
  EXPECT_EQ(entitlement(agreement), "DEPROVISIONED AGREEMENT_INACTIVE");
}

TEST_F(AgreementStatusTest, UnderTheOlderReadingTheEntitlementLastsAsLongAsTheFinalHour) {
  choose("final_window_reading", "ended-opens");
  const auto agreement = subscribe("ann", kConcurrent);
  cancel(agreement);

  advance(kEndAnnounced + kFinalWindow - 1ms);
  EXPECT_EQ(entitlement(agreement), "PROVISIONED");
  advance(1ms);
  EXPECT_EQ(entitlement(agreement), "DEPROVISIONED AGREEMENT_INACTIVE");
}

TEST_F(AgreementStatusTest, IsExpiredWithTheTerm) {
  const auto agreement = subscribe("ann", kContract);

  advance_to(*agreement.ends - 1ms);
  EXPECT_EQ(status(agreement), "ACTIVE");
  advance(1ms);
  EXPECT_EQ(status(agreement), "EXPIRED");
}

TEST_F(AgreementStatusTest, IsTerminatedWhereThePaymentFails) {
  Purchase purchase;
  purchase.buyer = "ann";
  purchase.product = kConcurrent;
  purchase.payment_clears = false;
  const auto agreement = marketplace::subscribe(market, purchase).value();

  advance(kLicenceProvisioned);

  EXPECT_EQ(status(agreement), "TERMINATED");
  EXPECT_EQ(entitlement(agreement), "FAILED INVALID_PAYMENT_INSTRUMENT");
}

TEST_F(AgreementStatusTest, OfALegacyBuyerWhoComesBackIsActiveAgain) {
  const auto agreement = subscribe("ann", kLegacy);
  cancel(agreement);
  EXPECT_EQ(status(agreement), "CANCELLED");

  subscribe("ann", kLegacy);

  EXPECT_EQ(status(agreement), "ACTIVE");
  EXPECT_EQ(now(agreement).end_status, "");
}

TEST_F(AgreementStatusTest, OfAgreementsThatDoNotSayHowTheyEndedFollowsFromTheirState) {
  storage::AgreementRow old;
  const auto of = [&](const char* state, const char* term) {
    old.state = state;
    old.term = term;
    return status_of(old);
  };

  EXPECT_EQ(of("ENDED", ""), "CANCELLED");
  EXPECT_EQ(of("CLOSING", ""), "CANCELLED");
  EXPECT_EQ(of("CLOSING", "12mo"), "EXPIRED");
  EXPECT_EQ(of("EXPIRED", "12mo"), "EXPIRED");
  EXPECT_EQ(of("FAILED", ""), "TERMINATED");
}

TEST_F(AgreementStatusTest, OnlyAContractHasAnEnd) {
  EXPECT_FALSE(end_time(subscribe("ann", kConcurrent)));
  const auto pending = buy("ann", kContract);
  EXPECT_EQ(end_time(pending), end_of_term(pending.accepted, "12mo"));
  const auto active = subscribe("bob", kContract);
  EXPECT_EQ(end_time(active), active.ends);
}

TEST_F(AgreementStatusTest, AnActiveContractExpiresAtItsEndAndSaysWhy) {
  const auto contract = subscribe("ann", kContract);

  const auto behavior = end_time_behavior(market, contract);

  ASSERT_TRUE(behavior);
  EXPECT_EQ(behavior->type, "EXPIRE");
  EXPECT_EQ(behavior->reason_code, "ACCEPTOR_RENEW_OPTED_OUT");
  EXPECT_TRUE(behavior->has_renewal);
  EXPECT_FALSE(end_time_behavior(market, subscribe("ann", kConcurrent)));
  advance_to(*contract.ends);
  EXPECT_FALSE(end_time_behavior(market, now(contract)));
}

TEST_F(AgreementStatusTest, EachChangeIsAnUpdate) {
  const auto agreement = buy("ann", kConcurrent);
  EXPECT_EQ(agreement.updated, market.now());

  advance(kLicenceProvisioned);
  const auto activated = market.now();
  advance(1h);

  EXPECT_EQ(now(agreement).updated, activated);
}

}  // namespace
}  // namespace souk::marketplace
