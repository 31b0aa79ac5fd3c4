#include "emulator/http/own_certificates.h"

#include "emulator/messaging/signer.h"

namespace souk::http {

Result<std::unique_ptr<OwnCertificates>> OwnCertificates::in(const std::string& directory) {
  auto certificates = std::make_unique<OwnCertificates>();
  if (!directory.empty()) {
    auto kept = CertificateAuthority::in_directory(directory);
    if (!kept) return Failure(std::move(kept.error()));
    certificates->authority_ = std::move(*kept);
  }
  return certificates;
}

/// Under the lock.
const CertificateAuthority& OwnCertificates::authority() {
  if (!authority_) authority_ = CertificateAuthority::in_memory();
  return *authority_;
}

std::string OwnCertificates::ca_pem() {
  const std::lock_guard lock(mutex_);
  return authority().certificate_pem();
}

std::string OwnCertificates::sns_signing_pem() {
  const std::lock_guard lock(mutex_);
  if (sns_signing_pem_.empty()) {
    // The key is built in: that it is one is for tests to know.
    sns_signing_pem_ = authority().issue_sns_signing(messaging::signing_key_pem()).value();
  }
  return sns_signing_pem_;
}

Credentials OwnCertificates::for_server(Validity validity) {
  const std::lock_guard lock(mutex_);
  return authority().issue_server({}, validity);
}

}  // namespace souk::http
