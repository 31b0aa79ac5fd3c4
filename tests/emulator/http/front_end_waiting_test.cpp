#include <algorithm>
#include <atomic>
#include <future>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tests/emulator/http/front_end_fixture.h"

namespace souk::http {
namespace {

using testing::AnyOf;
using testing::ElementsAre;
using testing::HasSubstr;

/// Something a parked request waits for: a text that arrives later.
class Shelf {
 public:
  void put(std::string text) {
    const std::lock_guard lock(mutex_);
    text_ = std::move(text);
  }
  std::string take() {
    const std::lock_guard lock(mutex_);
    ++asked_;
    return std::exchange(text_, {});
  }
  int asked() const {
    const std::lock_guard lock(mutex_);
    return asked_;
  }

 private:
  mutable std::mutex mutex_;
  std::string text_;
  int asked_ = 0;
};

class WaitingTest : public FrontEndTest, public testing::WithParamInterface<std::string> {
 protected:
  /// A long poll on the shelf, in the lane of the parameter.
  void poll_for(Duration patience) {
    application_.on(GetParam(), [this, patience](const HttpRequest&, Asking asking) -> Outcome {
      auto text = shelf_.take();
      if (!text.empty()) return said(text);
      if (asking == Asking::Last) return said("nothing came");
      return Park{{"shelf", "other"}, patience};
    });
  }

