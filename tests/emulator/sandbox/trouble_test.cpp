#include <future>

#include "tests/emulator/sandbox/sandbox_fixture.h"

// What goes wrong, or goes on, while a delivery is out.
namespace souk::sandbox {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class TroubleTest : public SandboxTest {
 protected:
  TroubleTest() {
    target(*sandbox_);
    subscribe(*sandbox_);
  }

  /// Puts one event in line, without delivering it.
  void announce(Sandbox& sandbox) {
    Session session(sandbox);
    const auto happening = sandbox.market.agenda.first().value();
    sandbox.market.agenda.remove(happening);
    marketplace::fall_due(sandbox.market, happening);
    messaging::publish_news(sandbox.messaging);
    session.commit();
  }

  static std::vector<std::string> states(Sandbox& sandbox) {
    Session session(sandbox);
    std::vector<std::string> found;
    for (const auto& each : sandbox.messaging.outbox.newest({}, 100)) found.push_back(each.state);
    session.commit();
    return found;
  }

  static int in_flight(Sandbox& sandbox) {
    const std::lock_guard lock(sandbox.mutex);
    return sandbox.attempts_in_flight;
  }

  std::shared_ptr<Sandbox> sandbox_ = create("s1");
};

TEST_F(TroubleTest, AWayOutThatThrowsIsAFailedAttempt) {
  outbound_.react = [](const auto&) -> OutboundAnswer { throw std::runtime_error("no sockets"); };

  EXPECT_TRUE(advance(*sandbox_, 11s));

  EXPECT_EQ(in_flight(*sandbox_), 0);
  const auto row = rows(*sandbox_, "delivery").back();
  EXPECT_EQ(row["data"]["outcome"], "failed");
  EXPECT_EQ(row["nondeterministic"]["reason"], "no sockets");
}

TEST_F(TroubleTest, AnOutcomeThatCannotBeWrittenDownEndsItsAttemptAndBlocksNothing) {
  const auto change = [&](const char* sql) {
    Session session(*sandbox_);
    sandbox_->database().execute(sql);
    session.commit();
  };
  outbound_.react = [&](const auto&) {
    change("UPDATE agreements SET agreement_id='x'||agreement_id");
    return answered(200);
  };

  EXPECT_TRUE(advance(*sandbox_, 11s));

  EXPECT_EQ(in_flight(*sandbox_), 0);
  EXPECT_THAT(states(*sandbox_), ElementsAre("given-up"));
  change("UPDATE agreements SET agreement_id=substr(agreement_id,2)");
  outbound_.react = [](const auto&) { return answered(200); };
  EXPECT_EQ(advance(*sandbox_, 61s)->deliveries, 1U) << "its endpoint has its turn again";
}

TEST_F(TroubleTest, AResetForgetsWhatWasOut) {
  announce(*sandbox_);
  outbound_.react = [&](const auto&) {
    EXPECT_TRUE(sandboxes_->reset(*sandbox_, sandbox_->config()));
    return answered(200);
  };

  EXPECT_EQ(conductor_.deliver(*sandbox_), 1U);

  EXPECT_THAT(states(*sandbox_), IsEmpty());
  EXPECT_THAT(rows(*sandbox_, "delivery"), IsEmpty());
  EXPECT_EQ(in_flight(*sandbox_), 0);
}

TEST_F(TroubleTest, ARestoreMakesTheAttemptsOfItsOwnPast) {
  announce(*sandbox_);
  outbound_.react = [&](const auto&) {
    if (outbound_.sent().size() == 1) {
      sandboxes_->snapshot(*sandbox_, "meanwhile");
      EXPECT_TRUE(sandboxes_->restore(*sandbox_, "meanwhile"));
    }
    return answered(200);
  };

  EXPECT_EQ(conductor_.deliver(*sandbox_), 2U) << "it was out in that past, and is sent again";

  EXPECT_THAT(states(*sandbox_), ElementsAre("delivered"));
  ASSERT_EQ(outbound_.sent().size(), 2U);
  EXPECT_EQ(outbound_.sent()[0].body, outbound_.sent()[1].body);
}

TEST_F(TroubleTest, ASandboxThatIsDeletedWhileItIsAdvancedIsAdvancedToTheEnd) {
  target(*sandbox_, "https://seller.test/second");
  outbound_.react = [&](const auto&) {
    (void)sandboxes_->remove("s1");
    return answered(200);
  };
  auto journey = std::async(std::launch::async,
                            [this, mine = std::move(sandbox_)] { return advance(*mine, 2min); });

  EXPECT_EQ(journey.get()->deliveries, 4U);
  EXPECT_EQ(sandboxes_->find("s1"), nullptr);
}

TEST_F(TroubleTest, TwoWhoDeliverWaitForEachOthersAttempts) {
  announce(*sandbox_);
  std::promise<void> is_out;
  std::promise<void> second_waits;
  outbound_.react = [&](const auto&) {
    is_out.set_value();
    second_waits.get_future().wait();
    return answered(200);
  };
  auto first = std::async(std::launch::async, [&] { return conductor_.deliver(*sandbox_); });
  is_out.get_future().wait();
  auto second = std::async(std::launch::async, [&] {
    second_waits.set_value();
    const auto made = conductor_.deliver(*sandbox_);
    EXPECT_THAT(states(*sandbox_), ElementsAre("delivered"));
    return made;
  });

  EXPECT_EQ(first.get() + second.get(), 1U);
}

TEST_F(TroubleTest, WhatIsTakenBackIsForgottenInMemoryToo) {
  const auto before = now(*sandbox_);
  {
    Session session(*sandbox_);
    sandbox_->clock.move_to(before + 1h);
    sandbox_->market.news.push_back({marketplace::News::LicenseUpdated, 1, ""});
  }

  EXPECT_EQ(now(*sandbox_), before);
  EXPECT_THAT(sandbox_->market.news, IsEmpty());
}

}  // namespace
}  // namespace souk::sandbox
