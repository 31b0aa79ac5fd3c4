#pragma once

#include "emulator/sandbox/sandbox.h"

namespace souk::sandbox {

/// Who makes an AWS call.
struct Caller {
  enum class Kind { Seller, Buyer };

  Kind kind;
  std::string account;  ///< 12 digits
  std::string name;     ///< of the user
  Credentials credentials;

  std::string arn() const;      ///< "arn:aws:iam::123456789012:user/seller"
  std::string user_id() const;  ///< "AIDA…"
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
