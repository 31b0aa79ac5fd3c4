#include "emulator/http/certificates.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

#include "emulator/clock/real_time.h"
#include "emulator/http/socket.h"
#include "emulator/http/tls.h"

namespace souk::http {
namespace {

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using std::chrono::days;

constexpr const char* kOrganization = "souk (local AWS Marketplace)";
constexpr const char* kAuthorityName = "souk test CA";
// Longer than 825 days and some systems refuse a server's certificate, whoever issued it.
constexpr days kServerLife(365);
// Clocks of containers and machines differ a little.
constexpr days kBackdated(1);

void must(int done, const char* what) {
  if (done != 1) throw std::runtime_error(fmt::format("{}: {}", what, openssl_complaint()));
}

Bio memory() { return {BIO_new(BIO_s_mem()), &BIO_free}; }
Bio reading(const std::string& text) {
  return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free};
}
std::string text_of(const Bio& bio) {
  char* start = nullptr;
  const auto length = BIO_get_mem_data(bio.get(), &start);
  return {start, static_cast<std::size_t>(length)};
}

std::string pem_of(X509* certificate) {
  const auto bio = memory();
  must(PEM_write_bio_X509(bio.get(), certificate), "writing a certificate");
  return text_of(bio);
}

std::string pem_of(EVP_PKEY* key) {
  const auto bio = memory();
  must(PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr),
       "writing a key");
  return text_of(bio);
}

KeyHandle new_key() {
  KeyHandle key(EVP_EC_gen("P-256"));
  if (!key) throw std::runtime_error("no P-256 key: " + openssl_complaint());
  return key;
}

/// A certificate that says everything but who vouches for it.
struct Span {
  Timestamp from;
  Timestamp until;
};

Span around_now() {
  const auto now = real_time::wall_now();
  return {now - kBackdated, now + kServerLife};
}

/// Whatever the clock of whoever looks at it shows: a seller's may be the market's.
Span at_any_time() { return {parse_iso("2000-01-01").value(), parse_iso("2100-01-01").value()}; }

CertificateHandle draft(EVP_PKEY* holder, const char* name, Span span) {
  CertificateHandle certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  std::array<unsigned char, 16> serial{};
  must(RAND_bytes(serial.data(), serial.size()), "a serial number");
  serial[0] &= 0x7f;
  BIGNUM* number = BN_bin2bn(serial.data(), serial.size(), nullptr);
  BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate.get()));
  BN_free(number);
  const auto at = [](Timestamp time) { return static_cast<time_t>(epoch_ms(time) / 1000); };
  ASN1_TIME_set(X509_getm_notBefore(certificate.get()), at(span.from));
  ASN1_TIME_set(X509_getm_notAfter(certificate.get()), at(span.until));
  auto* subject = X509_get_subject_name(certificate.get());
  const auto put = [&](const char* field, const char* value) {
    must(X509_NAME_add_entry_by_txt(subject, field, MBSTRING_UTF8,
                                    reinterpret_cast<const unsigned char*>(value), -1, -1, 0),
         "a subject");
  };
  put("O", kOrganization);
  put("CN", name);
  must(X509_set_pubkey(certificate.get(), holder), "a public key");
  return certificate;
}

void extend(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
  if (extension == nullptr) throw std::runtime_error("an extension: " + openssl_complaint());
  must(X509_add_ext(certificate, extension, -1), "an extension");
  X509_EXTENSION_free(extension);
}

void vouch(X509* certificate, X509* issuer, EVP_PKEY* issuer_key) {
  X509_set_issuer_name(certificate, X509_get_subject_name(issuer));
  extend(certificate, issuer, NID_subject_key_identifier, "hash");
  extend(certificate, issuer, NID_authority_key_identifier, "keyid:always");
  if (X509_sign(certificate, issuer_key, EVP_sha256()) == 0) {
    throw std::runtime_error("signing a certificate: " + openssl_complaint());
  }
}

bool is_address(const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> address{};
  return inet_pton(AF_INET, host.c_str(), address.data()) == 1 ||
         inet_pton(AF_INET6, host.c_str(), address.data()) == 1;
}

/// The subjectAltName that lists `hosts`.
void name_hosts(X509* certificate, const std::vector<std::string>& hosts) {
  GENERAL_NAMES* names = sk_GENERAL_NAME_new_null();
  for (const auto& host : hosts) {
    const int kind = is_address(host) ? GEN_IPADD : GEN_DNS;
    GENERAL_NAME* name = a2i_GENERAL_NAME(nullptr, nullptr, nullptr, kind, host.c_str(), 0);
    if (name == nullptr) throw std::runtime_error("the host name " + host);
    sk_GENERAL_NAME_push(names, name);
  }
  must(X509_add1_ext_i2d(certificate, NID_subject_alt_name, names, 0, X509V3_ADD_DEFAULT),
       "host names");
  GENERAL_NAMES_free(names);
}

tl::unexpected<Error> unusable(const std::filesystem::path& file, const std::string& why) {
  return Failure(
      {"BadCertificateAuthority", 400,
       fmt::format("{} is not usable as souk's certificate authority: {}.", file.string(), why), "",
       "souk does not overwrite it. Move it away to have a new one made, or name "
       "another directory."});
}

tl::unexpected<Error> cannot_write(const std::filesystem::path& file) {
  return Failure({"BadCertificateAuthority", 400,
                  fmt::format("souk's certificate authority cannot be kept in {}: {}.",
                              file.string(), std::strerror(errno)),
                  "", "Name a directory that can be written."});
}

