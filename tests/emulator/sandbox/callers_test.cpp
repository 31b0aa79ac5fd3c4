#include "emulator/sandbox/callers.h"

#include <set>

#include "emulator/marketplace/catalogue.h"
#include "tests/emulator/sandbox/sandbox_fixture.h"

namespace souk::sandbox {
namespace {

using testing::MatchesRegex;
using testing::Ne;

class CallersTest : public SandboxTest {
 protected:
  static storage::BuyerRow buyer(Sandbox& sandbox, const std::string& name) {
    Session session(sandbox);
    auto row = marketplace::put_buyer(sandbox.market, name, Json::object()).value();
    session.commit();
    return row;
  }

  static std::optional<Caller> with_key(Sandbox& sandbox, const std::string& key) {
    Session session(sandbox);
    auto caller = caller_with_key(sandbox, key);
    session.commit();
    return caller;
  }
};

TEST_F(CallersTest, TheSandboxesOwnKeyIsTheSellers) {
  const auto sandbox = create("one");

  const auto caller = with_key(*sandbox, sandbox->credentials().access_key_id);

  ASSERT_TRUE(caller);
  EXPECT_EQ(caller->kind, Caller::Kind::Seller);
  EXPECT_EQ(caller->account, sandbox->account());
  EXPECT_EQ(caller->arn(), "arn:aws:iam::" + sandbox->account() + ":user/seller");
  EXPECT_THAT(caller->user_id(), MatchesRegex("AIDA[A-Z2-7]{17}"));
}

TEST_F(CallersTest, EachBuyerHasAKeyOfItsOwn) {
  const auto sandbox = create("one");
  std::set<std::string> keys;

  for (const auto* name : {"ann", "bob", "cyd"}) {
    const auto row = buyer(*sandbox, name);
    const auto made = buyer_of(*sandbox, row);
    const auto found = with_key(*sandbox, made.credentials.access_key_id);
    ASSERT_TRUE(found) << name;
    EXPECT_EQ(found->kind, Caller::Kind::Buyer);
    EXPECT_EQ(found->account, row.account);
    EXPECT_EQ(found->credentials, made.credentials);
    EXPECT_THAT(made.credentials.access_key_id, MatchesRegex("AKIA[A-Z2-7]{16}"));
    EXPECT_THAT(made.credentials.secret_access_key, Ne(sandbox->credentials().secret_access_key));
    keys.insert(made.credentials.access_key_id);
  }

  EXPECT_EQ(keys.size(), 3);
}

TEST_F(CallersTest, ABuyersKeyLeadsToItsSandbox) {
  const auto one = create("one");
  const auto two = create("two");

  const auto key = buyer_of(*two, buyer(*two, "ann")).credentials.access_key_id;

  EXPECT_EQ(sandboxes_->with_access_key(key), two);
  EXPECT_FALSE(with_key(*one, key));
}

TEST_F(CallersTest, NobodyHasAKeyThatWasNotGivenOut) {
  const auto sandbox = create("one");
  const auto key = buyer_of(*sandbox, buyer(*sandbox, "ann")).credentials.access_key_id;
  auto other_end = key;
  other_end.back() = other_end.back() == 'A' ? 'B' : 'A';
  auto other_start = key;
  other_start[1] = 'S';

  for (const auto& each : {other_end, other_start, key.substr(0, 19), key + "A", std::string()}) {
    EXPECT_FALSE(with_key(*sandbox, each)) << each;
  }
}

}  // namespace
}  // namespace souk::sandbox
