#include "client/sample_seller/seller.h"

#include <atomic>
#include <nlohmann/json.hpp>
#include <thread>

#include "client/sample_seller/database.h"
#include "client/sample_seller/json_body.h"
#include "client/sample_seller/lifecycle.h"
#include "client/sample_seller/market_calls.h"
#include "client/sample_seller/meter.h"
#include "client/sample_seller/notices.h"
#include "client/sample_seller/pages.h"
#include "client/sample_seller/registration.h"
#include "client/sample_seller/test_hooks.h"
#include "client/sample_seller/web_server.h"
#include "client/sample_seller/work_gate.h"
#include "client/src/real_time.h"

namespace souk::sample {
namespace {

using namespace std::chrono_literals;
using Json = nlohmann::json;

constexpr Duration kIdlePatience = 2s;
constexpr Duration kPollPause = 200ms;

WebReply text_reply(int status, std::string text) {
  return {status, std::move(text), "text/plain; charset=utf-8"};
}

/// Whether the work came to its end. Nobody waits for an answer here who could be told otherwise.
template <class Work>
bool survives(Work work) {
  try {
    work();
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

Options completed(Options options) {
  for (auto& product : options.products) {
    if (!product.dimensions.empty()) continue;
    product.dimensions = {product.is_metered() ? "requests" : "users"};
  }
  return options;
}

}  // namespace

std::vector<Product> default_products() {
  return {{"souksubscriptionlegacy001", Model::Subscription, Generation::Legacy},
          {"soukcontractlegacy0000001", Model::Contract, Generation::Legacy},
          {"souksubscriptionconcurr01", Model::Subscription, Generation::Concurrent},
          {"soukcontractconcurrent001", Model::Contract, Generation::Concurrent}};
}

class Seller::Impl {
 public:
  explicit Impl(Options options)
      : options_(completed(std::move(options))),
        database_(open_database(options_.database)),
        clock_(options_.clock, client::real_time::now),
        market_(options_, clock_),
        meter_(options_, *database_, market_, clock_),
        lifecycle_(options_, *database_, market_, clock_, meter_),
        registration_(options_, *database_, market_, clock_, lifecycle_),
        hooks_(options_, *database_, clock_, lifecycle_),
        reader_(std::make_shared<NoticeReader>(options_, market_, clock_)) {
    add_pages();
    add_machine_routes();
    server_.watch([this](const WebRequest& request) {
      // A reset begins another market, whose time may be earlier; it must not see the old one's.
      clock_.see(request.headers.get("X-Souk-Now"));
    });
  }

  ~Impl() { stop(); }

  std::string start() {
    const int port = server_.start(options_.host, options_.port);
    if (!options_.queue_url.empty()) poller_ = std::thread([this] { poll_queue(); });
    return "http://" + options_.host + ":" + std::to_string(port);
  }

  void stop() {
    stopping_ = true;
    market_.stop();
    gate_.stop();
    server_.stop();
    if (poller_.joinable()) poller_.join();
  }

 private:
  using Page = WebReply (Registration::*)(const WebRequest&);

  void page(const std::string& method, const std::string& path, Page show) {
    server_.route(method, path, [this, show](const WebRequest& request) {
      return gate_.run([&] { return (registration_.*show)(request); });
    });
  }

  void add_pages() {
    server_.route("GET", "/", [](const WebRequest&) { return WebReply{200, pages::home()}; });
    page("GET", "/register", &Registration::show_landing);
    page("POST", "/register", &Registration::land);
    page("GET", "/signup", &Registration::show_sign_up);
    page("POST", "/signup", &Registration::sign_up);
    page("GET", "/login", &Registration::show_log_in);
    page("POST", "/login", &Registration::log_in);
    page("GET", "/welcome", &Registration::show_welcome);
    page("GET", "/app", &Registration::show_product);
  }

  void add_machine_routes() {
    server_.route("POST", "/marketplace/events",
                  [this](const WebRequest& request) { return take_news(request); });
    server_.route("POST", "/jobs/meter", [this](const WebRequest&) {
      return gate_.run([&] {
        registration_.redeem_late_tokens();
        meter_.run_job();
        return text_reply(200, "done");
      });
    });
    const auto hook = [this](const std::string& method, const std::string& path,
                             WebReply (TestHooks::*answer)(const WebRequest&)) {
      server_.route(method, path, [this, answer](const WebRequest& request) {
        return gate_.run([&] { return (hooks_.*answer)(request); });
      });
    };
    hook("POST", "/test/use", &TestHooks::use);
    hook("GET", "/test/accounts", &TestHooks::accounts);
    hook("GET", "/test/unbilled", &TestHooks::unbilled);
    server_.route("POST", "/test/reset", [this](const WebRequest& request) {
      return gate_.run([&] { return reset(request); });
    });
    server_.route("GET", "/idle", [this](const WebRequest&) {
      return gate_.wait_until_idle(kIdlePatience) ? text_reply(200, "idle")
                                                  : text_reply(503, "busy");
    });
  }

  WebReply take_news(const WebRequest& request) {
    if (options_.answer_first) {
      gate_.post([this, request] { static_cast<void>(survives([&] { work_on(request); })); });
      return text_reply(200, "ok");
    }
    return gate_.run([&] { return work_on(request); });
  }

  WebReply work_on(const WebRequest& request) {
    const auto reader = reader_;
    const auto mail = reader->read_post(request.headers, request.body);
    if (!mail) return text_reply(mail.error().type == "Unsigned" ? 400 : 403, mail.error().message);
    for (const auto& message : mail->confirmations) confirm(message);
    for (const auto& notice : mail->notices) lifecycle_.apply(notice);
    return text_reply(200, "ok");
  }

  void confirm(const client::SnsMessage& message) {
    const auto& url = message.subscribe_url;
    const bool trusted = client::is_sns_url(url) || market_.is_on_endpoint(url);
    if (!trusted || options_.defect == Defect::NeverConfirms) return;
    static_cast<void>(market_.get_from_sns(url));
  }

  WebReply reset(const WebRequest& request) {
    const auto body = Json::parse(request.body, nullptr, false);
    clear_database(*database_);
    clock_.forget();
    clock_.see(request.headers.get("X-Souk-Now"));
    market_.reconfigure(text_in(body, "endpoint"),
                        {text_in(body, "access_key_id"), text_in(body, "secret_access_key")});
    reader_ = std::make_shared<NoticeReader>(options_, market_, clock_);
    return text_reply(200, "forgotten");
  }

  void poll_queue() {
    while (!stopping_) {
      const auto messages = market_.receive(options_.queue_url);
      if (!messages) {
        market_.pause(kPollPause);
        continue;
      }
      for (const auto& message : *messages) {
        const bool done = gate_.run([&] { return survives([&] { take_message(message); }); });
        // Deleted only now: a crash before this makes the queue deliver it again.
        if (done) static_cast<void>(market_.remove(options_.queue_url, message.receipt_handle));
      }
    }
  }

  void take_message(const client::QueueMessage& message) {
    const auto mail = reader_->read_queue_message(message.message_id, message.body);
    if (!mail) return;
    for (const auto& notice : mail->notices) lifecycle_.apply(notice);
  }

  const Options options_;
  const std::unique_ptr<SQLite::Database> database_;
  SellerClock clock_;
  MarketCalls market_;
  Meter meter_;
  Lifecycle lifecycle_;
  Registration registration_;
  TestHooks hooks_;
  std::shared_ptr<NoticeReader> reader_;
  WorkGate gate_;
  WebServer server_;
  std::thread poller_;
  std::atomic<bool> stopping_{false};
};

Seller::Seller(Options options) : impl_(std::make_unique<Impl>(std::move(options))) {}
Seller::~Seller() = default;
std::string Seller::start() { return impl_->start(); }
void Seller::stop() { impl_->stop(); }

}  // namespace souk::sample
