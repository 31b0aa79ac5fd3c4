#pragma once

#include <string>
#include <utility>
#include <vector>

namespace souk::process {

struct Keys {
  std::string endpoint;  ///< souk's URL
  std::string account;   ///< the seller's, 12 digits
  std::string region;
  std::string access_key_id;
  std::string secret_access_key;
  bool endpoints = true;  ///< tell where the services are; false where AWS's own names lead there
};

/// What a program finds in its environment.
struct AwsEnvironment {
  std::vector<std::pair<std::string, std::string>> set;
  std::vector<std::string> unset;  ///< would lead an SDK elsewhere
};

/// The variables that lead an AWS SDK's Marketplace calls, and no others, to souk: an endpoint per
/// service, so that a seller's S3 or DynamoDB stays where it is. Source: AWS SDKs and Tools
/// Reference Guide, "Service-specific endpoints".
AwsEnvironment aws_environment(const Keys& keys);

/// What the configuration files of AWS call the services: "marketplace_metering".
std::vector<std::string> service_ids();

}  // namespace souk::process
