#include "emulator/http/elastic_pool.h"

#include <atomic>
#include <future>
#include <thread>

#include "tests/emulator/http/front_end_fixture.h"

namespace souk::http {
namespace {

TEST(ElasticPoolTest, GivesEveryWaitingWorkAThreadOfItsOwn) {
  ElasticPool pool;
  constexpr int kCount = 100;
  std::atomic<int> together = 0;
  std::promise<void> all_there;
  std::promise<void> done;

  for (int count = 0; count < kCount; ++count) {
    pool.run([&] {
      if (++together == kCount) all_there.set_value();
      while (together < kCount) std::this_thread::yield();
    });
  }

  all_there.get_future().wait();
  EXPECT_EQ(together, kCount);
}

TEST(ElasticPoolTest, RefusesOrQueuesWhatIsTooMuch) {
  ElasticPool pool({2, Duration(5000)});
  std::promise<void> release;
  const auto released = release.get_future().share();
  std::atomic<int> begun = 0;
  std::atomic<int> queued = 0;
  const auto wait = [&] {
    ++begun;
    released.wait();
  };

  EXPECT_TRUE(pool.try_run(wait));
  EXPECT_TRUE(pool.try_run(wait));
  ASSERT_TRUE(eventually([&] { return begun == 2; }));
  EXPECT_FALSE(pool.try_run([&] { ++queued; }));
  pool.run([&] { ++queued; });
  EXPECT_EQ(queued, 0);
  release.set_value();
  pool.finish();

  EXPECT_EQ(queued, 1);
}

TEST(ElasticPoolTest, UsesThreadsAgainAndLetsThemGo) {
  ElasticPool pool({8, Duration(20)});
  for (int count = 0; count < 50; ++count) {
    std::promise<void> done;
    pool.run([&] { done.set_value(); });
    done.get_future().wait();
  }
  EXPECT_LE(pool.thread_count(), 8u);

  EXPECT_TRUE(eventually([&] { return pool.thread_count() == 0; }));
  std::promise<void> done;
  pool.run([&] { done.set_value(); });
  done.get_future().wait();
}

TEST(ElasticPoolTest, DoesWhatItAcceptedBeforeItEnds) {
  std::atomic<int> done = 0;
  {
    ElasticPool pool({1, Duration(5000)});
    for (int count = 0; count < 100; ++count) pool.run([&] { ++done; });
  }
  EXPECT_EQ(done, 100);
}

TEST(ElasticPoolTest, WorksOnTheCallersThreadOnceFinished) {
  ElasticPool pool;
  pool.finish();
  bool done = false;

  EXPECT_FALSE(pool.try_run([] {}));
  pool.run([&] { done = true; });

  EXPECT_TRUE(done);
}

}  // namespace
}  // namespace souk::http
