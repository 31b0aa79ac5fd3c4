#include "emulator/wire/errors.h"

#include <algorithm>
#include <array>

#include "emulator/core/json.h"
#include "emulator/wire/sns_errors.h"
#include "emulator/wire/sqs_errors.h"
#include "emulator/wire/sts_errors.h"

namespace souk::wire {
namespace {

/// Sources: "Common Errors" pages of the SNS, SQS and STS API references; "Troubleshoot Signature
/// Version 4 signing" of the IAM User Guide; statuses over JSON as seen from live services.
struct Row {
  CommonError kind;
  std::string_view json_type;
  int json_status;
  std::string_view query_code;
  int query_status;
  int sqs_json_status;
  std::string_view usual_message;
};

constexpr std::array kRows{
    Row{CommonError::UnknownOperation, "UnknownOperationException", 400, "InvalidAction", 400, 400,
        ""},
    Row{CommonError::MissingAction, "MissingAction", 400, "MissingAction", 400, 400,
        "The request must contain the parameter Action."},
    Row{CommonError::Serialization, "SerializationException", 400, "MalformedInput", 400, 400, ""},
    Row{CommonError::MalformedQuery, "MalformedQueryString", 400, "MalformedQueryString", 400, 400,
        "The query string contains a syntax error."},
    Row{CommonError::Validation, "ValidationException", 400, "ValidationError", 400, 400, ""},
    Row{CommonError::MissingToken, "MissingAuthenticationTokenException", 400,
        "MissingAuthenticationToken", 403, 403, "Request is missing Authentication Token"},
    Row{CommonError::IncompleteSignature, "IncompleteSignatureException", 400,
        "IncompleteSignature", 400, 400, ""},
    Row{CommonError::InvalidSignature, "InvalidSignatureException", 400, "SignatureDoesNotMatch",
        403, 403,
        "The request signature we calculated does not match the signature you provided. Check your "
        "AWS Secret Access Key and signing method. Consult the service documentation for details."},
    Row{CommonError::UnknownKey, "UnrecognizedClientException", 400, "InvalidClientTokenId", 403,
        403, "The security token included in the request is invalid."},
    Row{CommonError::ExpiredCredentials, "ExpiredTokenException", 400, "ExpiredToken", 403, 403,
        "The security token included in the request is expired"},
    Row{CommonError::AccessDenied, "AccessDeniedException", 400, "AccessDenied", 403, 403, ""},
    Row{CommonError::Throttling, "ThrottlingException", 400, "Throttling", 400, 400,
        "Rate exceeded"},
    Row{CommonError::RequestExpired, "RequestExpired", 400, "RequestExpired", 400, 400,
        "Request has expired"},
    Row{CommonError::InternalFailure, "InternalFailure", 500, "InternalFailure", 500, 500, ""},
    Row{CommonError::Unavailable, "ServiceUnavailableException", 503, "ServiceUnavailable", 503,
        503, ""},
};

constexpr std::string_view kCoralPrefix = "com.amazon.coral.service#";
constexpr std::string_view kSqsPrefix = "com.amazonaws.sqs#";

/// Source: the services' Smithy models.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kNamespaces{{
    {"metering", "com.amazonaws.marketplacemetering#"},
    {"entitlement", "com.amazonaws.marketplaceentitlementservice#"},
    {"agreement", "com.amazonaws.marketplaceagreement#"},
    {"events", "com.amazonaws.eventbridge#"},
}};

const Row* find_row(std::string_view type) {
  const auto found = std::find_if(kRows.begin(), kRows.end(),
                                  [&](const Row& row) { return row.json_type == type; });
  return found == kRows.end() ? nullptr : &*found;
}

/// A status somebody chose on purpose (a fault rule, say) outlives the change of protocol.
int status_of(const Error& error, int usual, int here) {
  return error.status == usual ? here : error.status;
}

std::string with_fault(std::string_view code, int status) {
  return std::string(code) + ";" + std::string(fault_of(status));
}

