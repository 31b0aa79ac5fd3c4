#pragma once

#include "emulator/sandbox/sandbox.h"

namespace souk::sandbox {

/// Who makes an AWS call.
struct Caller {
  enum class Kind { Seller, Buyer };

  /// What temporary credentials have beside their keys.
  struct Session {
    std::string name;
    std::string token;
    Timestamp ends;  ///< in real time
  };

  Kind kind;
  std::string account;  ///< 12 digits
  std::string name;     ///< of the user, or of the role
  Credentials credentials;
  std::optional<Session> session = std::nullopt;  ///< of a role; none: a user with a lasting key

  /// "arn:aws:iam::123456789012:user/seller", "arn:aws:sts::123456789012:assumed-role/role/session"
  std::string arn() const;
  std::string user_id() const;  ///< "AIDA…", "AROA…:session"
};

/// Letters that all access keys of one sandbox share, by which it is found: of "AKIAABCDEFGH…" they
/// are "ABCDEFGH". Empty for what is no access key.
std::string_view key_stem(std::string_view access_key_id);

/// The seller, with the sandbox's own key.
Caller seller_of(const Sandbox& sandbox);

/// A buyer, with the key that follows from the sandbox's key, its seed and the buyer.
Caller buyer_of(const Sandbox& sandbox, const storage::BuyerRow& buyer);

/// Who has this access key; nothing when it belongs to nobody in here. Under the lock.
std::optional<Caller> caller_with_key(Sandbox& sandbox, std::string_view access_key_id);

}  // namespace souk::sandbox
