#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "client/sample_seller/options.h"
#include "client/sample_seller/seller_clock.h"
#include "souk/config.h"
#include "souk/entitlement.h"
#include "souk/metering.h"
#include "souk/queue.h"

namespace souk::sample {

/// Waits that a stop ends early.
class Pauses {
 public:
  void pause(Duration time);
  void end();

 private:
  std::mutex mutex_;
  std::condition_variable ended_;
  bool is_ended_ = false;
};

/// How this seller calls AWS: its keys, its region, its clock, its slowness.
class MarketCalls {
 public:
  MarketCalls(const Options& options, SellerClock& clock);

  /// Other keys or another endpoint from now on; empty ones stay as they are.
  void reconfigure(const std::string& endpoint, const client::Credentials& credentials);
  /// Ends every call under way, and those to come.
  void stop();

  client::Outcome<client::Customer> resolve(const std::string& token);
  /// What is bought under one licence or by one legacy customer; every page.
  client::Outcome<std::vector<client::Entitlement>> entitlements(
      const std::string& product_code, const client::EntitlementFilter& filter);
  client::Outcome<client::BatchMeterUsageResult> meter(
      const std::vector<client::UsageRecord>& records, const std::string& product_code);
  client::Outcome<std::vector<client::QueueMessage>> receive(const std::string& queue_url);
  client::Outcome<client::Done> remove(const std::string& queue_url, const std::string& receipt);

  /// A GET of a URL on sns.REGION.amazonaws.com, asked of the endpoint where there is one: only the
  /// connection goes elsewhere. The endpoint's own URLs are fetched as they are.
  client::Outcome<client::HttpAnswer> get_from_sns(const std::string& url);
  /// Whether the URL is on the endpoint itself.
  bool is_on_endpoint(const std::string& url) const;

  void pause(Duration time) { pauses_.pause(time); }

 private:
  struct Clients {
    std::string endpoint;
    client::MeteringClient metering;
    client::MeteringClient registration;
    client::EntitlementClient entitlement;
    client::QueueClient queue;
  };

  client::ClientConfig config(const std::string& region, std::uint64_t seed);
  void connect();
  std::shared_ptr<Clients> clients() const;
  void pause_if_slow();

  const Options& options_;
  SellerClock& clock_;
  Pauses pauses_;
  const std::shared_ptr<client::Cancellation> cancellation_;
  std::string endpoint_;
  client::Credentials credentials_;
  std::atomic<std::uint64_t> slow_calls_{0};
  mutable std::mutex mutex_;
  std::shared_ptr<Clients> clients_;
};

}  // namespace souk::sample
