#pragma once

#include <span>

#include "emulator/core/http_message.h"
#include "emulator/marketplace/faults.h"
#include "emulator/sandbox/callers.h"
#include "emulator/wire/request_kind.h"
#include "emulator/wire/shape.h"

namespace souk::services {

/// Everything an operation can touch, and what it may say beside its output.
struct Context {
  sandbox::Sandbox& sandbox;
  marketplace::Market& market;
  messaging::Messaging& messaging;
  const HttpRequest& request;
  sandbox::Caller caller;  ///< the seller, where signatures are not checked and the key is unknown
  std::string region;      ///< of the credential scope
  bool is_signed = true;
  bool may_wait = true;  ///< false when the caller's patience is over
  std::optional<marketplace::FiredFault> fault = std::nullopt;

  /// Set by an operation that has nothing to answer yet: wait this long (real time), ask again.
  std::optional<Duration> wait = std::nullopt;
  /// What the journal's row tells beside request and response.
  Json notes = Json::object();
};

/// One operation of one service, and how it looks on the wire.
struct Operation {
  std::string_view service;
  std::string_view name;
  const wire::Shape& (*input)();
  const wire::Shape* (*output)();  ///< nullptr: the operation has no output
  Result<Json> (*run)(Context& context, const Json& request);
  /// Which error answers a member outside its limits; empty for ValidationException.
  std::string_view limit_error = "";
  /// Whether it may set `Context::wait`.
  bool may_wait = false;
  /// Says more of an error that answers a member outside its limits; nullptr where the service does
  /// not.
  Error (*explain_limit)(Error error, const Json& input) = nullptr;
  /// Whether it needs no signature: what it takes proves who calls.
  bool may_be_unsigned = false;
  /// Whether its service speaks JSON and no other protocol.
  bool json_alone = false;

  bool speaks(wire::Protocol protocol) const {
    return !json_alone || protocol == wire::Protocol::Json10 || protocol == wire::Protocol::Json11;
  }
};

/// What souk offers. A new operation is one file, one test, one row there.
const Operation* find_operation(std::string_view service, std::string_view name);

/// Everything souk offers.
std::span<const Operation> all_operations();

}  // namespace souk::services
