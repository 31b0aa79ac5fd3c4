// `kill -9` in the middle of metering: what souk acknowledged it has, and has once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <csignal>
#include <map>
#include <mutex>
#include <random>
#include <set>
#include <thread>

#include "souk/metering.h"
#include "tests/support/souk.h"

namespace souk::test {
namespace {

using client::UsageRecord;

constexpr const char* kSandbox = "metered";
constexpr int kBuyers = 12;
constexpr int kHours = 5;
constexpr int kDimensions = 8;
constexpr int kRecordsPerCall = 4;
constexpr int kConnections = 4;
constexpr int kKills = 10;
constexpr unsigned kSeed = 20261006;

/// A record's place in the ledger.
using Place = std::tuple<std::string, std::string, std::int64_t>;

/// One call of a seller: records that go together and are sent again together.
struct Call {
  std::vector<UsageRecord> records;
  std::vector<std::string> acknowledged;  ///< a record id each; empty until souk said Success
};

class KillTest : public testing::Test {
 protected:
  void SetUp() override {
    serve();
    client::SandboxRequest wanted;
    wanted.name = kSandbox;
    wanted.clock = client::ClockSettings{.mode = "frozen"};
    wanted.seller_clock = "virtual";
    ASSERT_TRUE(souk_->control().create_sandbox(wanted));
    meet();
    auto box = this->box();
    nlohmann::json dimensions = nlohmann::json::array();
    for (int i = 0; i < kDimensions; ++i) dimensions.push_back("d" + std::to_string(i));
    client::ProductRequest product;
    product.model = "subscription";
    product.generation = "concurrent";
    product.dimensions = dimensions;
    ASSERT_TRUE(box.put_product("metered", product));
    for (int i = 0; i < kBuyers; ++i) {
      client::SubscribeRequest wish;
      wish.product = "metered";
      const auto purchase = box.subscribe("buyer-" + std::to_string(i), wish);
      ASSERT_TRUE(purchase) << purchase.error().message;
      agreements_.push_back(purchase->agreement.id);
    }
    ASSERT_TRUE(box.advance_by(std::chrono::hours(kHours)));
    plan(box);
  }

  client::SandboxClient box() const { return souk_->control().sandbox(kSandbox); }

  /// Opens the data directory as any souk would.
  void serve() {
    souk_.reset();
    souk_ = std::make_unique<Souk>(std::vector<std::string>{"--data", folder_.in("data")});
  }

  /// Takes the keys of the sandbox, as it is now.
  void meet() {
    const auto view = box().view();
    ASSERT_TRUE(view);
    config_.endpoint = souk_->url();
    config_.credentials = {view->access_key_id, view->secret_access_key, ""};
    config_.retry.attempts = 1;
  }

  /// Every place of the ledger once, in a seeded order.
  void plan(client::SandboxClient& box) {
    std::vector<UsageRecord> all;
    for (const auto& id : agreements_) {
      const auto agreement = box.agreement(id);
      ASSERT_TRUE(agreement);
      ASSERT_EQ(agreement->state, "ACTIVE");
      for (int hour = 0; hour < kHours; ++hour) {
        for (int dimension = 0; dimension < kDimensions; ++dimension) {
          UsageRecord record;
          record.timestamp = agreement->accepted.value() + std::chrono::hours(hour);
          record.dimension = "d" + std::to_string(dimension);
          record.quantity = static_cast<std::int64_t>(all.size()) + 1;
          record.account_id = agreement->account;
          record.license_arn = agreement->license_arn;
          all.push_back(record);
        }
      }
    }
    std::shuffle(all.begin(), all.end(), std::mt19937(kSeed));
    for (auto next = all.begin(); next != all.end(); next += kRecordsPerCall) {
      calls_.push_back({{next, next + kRecordsPerCall}, {}});
    }
  }

  /// Sends a call. False when no answer came; whatever comes must be success for every record.
  bool send(client::MeteringClient& metering, Call& call) const;

  /// Sends what is open over several connections until souk, killed after `acknowledged` more
  /// answers, answers no longer, or nothing is open.
  void meter_until_killed(int acknowledged);

