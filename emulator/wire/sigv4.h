#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "emulator/core/http_message.h"
#include "emulator/core/time.h"
#include "emulator/wire/errors.h"
#include "emulator/wire/signing_key.h"

namespace souk::wire {

/// Who says they signed a request, and how. Holds copies: it may outlive the request.
struct Authorization {
  enum class Form { Header, Query };  ///< Query: a presigned URL

  Form form = Form::Header;
  std::string credential;  ///< "AKID/20261122/us-east-1/aws-marketplace/aws4_request"
  std::string access_key_id;
  std::string date;  ///< of the scope, "20261122"
  std::string region;
  std::string service;
  std::string signed_headers;  ///< "host;x-amz-date"
  std::string signature;
  std::string amz_date;  ///< "20261122T101500Z", whichever header it came from
  Timestamp signed_at;
  std::string session_token;  ///< empty when there is none
  Duration lifetime{0};       ///< X-Amz-Expires; Query form only
};

/// Why a request is not taken as signed, and everything a developer needs to find out what their
/// client did differently.
struct SignatureRefusal {
  CommonError kind;
  std::string message;                 ///< in AWS's words
  std::string explanation = {};        ///< in souk's; may be empty
  std::string canonical_request = {};  ///< as souk computed it; on a mismatch only
  std::string string_to_sign = {};     ///< likewise

  /// As the answer: common_error with the explanation as its hint.
  Error error() const;
};

template <class T>
using Signed = tl::expected<T, SignatureRefusal>;

/// Reads the Authorization header or the X-Amz-… parameters. Fails with MissingToken (nothing of
/// the kind there), InvalidSignature (both there; host not signed) or IncompleteSignature
/// (malformed).
Signed<Authorization> parse_authorization(const HttpRequest& request);

/// What must hold beside the signature itself.
struct VerifyOptions {
  std::string_view service = {};  ///< the scope's service; empty: any
  /// What the scope's region may be; empty: any.
  std::span<const std::string_view> regions = {};
  /// The session token that belongs to the access key; empty for a long-lived key, which has none.
  /// Nothing: any will do.
  std::optional<std::string_view> session_token = std::nullopt;
  std::optional<Timestamp> session_ends = std::nullopt;  ///< when the session token expires
  Duration window = std::chrono::minutes(5);             ///< how far clocks may be apart
  bool allow_unsigned_payload = false;  ///< take UNSIGNED-PAYLOAD for the body's hash
  bool read_only = false;               ///< the signature itself may be anything
};

/// Whether `request` was signed as `authorization` says with `secret`, in AWS's order: session
/// token, its expiry, the signature's age against `now` (the seller's clock), the scope, the
/// signature. Equal to the edge of the window is inside it.
Signed<void> verify(const HttpRequest& request, const Authorization& authorization,
                    std::string_view secret, SigningKeyCache& keys, Timestamp now,
                    const VerifyOptions& options = {});

/// What the caller answers when it does not know the access key.
SignatureRefusal unknown_access_key(const Authorization& authorization);

/// A signature souk computes for a request, with what led to it.
struct Signature {
  std::string canonical_request;
  std::string string_to_sign;
  std::string value;  ///< lower-case hexadecimal
};

/// The signature `request` should carry. Reads from `authorization` all but its signature.
Signature sign(const HttpRequest& request, const Authorization& authorization,
               const HmacSha256& key);

/// The scope a request names, well signed or not: for finding its sandbox, and for the journal
/// when verification is off. Members are empty where nothing readable is there.
struct ClaimedScope {
  std::string access_key_id;
  std::string region;
  std::string service;
};
ClaimedScope claimed_scope(const HttpRequest& request);

/// The access key id in the raw head of a request ("Credential=AKID/…" or
/// "X-Amz-Credential=AKID%2F…"), found without parsing it; empty when there is none.
std::string_view access_key_in(std::string_view raw_head);

}  // namespace souk::wire
