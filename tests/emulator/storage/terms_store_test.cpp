#include "emulator/storage/terms_store.h"

#include "tests/emulator/storage/store_fixture.h"

namespace souk::storage {
namespace {

class TermsStoreTest : public StoreTest {
 protected:
  TermsStore store_{*database};
};

TEST_F(TermsStoreTest, AnAgreementHasTheTermsItWasLastGiven) {
  EXPECT_FALSE(store_.find(1));

  store_.put(1, "[]");
  store_.put(1, R"([{"byolPricingTerm":{}}])");

  EXPECT_EQ(store_.find(1), R"([{"byolPricingTerm":{}}])");
  EXPECT_FALSE(store_.find(2));
}

}  // namespace
}  // namespace souk::storage
