#include "emulator/storage/charges_store.h"

#include "tests/emulator/storage/store_fixture.h"

namespace souk::storage {
namespace {

class ChargesStoreTest : public StoreTest {
 protected:
  ChargeRow row(const std::string& id, std::int64_t agreement, Timestamp time,
                std::int64_t request = 0) {
    ChargeRow charge{0, id, agreement, 2, "USD", 1250, time, "PO-1", request};
    charge.id = store_.put(charge);
    return charge;
  }

  ChargesStore store_{*database};
};

TEST_F(ChargesStoreTest, AChargeComesBackAsItWasPut) {
  auto put = row("ch-1", 7, kNow, 3);
  EXPECT_FALSE(store_.find("ch-1")->covers);
  put.covers = kNow + 1s;
  store_.put(put);

  const auto found = store_.find("ch-1");

  ASSERT_TRUE(found);
  EXPECT_EQ(found->id, put.id);
  EXPECT_EQ(found->agreement, 7);
  EXPECT_EQ(found->revision, 2);
  EXPECT_EQ(found->currency, "USD");
  EXPECT_EQ(found->amount, 1250);
  EXPECT_EQ(found->time, kNow);
  EXPECT_EQ(found->purchase_order, "PO-1");
  EXPECT_EQ(found->request, 3);
  EXPECT_EQ(found->covers, kNow + 1s);
  EXPECT_FALSE(store_.find("ch-2"));
}

TEST_F(ChargesStoreTest, AChargeIsReplacedByItsNextRevision) {
  auto charge = row("ch-1", 7, kNow);
  charge.revision = 3;

  EXPECT_EQ(store_.put(charge), charge.id);

  EXPECT_EQ(store_.find("ch-1")->revision, 3);
  EXPECT_EQ(store_.of(7).size(), 1U);
}

TEST_F(ChargesStoreTest, ThoseOfAnAgreementStandInTheOrderTheyFallDue) {
  row("ch-1", 7, kNow + 2s);
  row("ch-2", 7, kNow);
  row("ch-3", 7, kNow + 2s);
  row("ch-4", 8, kNow);
  std::string ids;

  for (const auto& each : store_.of(7)) ids += each.charge_id + " ";

  EXPECT_EQ(ids, "ch-2 ch-1 ch-3 ");
}

TEST_F(ChargesStoreTest, ARequestLeadsToItsCharge) {
  row("ch-1", 7, kNow);
  row("ch-2", 7, kNow, 3);

  EXPECT_EQ(store_.of_request(3)->charge_id, "ch-2");
  EXPECT_FALSE(store_.of_request(4));
}

}  // namespace
}  // namespace souk::storage
