#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "scenarios/process/as_aws.h"
#include "scenarios/process/aws_profiles.h"
#include "scenarios/process/seller_process.h"
#include "scenarios/runner/market.h"

namespace souk::judge {

/// How souk starts the seller itself.
struct Hosting {
  std::string command;                         ///< for /bin/sh
  std::string url;                             ///< may hold ${PORT}, a free one then
  std::string ready;                           ///< as process::parse_readiness reads it
  Duration ready_within{30'000};               ///< real time
  bool follow_clock = false;                   ///< its programs take the time from the market
  std::optional<process::AwsNames> as_aws;     ///< its programs find AWS here
  std::vector<process::Profile> aws_profiles;  ///< in which they find the keys; none: variables
  std::string keeper = "/proc/self/exe";
};

/// A seller that souk started for one run: its process, the environment it finds, its clock.
class HostedSeller {
 public:
  /// Starts nothing yet. `souk` is its URL. Says why the seller cannot be started.
  static Tried<std::unique_ptr<HostedSeller>> prepare(const Hosting& hosting,
                                                      const client::SandboxView& sandbox,
                                                      const std::string& souk);
  ~HostedSeller();
  HostedSeller(const HostedSeller&) = delete;
  HostedSeller& operator=(const HostedSeller&) = delete;

  const std::string& url() const { return url_; }
  /// Where the seller finds a queue of its account.
  std::string queue_url(const std::string& queue) const;
  /// Tells the program of the product it sells, before its first start.
  void sells(const std::string& product_code, const std::string& model,
             const std::string& queue_url);

  /// Starts it, on the market's time, and waits until it is ready.
  Tried<client::Done> start(Market& market, const std::stop_token& cancel);
  /// Nothing of it is left once these return.
  void kill() { process_->kill(); }
  bool stop() { return process_->stop(); }  ///< whether SIGTERM was enough
  void pause() { paused_ = true, process_->pause(); }
  void resume() { paused_ = false, process_->resume(); }
  /// Whether anybody can be waited for.
  bool is_awake() const { return process_ && process_->running() && !paused_; }
  /// The process below which all programs of the seller are; 0 before its first start.
  pid_t keeper() const { return process_ ? process_->keeper() : 0; }
  std::vector<process::Printed> take_output();

 private:
  explicit HostedSeller(Hosting hosting) : hosting_(std::move(hosting)) {}

  Tried<client::Done> set_up(const client::SandboxView& sandbox, const std::string& souk);
  void know(const std::vector<std::pair<std::string, std::string>>& variables);

  Hosting hosting_;
  std::string url_;
  std::string queues_;      ///< before a queue's name
  std::string clock_file_;  ///< empty where it does not follow the market's clock
  process::Launch launch_;
  std::unique_ptr<process::SellerProcess> process_;
  bool paused_ = false;
};

}  // namespace souk::judge
