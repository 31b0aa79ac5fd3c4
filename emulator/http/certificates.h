#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/core/result.h"

namespace souk::http {

struct FreeCertificate {
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using CertificateHandle = std::unique_ptr<X509, FreeCertificate>;
using KeyHandle = std::unique_ptr<EVP_PKEY, FreeCertificate>;

/// A certificate and what proves its ownership, as PEM texts with LF line ends.
struct Credentials {
  std::string certificate_pem;  ///< the holder's own, then its authority's
  std::string key_pem;
};

/// For how long a server's certificate is good: a year, which is the most that some systems take,
/// or at any time, for those whose clock shows the market's.
enum class Validity { Year, Always };

/// souk's own certificate authority: whoever trusts its certificate can reach souk's HTTPS port
/// under the names of the real AWS hosts.
class CertificateAuthority {
 public:
  /// The authority kept in `directory` (file kCaFileName, mode 0600), made there the first time.
  /// A file of that name that is not souk's, or not whole, is an error and is never overwritten.
  static Result<CertificateAuthority> in_directory(const std::filesystem::path& directory);
  /// An authority that ends with the process.
  static CertificateAuthority in_memory();

  static constexpr const char* kCaFileName = "souk-ca.pem";

  /// What a client must trust.
  std::string certificate_pem() const;

  /// Credentials for the HTTPS port: this machine's names, the AWS hosts souk plays, and
  /// `more_hosts` (names or addresses).
  Credentials issue_server(const std::vector<std::string>& more_hosts = {},
                           Validity validity = Validity::Year) const;

  /// The certificate under which SNS messages signed with `rsa_key_pem` (a private or public RSA
  /// key) verify: one PEM certificate for sns.amazonaws.com, valid around now.
  Result<std::string> issue_sns_signing(const std::string& rsa_key_pem) const;

 private:
  CertificateAuthority(CertificateHandle certificate, KeyHandle key)
      : certificate_(std::move(certificate)), key_(std::move(key)) {}

  static Result<CertificateAuthority> load(const std::filesystem::path& file);
  std::string whole_pem() const;

  CertificateHandle certificate_;
  KeyHandle key_;
};

/// The names of the AWS hosts souk plays.
std::vector<std::string> aws_host_names();

}  // namespace souk::http
