#include "tests/faults/recorder.h"

#include <httplib.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <thread>

#include "souk/http.h"

namespace souk::test {

struct Recorder::Inside {
  httplib::Server server;
  std::thread listener;
};

Recorder::Recorder() : inside_(std::make_unique<Inside>()) {
  auto& server = inside_->server;
  // One thread: requests are taken in the order they came, so that one of our own finds all that
  // came before it done.
  server.new_task_queue = [] { return new httplib::ThreadPool(1); };
  server.set_keep_alive_max_count(1);
  server.set_tcp_nodelay(true);
  server.Get("/flush", [](const httplib::Request&, httplib::Response&) {});
  server.Post(".*", [this](const httplib::Request& request, httplib::Response& response) {
    response.status = take(request.path, request.body);
  });
  const int port = server.bind_to_any_port("127.0.0.1");
  url_ = "http://127.0.0.1:" + std::to_string(port);
  inside_->listener = std::thread([this] { inside_->server.listen_after_bind(); });
  while (!server.is_running()) std::this_thread::yield();
}

Recorder::~Recorder() {
  inside_->server.stop();
  inside_->listener.join();
}

void Recorder::begin() {
  flush();
  const std::lock_guard lock(mutex_);
  receipts_.clear();
  era_ = 0;
  awaited_ = 0;
}

void Recorder::flush() const {
  client::HttpOptions options;
  options.keep_alive = false;
  if (!client::request("GET", url_ + "/flush", {}, "", options)) {
    throw std::runtime_error("the recorder does not answer");
  }
}

void Recorder::next_era() {
  flush();
  const std::lock_guard lock(mutex_);
  ++era_;
}

void Recorder::before_answer(std::size_t number, std::function<void()> act) {
  const std::lock_guard lock(mutex_);
  awaited_ = number;
  act_ = std::move(act);
}

std::vector<Receipt> Recorder::receipts() const {
  const std::lock_guard lock(mutex_);
  return receipts_;
}

std::string Recorder::token() const {
  const std::lock_guard lock(mutex_);
  return token_;
}

int Recorder::take(const std::string& path, const std::string& body) {
  const auto message = nlohmann::json::parse(body, nullptr, false);
  const std::lock_guard lock(mutex_);
  if (message.is_discarded()) return 400;
  if (message.value("Type", "") == "SubscriptionConfirmation") {
    token_ = message["Token"];
    return 200;
  }
  Receipt receipt{path, "", body, 200, era_};
  if (message.contains("MessageId")) {
    receipt.id = message["MessageId"];
    // The rest names souk's port, which is another after every start.
    receipt.content = message["Message"].get<std::string>() + message["Timestamp"].dump();
  } else {
    receipt.id = message.value("id", "");
  }
  const bool again = std::any_of(receipts_.begin(), receipts_.end(), [&](const Receipt& each) {
    return each.id == receipt.id && each.path == path;
  });
  if (!again && !receipt.id.empty() && receipt.id.back() <= '3') receipt.status = 503;
  receipts_.push_back(receipt);
  if (receipts_.size() == awaited_ && act_) act_();
  return receipt.status;
}

}  // namespace souk::test
