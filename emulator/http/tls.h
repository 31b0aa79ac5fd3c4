#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <string_view>

#include "emulator/core/result.h"

namespace souk::http {

struct FreeSsl {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};

/// What OpenSSL last complained about on this thread, in its own words; empties its list.
std::string openssl_complaint();

/// The settings TLS sessions share. Thread-safe once made.
class TlsContext {
 public:
  /// For a server that shows `certificate_pem` (its own first, then those that issued it).
  static Result<TlsContext> for_server(const std::string& certificate_pem,
                                       const std::string& key_pem);
  /// For a client that trusts the system's authorities and those in `trusted_pem`, or, without
  /// `verify`, anybody. Reading the system's list takes some milliseconds.
  static Result<TlsContext> for_client(const std::string& trusted_pem, bool verify);
  /// Whether `for_client` would take this list; quick.
  static Result<void> check_authorities(const std::string& trusted_pem);

  SSL_CTX* get() const { return context_.get(); }

 private:
  explicit TlsContext(const SSL_METHOD* method);

  std::unique_ptr<SSL_CTX, FreeSsl> context_;
};

/// One side of a TLS connection over memory: bytes of the wire go in and come out, whoever owns the
/// socket moves them. Not thread-safe.
class TlsSession {
 public:
  static TlsSession accepting(const TlsContext& context);
  /// Asks for, and if the context verifies insists on, a certificate for `host` (name or address).
  static TlsSession connecting(const TlsContext& context, const std::string& host);

  enum class State { Open, Closed, Broken };

  /// Takes bytes from the wire and adds what they meant to `plain`. Closed: the peer ended the
  /// session in good order. Broken: complaint() says why. There may be bytes for the wire in any
  /// case.
  State receive(std::string_view wire, std::string& plain);
  /// Wraps `plain` for the wire; only after the handshake.
  void send(std::string_view plain);
  /// Tells the peer that nothing more comes.
  void end();

  /// The bytes that are to be sent now.
  std::string take_wire();
  bool is_ready() const { return SSL_is_init_finished(ssl_.get()) == 1; }
  const std::string& complaint() const { return complaint_; }

 private:
  explicit TlsSession(const TlsContext& context);

  std::unique_ptr<SSL, FreeSsl> ssl_;
  BIO* from_wire_;  // both owned by ssl_
  BIO* to_wire_;
  std::string complaint_;
};

}  // namespace souk::http
