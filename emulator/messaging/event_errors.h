#pragma once

#include <fmt/format.h>

#include "emulator/core/result.h"

namespace souk::messaging {

// Errors of EventBridge. Source: its API Reference, and texts recorded from the live service.

inline Error event_error(std::string type, std::string message, std::string field = "") {
  return {std::move(type), 400, std::move(message), std::move(field), ""};
}

inline Error invalid_event_call(std::string message, std::string field = "") {
  return event_error("ValidationException", std::move(message), std::move(field));
}

inline Error no_such_bus(std::string_view name) {
  return event_error("ResourceNotFoundException", fmt::format("Event bus {} does not exist.", name),
                     "EventBusName");
}

inline Error no_such_rule(std::string_view name, std::string_view bus) {
  return event_error("ResourceNotFoundException",
                     fmt::format("Rule {} does not exist on EventBus {}.", name, bus), "Name");
}

inline Error beyond_the_limit() {
  return event_error("LimitExceededException",
                     "The requested resource exceeds the maximum number allowed.");
}

}  // namespace souk::messaging