  Shelf shelf_;
};

INSTANTIATE_TEST_SUITE_P(Lanes, WaitingTest, testing::Values("/loop/poll", "/pool/poll"));

TEST_P(WaitingTest, AnswersAParkedRequestWhenItsChannelIsWoken) {
  poll_for(std::chrono::hours(1));
  WireClient client(start());
  client.send(post(GetParam(), "kept"));
  ASSERT_TRUE(eventually([&] { return shelf_.asked() > 0; }));
  EXPECT_TRUE(client.is_quiet());

  shelf_.put("bread");
  server_->wake("shelf");

  EXPECT_THAT(client.read(), Answers(200, "bread"));
}

TEST_P(WaitingTest, MissesNoWakeHoweverCloseItComesToTheParking) {
  poll_for(std::chrono::hours(1));
  WireClient client(start());

  for (int round = 0; round < 300; ++round) {
    const int before = shelf_.asked();
    client.send(get(GetParam()));
    while (round % 2 == 0 && shelf_.asked() == before) std::this_thread::yield();
    shelf_.put("bread " + std::to_string(round));
    server_->wake("shelf");
    ASSERT_THAT(client.read(), Answers(200, "bread " + std::to_string(round)));
  }
}

TEST_P(WaitingTest, AsksForTheLastTimeWhenPatienceIsOver) {
  poll_for(Duration(20));
  WireClient client(start());

  EXPECT_THAT(client.ask(get(GetParam())), Answers(200, "nothing came"));
  EXPECT_EQ(shelf_.asked(), 2);
  EXPECT_THAT(client.ask(get("/")), Answers(200, ""));
}

TEST_P(WaitingTest, CountsPatienceFromTheFirstParking) {
  poll_for(Duration(200));
  WireClient client(start());
  client.send(get(GetParam()));

  const auto before = real_time::monotonic_now();
  while (client.is_quiet() && real_time::since(before) < std::chrono::seconds(9)) {
    server_->wake("shelf");
    std::this_thread::yield();
  }

  EXPECT_THAT(client.read(), Answers(200, "nothing came"));
  EXPECT_LT(real_time::since(before), std::chrono::seconds(9));
}

TEST_P(WaitingTest, ForgetsAClientThatLeft) {
  poll_for(std::chrono::hours(1));
  const int port = start();
  WireClient leaves(port);
  WireClient breaks(port);
  leaves.send(get(GetParam()));
  breaks.send(get(GetParam()));
  ASSERT_TRUE(eventually([&] { return shelf_.asked() == 2; }));

  leaves.close();
  breaks.reset();
  ASSERT_TRUE(eventually([&] { return server_->connections() == 0; }));
  shelf_.put("bread");
  server_->wake("shelf");
  WireClient stays(port);

  EXPECT_THAT(stays.ask(get(GetParam())), Answers(200, "bread"));
  EXPECT_EQ(shelf_.asked(), 3);
}

TEST_P(WaitingTest, KeepsWhatIsSentBehindAParkedRequest) {
  poll_for(std::chrono::hours(1));
  WireClient client(start());
  client.send(get(GetParam()) + post("/", "behind") + post("/", std::string(200'000, 'x')));
  ASSERT_TRUE(eventually([&] { return shelf_.asked() > 0; }));

  shelf_.put("bread");
  server_->wake("other");

  EXPECT_THAT(client.read(), Answers(200, "bread"));
  EXPECT_THAT(client.read(), Answers(200, "behind"));
  EXPECT_EQ(client.read()->body.size(), 200'000u);
}

TEST_P(WaitingTest, StreamsWhatComes) {
  application_.on(GetParam(), [this](const HttpRequest&, Asking) -> Outcome {
    EventStream stream;
    stream.head.content_type = "text/event-stream";
    stream.channels = {"shelf"};
    stream.more = [this] { return shelf_.take(); };
    return stream;
  });
  shelf_.put("data: first\n\n");
  const int port = start();
  WireClient client(port);
  WireClient old(port);

  client.send(get(GetParam()));
  EXPECT_THAT(client.read_until("\r\n\r\n"), HasSubstr("Transfer-Encoding: chunked"));
  EXPECT_EQ(client.read_until("\n\n\r\n"), "d\r\ndata: first\n\n\r\n");
  for (const std::string word : {"second", "third"}) {
    shelf_.put("data: " + word + "\n\n");
    server_->wake("shelf");
    EXPECT_THAT(client.read_until("\n\n\r\n"), HasSubstr(word));
  }
  client.close();
  ASSERT_TRUE(eventually([&] { return server_->connections() == 1; }));
  old.send("GET " + GetParam() + " HTTP/1.0\r\n\r\n");
  EXPECT_THAT(old.read_until("\r\n\r\n"), Not(HasSubstr("chunked")));
  shelf_.put("data: fourth\n\n");
  server_->wake("shelf");
  EXPECT_EQ(old.read_until("\n\n"), "data: fourth\n\n");
  server_->stop();
  EXPECT_EQ(old.read_to_end(), "");
}

TEST_P(WaitingTest, AsksStreamsForMoreWithoutBeingWoken) {
  options_.limits.stream_pulse = Duration(10);
  application_.on(GetParam(), [this](const HttpRequest&, Asking) -> Outcome {
    EventStream stream;
    stream.more = [this] { return shelf_.take(); };
    return stream;
  });
  WireClient client(start());

  client.send(get(GetParam()));
  ASSERT_TRUE(eventually([&] { return shelf_.asked() > 2; }));
  shelf_.put(": still here\n\n");

  EXPECT_THAT(client.read_until("here\n\n"), HasSubstr(": still"));
}

TEST_P(WaitingTest, DelaysAnAnswerWithoutHoldingUpOthers) {
  application_.on(GetParam(), [](const HttpRequest&, Asking) {
    return Delayed{Duration(30), said("late")};
  });
  const int port = start();
  WireClient slow(port);
  WireClient fast(port);

  const auto before = real_time::monotonic_now();
  slow.send(get(GetParam()) + get("/"));
  EXPECT_THAT(fast.ask(get("/")), Answers(200, ""));

  EXPECT_THAT(slow.read(), Answers(200, "late"));
  EXPECT_GE(real_time::since(before), Duration(30));
  EXPECT_THAT(slow.read(), Answers(200, ""));
}

TEST_P(WaitingTest, HangsUpWithoutAWord) {
  application_.on(GetParam(), [](const HttpRequest&, Asking) { return Hangup{}; });
  WireClient client(start());

  client.send(get(GetParam()));

  EXPECT_EQ(client.read_to_end(), "");
}

TEST_F(FrontEndTest, AnswersAllOfManyParallelRequestsThatCallBack) {
  int port = 0;
  application_.on("/pool/advance", [&](const HttpRequest&, Asking) {
    WireClient seller(port);
    return said(seller.ask(post("/", "called back"))->body);
  });
  port = start();
  std::vector<std::unique_ptr<WireClient>> clients;
  for (int count = 0; count < 64; ++count) {
    clients.push_back(std::make_unique<WireClient>(port));
    clients.back()->send(post("/pool/advance", ""));
  }

  for (auto& client : clients) EXPECT_THAT(client->read(), Answers(200, "called back"));
}

TEST_F(FrontEndTest, SaysWhenTooManyRequestsWait) {
  options_.limits.pool_threads = 2;
  std::promise<void> release;
  const auto released = release.get_future().share();
  std::atomic<int> waiting = 0;
  application_.on("/pool", [&](const HttpRequest&, Asking) {
    ++waiting;
    released.wait();
    return said("waited");
  });
  const int port = start();
  WireClient first(port);
  WireClient second(port);
  WireClient third(port);
  first.send(get("/pool"));
  second.send(get("/pool"));
  ASSERT_TRUE(eventually([&] { return waiting == 2; }));

  EXPECT_THAT(third.ask(get("/pool")), Answers(503, "at the same time"));
  EXPECT_THAT(third.ask(get("/")), Answers(200, ""));
  release.set_value();
  EXPECT_THAT(first.read(), Answers(200, "waited"));
  EXPECT_THAT(second.read(), Answers(200, "waited"));
}

/// Holds the loop in one request until `count` more have been sent, so that these are one turn.
class TurnTest : public FrontEndTest {
 protected:
  void SetUp() override {
    application_.on("/hold", [this](const HttpRequest&, Asking) {
      held_.set_value();
      release_.get_future().wait();
      return said("held");
    });
    application_.on("/write", [this](const HttpRequest& request, Asking) {
      log_.add(std::string(request.headers.get("X-Key")));
      return said("written");
    });
    application_.on_end_turn([this]() -> bool {
      log_.add("|");
      return keeps_;
    });
  }

  /// Sends one request per key, all waiting when the loop gets to them; returns the clients.
  std::vector<std::unique_ptr<WireClient>> send_together(const std::vector<std::string>& keys) {
    const int port = start();
    std::vector<std::unique_ptr<WireClient>> clients;
    for (std::size_t count = 0; count < keys.size(); ++count) {
      clients.push_back(std::make_unique<WireClient>(port));
      EXPECT_THAT(clients.back()->ask(get("/")), Answers(200, ""));
    }
    WireClient holder(port);
    holder.send(get("/hold"));
    held_.get_future().wait();
    for (std::size_t at = 0; at < keys.size(); ++at) {
      clients[at]->send(get("/write", "X-Key: " + keys[at] + "\r\n"));
    }
    log_.add(" ");
    release_.set_value();
    EXPECT_THAT(holder.read(), Answers(200, "held"));
    return clients;
  }

  /// What was logged from the first written key on.
  std::string writes() const {
    const auto text = log_.text();
    return text.substr(text.find(" |") + 2);
  }

  Log log_;
  std::atomic<bool> keeps_ = true;
  std::promise<void> held_;
  std::promise<void> release_;
};

TEST_F(TurnTest, GroupsTheRequestsOfATurnByKey) {
  const auto clients = send_together({"a", "b", "a", "b", "a"});

  for (const auto& client : clients) EXPECT_THAT(client->read(), Answers(200, "written"));

  EXPECT_EQ(writes(), "aaa|bb|");
}

TEST_F(TurnTest, LimitsATurn) {
  const auto clients = send_together(std::vector<std::string>(40, "a"));

  for (const auto& client : clients) EXPECT_THAT(client->read(), Answers(200, "written"));

  // A wake-up may take a place among the sockets the loop looked at.
  EXPECT_THAT(writes(), AnyOf(std::string(32, 'a') + "|" + std::string(8, 'a') + "|",
                              std::string(31, 'a') + "|" + std::string(9, 'a') + "|"));
}

TEST_F(TurnTest, AnswersNothingThatWasNotKept) {
  keeps_ = false;
  application_.on("/pool/write", [](const HttpRequest&, Asking) { return said("written"); });
  application_.on("/stream", [](const HttpRequest&, Asking) -> Outcome {
    return EventStream{said(""), {}, [] { return std::string("data"); }};
  });
  const int port = start();

  WireClient client(port);
  EXPECT_THAT(client.ask(get("/write", "X-Key: a\r\n")), Answers(500, "could not be stored"));
  EXPECT_THAT(client.ask(get("/pool/write")), Answers(500, "could not be stored"));
  client.send(get("/stream"));
  EXPECT_EQ(client.read_to_end(), "");
}

TEST_F(TurnTest, AnswersNothingWhenEndingATurnThrows) {
  application_.on_end_turn([]() -> bool { throw std::runtime_error("disk full"); });
  WireClient client(start());

  EXPECT_THAT(client.ask(get("/write")), Answers(500, "could not be stored"));
  EXPECT_THAT(client.ask(get("/pool")), Answers(500, "could not be stored"));
}

class FairnessTest : public FrontEndTest, public testing::WithParamInterface<int> {};

INSTANTIATE_TEST_SUITE_P(Loops, FairnessTest, testing::Values(1, 2));

TEST_P(FairnessTest, ServesManyConnectionsAlike) {
  options_.loops = GetParam();
  const int port = start();
  constexpr std::size_t kConnections = 256;
  std::vector<std::unique_ptr<WireClient>> clients;
  for (std::size_t count = 0; count < kConnections; ++count) {
    clients.push_back(std::make_unique<WireClient>(port));
  }
  // Each connection always has a request waiting; the answers are taken as they come.
  std::vector<int> answers(kConnections, 0);
  for (auto& client : clients) client->send(get("/") + get("/"));
  int total = 0;
  while (total < static_cast<int>(kConnections) * 12) {
    for (std::size_t at = 0; at < kConnections; ++at) {
      if (clients[at]->is_quiet()) continue;
      ASSERT_TRUE(clients[at]->read());
      clients[at]->send(get("/"));
      ++answers[at];
      ++total;
    }
  }

  const auto [fewest, most] = std::minmax_element(answers.begin(), answers.end());
  EXPECT_GT(*fewest, 0);
  EXPECT_LE(*most, 2 * *fewest) << "fewest " << *fewest << ", most " << *most;
}

}  // namespace
}  // namespace souk::http
