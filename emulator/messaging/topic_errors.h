#pragma once

#include <fmt/format.h>

#include "emulator/core/result.h"

namespace souk::messaging {

// Errors of topics, under SNS's short codes. Source: texts recorded from the live service.

inline Error invalid_parameter(std::string_view text, std::string field = "") {
  return {"InvalidParameter", 400, fmt::format("Invalid parameter: {}", text), std::move(field),
          ""};
}

inline Error invalid_attribute_value(std::string message) {
  return {"ParameterValueInvalid", 400, std::move(message), "MessageAttributes", ""};
}

inline Error not_found(std::string message) {
  return {"NotFound", 404, std::move(message), "", ""};
}

}  // namespace souk::messaging
