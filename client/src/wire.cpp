#include "client/src/wire.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <mutex>

namespace souk::client {
namespace {

struct FreeAddresses {
  void operator()(addrinfo* list) const { freeaddrinfo(list); }
};
using Addresses = std::unique_ptr<addrinfo, FreeAddresses>;

Addresses resolve(const std::string& host, int port) {
  addrinfo wanted{};
  wanted.ai_family = AF_UNSPEC;
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  // ::1 is tried first for "localhost" and costs a refusal each time on a server bound to IPv4.
  const auto& name = host == "localhost" ? "127.0.0.1" : host;
  if (getaddrinfo(name.c_str(), std::to_string(port).c_str(), &wanted, &found) != 0) return nullptr;
  return Addresses(found);
}

int open_socket(const addrinfo& address) {
  const int socket = ::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  const int on = 1;
  if (socket >= 0) setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return socket;
}

/// OpenSSL writes without MSG_NOSIGNAL, so a peer that left would end the process.
void survive_closed_pipes() {
  static std::once_flag once;
  std::call_once(once, [] {
    struct sigaction current {};
    if (sigaction(SIGPIPE, nullptr, &current) == 0 && current.sa_handler == SIG_DFL) {
      std::signal(SIGPIPE, SIG_IGN);
    }
  });
}

std::string tls_error() {
  const auto code = ERR_get_error();
  ERR_clear_error();
  char text[256];
  ERR_error_string_n(code, text, sizeof text);
  return code == 0 ? "the handshake was cut off" : text;
}

bool trust_pem(SSL_CTX* context, const std::string& pem) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> memory(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
  bool any = false;
  while (X509* certificate = PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr)) {
    any = X509_STORE_add_cert(SSL_CTX_get_cert_store(context), certificate) == 1 || any;
    X509_free(certificate);
  }
  ERR_clear_error();
  return any;
}

bool trust(SSL_CTX* context, const TlsOptions& options) {
  if (!options.verify) return true;
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  if (!options.ca_pem.empty()) return trust_pem(context, options.ca_pem);
  if (!options.ca_file.empty()) {
    return SSL_CTX_load_verify_locations(context, options.ca_file.c_str(), nullptr) == 1;
  }
  return SSL_CTX_set_default_verify_paths(context) == 1;
}

void expect_name(SSL* tls, const std::string& name) {
  unsigned char address[sizeof(in6_addr)];
  const bool is_address = inet_pton(AF_INET, name.c_str(), address) == 1 ||
                          inet_pton(AF_INET6, name.c_str(), address) == 1;
  if (is_address) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls), name.c_str());
  } else {
    SSL_set_tlsext_host_name(tls, name.c_str());
    SSL_set1_host(tls, name.c_str());
  }
}

}  // namespace

void Wire::fail(Trouble trouble, std::string detail) {
  if (trouble_ != Trouble::None) return;
  trouble_ = trouble;
  detail_ = std::move(detail);
}

void Wire::begin(int cancel_descriptor) {
  cancel_descriptor_ = cancel_descriptor;
  trouble_ = Trouble::None;
  detail_.clear();
}

bool Wire::wait(int socket, short events, const real_time::Deadline& deadline) {
  std::array<pollfd, 2> entries{{{socket, events, 0}, {cancel_descriptor_, POLLIN, 0}}};
  for (;;) {
    const int left = deadline.left_ms();
    const int ready = left == 0 ? 0 : poll(entries.data(), entries.size(), left);
    if (ready < 0 && errno == EINTR) continue;
    if (ready > 0 && entries[1].revents != 0) {
      fail(Trouble::Cancelled, "the exchange was cancelled");
      return false;
    }
    if (ready > 0) return true;
    fail(Trouble::Timeout, "no answer in time");
    return false;
  }
}

int Wire::connect(const std::string& host, int port, const real_time::Deadline& deadline) {
  const auto addresses = resolve(host, port);
  if (!addresses) {
    fail(Trouble::NoHost, "no such host");
    return -1;
  }
  int last_error = ECONNREFUSED;
  for (const addrinfo* address = addresses.get(); address; address = address->ai_next) {
    const int socket = open_socket(*address);
    if (socket < 0) continue;
    if (::connect(socket, address->ai_addr, address->ai_addrlen) == 0) return socket;
    last_error = errno;
    if (last_error == EINPROGRESS && wait(socket, POLLOUT, deadline)) {
      socklen_t size = sizeof last_error;
      getsockopt(socket, SOL_SOCKET, SO_ERROR, &last_error, &size);
      if (last_error == 0) return socket;
    }
    close(socket);
    if (trouble_ != Trouble::None) return -1;
  }
  fail(Trouble::Refused, std::strerror(last_error));
  return -1;
}

bool Wire::start_tls(int socket, const std::string& server_name, const TlsOptions& options,
                     const real_time::Deadline& deadline) {
  survive_closed_pipes();
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()),
                                                                  &SSL_CTX_free);
  if (!context || !trust(context.get(), options)) {
    fail(Trouble::Tls, "the CA certificates cannot be read");
    return false;
  }
  tls_.reset(SSL_new(context.get()));
  SSL_set_fd(tls_.get(), socket);
  if (options.verify) {
    expect_name(tls_.get(), server_name);
  } else {
    SSL_set_tlsext_host_name(tls_.get(), server_name.c_str());
  }
  for (;;) {
    ERR_clear_error();
    const int result = SSL_connect(tls_.get());
    if (result == 1) return true;
    if (!wait_for_tls(socket, result, deadline)) {
      const long verdict = SSL_get_verify_result(tls_.get());
      fail(Trouble::Tls,
           verdict == X509_V_OK ? tls_error() : X509_verify_cert_error_string(verdict));
      return false;
    }
  }
}

void Wire::end_tls() {
  if (!tls_) return;
  SSL_shutdown(tls_.get());
  ERR_clear_error();
  tls_.reset();
}

bool Wire::wait_for_tls(int socket, int result, const real_time::Deadline& deadline) {
  switch (SSL_get_error(tls_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      return wait(socket, POLLIN, deadline);
    case SSL_ERROR_WANT_WRITE:
      return wait(socket, POLLOUT, deadline);
    default:
      return false;
  }
}

long Wire::read(int socket, char* into, std::size_t size, const real_time::Deadline& deadline) {
  for (;;) {
    if (tls_) {
      ERR_clear_error();
      const int got = SSL_read(tls_.get(), into, static_cast<int>(size));
      if (got > 0) return got;
      if (SSL_get_error(tls_.get(), got) == SSL_ERROR_ZERO_RETURN) return 0;
      if (wait_for_tls(socket, got, deadline)) continue;
    } else {
      const auto got = recv(socket, into, size, 0);
      if (got >= 0) return got;
      if (errno == EINTR) continue;
      if (errno == EAGAIN && wait(socket, POLLIN, deadline)) continue;
    }
    fail(Trouble::Broken, "the connection broke");
    return -1;
  }
}

bool Wire::write(int socket, std::string_view bytes, const real_time::Deadline& deadline) {
  while (!bytes.empty()) {
    if (tls_) {
      ERR_clear_error();
      const int sent = SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size()));
      if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
      if (sent > 0 || wait_for_tls(socket, sent, deadline)) continue;
    } else {
      const auto sent = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent >= 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
      if (sent >= 0 || errno == EINTR) continue;
      if (errno == EAGAIN && wait(socket, POLLOUT, deadline)) continue;
    }
    fail(Trouble::Broken, "the connection broke while sending");
    return false;
  }
  return true;
}

}  // namespace souk::client
