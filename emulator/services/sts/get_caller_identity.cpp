#include "emulator/services/sts/operations.h"

// GetCallerIdentity: whose key signed this.
//   out   Arn, UserId, Account
namespace souk::services::sts {

const wire::Shape& get_caller_identity_input() {
  static const auto shape = wire::structure({});
  return shape;
}

const wire::Shape* get_caller_identity_output() {
  using namespace wire;
  static const auto shape =
      structure({member("Arn", string()), member("UserId", string()), member("Account", string())});
  return &shape;
}

Result<Json> get_caller_identity(Context& context, const Json& /*request*/) {
  const auto& caller = context.caller;
  return Json{{"Arn", caller.arn()}, {"UserId", caller.user_id()}, {"Account", caller.account}};
}

}  // namespace souk::services::sts
