#pragma once

#include "emulator/wire/shape.h"

// Shapes that several operations of SNS share.
namespace souk::services::sns {

inline wire::Shape text_map() { return wire::map(wire::string(), wire::string()); }

inline wire::Shape tag_list() {
  using namespace wire;
  return list(structure(
      {required("Key", string().length(1, 128)), required("Value", string().length(0, 256))}));
}

/// An ARN of a resource with tags.
inline wire::Shape resource_arn() { return wire::string().length(1, 1011); }

inline wire::Shape message_attributes() {
  using namespace wire;
  return map(string(), structure({required("DataType", string()), member("StringValue", string()),
                                  member("BinaryValue", blob())}))
      .entries_named("Name", "Value");
}

}  // namespace souk::services::sns
