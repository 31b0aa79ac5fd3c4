#include <fmt/format.h>

#include <algorithm>

#include "emulator/core/base64.h"
#include "emulator/services/sts/operations.h"
#include "emulator/services/sts/roles.h"
#include "emulator/wire/errors.h"

// AssumeRoleWithWebIdentity: a pod becomes a role with the token its cluster gave it. Not signed.
//   in    RoleArn, RoleSessionName, WebIdentityToken, DurationSeconds, Policy
//   out   Credentials, AssumedRoleUser, SubjectFromWebIdentityToken, Audience, Provider, and
//         SourceIdentity where the token has one
//   fails AccessDenied, InvalidIdentityToken, ExpiredTokenException, ValidationError,
//         MalformedPolicyDocument
// souk has no keys of identity providers: a token's claims are read, its signature is not checked.
namespace souk::services::sts {
namespace {

struct Identity {
  std::string subject;
  std::string audience;
  std::string issuer;
  std::string source;  ///< empty: the provider names none
};

/// The claim in which a provider names the source identity. Source: IAM User Guide, "Monitor and
/// control actions taken with assumed roles".
constexpr auto kSourceClaim = "https://aws.amazon.com/source_identity";

tl::unexpected<Error> invalid(std::string message) {
  return Failure(
      {"InvalidIdentityTokenException", 400, std::move(message), "WebIdentityToken", ""});
}

/// The JSON object in a part of a token; discarded when there is none.
Json read_part(std::string part) {
  std::replace(part.begin(), part.end(), '-', '+');
  std::replace(part.begin(), part.end(), '_', '/');
  part.append((4 - part.size() % 4) % 4, '=');
  const auto text = base64_decode(part);
  return text ? Json::parse(*text, nullptr, false) : Json(Json::value_t::discarded);
}

std::string text_of(const Json& claims, const char* name) {
  auto claim = claims.value(name, Json());
  if (claim.is_array() && !claim.empty()) claim = Json(claim.front());
  return claim.is_string() ? claim.get<std::string>() : std::string();
}

Result<Identity> read_token(const std::string& token, Timestamp now) {
  const auto first = token.find('.');
  const auto second = token.find('.', first + 1);
  const auto claims = first == std::string::npos || second == std::string::npos
                          ? Json()
                          : read_part(token.substr(first + 1, second - first - 1));
  if (!claims.is_object()) {
    return invalid(
        "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access "
        "Token)");
  }
  Identity identity{text_of(claims, "sub"), text_of(claims, "aud"), text_of(claims, "iss"),
                    text_of(claims, kSourceClaim)};
  const auto ends = claims.value("exp", Json());
  if (identity.subject.empty() || identity.audience.empty() || identity.issuer.empty() ||
      !ends.is_number()) {
    return invalid("Missing a required claim: sub, aud, iss and exp.");
  }
  const auto seconds = static_cast<std::int64_t>(std::clamp(ends.get<double>(), 0.0, 1e11));
  if (const auto expiry = from_epoch_ms(seconds * 1000); now >= expiry) {
    return Failure({"ExpiredTokenException", 400,
                    fmt::format("Token expired: current date/time {} must be before the "
                                "expiration date/time {}",
                                to_iso_seconds(now), to_iso_seconds(expiry)),
                    "WebIdentityToken", ""});
  }
  return identity;
}

}  // namespace

const wire::Shape& assume_role_with_web_identity_input() {
  using namespace wire;
  static const auto shape = structure({
      required("RoleArn", arn()),
      required("RoleSessionName", session_name()),
      required("WebIdentityToken", string().length(4, 20000)),
      member("ProviderId", string().length(4, 2048)),
      member("PolicyArns", policy_arns()),
      member("Policy", policy().length(1, 2048)),
      member("DurationSeconds", duration_seconds()),
      member("MinimumSessionTokenSize", token_size()),
  });
  return shape;
}

const wire::Shape* assume_role_with_web_identity_output() {
  using namespace wire;
  static const auto shape = structure(
      {member("SubjectFromWebIdentityToken", string()), member("Audience", string()),
       member("AssumedRoleUser", assumed_role_user()), member("Credentials", credentials()),
       member("Provider", string()), member("PackedPolicySize", integer()),
       member("SourceIdentity", string()), member("SessionTokenUtilization", integer()),
       member("SessionTokenSize", integer())});
  return &shape;
}

Result<Json> assume_role_with_web_identity(Context& context, const Json& request) {
  const auto denied = wire::common_error(wire::CommonError::AccessDenied,
                                         "Not authorized to perform sts:AssumeRoleWithWebIdentity");
  const auto role = role_wanted(context, request, denied);
  if (!role) return Failure(role.error());
  const auto identity =
      read_token(request["WebIdentityToken"].get<std::string>(), context.sandbox.seller_now());
  if (!identity) return Failure(identity.error());
  if (const auto fine = check_policy(request); !fine) return Failure(fine.error());

  auto answer = open(context, *role, request);
  answer["SubjectFromWebIdentityToken"] = identity->subject;
  answer["Audience"] = identity->audience;
  answer["Provider"] = identity->issuer;
  if (!identity->source.empty()) answer["SourceIdentity"] = identity->source;
  return answer;
}

}  // namespace souk::services::sts
