#include "emulator/marketplace/purchase_orders.h"

#include "tests/emulator/marketplace/market_fixture.h"

namespace souk::marketplace {
namespace {

/// Ann has a contract with one charge.
class PurchaseOrdersTest : public MarketTest {
 protected:
  PurchaseOrdersTest() : agreement_(subscribe("ann", kContract)) {}

  std::string charge() { return charges_of(market, now(agreement_)).front().charge_id; }
  Result<void> update(const std::vector<PurchaseOrder>& orders) {
    return update_purchase_orders(market, buyer("ann").account, orders);
  }
  std::string reference() { return charges_of(market, agreement_).front().purchase_order; }
  static std::string reason(const Result<void>& refused) {
    return Json::parse(refused.error().members_json)["reason"];
  }

  storage::AgreementRow agreement_;
};

TEST_F(PurchaseOrdersTest, AChargeGetsAReferenceAndAnother) {
  ASSERT_TRUE(update({{charge(), {}, "", "PO-1"}}));
  EXPECT_EQ(reference(), "PO-1");

  ASSERT_TRUE(update({{charge(), 1, agreement_.agreement_id, "PO-2"}}));

  EXPECT_EQ(reference(), "PO-2");
  EXPECT_EQ(charges_of(market, agreement_).front().revision, 1) << "the charge itself is the same";
}

TEST_F(PurchaseOrdersTest, AllAreUpdatedOrNone) {
  EXPECT_THAT(update({{charge(), {}, "", "PO-1"}, {"ch-0", {}, "", "PO-2"}}),
              FailsWith("ResourceNotFoundException"));

  EXPECT_EQ(reference(), "");
}

TEST_F(PurchaseOrdersTest, AnOrderMeansTheChargeAsItIs) {
  EXPECT_THAT(update({{charge(), 2, "", "PO-1"}}), FailsWith("ConflictException"));
  EXPECT_EQ(reason(update({{charge(), {}, "agmt-0", "PO-1"}})), "INVALID_AGREEMENT_ID");
  EXPECT_EQ(reason(update({{charge(), {}, "", ""}})), "MISSING_PURCHASE_ORDER_REFERENCE");
  EXPECT_EQ(reason(update({{charge(), {}, "", "PO-1"}, {charge(), {}, "", "PO-1"}})),
            "DUPLICATE_CHARGES");
}

TEST_F(PurchaseOrdersTest, TheyAreTheBuyersAlone) {
  const std::vector<PurchaseOrder> orders{{charge(), {}, "", "PO-1"}};

  EXPECT_THAT(update_purchase_orders(market, market.account, orders),
              FailsWith("AccessDeniedException"));
  EXPECT_THAT(update_purchase_orders(market, buyer("bob").account, orders),
              FailsWith("ResourceNotFoundException"));
}

TEST_F(PurchaseOrdersTest, AChargeThatFellAwayIsNotThere) {
  Purchase purchase;
  purchase.buyer = "ann";
  purchase.product = kContract;
  purchase.payment_clears = false;
  agreement_ = marketplace::subscribe(market, purchase).value();
  const auto id = charge();
  advance(kLicenceProvisioned);

  EXPECT_THAT(update({{id, {}, "", "PO-1"}}), FailsWith("ResourceNotFoundException"));
}

}  // namespace
}  // namespace souk::marketplace
