#include "emulator/http/answer_writer.h"

#include <fmt/format.h>
#include <httplib.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>
#include <utility>

#include "emulator/clock/real_time.h"

namespace souk::http {
namespace {

/// The stream cpp-httplib reads a request from and writes its answer to.
class MemoryStream final : public httplib::Stream {
 public:
  explicit MemoryStream(std::string request) : request_(std::move(request)) {}

  bool is_readable() const override { return read_ < request_.size(); }
  bool is_writable() const override { return true; }
  ssize_t read(char* to, size_t size) override {
    const auto count = std::min(size, request_.size() - read_);
    std::memcpy(to, request_.data() + read_, count);
    read_ += count;
    return static_cast<ssize_t>(count);
  }
  ssize_t write(const char* from, size_t size) override {
    answer_.append(from, size);
    return static_cast<ssize_t>(size);
  }
  void get_remote_ip_and_port(std::string&, int&) const override {}
  void get_local_ip_and_port(std::string&, int&) const override {}
  socket_t socket() const override { return INVALID_SOCKET; }

  std::string take_answer() { return std::move(answer_); }

 private:
  std::string request_;
  std::size_t read_ = 0;
  std::string answer_;
};

/// The Date header's text, made anew once a second.
const std::string& date_now() {
  thread_local std::int64_t second = -1;
  thread_local std::string text;
  const auto now = real_time::wall_now();
  if (const auto current = epoch_ms(now) / 1000; current != second) {
    second = current;
    text = to_http_date(now);
  }
  return text;
}

}  // namespace

HttpResponse refusal(const Error& error) {
  const nlohmann::json body{{"__type", error.type},
                            {"message", error.message},
                            {"error",
                             {{"code", error.type},
                              {"message", error.message},
                              {"field", error.field},
                              {"hint", error.hint}}}};
  return {error.status,
          {},
          "application/json",
          body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)};
}

/// cpp-httplib's server without its sockets: all requests go to one handler before any routing,
/// because its own reading of bodies limits forms to 8 KB, unpacks and splits what it should not.
class AnswerWriter::Server final : public httplib::Server {
 public:
  Server() {
    set_keep_alive_max_count(1'000'000'000);
    set_pre_routing_handler([](const httplib::Request&, httplib::Response& response) {
      current->handle(response);
      return HandlerResponse::Handled;
    });
    set_error_handler(HandlerWithResponse([](const httplib::Request&, httplib::Response& response) {
      if (current->asked) return HandlerResponse::Unhandled;
      current->refuse_line(response);
      return HandlerResponse::Handled;
    }));
    set_post_routing_handler(
        [](const httplib::Request&, httplib::Response& response) { current->finish(response); });
  }

  /// One exchange in the hands of cpp-httplib, on this thread.
  struct Exchange {
    const Manner& manner;
    const std::function<HttpResponse()>& answer;
    bool asked = false;

    void handle(httplib::Response& response) {
      asked = true;
      put(ask(), response);
    }
    void refuse_line(httplib::Response& response) const {
      const auto sentence =
          response.status == 414
              ? std::string("The path of the request is too long.")
              : fmt::format("\"{} … {}\" names a method or a version that is not spoken here.",
                            manner.method, manner.version);
      put(refusal({response.status == 414 ? "UriTooLong" : "BadRequest", response.status, sentence,
                   "", "Use GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS with HTTP/1.1."}),
          response);
    }
    void finish(httplib::Response& response) const {
      auto& headers = response.headers;
      // It would promise an end to idle connections that does not exist.
      headers.erase("Keep-Alive");
      if (manner.version == "HTTP/1.0" && manner.keep_alive) {
        headers.emplace("Connection", "keep-alive");
      }
      if (manner.endless || response.status == 204 || response.status == 304) {
        headers.erase("Content-Length");
      }
      if (manner.endless && manner.version != "HTTP/1.0") {
        headers.emplace("Transfer-Encoding", "chunked");
      }
    }

   private:
    HttpResponse ask() const {
      try {
        return answer();
      } catch (const std::exception& trouble) {
        spdlog::error("{} {} failed: {}", manner.method, manner.path, trouble.what());
        return refusal({"InternalFailure", 500,
                        fmt::format("souk itself failed: {}", trouble.what()), "",
                        "This is a fault of souk, not of the request; please report it."});
      }
    }
    static void put(HttpResponse from, httplib::Response& to) {
      to.status = from.status;
      for (const auto& [name, value] : from.headers) to.set_header(name, value);
      if (!to.has_header("Date")) to.headers.emplace("Date", date_now());
      if (!from.content_type.empty()) to.set_header("Content-Type", from.content_type);
      to.body = std::move(from.body);
    }
  };

  std::string process(MemoryStream stream, Exchange& exchange) {
    current = &exchange;
    bool closed = false;
    process_request(stream, !exchange.manner.keep_alive, closed, nullptr);
    current = nullptr;
    return stream.take_answer();
  }

 private:
  // cpp-httplib hands its handlers nothing of ours; it calls them on the thread that called it.
  static thread_local Exchange* current;
};

thread_local AnswerWriter::Server::Exchange* AnswerWriter::Server::current = nullptr;

AnswerWriter::AnswerWriter() : server_(std::make_unique<Server>()) {}
AnswerWriter::~AnswerWriter() = default;

std::string AnswerWriter::write(const Manner& manner,
                                const std::function<HttpResponse()>& answer) const {
  std::string line;
  line.reserve(manner.method.size() + manner.path.size() + manner.version.size() + 6);
  line.append(manner.method).append(" ").append(manner.path).append(" ");
  line.append(manner.version).append("\r\n\r\n");
  Server::Exchange exchange{manner, answer};
  return server_->process(MemoryStream(std::move(line)), exchange);
}

std::string AnswerWriter::write_refusal(const Error& error, bool keep_alive) const {
  Manner manner;
  manner.keep_alive = keep_alive;
  return write(manner, [&] { return refusal(error); });
}

std::string AnswerWriter::chunk(std::string_view bytes) {
  return fmt::format("{:x}\r\n{}\r\n", bytes.size(), bytes);
}

}  // namespace souk::http
