#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "emulator/sandbox/programs_at_work.h"
#include "tests/emulator/sandbox/sandbox_fixture.h"

// How time waits for a seller that works on after it has answered.
namespace souk::sandbox {
namespace {

using testing::ElementsAre;

class SettlingTest : public SandboxTest {
 protected:
  SettlingTest() {
    target(*sandbox_);
    subscribe(*sandbox_);
  }

  /// Advances over one delivery; how long it took in real time.
  Duration journey_with(const Settle& settle) {
    Target where;
    where.by = 11s;
    where.settle = settle;
    const auto start = real_time::monotonic_now();
    EXPECT_TRUE(conductor_.advance(*sandbox_, where));
    return real_time::since(start);
  }

  std::shared_ptr<Sandbox> sandbox_ = create("s1");
};

/// Far more than any of these journeys takes unless it waits for what it must not wait for.
constexpr Duration kForEver = 60s;
constexpr Duration kLong = 30s;

TEST_F(SettlingTest, WaitsUntilTheSellerHasBeenQuietForAWhile) {
  EXPECT_GE(journey_with({40ms, kForEver, "", false}), 40ms);
}

TEST_F(SettlingTest, WaitsNoLongerThanThat) {
  EXPECT_LT(journey_with({1ms, kForEver, "", false}), kLong);
}

TEST_F(SettlingTest, WaitsForACallInFlightButNotForEver) {
  sandbox_->activity.call_began();

  const auto took = journey_with({1ms, 40ms, "", false});

  EXPECT_GE(took, 40ms);
  EXPECT_LT(took, kLong);
}

/// A shell script that this process started; all of it ends with this.
class Program {
 public:
  explicit Program(const char* script) {
    if (pid_ == 0) {
      setpgid(0, 0);
      execl("/bin/sh", "sh", "-c", script, nullptr);
      _exit(127);
    }
  }
  ~Program() {
    setpgid(pid_, pid_);
    kill(-pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  /// Waits until its work is seen, or seen no more.
  void until_at_work(bool expected) const {
    while (programs_at_work_below(getpid()) != expected) real_time::pause(1ms);
  }

 private:
  pid_t pid_ = fork();
};

TEST_F(SettlingTest, WaitsForASellersProgramsAtWorkButNotForEver) {
  const Program seller("(while :; do :; done)");
  seller.until_at_work(true);

  const auto took = journey_with({1ms, 80ms, "", false, getpid()});

  EXPECT_GE(took, 80ms);
  EXPECT_LT(took, kLong);
}

TEST_F(SettlingTest, ProgramsThatSleepOrAreStoppedAreAtRest) {
  const Program sleeper("sleep 1000");
  const Program stopped("kill -STOP $$");
  stopped.until_at_work(false);

  EXPECT_LT(journey_with({1ms, kForEver, "", false, getpid()}), kLong);
  EXPECT_FALSE(programs_at_work_below(0));
}

TEST_F(SettlingTest, DoesNotWaitWhenToldNotTo) {
  sandbox_->activity.call_began();

  EXPECT_LT(journey_with({kForEver, kForEver, "", true}), kLong);
}

TEST_F(SettlingTest, DoesNotWaitWhereNothingReachedTheSeller) {
  const auto quiet = create("quiet");
  subscribe(*quiet);
  quiet->activity.call_began();
  Target where;
  where.by = 2min;
  where.settle = {kForEver, kForEver, "", false};
  const auto start = real_time::monotonic_now();

  EXPECT_TRUE(conductor_.advance(*quiet, where));

  EXPECT_LT(real_time::since(start), kLong);
}

TEST_F(SettlingTest, AsksTheSellerWhetherItIsIdleAndWaitsNoLonger) {
  int asked = 0;
  outbound_.react = [&](const auto& request) {
    return answered(request.method == "GET" && ++asked < 3 ? 503 : 200);
  };

  const auto took = journey_with({kForEver, kForEver, "https://seller.test/idle", false});

  EXPECT_LT(took, kLong);
  EXPECT_EQ(asked, 3);
  const auto last = outbound_.sent().back();
  EXPECT_EQ(last.url, "https://seller.test/idle");
  EXPECT_EQ(last.headers.get("x-souk-now"), "2026-10-06T09:00:11.000Z");
}

TEST_F(SettlingTest, ASellerThatIsNeverIdleHoldsTimeUpNoLongerThanAllowed) {
  outbound_.react = [](const auto& request) {
    return request.method == "GET" ? unanswered(OutboundAnswer::Failure::Refused) : answered(200);
  };

  const auto took = journey_with({1ms, 40ms, "https://seller.test/idle", false});

  EXPECT_GE(took, 40ms);
  EXPECT_LT(took, kLong);
}

TEST_F(SettlingTest, AsksForItAloneWhereTimeGoesOnByNothing) {
  int asked = 0;
  outbound_.react = [&](const auto& request) {
    asked += request.method == "GET" ? 1 : 0;
    return answered(200);
  };
  Target nowhere;
  nowhere.by = 0s;
  nowhere.settle.idle_url = "https://seller.test/idle";

  EXPECT_TRUE(conductor_.advance(*sandbox_, nowhere));

  EXPECT_EQ(asked, 1);
}

TEST_F(SettlingTest, WhatAnActDeliveredIsWorkedOffBeforeTimeMoves) {
  journey_with({1ms, kForEver, "", true});
  std::vector<std::string> asked_at;
  outbound_.react = [&](const auto& request) {
    asked_at.emplace_back(request.headers.get("x-souk-now"));
    return answered(200);
  };
  Target later;
  later.by = 1s;
  later.settle.idle_url = "https://seller.test/idle";

  EXPECT_TRUE(conductor_.advance(*sandbox_, later));

  EXPECT_THAT(asked_at, ElementsAre("2026-10-06T09:00:11.000Z"));
}

class QueueSettlingTest : public SettlingTest {
 protected:
  QueueSettlingTest() {
    Session session(*sandbox_);
    queue_ = messaging::create_queue(sandbox_->messaging, "news", Json::object()).value();
    session.commit();
    target(*sandbox_, messaging::queue_arn(sandbox_->messaging, queue_), "sqs");
  }

  storage::QueueRow queue_;
};

TEST_F(QueueSettlingTest, AnUnreadMessageOfAQueueThatIsReadHoldsTimeUp) {
  sandbox_->activity.polled("news");

  EXPECT_GE(journey_with({1ms, 40ms, "", false}), 40ms);
}

TEST_F(QueueSettlingTest, AnUnreadMessageCountsAlthoughTheSellerCallsItselfIdle) {
  sandbox_->activity.polled("news");

  EXPECT_GE(journey_with({1ms, 40ms, "https://seller.test/idle", false}), 40ms);
}

TEST_F(QueueSettlingTest, AMessageThatIsReadAndNotDeletedDoesToo) {
  sandbox_->activity.polled("news");
  outbound_.react = [&](const auto&) {
    Session session(*sandbox_);
    messaging::receive(sandbox_->messaging, queue_, 10, std::nullopt);
    session.commit();
    return answered(200);
  };

  EXPECT_GE(journey_with({1ms, 40ms, "", false}), 40ms);
}

TEST_F(QueueSettlingTest, AMessageThatIsDeletedDoesNot) {
  sandbox_->activity.polled("news");
  outbound_.react = [&](const auto&) {
    Session session(*sandbox_);
    for (const auto& each : messaging::receive(sandbox_->messaging, queue_, 10, std::nullopt)) {
      EXPECT_TRUE(messaging::delete_message(sandbox_->messaging, queue_, each.receipt_handle));
    }
    session.commit();
    return answered(200);
  };

  EXPECT_LT(journey_with({1ms, kForEver, "", false}), kLong);
}

TEST_F(QueueSettlingTest, AQueueNobodyReadsDoesNot) {
  EXPECT_LT(journey_with({1ms, kForEver, "", false}), kLong);
}

}  // namespace
}  // namespace souk::sandbox
