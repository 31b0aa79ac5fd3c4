#pragma once

#include <string_view>

namespace souk::wire {

/// What SNS calls one of its errors on the wire, where SDKs know it by a longer name.
struct SnsError {
  std::string_view name;  ///< in the published model, and of the exception in SDKs
  std::string_view code;  ///< in Query, the only protocol of SNS
  int status;
};

/// The error that the model calls `name`, or nullptr.
const SnsError* find_sns_error(std::string_view name);

}  // namespace souk::wire
