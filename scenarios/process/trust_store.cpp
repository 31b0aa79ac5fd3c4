#include "scenarios/process/trust_store.h"

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <openssl/x509.h>

#include <memory>

namespace souk::process {
namespace {

struct FreeOpenSsl {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
};

constexpr std::string_view kPassword = "changeit";
/// What Java whitens the digest of a store with.
constexpr std::string_view kWhitener = "Mighty Aphrodite";
constexpr std::uint32_t kMagic = 0xFEEDFEED;
constexpr std::uint32_t kVersion = 2;
constexpr std::uint32_t kTrustedCertificate = 2;

void put_number(std::string& to, std::uint64_t value, int bytes) {
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
    to += static_cast<char>((value >> shift) & 0xff);
  }
}

void put_text(std::string& to, std::string_view text) {
  put_number(to, text.size(), 2);
  to += text;
}

std::vector<std::unique_ptr<X509, FreeOpenSsl>> read_all(const std::string& pem) {
  std::vector<std::unique_ptr<X509, FreeOpenSsl>> found;
  const std::unique_ptr<BIO, FreeOpenSsl> bio(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  while (auto* certificate = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)) {
    found.emplace_back(certificate);
  }
  ERR_clear_error();
  return found;
}

}  // namespace

std::vector<std::string> certificates_in(const std::string& pem) {
  std::vector<std::string> found;
  for (const auto& certificate : read_all(pem)) {
    unsigned char* bytes = nullptr;
    const int size = i2d_X509(certificate.get(), &bytes);
    if (size <= 0) continue;
    found.emplace_back(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
    OPENSSL_free(bytes);
  }
  return found;
}

std::string openssl_name_of(const std::string& pem) {
  const auto all = read_all(pem);
  return all.empty() ? "" : fmt::format("{:08x}", X509_subject_name_hash(all.front().get()));
}

std::string java_key_store(const std::vector<std::string>& certificates) {
  std::string store;
  put_number(store, kMagic, 4);
  put_number(store, kVersion, 4);
  put_number(store, certificates.size(), 4);
  std::size_t count = 0;
  for (const auto& certificate : certificates) {
    put_number(store, kTrustedCertificate, 4);
    put_text(store, fmt::format("souk{}", ++count));
    put_number(store, 0, 8);  // made in 1970
    put_text(store, "X.509");
    put_number(store, certificate.size(), 4);
    store += certificate;
  }
  std::string digested;
  for (const char letter : kPassword) digested += {'\0', letter};
  digested += kWhitener;
  digested += store;
  unsigned char digest[SHA_DIGEST_LENGTH];
  SHA1(reinterpret_cast<const unsigned char*>(digested.data()), digested.size(), digest);
  return store.append(reinterpret_cast<const char*>(digest), sizeof digest);
}

}  // namespace souk::process
