#include "tests/scenarios/runner/test_server.h"

#include <httplib.h>

#include <thread>

namespace souk::judge {

struct TestServer::Inside {
  Handler handler;
  httplib::Server server;
  std::thread listener;

  void answer(const httplib::Request& request, httplib::Response& response) const {
    TestRequest seen{request.method, request.target, request.body, {}};
    for (const auto& [name, value] : request.headers) {
      std::string small = name;
      for (char& c : small) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
      seen.headers[small] = value;
    }
    TestAnswer answer = handler(seen);
    response.status = answer.status;
    for (const auto& [name, value] : answer.headers) response.set_header(name.c_str(), value);
    if (answer.repeat == 1) {
      response.set_content(answer.body, answer.content_type.c_str());
      return;
    }
    response.set_chunked_content_provider(
        answer.content_type.c_str(), [answer](std::size_t offset, httplib::DataSink& sink) {
          if (offset >= answer.body.size() * answer.repeat) {
            sink.done();
            return true;
          }
          return sink.write(answer.body.data(), answer.body.size());
        });
  }
};

TestServer::TestServer(Handler handler) : inside_(std::make_unique<Inside>()) {
  inside_->handler = std::move(handler);
  const auto answer = [inside = inside_.get()](const httplib::Request& request,
                                               httplib::Response& response) {
    inside->answer(request, response);
  };
  inside_->server.Get(".*", answer);
  inside_->server.Post(".*", answer);
  inside_->server.Put(".*", answer);
  inside_->server.Delete(".*", answer);
  inside_->server.set_keep_alive_max_count(1);  // an idle connection would hold up the end
  inside_->server.set_tcp_nodelay(true);
  const int port = inside_->server.bind_to_any_port("127.0.0.1");
  url_ = "http://127.0.0.1:" + std::to_string(port);
  inside_->listener = std::thread([inside = inside_.get()] { inside->server.listen_after_bind(); });
  while (!inside_->server.is_running()) std::this_thread::yield();
}

TestServer::~TestServer() {
  inside_->server.stop();
  inside_->listener.join();
}

TestAnswer redirect(int status, const std::string& location) {
  return {status, "", "text/html", {{"Location", location}}};
}

TestAnswer json_answer(const std::string& body, int status) {
  return {status, body, "application/json", {}};
}

}  // namespace souk::judge
