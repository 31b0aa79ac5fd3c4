#include "emulator/http/server.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <thread>

namespace souk::http {
namespace {

using namespace std::chrono_literals;

/// How often a running clock is looked at; finer than a person or a poll can tell.
constexpr Duration kBeat = 20ms;

/// Does work whose failure nobody waits for: it is logged, and ends no thread.
template <class Work>
void do_quietly(const char* what, const Work& work) {
  try {
    work();
  } catch (const std::exception& trouble) {
    spdlog::error("{} failed: {}", what, trouble.what());
  }
}

std::string bracketed(const std::string& host) {
  return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

}  // namespace

/// Lets what falls due on running clocks happen. Sleeps while every clock is frozen.
class Server::Metronome {
 public:
  Metronome(sandbox::Sandboxes& sandboxes, sandbox::Conductor& conductor)
      : sandboxes_(sandboxes), conductor_(conductor) {}

  ~Metronome() { stop(); }

  void start() {
    thread_ = std::thread([this] { beat(); });
  }

  /// Returns once no clock is moved any more. It may still be nudged, in vain.
  void stop() {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
  }

  /// A clock may have begun to run. Asked after every commit: waking the thread each time would
  /// cost more than the commit.
  void nudge() {
    if (nudged_.exchange(true)) return;
    { const std::lock_guard lock(mutex_); }
    changed_.notify_all();
  }

 private:
  bool any_running() {
    bool running = false;
    for (const auto& sandbox : sandboxes_.all()) {
      {
        const std::lock_guard lock(sandbox->mutex);
        if (sandbox->clock.pace().mode == clock::Mode::Frozen) continue;
      }
      running = true;
      do_quietly("A running clock", [&] { conductor_.catch_up(*sandbox); });
    }
    return running;
  }

  void beat() {
    std::unique_lock lock(mutex_);
    while (!ending_) {
      nudged_ = false;
      lock.unlock();
      const bool running = any_running();
      lock.lock();
      if (running) {
        changed_.wait_for(lock, kBeat, [this] { return ending_; });
      } else {
        changed_.wait(lock, [this] { return ending_ || nudged_; });
      }
    }
  }

  sandbox::Sandboxes& sandboxes_;
  sandbox::Conductor& conductor_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool ending_ = false;
  std::atomic<bool> nudged_ = true;
  std::thread thread_;
};

Server::Server(ServerOptions options) : options_(std::move(options)) {}

Server::~Server() { stop(); }

Result<void> Server::start() {
  sandbox::Options sandboxes{options_.data_directory, options_.seed, "", options_.standard};
  auto opened = sandbox::Sandboxes::open(sandboxes);
  if (!opened) return Failure(opened.error());
  sandboxes_ = std::move(*opened);
  auto certificates = OwnCertificates::in(options_.data_directory);
  if (!certificates) return Failure(certificates.error());
  certificates_ = std::move(*certificates);

  pool_ = std::make_unique<ElasticPool>();
  const auto ca_pem = [this] { return certificates_->ca_pem(); };
  auto outbound = OutboundClient::make({loopback_and(options_.allowed_hosts), "", true, ca_pem});
  if (!outbound) return Failure(outbound.error());
  outbound_ = std::move(*outbound);
  conductor_ = std::make_unique<sandbox::Conductor>(*pool_, *outbound_);
  door_ = std::make_unique<services::FrontDoor>(*sandboxes_, options_.verify_signatures);
  desk_ = std::make_unique<control::ControlDesk>(
      control::Server{*sandboxes_, *conductor_, ca_pem, options_.judge},
      control::Access{{bracketed(options_.host)}, options_.control_token});
  application_ = std::make_unique<MarketApplication>(
      *sandboxes_, *door_, *desk_, [this] { return certificates_->sns_signing_pem(); });

  FrontEndOptions front;
  front.host = options_.host;
  front.port = options_.port;
  if (options_.tls_port) {
    const auto credentials = certificates_->for_server(options_.tls_validity);
    front.tls = TlsOptions{*options_.tls_port, credentials.certificate_pem, credentials.key_pem,
                           options_.tls_host};
  }
  front_end_ = std::make_unique<FrontEnd>(*application_, front);
  metronome_ = std::make_unique<Metronome>(*sandboxes_, *conductor_);
  // A listener before the first commit can come; the URL before the first message can.
  sandboxes_->on_commit([this](sandbox::Sandbox& sandbox) { after_commit(sandbox); });
  sandboxes_->on_due([this](const std::shared_ptr<sandbox::Sandbox>& sandbox) {
    pool_->run([this, sandbox] { deliver(sandbox); });
  });
  if (const auto started = front_end_->start(); !started) {
    front_end_.reset();
    return started;
  }
  sandboxes_->set_base_url(url());
  metronome_->start();
  // What was in flight when an earlier souk ended is sent again.
  for (const auto& sandbox : sandboxes_->all()) {
    pool_->run([this, sandbox] { deliver(sandbox); });
  }
  return {};
}

void Server::deliver(const std::shared_ptr<sandbox::Sandbox>& sandbox) {
  do_quietly("A delivery", [&] { conductor_->deliver(*sandbox); });
}

void Server::after_commit(sandbox::Sandbox& sandbox) {
  if (front_end_) front_end_->wake(channel_of(sandbox));
  if (sandbox.clock_runs) metronome_->nudge();
}

void Server::stop() {
  // Whoever waits for a seller, or for time, would be waited for below.
  if (outbound_) outbound_->stop();
  if (conductor_) conductor_->stop(sandboxes_->all());
  if (metronome_) metronome_->stop();
  if (front_end_) front_end_->stop();
  if (pool_) pool_->finish();
  front_end_.reset();
}

std::string Server::url() const {
  return fmt::format("http://{}:{}", bracketed(options_.host), port());
}

std::string Server::tls_host() const {
  return options_.tls_host.empty() ? options_.host : options_.tls_host;
}

std::string Server::tls_url() const {
  if (!front_end_ || front_end_->tls_port() == 0) return "";
  return fmt::format("https://{}:{}", bracketed(tls_host()), front_end_->tls_port());
}

int Server::port() const { return front_end_ ? front_end_->port() : 0; }
std::string Server::ca_pem() const { return certificates_->ca_pem(); }
sandbox::Sandboxes& Server::sandboxes() { return *sandboxes_; }

}  // namespace souk::http
