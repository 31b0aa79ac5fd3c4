#include "emulator/marketplace/task_catalogue.h"
#include "tests/emulator/marketplace/task_fixture.h"

namespace souk::marketplace {
namespace {

class TaskRegistrationTest : public TaskTest {
 protected:
  storage::AgreementRow agreement_ = subscribe("ann", "box");
};

TEST_F(TaskRegistrationTest, ATaskBeginsWhileItsBuyerIsSubscribed) {
  EXPECT_EQ(begin(task("task/1")), "taken");
  EXPECT_EQ(begin(task("task/1", "bob")), "CustomerNotEntitledException");
  cancel(agreement_);
  advance(1h);

  EXPECT_EQ(begin(task("task/2")), "CustomerNotEntitledException");
  EXPECT_EQ(begin(task("task/1")), "taken") << "asked once";
  EXPECT_EQ(begin(seller()), "taken") << "a preview";
}

TEST_F(TaskRegistrationTest, AFinalWindowLetsNobodyBegin) {
  cancel(agreement_);

  EXPECT_EQ(begin(task()), "CustomerNotEntitledException");
}

TEST_F(TaskRegistrationTest, ATaskThatRegisteredMayMeter) {
  begin(task());
  cancel(agreement_);
  advance(1h);

  report(task(), usage(3));

  EXPECT_EQ(billed(agreement_), 3);
}

TEST_F(TaskRegistrationTest, AContainerRunsOnTheThreePlatforms) {
  const std::map<std::string, std::string> expected{{"", "taken"},
                                                    {"ecs", "taken"},
                                                    {"eks", "taken"},
                                                    {"fargate", "taken"},
                                                    {"ec2", "PlatformNotSupportedException"},
                                                    {"elsewhere", "PlatformNotSupportedException"}};
  for (const auto& [platform, answer] : expected) {
    put_buyer(market, "ann", {{"runs_on", platform}});
    EXPECT_EQ(begin(task("task-on/" + platform)), answer) << platform;
  }
  EXPECT_EQ(begin(task("task-on/ecs")), "taken") << "asked once";
}

TEST_F(TaskRegistrationTest, TheCallGoesToTheRegionTheTaskRunsIn) {
  begin(task());
  put_buyer(market, "ann", {{"runs_in", "eu-west-1"}});
  auto there = task();
  there.region = "eu-west-1";

  EXPECT_EQ(begin(task()), "InvalidRegionException") << "asked each time";
  EXPECT_EQ(begin(there), "taken");
}

TEST_F(TaskRegistrationTest, TheProductAndItsKeyMustBeThere) {
  EXPECT_THAT(register_task(market, task(), "nothing", 1),
              FailsWith("InvalidProductCodeException"));
  EXPECT_EQ(begin(task(), 2), "InvalidPublicKeyVersionException");
}

TEST_F(TaskRegistrationTest, AKeyThatWasReplacedSaysWhen) {
  advance(1h);
  const auto rotated = market.now();
  put({{"public_key_version", 2}});
  advance(1h);

  const auto old_key = register_task(market, task(), code(), 1);
  const auto new_key = register_task(market, task(), code(), 2);

  EXPECT_EQ(old_key->key_rotated, rotated);
  EXPECT_EQ(new_key->key_rotated, std::nullopt);
}

TEST_F(TaskRegistrationTest, AProductKeepsAllItsKeys) {
  const auto product = market.catalogue.product_named("box")->id;
  EXPECT_EQ(public_keys(market, product).size(), 1U);

  put({{"public_key_version", 3}});
  put({{"title", "Box"}});
  const auto keys = public_keys(market, product);

  ASSERT_EQ(keys.size(), 3U);
  EXPECT_TRUE(keys[0].rotated);
  EXPECT_TRUE(keys[1].rotated);
  EXPECT_FALSE(keys[2].rotated);
}

TEST_F(TaskRegistrationTest, APackagingIsKeptAndWrongOnesAreRefused) {
  EXPECT_EQ(box_["platform"], "container");
  EXPECT_EQ(box_["public_key_version"], 1);
  EXPECT_EQ(put({{"title", "Box"}})["platform"], "container");
  EXPECT_EQ(
      product_view(market, product("api", Model::Subscription, Generation::Legacy))["platform"],
      "saas");

  for (const Json& wrong : std::initializer_list<Json>{{{"platform", "lambda"}},
                                                       {{"platform", 1}},
                                                       {{"public_key_version", 0}},
                                                       {{"public_key_version", "2"}},
                                                       {{"public_key_version", 1001}}}) {
    EXPECT_EQ(put(wrong), "InvalidProduct") << wrong;
  }
  put({{"public_key_version", 2}});
  EXPECT_EQ(put({{"public_key_version", 1}}), "InvalidProduct") << "never turned back";
}

TEST_F(TaskRegistrationTest, AWorkplaceIsKeptAndWrongOnesAreRefused) {
  const auto refused = [&](const Json& members) {
    const auto row = put_buyer(market, "ann", members);
    return row ? "taken" : row.error().type + " at " + row.error().field;
  };

  EXPECT_EQ(refused({{"runs_in", "eu-west-1"}, {"runs_on", "eks"}}), "taken");
  EXPECT_EQ(refused({{"runs_in", "Europe"}}), "InvalidBuyer at runs_in");
  EXPECT_EQ(refused({{"runs_in", 1}}), "InvalidBuyer at runs_in");
  EXPECT_EQ(refused({{"runs_on", "lambda"}}), "InvalidBuyer at runs_on");
  const auto kept = storage::TasksStore(*database).workplace(buyer("ann").id);
  EXPECT_EQ(kept.region, "eu-west-1");
  EXPECT_EQ(kept.platform, "eks");
}

}  // namespace
}  // namespace souk::marketplace
