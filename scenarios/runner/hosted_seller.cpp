#include "scenarios/runner/hosted_seller.h"

#include <fmt/format.h>

#include "scenarios/process/surroundings.h"
#include "souk/control.h"

namespace souk::judge {
namespace {

constexpr std::string_view kPort = "${PORT}";
constexpr const char* kUsualUrl = "http://127.0.0.1:${PORT}";

// A port is looked for only where the address wants one.
std::string put_port(std::string url, int& port) {
  if (url.empty()) url = kUsualUrl;
  for (auto at = url.find(kPort); at != std::string::npos; at = url.find(kPort)) {
    if (port == 0) port = process::free_port();
    url.replace(at, kPort.size(), std::to_string(port));
  }
  while (!url.empty() && url.back() == '/') url.pop_back();
  return url;
}

}  // namespace

Tried<std::unique_ptr<HostedSeller>> HostedSeller::prepare(const Hosting& hosting,
                                                           const client::SandboxView& sandbox,
                                                           const std::string& souk) {
  std::unique_ptr<HostedSeller> made(new HostedSeller(hosting));
  if (const auto done = made->set_up(sandbox, souk); !done) return refusal(done.error());
  return made;
}

HostedSeller::~HostedSeller() {
  process_.reset();
  process::clear_away(launch_);
}

Tried<client::Done> HostedSeller::set_up(const client::SandboxView& sandbox,
                                         const std::string& souk) {
  int port = 0;
  url_ = put_port(hosting_.url, port);
  auto ready = process::parse_readiness(hosting_.ready, url_);
  if (!ready) return refusal(ready.error());
  launch_.command = hosting_.command;
  launch_.ready = std::move(*ready);
  launch_.ready_within = hosting_.ready_within;
  launch_.keeper = hosting_.keeper;
  know({{"AWS_ACCOUNT_ID", sandbox.account}});
  queues_ = fmt::format(
      "{}/{}/",
      hosting_.as_aws ? fmt::format("https://sqs.{}.amazonaws.com", sandbox.region) : souk,
      sandbox.account);
  if (port != 0) know({{"PORT", std::to_string(port)}});
  const process::Keys keys{souk, sandbox.account, sandbox.region, sandbox.access_key_id,
                           sandbox.secret_access_key};
  const auto clock = process::surround(launch_, {keys, hosting_.aws_profiles, hosting_.follow_clock,
                                                 sandbox.clock.mode != "frozen", hosting_.as_aws});
  if (!clock) return refusal(clock.error());
  clock_file_ = *clock;
  return client::Done{};
}

void HostedSeller::know(const std::vector<std::pair<std::string, std::string>>& variables) {
  launch_.environment.insert(launch_.environment.end(), variables.begin(), variables.end());
}

std::string HostedSeller::queue_url(const std::string& queue) const { return queues_ + queue; }

std::vector<process::Printed> HostedSeller::take_output() {
  return process_ ? process_->take_output() : std::vector<process::Printed>();
}

void HostedSeller::sells(const std::string& product_code, const std::string& model,
                         const std::string& queue_url) {
  know({{"SOUK_PRODUCT_CODE", product_code}, {"SOUK_PRODUCT_MODEL", model}});
  if (!queue_url.empty()) know({{"SOUK_QUEUE_URL", queue_url}});
}

Tried<client::Done> HostedSeller::start(Market& market, const std::stop_token& cancel) {
  if (!process_) {
    auto made = process::SellerProcess::prepare(launch_);
    if (!made) {
      return refusal(hosting_.as_aws ? "--as-aws: " + made.error() : made.error());
    }
    process_ = std::move(*made);
  }
  if (!clock_file_.empty()) {
    const auto set = market.ask(
        [&](client::SandboxClient& sandbox) { return sandbox.put_clock_file(clock_file_); });
    if (!set) return refusal("the seller's clock cannot follow: " + set.error());
  }
  paused_ = false;
  const auto started = process_->start(cancel);
  if (!started) return refusal(started.error());
  return client::Done{};
}

}  // namespace souk::judge