  /// The ledger holds each acknowledged record as it was sent, and no place twice.
  void expect_nothing_lost();

  Folder folder_;
  std::unique_ptr<Souk> souk_;
  client::ClientConfig config_;
  std::vector<std::string> agreements_;
  std::vector<Call> calls_;
};

bool KillTest::send(client::MeteringClient& metering, Call& call) const {
  const auto answer = metering.batch_meter_usage(call.records);
  if (!answer) {
    EXPECT_EQ(answer.error().status, 0) << answer.error().type << ": " << answer.error().message;
    return false;
  }
  std::vector<std::string> ids;
  for (const auto& result : answer->results) {
    EXPECT_EQ(result.status, "Success");
    ids.push_back(result.record_id);
  }
  EXPECT_EQ(ids.size(), call.records.size());
  if (!call.acknowledged.empty()) {
    EXPECT_EQ(call.acknowledged, ids) << "a repeat is another record";
  }
  call.acknowledged = ids;
  return true;
}

void KillTest::meter_until_killed(int acknowledged) {
  std::mutex mutex;
  std::condition_variable changed;
  int answers = 0;
  int working = kConnections;
  std::atomic<std::size_t> next = 0;
  std::vector<std::thread> senders;
  senders.reserve(kConnections);
  for (int i = 0; i < kConnections; ++i) {
    senders.emplace_back([&] {
      client::MeteringClient metering(config_);
      for (std::size_t at = next++; at < calls_.size(); at = next++) {
        if (!calls_[at].acknowledged.empty()) continue;
        if (!send(metering, calls_[at])) break;
        const std::lock_guard lock(mutex);
        ++answers;
        changed.notify_one();
      }
      const std::lock_guard lock(mutex);
      --working;
      changed.notify_one();
    });
  }
  {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return answers >= acknowledged || working == 0; });
  }
  souk_->process().signal(SIGKILL);
  for (auto& sender : senders) sender.join();
  EXPECT_EQ(souk_->process().wait().code, 128 + SIGKILL);
}

void KillTest::expect_nothing_lost() {
  const auto usage = box().usage();
  ASSERT_TRUE(usage) << usage.error().message;
  std::map<Place, client::UsageLine> ledger;
  for (const auto& line : usage->lines) {
    const auto hour = line.hour.value().time_since_epoch().count();
    EXPECT_TRUE(ledger.emplace(Place{line.agreement, line.dimension, hour}, line).second)
        << line.agreement << " " << line.dimension << " stands there twice";
  }
  std::map<std::string, std::string> agreement_of;
  for (const auto& id : agreements_) {
    agreement_of[box().agreement(id).value().license_arn] = id;
  }
  for (const auto& call : calls_) {
    for (std::size_t i = 0; i < call.acknowledged.size(); ++i) {
      const auto& sent = call.records[i];
      const auto hour = std::chrono::floor<std::chrono::hours>(sent.timestamp);
      const auto found = ledger.find(Place{agreement_of[sent.license_arn], sent.dimension,
                                           client::Timestamp(hour).time_since_epoch().count()});
      ASSERT_NE(found, ledger.end()) << call.acknowledged[i] << " was acknowledged and is lost";
      EXPECT_EQ(found->second.quantity, sent.quantity);
      EXPECT_EQ(found->second.record_id, call.acknowledged[i]);
    }
  }
}

TEST_F(KillTest, LosesNothingAcknowledgedAndKeepsNothingTwice) {
  std::mt19937 chance(kSeed);
  for (int kill = 0; kill < kKills; ++kill) {
    meter_until_killed(1 + static_cast<int>(chance() % 10));

    serve();
    meet();

    expect_nothing_lost();
    if (HasFatalFailure()) return;
  }

  // What was sent before is answered as then; what never was is new.
  client::MeteringClient metering(config_);
  for (auto& call : calls_) ASSERT_TRUE(send(metering, call));
  expect_nothing_lost();
  const auto usage = box().usage();
  EXPECT_EQ(usage->lines.size(), std::size_t{kBuyers} * kHours * kDimensions);
}

}  // namespace
}  // namespace souk::test
