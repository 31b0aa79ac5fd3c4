#include "emulator/wire/sigv4.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <tuple>

#include "emulator/wire/basic_date.h"
#include "emulator/wire/canonical.h"
#include "emulator/wire/sigv4_refusal.h"

namespace souk::wire {
namespace {

constexpr std::string_view kUnsignedPayload = "UNSIGNED-PAYLOAD";

Signature sign_with(const HttpRequest& request, const Authorization& authorization,
                    const HmacSha256& key, std::string_view path, std::string_view payload_hash) {
  Signature made;
  auto& canonical = made.canonical_request;
  canonical.reserve(768);
  canonical.append(request.method).append("\n");
  canonical.append(canonical_path(path)).append("\n");
  canonical.append(canonical_query(request.query())).append("\n");
  canonical.append(canonical_headers(request.headers, authorization.signed_headers)).append("\n");
  canonical.append(authorization.signed_headers).append("\n").append(payload_hash);

  const auto scope =
      std::string_view(authorization.credential).substr(authorization.access_key_id.size() + 1);
  auto& text = made.string_to_sign;
  text.reserve(160);
  text.append("AWS4-HMAC-SHA256\n").append(authorization.amz_date).append("\n");
  text.append(scope).append("\n").append(hex(bytes_of(sha256(canonical))));
  made.value = hex(bytes_of(key.sign(text)));
  return made;
}

std::string payload_hash(const HttpRequest& request) { return hex(bytes_of(sha256(request.body))); }

/// Whether SDKs would sign another path than the one they send.
bool needs_normalizing(std::string_view path) {
  return path.find("//") != std::string_view::npos || path.find("/.") != std::string_view::npos;
}

Signed<void> check_session(const Authorization& authorization, Timestamp now,
                           const VerifyOptions& options) {
  if (!options.session_token) return {};
  if (authorization.session_token != *options.session_token) {
    return signature_refused(
        CommonError::UnknownKey, {},
        options.session_token->empty()
            ? "This access key is long-lived and has no session token, but X-Amz-Security-Token "
              "came with it. Is AWS_SESSION_TOKEN set from before?"
        : authorization.session_token.empty()
            ? "This access key is temporary: X-Amz-Security-Token must be sent with it."
            : "X-Amz-Security-Token is not the one that was issued with this access "
              "key.");
  }
  // The instant that `Expiration` tells is the last good one: the SDK for JavaScript still signs
  // then, and where time stands still every call may come at just that instant.
  if (options.session_ends && now > *options.session_ends) {
    return signature_refused(
        CommonError::ExpiredCredentials, {},
        fmt::format("The session token expired at {}; it is {} now.",
                    to_iso_seconds(*options.session_ends), to_iso_seconds(now)));
  }
  return {};
}

/// "5 min", or seconds where that is no whole number of minutes.
std::string in_words(Duration span) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(span).count();
  return seconds % 60 == 0 ? fmt::format("{} min", seconds / 60) : fmt::format("{} sec", seconds);
}

Signed<void> check_age(const Authorization& authorization, Timestamp real_now,
                       const VerifyOptions& options) {
  // Signatures count in whole seconds, and so do the texts.
  const auto now = Timestamp(std::chrono::floor<std::chrono::seconds>(real_now));
  const bool presigned = authorization.form == Authorization::Form::Query;
  const auto life = presigned ? authorization.lifetime : options.window;
  if (authorization.signed_at < now - life) {
    return signature_refused(
        CommonError::InvalidSignature,
        fmt::format("Signature expired: {} is now earlier than {} ({} - {}.)",
                    authorization.amz_date, to_basic_date(now - life), to_basic_date(now),
                    in_words(life)),
        presigned
            ? "The presigned URL has outlived its X-Amz-Expires."
            : "The clock of the machine that signed is behind, or the request was signed long "
              "before it was sent.");
  }
  if (authorization.signed_at > now + options.window) {
    return signature_refused(
        CommonError::InvalidSignature,
        fmt::format("Signature not yet current: {} is still later than {} ({} + {}.)",
                    authorization.amz_date, to_basic_date(now + options.window), to_basic_date(now),
                    in_words(options.window)),
        "The clock of the machine that signed is ahead.");
  }
  return {};
}

Signed<void> check_scope(const Authorization& authorization, const VerifyOptions& options) {
  const auto& [credential, date, region, service, amz_date] =
      std::tie(authorization.credential, authorization.date, authorization.region,
               authorization.service, authorization.amz_date);
  if (const auto day = std::string_view(amz_date).substr(0, 8); date != day) {
    return signature_refused(
        CommonError::InvalidSignature,
        fmt::format("Date in Credential scope does not match YYYYMMDD from ISO-8601 "
                    "version of date from HTTP: '{}' != '{}', from '{}'.",
                    date, day, amz_date));
  }
  if (!credential.ends_with("/aws4_request")) {
    return signature_refused(
        CommonError::InvalidSignature,
        fmt::format(
            "Credential should be scoped with a valid terminator: 'aws4_request', not '{}'.",
            credential.substr(credential.rfind('/') + 1)));
  }
  const auto& regions = options.regions;
  if (!regions.empty() && std::find(regions.begin(), regions.end(), region) == regions.end()) {
    return signature_refused(
        CommonError::InvalidSignature,
        fmt::format("Credential should be scoped to a valid region, not '{}'.", region),
        fmt::format("The service is in {}.", fmt::join(regions, ", ")));
  }
  if (!options.service.empty() && service != options.service) {
    // The blank at the end is AWS's.
    return signature_refused(
        CommonError::InvalidSignature,
        fmt::format("Credential should be scoped to correct service: '{}'. ", options.service),
        fmt::format("The request was signed for '{}'.", service));
  }
  return {};
}

/// What most likely went wrong, for people.
std::string explain_mismatch(const HttpRequest& request, const Authorization& authorization,
                             std::string_view body_hash) {
  const auto sent_hash = request.headers.get("x-amz-content-sha256");
  if (!sent_hash.empty() && sent_hash != body_hash) {
    return fmt::format("x-amz-content-sha256 says {}, but the body that arrived hashes to {}.",
                       sent_hash, body_hash);
  }
  std::string_view names = authorization.signed_headers;
  while (!names.empty()) {
    const auto end = names.find(';');
    if (const auto name = names.substr(0, end); !request.headers.find(name)) {
      return fmt::format("The signed header '{}' did not arrive.", name);
    }
    names.remove_prefix(end == std::string_view::npos ? names.size() : end + 1);
  }
  return "Either the secret access key is not this sandbox's, or something that was signed changed "
         "on the way. Compare the canonical request with the one your client computed.";
}

Signed<void> check_signature(const HttpRequest& request, const Authorization& authorization,
                             const HmacSha256& key, const VerifyOptions& options) {
  const auto path = request.path();
  const bool normalize = needs_normalizing(path);
  const auto body_hash = payload_hash(request);
  const bool unsigned_payload = options.allow_unsigned_payload &&
                                request.headers.get("x-amz-content-sha256") == kUnsignedPayload;
  const auto hash = unsigned_payload ? kUnsignedPayload : std::string_view(body_hash);
  auto ours = sign_with(request, authorization, key,
                        normalize ? normalized_path(path) : std::string(path), hash);
  if (equal_in_constant_time(ours.value, authorization.signature)) return {};
  if (normalize) {
    const auto as_sent = sign_with(request, authorization, key, path, hash);
    if (equal_in_constant_time(as_sent.value, authorization.signature)) return {};
  }
  SignatureRefusal refusal{CommonError::InvalidSignature,
                           common_error(CommonError::InvalidSignature).message,
                           explain_mismatch(request, authorization, hash),
                           std::move(ours.canonical_request), std::move(ours.string_to_sign)};
  return tl::unexpected(std::move(refusal));
}

}  // namespace

Signature sign(const HttpRequest& request, const Authorization& authorization,
               const HmacSha256& key) {
  const auto path = request.path();
  return sign_with(request, authorization, key,
                   needs_normalizing(path) ? normalized_path(path) : std::string(path),
                   payload_hash(request));
}

Signed<void> verify(const HttpRequest& request, const Authorization& authorization,
                    std::string_view secret, SigningKeyCache& keys, Timestamp now,
                    const VerifyOptions& options) {
  if (auto ok = check_session(authorization, now, options); !ok) return ok;
  if (auto ok = check_age(authorization, now, options); !ok) return ok;
  if (auto ok = check_scope(authorization, options); !ok) return ok;
  if (options.read_only) return {};
  const auto key = keys.get(authorization.credential, secret,
                            {authorization.date, authorization.region, authorization.service});
  return check_signature(request, authorization, *key, options);
}

SignatureRefusal unknown_access_key(const Authorization& authorization) {
  return {CommonError::UnknownKey, common_error(CommonError::UnknownKey).message,
          fmt::format("No sandbox here has the access key id '{}'.", authorization.access_key_id)};
}

}  // namespace souk::wire