bool write_all(const Descriptor& file, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = ::write(file.get(), bytes.data(), bytes.size());
    if (count < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return fsync(file.get()) == 0;
}

/// Makes `file` with `content` whole or not at all. False with errno EEXIST where another process
/// was faster.
bool create_whole(const std::filesystem::path& file, const std::string& content) {
  auto draft_name = file.string() + ".XXXXXX";
  {
    const Descriptor out(mkostemp(draft_name.data(), O_CLOEXEC));  // mode 0600
    if (!out.is_open()) return false;
    if (!write_all(out, content)) {
      const int trouble = errno;
      unlink(draft_name.c_str());
      errno = trouble;
      return false;
    }
  }
  bool made = link(draft_name.c_str(), file.c_str()) == 0;
  const bool no_links = !made && (errno == EPERM || errno == ENOTSUP || errno == ENOSYS);
  if (no_links) made = rename(draft_name.c_str(), file.c_str()) == 0;
  const int trouble = errno;
  unlink(draft_name.c_str());
  errno = trouble;
  return made;
}

}  // namespace

CertificateAuthority CertificateAuthority::in_memory() {
  auto key = new_key();
  auto certificate = draft(key.get(), kAuthorityName, at_any_time());
  extend(certificate.get(), certificate.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  extend(certificate.get(), certificate.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
  vouch(certificate.get(), certificate.get(), key.get());
  return {std::move(certificate), std::move(key)};
}

Result<CertificateAuthority> CertificateAuthority::in_directory(
    const std::filesystem::path& directory) {
  const auto file = directory / kCaFileName;
  std::error_code trouble;
  if (!std::filesystem::exists(file, trouble)) {
    std::filesystem::create_directories(directory, trouble);
    const auto made = in_memory();
    if (!create_whole(file, made.whole_pem()) && errno != EEXIST) return cannot_write(file);
  }
  return load(file);
}

Result<CertificateAuthority> CertificateAuthority::load(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::ostringstream content;
  content << in.rdbuf();
  if (!in) return unusable(file, "it cannot be read");
  ERR_clear_error();
  const auto text = content.str();
  CertificateHandle certificate(PEM_read_bio_X509(reading(text).get(), nullptr, nullptr, nullptr));
  KeyHandle key(PEM_read_bio_PrivateKey(reading(text).get(), nullptr, nullptr, nullptr));
  ERR_clear_error();
  if (!certificate || !key) return unusable(file, "it does not hold a whole certificate and key");
  std::array<char, 256> organization{};
  X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_organizationName,
                            organization.data(), organization.size());
  if (std::string_view(organization.data()) != kOrganization ||
      X509_check_ca(certificate.get()) != 1) {
    return unusable(file, "its certificate was not made by souk");
  }
  if (X509_check_private_key(certificate.get(), key.get()) != 1) {
    return unusable(file, "its key and its certificate do not belong together");
  }
  if (X509_cmp_current_time(X509_get0_notAfter(certificate.get())) < 0) {
    return unusable(file, "its certificate has expired");
  }
  return CertificateAuthority(std::move(certificate), std::move(key));
}

std::string CertificateAuthority::certificate_pem() const { return pem_of(certificate_.get()); }

std::string CertificateAuthority::whole_pem() const {
  return pem_of(key_.get()) + certificate_pem();
}

Credentials CertificateAuthority::issue_server(const std::vector<std::string>& more_hosts,
                                               Validity validity) const {
  const auto key = new_key();
  const auto certificate =
      draft(key.get(), "localhost", validity == Validity::Always ? at_any_time() : around_now());
  auto hosts = std::vector<std::string>{"localhost", "127.0.0.1", "::1"};
  std::copy_if(more_hosts.begin(), more_hosts.end(), std::back_inserter(hosts),
               [](const std::string& host) { return !host.empty(); });
  const auto aws = aws_host_names();
  hosts.insert(hosts.end(), aws.begin(), aws.end());
  name_hosts(certificate.get(), hosts);
  extend(certificate.get(), certificate_.get(), NID_basic_constraints, "critical,CA:FALSE");
  extend(certificate.get(), certificate_.get(), NID_key_usage, "critical,digitalSignature");
  extend(certificate.get(), certificate_.get(), NID_ext_key_usage, "serverAuth");
  vouch(certificate.get(), certificate_.get(), key_.get());
  return {pem_of(certificate.get()) + certificate_pem(), pem_of(key.get())};
}

Result<std::string> CertificateAuthority::issue_sns_signing(const std::string& rsa_key_pem) const {
  ERR_clear_error();
  KeyHandle key(PEM_read_bio_PrivateKey(reading(rsa_key_pem).get(), nullptr, nullptr, nullptr));
  if (!key) key.reset(PEM_read_bio_PUBKEY(reading(rsa_key_pem).get(), nullptr, nullptr, nullptr));
  ERR_clear_error();
  if (!key || EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_RSA) {
    return Failure({"BadKey", 400, "The key that signs SNS messages is not an RSA key in PEM.", "",
                    "Give an unencrypted RSA key of 2048 bits."});
  }
  const auto certificate = draft(key.get(), "sns.amazonaws.com", around_now());
  name_hosts(certificate.get(), {"sns.amazonaws.com"});
  extend(certificate.get(), certificate_.get(), NID_basic_constraints, "critical,CA:FALSE");
  extend(certificate.get(), certificate_.get(), NID_key_usage,
         "critical,digitalSignature,keyEncipherment");
  extend(certificate.get(), certificate_.get(), NID_ext_key_usage, "serverAuth");
  vouch(certificate.get(), certificate_.get(), key_.get());
  return pem_of(certificate.get());
}

}  // namespace souk::http
