#include "emulator/sandbox/role_sessions.h"

#include "emulator/marketplace/catalogue.h"
#include "tests/emulator/sandbox/sandbox_fixture.h"

namespace souk::sandbox {
namespace {

using testing::MatchesRegex;

const Timestamp kEnds = parse_iso("2026-11-26T12:00:00Z").value();

TEST(RoleArnTest, NamesAnAccountAndARole) {
  const auto role = parse_role_arn("arn:aws:iam::111122223333:role/service/path/meter");
  ASSERT_TRUE(role);
  EXPECT_EQ(role->account, "111122223333");
  EXPECT_EQ(role->name, "meter");
  EXPECT_TRUE(parse_role_arn("arn:aws-us-gov:iam::111122223333:role/meter"));

  for (const auto* wrong :
       {"", "meter", "arn:aws:iam::111122223333:user/meter", "arn:aws:iam::11112222333:role/meter",
        "arn:aws:iam::1111222233334:role/meter", "arn:aws:iam::111122223333:role/",
        "arn:aws:sts::111122223333:role/meter", "arn:awsome:iam::111122223333:role/meter",
        "x:arn:aws:iam::111122223333:role/meter"}) {
    EXPECT_FALSE(parse_role_arn(wrong)) << wrong;
  }
}

class RoleSessionsTest : public SandboxTest {
 protected:
  static storage::BuyerRow buyer(Sandbox& sandbox, const std::string& name) {
    Session session(sandbox);
    auto row = marketplace::put_buyer(sandbox.market, name, Json::object()).value();
    session.commit();
    return row;
  }
  static Caller open(Sandbox& sandbox, const std::string& account) {
    Session session(sandbox);
    auto caller = open_session(sandbox, {account, "meter"}, "job", kEnds);
    session.commit();
    return caller;
  }
  static std::optional<Caller> with_key(Sandbox& sandbox, const std::string& key) {
    Session session(sandbox);
    auto caller = caller_with_key(sandbox, key);
    session.commit();
    return caller;
  }
};

TEST_F(RoleSessionsTest, ASessionIsFoundByItsKeyAndKeepsWhatItWasGiven) {
  const auto sandbox = create("one");

  const auto opened = open(*sandbox, sandbox->account());
  const auto found = with_key(*sandbox, opened.credentials.access_key_id);

  ASSERT_TRUE(found);
  EXPECT_THAT(opened.credentials.access_key_id, MatchesRegex("ASIA[A-Z2-7]{16}"));
  EXPECT_EQ(found->credentials, opened.credentials);
  ASSERT_TRUE(found->session);
  EXPECT_EQ(found->session->token, opened.session->token);
  EXPECT_EQ(found->session->ends, kEnds);
  EXPECT_EQ(found->arn(), "arn:aws:sts::" + sandbox->account() + ":assumed-role/meter/job");
  EXPECT_THAT(found->user_id(), MatchesRegex("AROA[A-Z2-7]{17}:job"));
}

TEST_F(RoleSessionsTest, ARoleActsForTheAccountItIsIn) {
  const auto sandbox = create("one");
  const auto ann = buyer(*sandbox, "ann");

  EXPECT_EQ(open(*sandbox, sandbox->account()).kind, Caller::Kind::Seller);
  const auto of_ann = open(*sandbox, ann.account);
  EXPECT_EQ(of_ann.kind, Caller::Kind::Buyer);
  EXPECT_EQ(of_ann.account, ann.account);
}

TEST_F(RoleSessionsTest, EachSessionHasKeysOfItsOwnThatLeadToItsSandbox) {
  const auto one = create("one");
  const auto two = create("two");

  const auto first = open(*two, two->account());
  const auto second = open(*two, two->account());

  EXPECT_NE(first.credentials.access_key_id, second.credentials.access_key_id);
  EXPECT_NE(first.credentials.secret_access_key, second.credentials.secret_access_key);
  EXPECT_NE(first.session->token, second.session->token);
  EXPECT_EQ(sandboxes_->with_access_key(second.credentials.access_key_id), two);
  EXPECT_FALSE(with_key(*one, second.credentials.access_key_id));
}

TEST_F(RoleSessionsTest, KnowsTheAccountsOfSellerAndBuyers) {
  const auto sandbox = create("one");
  const auto ann = buyer(*sandbox, "ann");
  Session session(*sandbox);

  EXPECT_TRUE(has_account(*sandbox, sandbox->account()));
  EXPECT_TRUE(has_account(*sandbox, ann.account));
  EXPECT_FALSE(has_account(*sandbox, "000000000000"));
}

}  // namespace
}  // namespace souk::sandbox
