#include <fmt/format.h>

#include "emulator/services/sts/operations.h"
#include "emulator/services/sts/roles.h"
#include "emulator/wire/errors.h"

// AssumeRole: a caller becomes a role, for a time.
//   in    RoleArn, RoleSessionName, DurationSeconds, Policy; the rest is taken and not looked at
//   out   Credentials, AssumedRoleUser, PackedPolicySize, SourceIdentity
//   fails AccessDenied (an account souk does not know), ValidationError, MalformedPolicyDocument,
//         PackedPolicyTooLarge
namespace souk::services::sts {
namespace {

/// How long a role may last that a role assumed. Source: IAM User Guide, role chaining.
constexpr std::int64_t kLongestOfChain = 3600;

Error denied(const Context& context, const Json& request) {
  return wire::common_error(
      wire::CommonError::AccessDenied,
      fmt::format("User: {} is not authorized to perform: sts:AssumeRole on resource: {}",
                  context.caller.arn(), request["RoleArn"].get<std::string>()));
}

}  // namespace

const wire::Shape& assume_role_input() {
  using namespace wire;
  static const auto tag = structure({required("Key", tag_key()), required("Value", tag_value())});
  static const auto provided = structure(
      {member("ProviderArn", arn()), member("ContextAssertion", string().length(4, 2048))});
  static const auto shape = structure({
      required("RoleArn", arn()),
      required("RoleSessionName", session_name()),
      member("PolicyArns", policy_arns()),
      member("Policy", policy()),
      member("DurationSeconds", duration_seconds()),
      member("Tags", list(tag).count(0, 50)),
      member("TransitiveTagKeys", list(tag_key()).count(0, 50)),
      member("ExternalId", string().length(2, 1224).matching("[\\w+=,.@:\\/-]*")),
      member("SerialNumber", string().length(9, 256).matching("[\\w+=/:,.@-]*")),
      member("TokenCode", string().length(6, 6).matching("[\\d]*")),
      member("SourceIdentity", session_name()),
      member("ProvidedContexts", list(provided).count(1, 5)),
      member("MinimumSessionTokenSize", token_size()),
  });
  return shape;
}

const wire::Shape* assume_role_output() {
  using namespace wire;
  static const auto shape = structure(
      {member("AssumedRoleUser", assumed_role_user()), member("Credentials", credentials()),
       member("PackedPolicySize", integer()), member("SourceIdentity", string()),
       member("SessionTokenUtilization", integer()), member("SessionTokenSize", integer())});
  return &shape;
}

Result<Json> assume_role(Context& context, const Json& request) {
  const auto role = role_wanted(context, request, denied(context, request));
  if (!role) return Failure(role.error());
  if (const auto fine = check_policy(request); !fine) return Failure(fine.error());
  if (context.caller.session &&
      request.value("DurationSeconds", std::int64_t{0}) > kLongestOfChain) {
    return Failure({"ValidationException", 400,
                    "The requested DurationSeconds exceeds the 1 hour session limit for roles "
                    "assumed by role chaining.",
                    "DurationSeconds", ""});
  }
  auto answer = open(context, *role, request);
  if (request.contains("SourceIdentity")) answer["SourceIdentity"] = request["SourceIdentity"];
  return answer;
}

}  // namespace souk::services::sts
