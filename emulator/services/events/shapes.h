#pragma once

#include "emulator/wire/shape.h"

// Shapes that several operations of EventBridge share.
namespace souk::services::events {

/// The name of a rule, target, connection or API destination.
inline wire::Shape resource_name() {
  return wire::string().length(1, 64).matching("[\\.\\-_A-Za-z0-9]+");
}

inline wire::Shape bus_name_shape() {
  return wire::string().length(1, 256).matching("[/\\.\\-_A-Za-z0-9]+");
}

wire::Shape bus_name_or_arn();

inline wire::Shape an_arn() { return wire::string().length(1, 1600); }

inline wire::Shape event_tags() {
  using namespace wire;
  return list(structure(
      {required("Key", string().length(1, 128)), required("Value", string().length(0, 256))}));
}

inline wire::Shape dead_letter_config() { return wire::structure({wire::member("Arn", an_arn())}); }

inline wire::Shape next_token() { return wire::string().length(1, 2048); }
inline wire::Shape page_limit() { return wire::integer().range(1, 100); }

inline wire::Shape header_key() {
  return wire::string().length(0, 512).matching("^[!#$%&'*+-.^_`|~0-9a-zA-Z]+$");
}
wire::Shape header_value();
inline wire::Shape query_key() {
  return wire::string().length(0, 512).matching("[^\\x00-\\x1F\\x7F]+");
}
inline wire::Shape query_value() {
  return wire::string().length(0, 512).matching("[^\\x00-\\x09\\x0B\\x0C\\x0E-\\x1F\\x7F]+");
}

/// A user name, password, key or client id: no colon in it.
wire::Shape auth_text();
/// A URL, as far as letters tell.
wire::Shape https_endpoint();
wire::Shape connection_arn_shape();
/// A partner's event source.
wire::Shape event_source_name();
/// A text that is not blank.
wire::Shape path_value();
/// Where a connection leads that leaves the internet out.
wire::Shape connectivity();

/// Adds to a target the members of what souk does not reach.
void add_other_targets(wire::Shape& target);

}  // namespace souk::services::events
