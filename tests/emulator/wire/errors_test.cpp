#include "emulator/wire/errors.h"

#include <gtest/gtest.h>

namespace souk::wire {
namespace {

struct Row {
  const char* name;
  CommonError kind;
  const char* json_type;
  int json_status;
  const char* query_code;
  int query_status;
  const char* sqs_query_error;
  int sqs_status;
};

class CommonErrors : public testing::TestWithParam<Row> {};

TEST_P(CommonErrors, AreSpelledByEachProtocolInItsWay) {
  const auto& row = GetParam();
  const auto error = common_error(row.kind, "m");

  const auto json = spelled(error, Protocol::Json11, "metering");
  const auto query = spelled(error, Protocol::Query, "sts");
  const auto sqs = spelled(error, Protocol::Json10, "sqs");

  EXPECT_EQ(json.type, row.json_type);
  EXPECT_EQ(json.status, row.json_status);
  EXPECT_EQ(json.query_error, "");
  EXPECT_EQ(query.type, row.query_code);
  EXPECT_EQ(query.status, row.query_status);
  EXPECT_EQ(sqs.type, std::string("com.amazon.coral.service#") + row.json_type);
  EXPECT_EQ(sqs.query_error, row.sqs_query_error);
  EXPECT_EQ(sqs.status, row.sqs_status);
}

INSTANTIATE_TEST_SUITE_P(
    OneByOne, CommonErrors,
    testing::Values(
        Row{"MissingToken", CommonError::MissingToken, "MissingAuthenticationTokenException", 400,
            "MissingAuthenticationToken", 403, "MissingAuthenticationToken;Sender", 403},
        Row{"Incomplete", CommonError::IncompleteSignature, "IncompleteSignatureException", 400,
            "IncompleteSignature", 400, "IncompleteSignature;Sender", 400},
        Row{"Signature", CommonError::InvalidSignature, "InvalidSignatureException", 400,
            "SignatureDoesNotMatch", 403, "SignatureDoesNotMatch;Sender", 403},
        Row{"UnknownKey", CommonError::UnknownKey, "UnrecognizedClientException", 400,
            "InvalidClientTokenId", 403, "InvalidClientTokenId;Sender", 403},
        Row{"AccessDenied", CommonError::AccessDenied, "AccessDeniedException", 400, "AccessDenied",
            403, "AccessDenied;Sender", 403},
        Row{"UnknownOperation", CommonError::UnknownOperation, "UnknownOperationException", 400,
            "InvalidAction", 400, "InvalidAction;Sender", 400},
        Row{"Validation", CommonError::Validation, "ValidationException", 400, "ValidationError",
            400, "ValidationError;Sender", 400},
        Row{"Throttling", CommonError::Throttling, "ThrottlingException", 400, "Throttling", 400,
            "Throttling;Sender", 400},
        Row{"Failure", CommonError::InternalFailure, "InternalFailure", 500, "InternalFailure", 500,
            "InternalFailure;Receiver", 500},
        Row{"Unavailable", CommonError::Unavailable, "ServiceUnavailableException", 503,
            "ServiceUnavailable", 503, "ServiceUnavailable;Receiver", 503}),
    [](const auto& test) { return test.param.name; });

TEST(Errors, HaveAwsTextsUnlessGivenOthers) {
  EXPECT_EQ(common_error(CommonError::MissingToken).message,
            "Request is missing Authentication Token");
  EXPECT_EQ(common_error(CommonError::Throttling).message, "Rate exceeded");
  EXPECT_EQ(common_error(CommonError::Throttling, "slow down").message, "slow down");
}

TEST(Errors, OfServicesPassUnchanged) {
  const Error error{"NotFound", 404, "Topic does not exist", "", ""};

  const auto spelling = spelled(error, Protocol::Query, "sns");

  EXPECT_EQ(spelling.type, "NotFound");
  EXPECT_EQ(spelling.status, 404);
  EXPECT_EQ(spelling.message, "Topic does not exist");
}

TEST(Errors, OfSqsChangeNameAndStatusWithTheProtocol) {
  const Error error{"ReceiptHandleIsInvalid", 400, "no such handle", "", ""};
  const Error value{"InvalidParameterValueException", 400, "m", "", ""};

  EXPECT_EQ(spelled(error, Protocol::Query, "sqs").status, 404);
  EXPECT_EQ(spelled(error, Protocol::Json10, "sqs").status, 400);
  EXPECT_EQ(spelled(value, Protocol::Query, "sqs").type, "InvalidParameterValue");
  EXPECT_EQ(spelled(value, Protocol::Json10, "sqs").query_error, "InvalidParameterValue;Sender");
}

TEST(Errors, KeepAStatusChosenOnPurpose) {
  auto error = common_error(CommonError::Throttling);
  error.status = 503;

  EXPECT_EQ(spelled(error, Protocol::Query, "sns").status, 503);
  EXPECT_EQ(spelled(error, Protocol::Json10, "sqs").query_error, "Throttling;Receiver");
}

TEST(Errors, OfSnsAreSpelledShorterThanTheirExceptions) {
  const Error security{"InvalidSecurityException", 400, "m", "", ""};
  const Error internal{"InternalErrorException", 500, "m", "", ""};
  const Error missing{"NotFoundException", 410, "m", "", ""};

  EXPECT_EQ(spelled(security, Protocol::Query, "sns").type, "InvalidSecurity");
  EXPECT_EQ(spelled(security, Protocol::Query, "sns").status, 403);
  EXPECT_EQ(spelled(internal, Protocol::Query, "sns").type, "InternalError");
  EXPECT_EQ(spelled(internal, Protocol::Query, "sns").status, 500);
  EXPECT_EQ(spelled(missing, Protocol::Query, "sns").status, 410);
  EXPECT_EQ(spelled(security, Protocol::Query, "sts").type, "InvalidSecurityException");
}

TEST(Errors, OfSnsTellLimitsFromTheValidationOfItsModel) {
  const Error limit{"ValidationException", 400, "1 validation error detected: …", "", ""};
  const Error own{"ValidationException", 400, "The message is too odd.", "", ""};

  EXPECT_EQ(spelled(limit, Protocol::Query, "sns").type, "ValidationError");
  EXPECT_EQ(spelled(own, Protocol::Query, "sns").type, "ValidationException");
  EXPECT_EQ(spelled(own, Protocol::Query, "sts").type, "ValidationError");
}

TEST(Errors, OfSnssBatchesTagsAndKeysHaveTheirCodes) {
  const auto code = [](const char* name) {
    const auto made = spelled({name, 400, "text", "", ""}, Protocol::Query, "sns");
    return std::to_string(made.status) + " " + made.type;
  };

  EXPECT_EQ(code("BatchEntryIdsNotDistinctException"), "400 BatchEntryIdsNotDistinct");
  EXPECT_EQ(code("ResourceNotFoundException"), "404 ResourceNotFound");
  EXPECT_EQ(code("KMSOptInRequired"), "403 KMSOptInRequired");
  EXPECT_EQ(code("TagLimitExceededException"), "400 TagLimitExceeded");
}

TEST(Errors, OfStsAreSpelledShorterThanTheirExceptions) {
  const auto code = [](const char* name) {
    const auto made = spelled({name, 400, "text", "", ""}, Protocol::Query, "sts");
    return std::to_string(made.status) + " " + made.type;
  };

  EXPECT_EQ(code("IDPRejectedClaimException"), "403 IDPRejectedClaim");
  EXPECT_EQ(code("MalformedPolicyDocumentException"), "400 MalformedPolicyDocument");
  EXPECT_EQ(code("RegionDisabledException"), "403 RegionDisabledException");
}

TEST(Errors, OfAWebIdentityAndOfASessionThatExpiredDiffer) {
  const Error identity{"ExpiredTokenException", 400, "Token expired: …", "", ""};
  const auto session = common_error(CommonError::ExpiredCredentials);

  EXPECT_EQ(spelled(identity, Protocol::Query, "sts").type, "ExpiredTokenException");
  EXPECT_EQ(spelled(identity, Protocol::Query, "sts").status, 400);
  EXPECT_EQ(spelled(session, Protocol::Query, "sts").type, "ExpiredToken");
  EXPECT_EQ(spelled(session, Protocol::Query, "sts").status, 403);
}

TEST(Errors, OfSqsTellOfKeysAsKmsDoes) {
  const Error error{"KmsDisabled", 400, "m", "", ""};

  EXPECT_EQ(spelled(error, Protocol::Json10, "sqs").type, "com.amazonaws.sqs#KmsDisabled");
  EXPECT_EQ(spelled(error, Protocol::Json10, "sqs").query_error, "KMS.DisabledException;Sender");
  EXPECT_EQ(spelled(error, Protocol::Query, "sqs").type, "KMS.DisabledException");
}

TEST(Errors, OfSnsDenyAccessUnderAnotherName) {
  EXPECT_EQ(spelled(common_error(CommonError::AccessDenied), Protocol::Query, "sns").type,
            "AuthorizationError");
}

}  // namespace
}  // namespace souk::wire
