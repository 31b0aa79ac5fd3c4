#include "emulator/http/tls.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <array>
#include <new>

namespace souk::http {
namespace {

struct FreePem {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509_STORE* store) const { X509_STORE_free(store); }
};
using Bio = std::unique_ptr<BIO, FreePem>;
using Certificate = std::unique_ptr<X509, FreePem>;
using Key = std::unique_ptr<EVP_PKEY, FreePem>;

Bio reading(const std::string& text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

Certificate next_certificate(BIO* bio) {
  return Certificate(PEM_read_bio_X509(bio, nullptr, nullptr, nullptr));
}

tl::unexpected<Error> bad_certificate(std::string_view what) {
  return Failure({"BadCertificate", 400,
                  fmt::format("{} cannot be used for TLS: {}.", what, openssl_complaint()), "",
                  "Give PEM texts that belong together, or let souk issue its own."});
}

Result<void> add_authorities(X509_STORE* store, const std::string& pem) {
  ERR_clear_error();
  const auto list = reading(pem);
  std::size_t count = 0;
  while (const auto authority = next_certificate(list.get())) {
    if (X509_STORE_add_cert(store, authority.get()) != 1) break;
    ++count;
  }
  if (count == 0 && !pem.empty()) return bad_certificate("The list of trusted authorities");
  ERR_clear_error();
  return {};
}

/// Of what the client offers in ALPN, HTTP/1.1 is the one thing spoken here.
int choose_http1(SSL*, const unsigned char** chosen, unsigned char* length,
                 const unsigned char* offered, unsigned int offered_length, void*) {
  static constexpr std::array<unsigned char, 9> kHttp1{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  unsigned char* match = nullptr;
  const int found =
      SSL_select_next_proto(&match, length, kHttp1.data(), kHttp1.size(), offered, offered_length);
  *chosen = match;
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

bool is_address(const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> address{};
  return inet_pton(AF_INET, host.c_str(), address.data()) == 1 ||
         inet_pton(AF_INET6, host.c_str(), address.data()) == 1;
}

}  // namespace

std::string openssl_complaint() {
  std::string text;
  while (const auto code = ERR_get_error()) {
    const char* reason = ERR_reason_error_string(code);
    text = reason != nullptr ? reason : fmt::format("OpenSSL error {}", code);
  }
  return text.empty() ? "no reason given" : text;
}

TlsContext::TlsContext(const SSL_METHOD* method) : context_(SSL_CTX_new(method)) {
  if (!context_) throw std::bad_alloc();
  SSL_CTX_set_min_proto_version(context_.get(), TLS1_2_VERSION);
  SSL_CTX_set_options(context_.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(context_.get(), SSL_MODE_RELEASE_BUFFERS);
}

Result<TlsContext> TlsContext::for_server(const std::string& certificate_pem,
                                          const std::string& key_pem) {
  TlsContext context(TLS_server_method());
  ERR_clear_error();
  const auto chain = reading(certificate_pem);
  const auto own = next_certificate(chain.get());
  if (!own || SSL_CTX_use_certificate(context.get(), own.get()) != 1) {
    return bad_certificate("The server's certificate");
  }
  while (auto issuer = next_certificate(chain.get())) {
    if (SSL_CTX_add_extra_chain_cert(context.get(), issuer.get()) != 1) {
      return bad_certificate("A certificate behind the server's own");
    }
    static_cast<void>(issuer.release());
  }
  ERR_clear_error();
  const Key key(PEM_read_bio_PrivateKey(reading(key_pem).get(), nullptr, nullptr, nullptr));
  if (!key || SSL_CTX_use_PrivateKey(context.get(), key.get()) != 1) {
    return bad_certificate("The server's private key");
  }
  SSL_CTX_set_alpn_select_cb(context.get(), choose_http1, nullptr);
  return context;
}

Result<TlsContext> TlsContext::for_client(const std::string& trusted_pem, bool verify) {
  TlsContext context(TLS_client_method());
  SSL_CTX_set_verify(context.get(), verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
  if (!verify) return context;
  SSL_CTX_set_default_verify_paths(context.get());
  if (auto added = add_authorities(SSL_CTX_get_cert_store(context.get()), trusted_pem); !added) {
    return Failure(added.error());
  }
  return context;
}

Result<void> TlsContext::check_authorities(const std::string& trusted_pem) {
  const std::unique_ptr<X509_STORE, FreePem> store(X509_STORE_new());
  return add_authorities(store.get(), trusted_pem);
}

TlsSession::TlsSession(const TlsContext& context)
    : ssl_(SSL_new(context.get())),
      from_wire_(BIO_new(BIO_s_mem())),
      to_wire_(BIO_new(BIO_s_mem())) {
  if (!ssl_ || from_wire_ == nullptr || to_wire_ == nullptr) throw std::bad_alloc();
  SSL_set_bio(ssl_.get(), from_wire_, to_wire_);
}

TlsSession TlsSession::accepting(const TlsContext& context) {
  TlsSession session(context);
  SSL_set_accept_state(session.ssl_.get());
  return session;
}

TlsSession TlsSession::connecting(const TlsContext& context, const std::string& host) {
  TlsSession session(context);
  SSL* ssl = session.ssl_.get();
  SSL_set_connect_state(ssl);
  if (is_address(host)) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str());
  } else {
    SSL_set_tlsext_host_name(ssl, host.c_str());
    SSL_set1_host(ssl, host.c_str());
  }
  SSL_do_handshake(ssl);
  return session;
}

TlsSession::State TlsSession::receive(std::string_view wire, std::string& plain) {
  BIO_write(from_wire_, wire.data(), static_cast<int>(wire.size()));
  ERR_clear_error();
  std::array<char, 16384> buffer;
  while (true) {
    const int count = SSL_read(ssl_.get(), buffer.data(), buffer.size());
    if (count > 0) {
      plain.append(buffer.data(), static_cast<std::size_t>(count));
      continue;
    }
    switch (SSL_get_error(ssl_.get(), count)) {
      case SSL_ERROR_WANT_READ:
        return State::Open;
      case SSL_ERROR_ZERO_RETURN:
        return State::Closed;
      default:
        break;
    }
    const long verdict = SSL_get_verify_result(ssl_.get());
    complaint_ =
        verdict == X509_V_OK ? openssl_complaint() : X509_verify_cert_error_string(verdict);
    return State::Broken;
  }
}

void TlsSession::send(std::string_view plain) {
  if (plain.empty()) return;
  ERR_clear_error();
  SSL_write(ssl_.get(), plain.data(), static_cast<int>(plain.size()));
}

void TlsSession::end() {
  if (!is_ready()) return;
  ERR_clear_error();
  SSL_shutdown(ssl_.get());
}

std::string TlsSession::take_wire() {
  std::string bytes(BIO_ctrl_pending(to_wire_), '\0');
  if (!bytes.empty()) BIO_read(to_wire_, bytes.data(), static_cast<int>(bytes.size()));
  return bytes;
}

}  // namespace souk::http
