#pragma once

#include "emulator/wire/shape.h"

// Shapes that several operations of SQS share.
namespace souk::services::sqs {

inline wire::Shape attribute_map() {
  return wire::map(wire::string(), wire::string()).flattened().entries_named("Name", "Value");
}

inline wire::Shape tag_map() {
  return wire::map(wire::string(), wire::string()).flattened().entries_named("Key", "Value");
}

inline wire::Shape message_attribute() {
  using namespace wire;
  return structure(
      {member("StringValue", string()), member("BinaryValue", blob()),
       member("StringListValues", list(string()).flattened()).in_query("StringListValue"),
       member("BinaryListValues", list(blob()).flattened()).in_query("BinaryListValue"),
       member("DataType", string())});
}

inline wire::Shape message_attributes() {
  return wire::map(wire::string(), message_attribute()).flattened().entries_named("Name", "Value");
}

}  // namespace souk::services::sqs
