#pragma once

#include <optional>
#include <string>

namespace souk::client {

/// What AWS calls are signed with. An empty `session_token` means long-lived keys.
struct Credentials {
  std::string access_key_id;
  std::string secret_access_key;
  std::string session_token = {};
};

/// Reads AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN; nothing when one of the
/// first two is missing or empty.
std::optional<Credentials> credentials_from_environment();

}  // namespace souk::client
