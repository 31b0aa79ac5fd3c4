#pragma once

#include <string>
#include <utility>
#include <vector>

namespace souk::process {

struct Keys {
  std::string endpoint;  ///< souk's URL
  std::string region;
  std::string access_key_id;
  std::string secret_access_key;
  bool endpoints = true;  ///< tell where the services are; false where AWS's own names lead there
};

/// The variables that lead an AWS SDK's Marketplace calls, and no others, to souk: an endpoint per
/// service, so that a seller's S3 or DynamoDB stays where it is. Source: AWS SDKs and Tools
/// Reference Guide, "Service-specific endpoints".
std::vector<std::pair<std::string, std::string>> aws_environment(const Keys& keys);

/// The variables by which any AWS SDK is told where a service is.
std::vector<std::string> endpoint_variables();

}  // namespace souk::process
