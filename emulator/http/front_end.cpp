#include "emulator/http/front_end.h"

#include <algorithm>
#include <utility>

#include "emulator/http/elastic_pool.h"
#include "emulator/http/event_loop.h"
#include "emulator/http/socket.h"
#include "emulator/http/tls.h"

namespace souk::http {
namespace {

/// Descriptors the rest of the process needs beside connections.
constexpr std::size_t kOtherDescriptors = 512;

}  // namespace

FrontEnd::FrontEnd(Application& application, Options options)
    : application_(application), options_(std::move(options)) {}

FrontEnd::~FrontEnd() { stop(); }

Result<void> FrontEnd::start() {
  std::vector<Listener> listeners;
  if (options_.tls) {
    auto context = TlsContext::for_server(options_.tls->certificate_pem, options_.tls->key_pem);
    if (!context) return Failure(context.error());
    tls_ = std::make_unique<TlsContext>(std::move(*context));
    const auto& host = options_.tls->host.empty() ? options_.host : options_.tls->host;
    auto listener = listen_on(host, options_.tls->port, true);
    if (!listener) return Failure(listener.error());
    tls_port_ = listener->port;
    listeners.push_back(std::move(*listener));
  }
  auto listener = listen_on(options_.host, options_.port, false);
  if (!listener) return Failure(listener.error());
  port_ = listener->port;
  listeners.push_back(std::move(*listener));

  const auto& limits = options_.limits;
  allow_descriptors(limits.connections + kOtherDescriptors);
  pool_ =
      std::make_unique<ElasticPool>(ElasticPool::Options{limits.pool_threads, limits.pool_idle});
  for (int number = 0; number < std::max(1, options_.loops); ++number) {
    loops_.push_back(std::make_unique<EventLoop>(
        EventLoop::Surroundings{application_, writer_, *pool_, limits, tls_.get(), connections_}));
  }
  std::vector<EventLoop*> all;
  for (const auto& loop : loops_) all.push_back(loop.get());
  loops_.front()->accept_on(std::move(listeners), std::move(all));
  for (const auto& loop : loops_) loop->start();
  return {};
}

void FrontEnd::stop() {
  for (const auto& loop : loops_) loop->stop();
  for (const auto& loop : loops_) loop->join();
  if (pool_) pool_->finish();
}

void FrontEnd::wake(std::string_view channel) {
  for (const auto& loop : loops_) loop->wake(channel);
}

}  // namespace souk::http
