#pragma once

#include "emulator/core/json.h"
#include "emulator/core/result.h"

namespace souk::messaging {

// Message attributes as SQS and SNS write them: {name: {DataType, StringValue | BinaryValue}}.

/// Hex MD5 of a text, and of message attributes in SQS's own encoding; empty when there are none.
std::string md5_hex(std::string_view text);
std::string attributes_md5(const Json& attributes);

/// What a message counts against size limits: its body, and each attribute's name, type and value.
std::size_t message_size(const std::string& body, const Json& attributes);

/// Whether SQS takes these attributes. Fails with InvalidParameterValueException.
Result<void> check_queue_attributes(const Json& attributes);

/// "Number" of "Number.int"; empty for what neither SQS nor SNS knows.
std::string_view attribute_kind(std::string_view type);

/// Source: SQS Developer Guide, "Message attribute components"; SNS refuses one byte sooner.
inline constexpr std::size_t kLongestAttributeName = 256;

/// Whether a name is one of letters, digits, `_`, `-` and `.`, with no dot at an end or beside
/// another.
bool is_attribute_name(std::string_view name);

}  // namespace souk::messaging
