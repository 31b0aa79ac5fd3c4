#pragma once

#include <fmt/format.h>

#include "emulator/marketplace/task_metering.h"
#include "tests/emulator/marketplace/market_fixture.h"

namespace souk::marketplace {

/// A container product, and a buyer's task that runs it.
class TaskTest : public MarketTest {
 protected:
  using MarketTest::MarketTest;

  Json put(const Json& members) {
    const auto product = put_product(market, "box", members);
    return product ? product_view(market, *product) : Json(product.error().type);
  }
  std::string code() { return code_of("box"); }

  Task task(const std::string& name = "task/1", const std::string& of = "ann") {
    const auto account = buyer(of).account;
    return {account, fmt::format("arn:aws:sts::{}:assumed-role/{}", account, name), "us-east-1"};
  }
  Task seller() const { return {market.account, "arn:aws:iam::0:user/seller", "us-east-1"}; }
  TaskUsage usage(std::int64_t quantity) { return usage(quantity, market.now()); }
  TaskUsage usage(std::int64_t quantity, Timestamp at) {
    TaskUsage made;
    made.product_code = code();
    made.record.sent = at;
    made.record.dimension = "requests";
    made.record.quantity = quantity;
    return made;
  }
  static TaskUsage with_token(TaskUsage usage, const std::string& token) {
    usage.client_token = token;
    return usage;
  }

  /// The record's id, or the error's name.
  std::string report(const Task& who, const TaskUsage& what) {
    const auto outcome = meter_task(market, who, what);
    return outcome ? outcome->record_id : outcome.error().type;
  }
  /// "taken" or the error's name.
  std::string begin(const Task& who, std::int64_t key_version = 1) {
    const auto registration = register_task(market, who, code(), key_version);
    return registration ? "taken" : registration.error().type;
  }

  Json box_ = put({{"model", "subscription"},
                   {"generation", "legacy"},
                   {"platform", "container"},
                   {"dimensions", {"requests", {{"name", "users"}, {"metered", false}}}}});
};

}  // namespace souk::marketplace
