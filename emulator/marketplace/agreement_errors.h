#pragma once

#include <string>
#include <string_view>

#include "emulator/core/result.h"

// What the Agreement Service refuses with. Source: its published model; the texts are ours.
namespace souk::marketplace::agreement_errors {

/// `reason` is one of the model's; OTHER where it has none that fits.
Error validation(std::string_view reason, std::string message, std::string field = "");
Error access_denied(std::string message, std::string_view reason = "INVALID_ACCESS");
/// `resource_type` as the model spells it: "Agreement", "PaymentRequest", …
Error not_found(std::string_view resource_type, std::string_view resource_id);
/// The model has codes for quotas too; which ones is not published.
Error quota_exceeded(std::string_view resource_type, std::string_view resource_id,
                     std::string message);
Error conflict(std::string_view resource_type, std::string_view resource_id, std::string message);

}  // namespace souk::marketplace::agreement_errors
