#pragma once

#include "emulator/wire/shape.h"

namespace souk::wire {

inline Shape message_attribute() {
  return structure({
      member("StringValue", string()),
      member("BinaryValue", blob()),
      required("DataType", string()),
  });
}

inline Shape queue_attributes() {
  return map(string(), string()).flattened().entries_named("Name", "Value");
}

inline Shape message_attributes() {
  return map(string(), message_attribute()).flattened().entries_named("Name", "Value");
}

inline Shape send_message_batch() {
  return structure({
      required("QueueUrl", string()),
      required(
          "Entries",
          list(structure({
                   required("Id", string()),
                   required("MessageBody", string()),
                   member("DelaySeconds", integer()),
                   member("MessageAttributes", message_attributes()).in_query("MessageAttribute"),
               }))
              .flattened())
          .in_query("SendMessageBatchRequestEntry"),
  });
}

inline Shape receive_message_result() {
  return structure({
      member(
          "Messages",
          list(structure({
                   member("MessageId", string()),
                   member("Body", string()),
                   member("Attributes", queue_attributes()).in_query("Attribute"),
                   member("MessageAttributes", message_attributes()).in_query("MessageAttribute"),
               }))
              .flattened())
          .in_query("Message"),
  });
}

}  // namespace souk::wire
