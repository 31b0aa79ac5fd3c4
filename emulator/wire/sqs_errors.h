#pragma once

#include <string_view>

namespace souk::wire {

/// How SQS calls one of its errors in its two protocols.
struct SqsError {
  std::string_view name;         ///< in JSON
  std::string_view legacy_code;  ///< in Query, and beside JSON in `x-amzn-query-error`
  int json_status;
  int query_status;
  std::string_view query_message = {};  ///< where Query words it otherwise
};

/// The error called `name` in JSON, or nullptr.
const SqsError* find_sqs_error(std::string_view name);

}  // namespace souk::wire
