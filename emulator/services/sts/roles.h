#pragma once

#include "emulator/sandbox/role_sessions.h"
#include "emulator/services/operation.h"

// What both ways to become a role have in common. souk has no IAM: every role exists in the
// accounts it knows, the seller's and the buyers', and whoever proves who they are may assume it.
namespace souk::services::sts {

wire::Shape arn();
wire::Shape session_name();
wire::Shape policy_arns();
wire::Shape duration_seconds();
wire::Shape token_size();
wire::Shape policy();
wire::Shape tag_key();
wire::Shape tag_value();
wire::Shape assumed_role_user();
wire::Shape credentials();

/// The role a request wants. Fails with ValidationException (no ARN of a role), or with `denied`
/// when souk knows no such account.
Result<sandbox::Role> role_wanted(Context& context, const Json& request, const Error& denied);

/// Whether the session's policy is JSON and short enough. Fails with MalformedPolicyDocument or
/// PackedPolicyTooLarge.
Result<void> check_policy(const Json& request);

/// Opens the session: `Credentials`, `AssumedRoleUser`, `PackedPolicySize`, `SessionTokenSize` and
/// `SessionTokenUtilization` of the answer.
Json open(Context& context, const sandbox::Role& role, const Json& request);

}  // namespace souk::services::sts
