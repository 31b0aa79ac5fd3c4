#pragma once

#include <string_view>

namespace souk::wire {

/// What STS calls one of its errors on the wire, where SDKs know it by its exception's name.
struct StsError {
  std::string_view name;
  std::string_view code;
  int status;
};

/// The error that the model calls `name`, or nullptr.
const StsError* find_sts_error(std::string_view name);

}  // namespace souk::wire
