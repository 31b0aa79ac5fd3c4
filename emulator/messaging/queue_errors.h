#pragma once

#include <fmt/format.h>

#include "emulator/core/result.h"

namespace souk::messaging {

// Errors of queues, named as over JSON ("QueueDoesNotExist"); the wire knows their older names.
// Source: SQS API Reference, and texts recorded from the live service.

inline Error queue_error(std::string type, std::string message, std::string field = "") {
  return {std::move(type), 400, std::move(message), std::move(field), ""};
}

inline Error no_such_queue() {
  return queue_error("QueueDoesNotExist", "The specified queue does not exist.");
}

inline Error invalid_parameter_value(std::string message, std::string field = "") {
  return queue_error("InvalidParameterValueException", std::move(message), std::move(field));
}

/// "Value 11 for parameter MaxNumberOfMessages is invalid. Reason: …"
template <class Value>
Error invalid_value(const Value& value, std::string_view parameter, std::string_view reason) {
  return invalid_parameter_value(
      fmt::format("Value {} for parameter {} is invalid. Reason: {}", value, parameter, reason),
      std::string(parameter));
}

}  // namespace souk::messaging