/// A session that expired and a web identity that did have one name: their texts tell them apart.
bool is_of_front_door(const Error& error) {
  const auto* row = find_row(error.type);
  return row != nullptr && !row->usual_message.empty() && error.message == row->usual_message;
}

/// SNS tells of members outside their limits in a ValidationError, as every Query service does; its
/// model has a ValidationException beside that.
bool is_snss_own_validation(const Error& error) {
  return error.type == "ValidationException" &&
         error.message.find(" validation error") == std::string::npos;
}

Spelling over_query(const Error& error, std::string_view service) {
  if (service == "sqs") {
    if (const auto* row = find_sqs_error(error.type)) {
      const auto message =
          row->query_message.empty() ? std::string_view(error.message) : row->query_message;
      return {std::string(row->legacy_code), std::string(message),
              status_of(error, row->json_status, row->query_status)};
    }
  }
  if (service == "sns") {
    if (is_snss_own_validation(error)) return {error.type, error.message, error.status};
    // 400 is the status of an error whose maker knew its name alone.
    if (const auto* row = find_sns_error(error.type)) {
      return {std::string(row->code), error.message, status_of(error, 400, row->status)};
    }
  }
  if (service == "sts" && !is_of_front_door(error)) {
    if (const auto* row = find_sts_error(error.type)) {
      return {std::string(row->code), error.message, status_of(error, 400, row->status)};
    }
  }
  if (const auto* row = find_row(error.type)) {
    const bool says_it_its_own_way = row->kind == CommonError::AccessDenied && service == "sns";
    return {std::string(says_it_its_own_way ? "AuthorizationError" : row->query_code),
            error.message, status_of(error, row->json_status, row->query_status)};
  }
  return {error.type, error.message, error.status};
}

Spelling over_sqs_json(const Error& error) {
  if (const auto* row = find_sqs_error(error.type)) {
    return {std::string(kSqsPrefix) + error.type, error.message, error.status,
            with_fault(row->legacy_code, error.status)};
  }
  if (const auto* row = find_row(error.type)) {
    const int status = status_of(error, row->json_status, row->sqs_json_status);
    return {std::string(kCoralPrefix) + error.type, error.message, status,
            with_fault(row->query_code, status)};
  }
  return {std::string(kSqsPrefix) + error.type, error.message, error.status,
          with_fault(error.type, error.status)};
}

}  // namespace

Error common_error(CommonError kind, std::string message) {
  const auto row = std::find_if(kRows.begin(), kRows.end(),
                                [&](const Row& known) { return known.kind == kind; });
  if (message.empty()) message = row->usual_message;
  return {std::string(row->json_type), row->json_status, std::move(message), "", ""};
}

Spelling spelled(const Error& error, Protocol protocol, std::string_view service) {
  if (protocol == Protocol::Query) return over_query(error, service);
  if (service == "sqs") return over_sqs_json(error);
  return {error.type, error.message, error.status};
}

Error with_namespace(const Error& error, Protocol protocol, std::string_view service) {
  const auto found = std::find_if(kNamespaces.begin(), kNamespaces.end(),
                                  [&](const auto& each) { return each.first == service; });
  if (protocol == Protocol::Query || found == kNamespaces.end()) return error;
  const auto prefix = find_row(error.type) != nullptr ? kCoralPrefix : found->second;
  auto named = error;
  named.type.insert(0, prefix);
  return named;
}

std::string_view bare_type(std::string_view type) { return type.substr(type.find('#') + 1); }

Json members_of(const Error& error, std::string_view service, std::string_view request_id) {
  auto members = error.members_json.empty() ? Json::object() : Json::parse(error.members_json);
  // Source: the models; each error of the Agreement Service has a requestId.
  if (service == "agreement") members["requestId"] = request_id;
  return members;
}

std::string_view fault_of(int status) { return status >= 500 ? "Receiver" : "Sender"; }

}  // namespace souk::wire
