#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "emulator/http/certificates.h"

namespace souk::http {

/// souk's certificate authority and what it issues. One that nobody keeps is made when it is first
/// asked for: most runs never do, and its keys take longer than all the rest of a start.
/// Thread-safe.
class OwnCertificates {
 public:
  /// Those kept in `directory`, made when missing; of this process only where that is empty. Fails
  /// when the directory's are unusable.
  static Result<std::unique_ptr<OwnCertificates>> in(const std::string& directory);

  std::string ca_pem();
  /// What SNS messages are verified with.
  std::string sns_signing_pem();
  Credentials for_server(Validity validity);

 private:
  const CertificateAuthority& authority();

  std::mutex mutex_;
  std::optional<CertificateAuthority> authority_;
  std::string sns_signing_pem_;
};

}  // namespace souk::http
