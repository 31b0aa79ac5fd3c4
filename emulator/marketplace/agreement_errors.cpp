#include "emulator/marketplace/agreement_errors.h"

#include <fmt/format.h>

#include "emulator/core/json.h"

namespace souk::marketplace::agreement_errors {

Error validation(std::string_view reason, std::string message, std::string field) {
  Json members{{"reason", reason}};
  if (!field.empty()) members["fields"] = {{{"name", field}, {"message", message}}};
  return {"ValidationException", 400, std::move(message), std::move(field), "", members.dump()};
}

Error access_denied(std::string message, std::string_view reason) {
  return {"AccessDeniedException",
          400,
          std::move(message),
          "",
          "Sign the call with the credentials of the other party of the agreement.",
          Json{{"reason", reason}}.dump()};
}

Error not_found(std::string_view resource_type, std::string_view resource_id) {
  return {"ResourceNotFoundException",
          400,
          fmt::format("There is no {} {} of this account.", resource_type, resource_id),
          "",
          "",
          Json{{"resourceType", resource_type}, {"resourceId", resource_id}}.dump()};
}

Error quota_exceeded(std::string_view resource_type, std::string_view resource_id,
                     std::string message) {
  return {"ServiceQuotaExceededException",
          400,
          std::move(message),
          "",
          "",
          Json{{"resourceType", resource_type}, {"resourceId", resource_id}}.dump()};
}

Error conflict(std::string_view resource_type, std::string_view resource_id, std::string message) {
  return {"ConflictException",
          400,
          std::move(message),
          "",
          "",
          Json{{"resourceType", resource_type}, {"resourceId", resource_id}}.dump()};
}

}  // namespace souk::marketplace::agreement_errors
