#include "emulator/storage/agreement_requests_store.h"

#include "tests/emulator/storage/store_fixture.h"

namespace souk::storage {
namespace {

class AgreementRequestsStoreTest : public StoreTest {
 protected:
  AgreementRequestRow row(const std::string& id, std::int64_t buyer, const std::string& token) {
    AgreementRequestRow request{0, id, buyer, token, "[1]", "[2]", kNow};
    request.id = store_.put(request);
    return request;
  }

  AgreementRequestsStore store_{*database};
};

TEST_F(AgreementRequestsStoreTest, ARequestComesBackAsItWasPut) {
  const auto put = row("ar-1", 7, "token");

  const auto found = store_.find("ar-1");

  ASSERT_TRUE(found);
  EXPECT_EQ(found->id, put.id);
  EXPECT_EQ(found->buyer, 7);
  EXPECT_EQ(found->client_token, "token");
  EXPECT_EQ(found->wish_json, "[1]");
  EXPECT_EQ(found->quote_json, "[2]");
  EXPECT_EQ(found->created, kNow);
  EXPECT_EQ(found->agreement_id, "");
  EXPECT_FALSE(store_.find("ar-2"));
}

TEST_F(AgreementRequestsStoreTest, ARequestRemembersWhatCameOfIt) {
  auto request = row("ar-1", 7, "token");
  request.agreement_id = "agmt-1";

  EXPECT_EQ(store_.put(request), request.id);

  EXPECT_EQ(store_.find("ar-1")->agreement_id, "agmt-1");
}

TEST_F(AgreementRequestsStoreTest, AClientTokenIsOfOneBuyer) {
  row("ar-1", 7, "token");
  row("ar-2", 8, "token");

  EXPECT_EQ(store_.with_client_token(7, "token")->request_id, "ar-1");
  EXPECT_EQ(store_.with_client_token(8, "token")->request_id, "ar-2");
  EXPECT_FALSE(store_.with_client_token(9, "token"));
  EXPECT_FALSE(store_.with_client_token(7, "another"));
}

}  // namespace
}  // namespace souk::storage
