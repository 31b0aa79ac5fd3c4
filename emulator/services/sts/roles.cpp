#include "emulator/services/sts/roles.h"

#include <fmt/format.h>

namespace souk::services::sts {
namespace {

/// Longest policy of a session. Source: AssumeRole, Policy.
constexpr std::size_t kLongestPolicy = 2048;
constexpr std::int64_t kUsualSeconds = 3600;
/// Source: AssumeRole, MinimumSessionTokenSize, as SDKs of autumn 2026 document it.
constexpr std::size_t kLongestToken = 4096;

}  // namespace

wire::Shape arn() {
  return wire::string().length(20, 2048).matching(
      "[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u0085\\u00A0-\\uD7FF\\uE000-\\uFFFD\\u10000-"
      "\\u10FFFF]+");
}

wire::Shape session_name() { return wire::string().length(2, 64).matching("[\\w+=,.@-]*"); }

wire::Shape policy_arns() { return wire::list(wire::structure({wire::member("arn", arn())})); }

wire::Shape duration_seconds() { return wire::integer().range(900, 43200); }

wire::Shape token_size() { return wire::integer().range(0, kLongestToken); }

wire::Shape policy() {
  return wire::string().length(1).matching("[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+");
}

wire::Shape tag_key() {
  return wire::string().length(1, 128).matching("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+");
}

wire::Shape tag_value() {
  return wire::string().length(0, 256).matching("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");
}

wire::Shape assumed_role_user() {
  return wire::structure(
      {wire::required("AssumedRoleId", wire::string()), wire::required("Arn", wire::string())});
}

wire::Shape credentials() {
  return wire::structure({wire::required("AccessKeyId", wire::string()),
                          wire::required("SecretAccessKey", wire::string()),
                          wire::required("SessionToken", wire::string()),
                          wire::required("Expiration", wire::timestamp())});
}

Result<sandbox::Role> role_wanted(Context& context, const Json& request, const Error& denied) {
  const std::string wanted = request["RoleArn"];
  auto role = sandbox::parse_role_arn(wanted);
  if (!role) {
    return Failure({"ValidationException", 400, fmt::format("{} is invalid", wanted), "RoleArn",
                    "A role's ARN is arn:aws:iam::123456789012:role/name."});
  }
  if (!sandbox::has_account(context.sandbox, role->account)) return Failure(denied);
  return std::move(*role);
}

Result<void> check_policy(const Json& request) {
  const auto policy = request.value("Policy", std::string("{}"));
  if (policy.size() > kLongestPolicy) {
    return Failure({"PackedPolicyTooLargeException", 400,
                    fmt::format("The session policy has {} characters; {} are the most.",
                                policy.size(), kLongestPolicy),
                    "Policy", ""});
  }
  if (!Json::parse(policy, nullptr, false).is_object()) {
    return Failure({"MalformedPolicyDocumentException", 400,
                    "The session policy is not in the JSON policy language.", "Policy", ""});
  }
  return {};
}

Json open(Context& context, const sandbox::Role& role, const Json& request) {
  const auto now = std::chrono::floor<std::chrono::seconds>(context.sandbox.seller_now());
  const auto ends =
      Timestamp(now + std::chrono::seconds(request.value("DurationSeconds", kUsualSeconds)));
  const auto caller =
      sandbox::open_session(context.sandbox, role, request["RoleSessionName"], ends,
                            request.value("MinimumSessionTokenSize", std::size_t{0}));
  const auto& token = caller.session->token;
  Json answer{{"Credentials",
               {{"AccessKeyId", caller.credentials.access_key_id},
                {"SecretAccessKey", caller.credentials.secret_access_key},
                {"SessionToken", token},
                {"Expiration", epoch_ms(ends) / 1000}}},
              {"AssumedRoleUser", {{"AssumedRoleId", caller.user_id()}, {"Arn", caller.arn()}}},
              {"SessionTokenSize", token.size()},
              {"SessionTokenUtilization", token.size() * 100 / kLongestToken}};
  if (const auto policy = request.find("Policy"); policy != request.end()) {
    const auto length = policy->get_ref<const std::string&>().size();
    answer["PackedPolicySize"] = (length * 100 + kLongestPolicy - 1) / kLongestPolicy;
  }
  context.notes["role"] = {{"assumed", caller.arn()}};
  return answer;
}

}  // namespace souk::services::sts
