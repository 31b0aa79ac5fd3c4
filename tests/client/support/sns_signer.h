#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "souk/sns_message.h"

namespace souk::test {

/// A topic owner with a key of its own and a certificate to go with it.
class SnsSigner {
 public:
  explicit SnsSigner(const std::string& certificate_name = "sns.amazonaws.com");

  const std::string& certificate_pem() const { return certificate_; }
  /// Fills in `signature` for the message as it is.
  void sign(client::SnsMessage& message) const;
  /// The envelope as SNS posts it.
  static std::string envelope(const client::SnsMessage& message);

 private:
  std::string key_;
  std::string certificate_;
};

}  // namespace souk::test
