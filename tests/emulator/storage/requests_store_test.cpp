#include "emulator/storage/requests_store.h"

#include "tests/emulator/storage/store_fixture.h"

namespace souk::storage {
namespace {

class RequestsStoreTest : public StoreTest {
 protected:
  RequestRow row(const std::string& id, std::int64_t agreement, const char* kind = "payment") {
    RequestRow request{0,     kind,          id,   agreement, "PENDING_APPROVAL",
                       "why", "token-" + id, "{}", kNow,      kNow + 1s};
    request.id = store_.put(request);
    return request;
  }

  RequestsStore store_{*database};
};

TEST_F(RequestsStoreTest, ARequestComesBackAsItWasPut) {
  const auto put = row("pr-1", 7);

  const auto found = store_.find("pr-1");

  ASSERT_TRUE(found);
  EXPECT_EQ(found->id, put.id);
  EXPECT_EQ(found->kind, "payment");
  EXPECT_EQ(found->agreement, 7);
  EXPECT_EQ(found->status, "PENDING_APPROVAL");
  EXPECT_EQ(found->status_message, "why");
  EXPECT_EQ(found->client_token, "token-pr-1");
  EXPECT_EQ(found->details_json, "{}");
  EXPECT_EQ(found->created, kNow);
  EXPECT_EQ(found->updated, kNow + 1s);
  EXPECT_EQ(store_.find(put.id)->request_id, "pr-1");
  EXPECT_FALSE(store_.find("pr-2"));
}

TEST_F(RequestsStoreTest, ARequestIsReplacedByItsNextState) {
  auto request = row("pr-1", 7);
  request.status = "APPROVED";

  EXPECT_EQ(store_.put(request), request.id);

  EXPECT_EQ(store_.find("pr-1")->status, "APPROVED");
  EXPECT_EQ(store_.all("payment").size(), 1U);
}

TEST_F(RequestsStoreTest, ListsAreOfAKindAndNewestFirst) {
  row("pr-1", 7);
  row("pr-2", 7);
  row("pr-3", 8);
  row("acr-1", 7, "cancellation");
  const auto ids = [](const std::vector<RequestRow>& rows) {
    std::string all;
    for (const auto& each : rows) all += each.request_id + " ";
    return all;
  };

  EXPECT_EQ(ids(store_.of(7, "payment")), "pr-2 pr-1 ");
  EXPECT_EQ(ids(store_.all("payment")), "pr-3 pr-2 pr-1 ");
  EXPECT_EQ(ids(store_.all("cancellation")), "acr-1 ");
}

TEST_F(RequestsStoreTest, AClientTokenIsOfOneKind) {
  row("pr-1", 7);

  EXPECT_EQ(store_.with_client_token("payment", "token-pr-1")->request_id, "pr-1");
  EXPECT_FALSE(store_.with_client_token("cancellation", "token-pr-1"));
  EXPECT_FALSE(store_.with_client_token("payment", "token-pr-2"));
}

}  // namespace
}  // namespace souk::storage
