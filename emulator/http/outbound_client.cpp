#include "emulator/http/outbound_client.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <utility>

#include "emulator/http/outbound_connection.h"

namespace souk::http {
namespace {

/// Connections kept per endpoint: enough for parallel sandboxes that deliver to one seller.
constexpr std::size_t kKeptPerEndpoint = 16;

bool is_loopback(const std::string& host) {
  return host == "localhost" || host.ends_with(".localhost") || host == "::1" ||
         (host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string::npos);
}

OutboundAnswer failed(OutboundAnswer::Failure failure, std::string explanation) {
  OutboundAnswer answer;
  answer.failure = failure;
  answer.explanation = std::move(explanation);
  return answer;
}

std::string basic(const Url& url) {
  const auto words = url.user + ":" + url.password;
  std::string encoded((words.size() + 2) / 3 * 4 + 1, '\0');
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                                     reinterpret_cast<const unsigned char*>(words.data()),
                                     static_cast<int>(words.size()));
  encoded.resize(static_cast<std::size_t>(length));
  return "Basic " + encoded;
}

/// Why a header cannot be sent; empty when all can.
std::string wrong_header(const Headers& headers) {
  for (const auto& [name, value] : headers) {
    const bool breaks = value.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos;
    if (!is_token(name) || breaks) {
      return fmt::format("The header \"{}\" cannot be sent: its name or value is not one line.",
                         name);
    }
  }
  return {};
}

std::string bytes_of(const OutboundRequest& request, const Url& url,
                     const std::string& authorization) {
  auto bytes = fmt::format("{} {} HTTP/1.1\r\n", request.method, url.target);
  const auto put = [&](std::string_view name, std::string_view value) {
    bytes.append(name).append(": ").append(value).append("\r\n");
  };
  if (!request.headers.find("Host")) put("Host", url.authority);
  for (const auto& [name, value] : request.headers) put(name, value);
  if (!authorization.empty()) put("Authorization", authorization);
  const bool may_be_silent = request.method == "GET" || request.method == "HEAD" ||
                             request.method == "DELETE" || request.method == "OPTIONS";
  const bool tells_length = !request.body.empty() || !may_be_silent;
  if (tells_length && !request.headers.find("Content-Length")) {
    put("Content-Length", std::to_string(request.body.size()));
  }
  if (!request.headers.find("Connection")) put("Connection", "keep-alive");
  return bytes.append("\r\n").append(request.body);
}

bool asks_for_basic(const OutboundAnswer& answer) {
  if (answer.status != 401) return false;
  const auto challenges = answer.headers.all("WWW-Authenticate");
  return std::any_of(challenges.begin(), challenges.end(), [](std::string_view challenge) {
    return same_word(challenge.substr(0, 5), "Basic");
  });
}

}  // namespace

/// One call, which may take two exchanges.
struct OutboundClient::Call {
  real_time::Instant deadline;
  std::string authorization;
};

HostPolicy loopback_and(std::vector<std::string> named) {
  for (auto& name : named) {
    std::transform(name.begin(), name.end(), name.begin(), [](char letter) {
      return static_cast<char>(letter >= 'A' && letter <= 'Z' ? letter | 0x20 : letter);
    });
  }
  return [named = std::move(named)](const std::string& host, int port) {
    const auto with_port = fmt::format("{}:{}", host, port);
    return is_loopback(host) || std::any_of(named.begin(), named.end(), [&](const auto& name) {
             return name == host || name == with_port;
           });
  };
}

Result<std::unique_ptr<OutboundClient>> OutboundClient::make(OutboundOptions options) {
  // Tried now, when somebody can still be told; the system's list waits until it is needed.
  if (auto fine = TlsContext::check_authorities(options.trusted_pem); !fine) {
    return Failure(std::move(fine.error()));
  }
  return std::unique_ptr<OutboundClient>(new OutboundClient(std::move(options)));
}

OutboundClient::OutboundClient(OutboundOptions options)
    : options_(std::move(options)), stop_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

OutboundClient::~OutboundClient() = default;

const TlsContext& OutboundClient::tls() {
  std::call_once(tls_made_, [this] {
    const auto own = options_.own_pem ? options_.own_pem() : std::string();
    auto made = TlsContext::for_client(options_.trusted_pem + own, options_.verify);
    tls_ = std::make_unique<TlsContext>(std::move(made.value()));
  });
  return *tls_;
}

OutboundAnswer OutboundClient::send(const OutboundRequest& request) {
  const auto start = real_time::monotonic_now();
  const auto url = parse_url(request.url);
  if (!url) return failed(OutboundAnswer::Failure::BadUrl, url.error().message);
  if (!options_.allowed || !options_.allowed(url->host, url->port)) {
    return failed(OutboundAnswer::Failure::Forbidden,
                  fmt::format("{} was not called: souk calls this machine and the hosts it was "
                              "told about, and {} is neither.",
                              request.url, url->host));
  }
  if (auto wrong = wrong_header(request.headers); !wrong.empty()) {
    return failed(OutboundAnswer::Failure::Broken, std::move(wrong));
  }
  Call call{start + request.timeout, {}};
  auto answer = exchange(request, *url, call);
  if (!url->user.empty() && asks_for_basic(answer)) {
    call.authorization = basic(*url);
    answer = exchange(request, *url, call);
  }
  // What went wrong while souk was ending is not the other side's doing.
  if (stopped_ && answer.failure != OutboundAnswer::Failure::None) {
    answer = failed(OutboundAnswer::Failure::Stopped, "souk is stopping.");
  }
  answer.took = real_time::since(start);
  return answer;
}

void OutboundClient::stop() {
  stopped_ = true;
  eventfd_write(stop_.get(), 1);
}

OutboundAnswer OutboundClient::exchange(const OutboundRequest& request, const Url& url,
                                        Call& call) {
  const auto endpoint = url.endpoint();
  auto connection = take(endpoint);
  if (!connection) {
    auto opened =
        OutboundConnection::open(url, url.tls ? &tls() : nullptr, call.deadline, stop_.get());
    if (!opened) return failed(opened.error().failure, opened.error().explanation);
    connection = std::make_unique<OutboundConnection>(std::move(*opened));
  }
  const auto sent = connection->send(bytes_of(request, url, call.authorization), call.deadline);
  if (!sent) return failed(sent.error().failure, sent.error().explanation);
  auto answer = connection->read_answer(request.method, request.answer_limit, call.deadline);
  if (!answer) return failed(answer.error().failure, answer.error().explanation);
  if (connection->is_reusable()) keep(endpoint, std::move(connection));
  return std::move(*answer);
}

std::unique_ptr<OutboundConnection> OutboundClient::take(const std::string& endpoint) {
  const std::lock_guard lock(mutex_);
  // Whatever has rested too long, at any endpoint, is closed on the way.
  for (auto& [name, connections] : kept_) {
    std::erase_if(connections, [](const auto& connection) { return !connection->is_fresh(); });
  }
  std::erase_if(kept_, [](const auto& entry) { return entry.second.empty(); });
  const auto found = kept_.find(endpoint);
  if (found == kept_.end()) return nullptr;
  auto connection = std::move(found->second.back());
  found->second.pop_back();
  return connection;
}

void OutboundClient::keep(const std::string& endpoint,
                          std::unique_ptr<OutboundConnection> connection) {
  connection->rest();
  const std::lock_guard lock(mutex_);
  auto& connections = kept_[endpoint];
  if (connections.size() < kKeptPerEndpoint) connections.push_back(std::move(connection));
}

}  // namespace souk::http
