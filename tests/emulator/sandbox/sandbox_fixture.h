#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "emulator/http/elastic_pool.h"
#include "emulator/marketplace/agreements.h"
#include "emulator/messaging/market_rules.h"
#include "emulator/messaging/notifications.h"
#include "emulator/messaging/queues.h"
#include "emulator/messaging/topics.h"
#include "emulator/sandbox/sandboxes.h"
#include "tests/support/fake_outbound.h"

namespace souk::sandbox {

using namespace std::chrono_literals;

inline constexpr auto kHook = "https://seller.test/hook";
inline constexpr auto kProduct = "subscription-concurrent";

inline Timestamp at(const char* text) { return *parse_iso(text); }

/// Sandboxes in memory, a conductor with real threads, and a seller that answers 200. A buyer who
/// subscribes is announced after 11 s of market time and has a licence after 72 s.
class SandboxTest : public testing::Test {
 protected:
  static Config config(std::string name) {
    Config made;
    made.name = std::move(name);
    made.start = at("2026-10-06T09:00:00Z");
    return made;
  }

  std::shared_ptr<Sandbox> create(const std::string& name) {
    return sandboxes_->create(config(name)).value();
  }

  /// Sends the product's events to this endpoint of the seller.
  static void target(Sandbox& sandbox, const std::string& endpoint = kHook,
                     const std::string& protocol = "https") {
    Session session(sandbox);
    const auto product = sandbox.market.catalogue.product_named(kProduct).value();
    messaging::hear_product(sandbox.messaging, product, protocol, endpoint);
    session.commit();
  }

  static storage::AgreementRow subscribe(Sandbox& sandbox, const std::string& buyer = "ann") {
    Session session(sandbox);
    marketplace::Purchase purchase;
    purchase.buyer = buyer;
    purchase.product = kProduct;
    auto agreement = marketplace::subscribe(sandbox.market, purchase).value();
    messaging::publish_news(sandbox.messaging);
    session.commit();
    return agreement;
  }

  /// Goes `time` further without waiting for the seller to settle.
  Result<Journey> advance(Sandbox& sandbox, Duration time) {
    Target where;
    where.by = time;
    where.settle.off = true;
    return conductor_.advance(sandbox, where);
  }

  static Timestamp now(Sandbox& sandbox) {
    Session session(sandbox);
    const auto time = sandbox.clock.now();
    session.commit();
    return time;
  }

  static std::vector<Json> rows(Sandbox& sandbox, const std::string& kind) {
    Session session(sandbox);
    auto found = sandbox.journal.read(0, SIZE_MAX, {kind});
    session.commit();
    return found;
  }

  /// The market's times at which the seller got its messages.
  std::vector<std::string> heard_at() const {
    std::vector<std::string> times;
    for (const auto& each : outbound_.sent()) times.emplace_back(each.headers.get("x-souk-now"));
    return times;
  }

  std::unique_ptr<Sandboxes> sandboxes_ =
      Sandboxes::open({"", 1, "http://127.0.0.1:4747", config("default")}).value();
  FakeOutbound outbound_;
  http::ElasticPool pool_;
  Conductor conductor_{pool_, outbound_, 50ms};
};

}  // namespace souk::sandbox
