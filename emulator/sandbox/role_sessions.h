#pragma once

#include "emulator/sandbox/callers.h"
#include "emulator/storage/sessions_store.h"

namespace souk::sandbox {

/// A role, as its ARN names it.
struct Role {
  std::string account;
  std::string name;  ///< without its path
};

/// Reads "arn:aws:iam::123456789012:role/path/name"; nothing when it is no such ARN.
std::optional<Role> parse_role_arn(std::string_view arn);

/// Whether an account is the seller's or one of the buyers'. Under the lock.
bool has_account(Sandbox& sandbox, std::string_view account);

/// New credentials for a session of `role`, good until `ends` (real time), by which calls are made
/// for the role's account. Their token has `token_size` characters at least. Under the lock.
Caller open_session(Sandbox& sandbox, const Role& role, const std::string& name, Timestamp ends,
                    std::size_t token_size = 0);

/// Who has the key of a session; nothing when souk never gave it out. Under the lock.
std::optional<Caller> session_with_key(Sandbox& sandbox, std::string_view access_key_id);

}  // namespace souk::sandbox
