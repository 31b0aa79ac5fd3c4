#include "client/sample_seller/market_calls.h"

#include <array>

#include "client/sample_seller/seeded.h"
#include "souk/sns_message.h"
#include "souk/url.h"

namespace souk::sample {
namespace {

constexpr Duration kCallTimeout = std::chrono::seconds(20);
/// Entitlements live in one region only. Source: AWS General Reference, AWS Marketplace endpoints.
constexpr const char* kEntitlementRegion = "us-east-1";

}  // namespace

void Pauses::pause(Duration time) {
  std::unique_lock lock(mutex_);
  ended_.wait_for(lock, time, [this] { return is_ended_; });
}

void Pauses::end() {
  const std::lock_guard lock(mutex_);
  is_ended_ = true;
  ended_.notify_all();
}

MarketCalls::MarketCalls(const Options& options, SellerClock& clock)
    : options_(options),
      clock_(clock),
      cancellation_(std::make_shared<client::Cancellation>()),
      endpoint_(options.endpoint),
      credentials_(options.credentials) {
  connect();
}

client::ClientConfig MarketCalls::config(const std::string& region, std::uint64_t seed) {
  client::ClientConfig config{.endpoint = endpoint_,
                              .region = region,
                              .credentials = credentials_,
                              .retry = {},
                              .http = {},
                              .now = nullptr,
                              .before_call = [this] { pause_if_slow(); },
                              .on_answer =
                                  [this](const client::HttpAnswer& answer) {
                                    clock_.see(answer.headers.get("X-Souk-Now"));
                                  }};
  config.retry.seed = options_.seed * 4 + seed;
  config.retry.throttled_base = Duration(200);
  config.retry.pause = [this](Duration time) { pauses_.pause(time); };
  config.http.timeout = kCallTimeout;
  config.http.tls = options_.tls;
  config.http.cancellation = cancellation_;
  return config;
}

void MarketCalls::connect() {
  const bool elsewhere = options_.defect == Defect::EntitlementsElsewhere;
  const auto entitlement_region = elsewhere ? "eu-west-1" : kEntitlementRegion;
  auto registration = config(options_.region, 0);
  if (options_.defect == Defect::WrongSecret) registration.credentials.secret_access_key += "x";
  auto clients = std::make_shared<Clients>(
      Clients{endpoint_, client::MeteringClient(config(options_.region, 0)),
              client::MeteringClient(std::move(registration)),
              client::EntitlementClient(config(entitlement_region, 1)),
              client::QueueClient(config(options_.region, 2))});
  const std::lock_guard lock(mutex_);
  clients_ = std::move(clients);
}

void MarketCalls::reconfigure(const std::string& endpoint, const client::Credentials& credentials) {
  if (!endpoint.empty()) endpoint_ = endpoint;
  if (!credentials.access_key_id.empty()) credentials_ = credentials;
  connect();
}

void MarketCalls::stop() {
  pauses_.end();
  cancellation_->cancel();
}

std::shared_ptr<MarketCalls::Clients> MarketCalls::clients() const {
  const std::lock_guard lock(mutex_);
  return clients_;
}

void MarketCalls::pause_if_slow() {
  if (!options_.slow) return;
  const auto limit =
      static_cast<std::uint64_t>(std::max<std::int64_t>(options_.slow->at_most.count(), 0));
  const auto dice = seeded_number(options_.slow->seed, "slow", ++slow_calls_);
  pauses_.pause(Duration(static_cast<std::int64_t>(dice % (limit + 1))));
}

client::Outcome<client::Customer> MarketCalls::resolve(const std::string& token) {
  return clients()->registration.resolve_customer(token);
}

client::Outcome<std::vector<client::Entitlement>> MarketCalls::entitlements(
    const std::string& product_code, const client::EntitlementFilter& filter) {
  const bool asks_for_too_many = options_.defect == Defect::HundredPerPage;
  if (options_.defect != Defect::FirstPageOnly && !asks_for_too_many) {
    return clients()->entitlement.get_all_entitlements(product_code, filter);
  }
  auto page = clients()->entitlement.get_entitlements(product_code, filter, {},
                                                      asks_for_too_many ? 100 : 0);
  if (!page) return page.error();
  return std::move(page->entitlements);
}

client::Outcome<client::BatchMeterUsageResult> MarketCalls::meter(
    const std::vector<client::UsageRecord>& records, const std::string& product_code) {
  return clients()->metering.batch_meter_usage(records, product_code);
}

client::Outcome<std::vector<client::QueueMessage>> MarketCalls::receive(
    const std::string& queue_url) {
  return clients()->queue.receive(queue_url);
}

client::Outcome<client::Done> MarketCalls::remove(const std::string& queue_url,
                                                  const std::string& receipt) {
  return clients()->queue.remove(queue_url, receipt);
}

bool MarketCalls::is_on_endpoint(const std::string& url) const {
  const auto asked = client::parse_url(url);
  const auto own = client::parse_url(clients()->endpoint);
  return asked && own && asked->origin() == own->origin();
}

client::Outcome<client::HttpAnswer> MarketCalls::get_from_sns(const std::string& url) {
  client::HttpOptions options{.timeout = kCallTimeout, .tls = options_.tls};
  options.cancellation = cancellation_;
  const auto own = client::parse_url(clients()->endpoint);
  const auto asked = client::parse_url(url);
  const bool redirect = own && asked && client::is_sns_url(url);
  auto answer = redirect ? client::request("GET", own->origin() + asked->target,
                                           {{"Host", asked->authority()}}, {}, options)
                         : client::request("GET", url, {}, {}, options);
  if (answer) clock_.see(answer->headers.get("X-Souk-Now"));
  return answer;
}

}  // namespace souk::sample
