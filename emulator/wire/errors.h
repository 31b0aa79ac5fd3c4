#pragma once

#include <string>
#include <string_view>

#include "emulator/core/json_fwd.h"
#include "emulator/core/result.h"
#include "emulator/wire/protocol.h"

namespace souk::wire {

/// What AWS's front doors refuse before a service is asked.
enum class CommonError {
  UnknownOperation,  ///< target or action not offered
  MissingAction,     ///< a Query call without `Action`
  Serialization,     ///< the body cannot be read, or a member has the wrong type
  MalformedQuery,    ///< a form that is no form
  Validation,        ///< a member breaks a limit
  MissingToken,      ///< no credentials
  IncompleteSignature,
  InvalidSignature,
  UnknownKey,  ///< unknown access key, or a session token that is not the key's
  ExpiredCredentials,
  AccessDenied,
  Throttling,
  RequestExpired,
  InternalFailure,
  Unavailable
};

/// The error as the AWS JSON services spell it; an empty `message` stands for AWS's usual text.
/// Every protocol's writer re-spells it (see spelled), so nobody else needs to.
Error common_error(CommonError kind, std::string message = {});

/// How one protocol of one service writes an error.
struct Spelling {
  std::string type;     ///< `__type` of JSON and CBOR, prefix included; `Code` of Query
  std::string message;  ///< may be empty
  int status;
  std::string query_error = {};  ///< value of `x-amzn-query-error`; SQS over JSON only
};

/// Errors come with the name and status that JSON services give them ("ValidationException", 400);
/// SQS's with their JSON name ("QueueDoesNotExist"). Query gets the short code and its own status
/// ("ValidationError", "AWS.SimpleQueueService.NonExistentQueue"), unless the error carries another
/// status than usual, which is then kept. Names not known here pass unchanged.
Spelling spelled(const Error& error, Protocol protocol, std::string_view service);

/// The error as live front doors may spell it over JSON and CBOR, its service's namespace in front:
/// "com.amazonaws.marketplacemetering#InvalidTokenException". Unchanged where the protocol always
/// or never has one.
Error with_namespace(const Error& error, Protocol protocol, std::string_view service);

/// What follows a namespace: "InvalidTokenException".
std::string_view bare_type(std::string_view type);

/// What an error tells beside type and message: its own members, and for services that say so in
/// the body the request.
Json members_of(const Error& error, std::string_view service, std::string_view request_id);

/// "Sender" or "Receiver": whose fault a status says it is.
std::string_view fault_of(int status);

}  // namespace souk::wire
