#include "scenarios/process/aws_environment.h"

#include <array>
#include <cctype>

namespace souk::process {
namespace {

constexpr std::array kServices{"marketplace_metering",
                               "marketplace_entitlement_service",
                               "marketplace_agreement",
                               "sns",
                               "sqs",
                               "eventbridge",
                               "sts"};

std::string endpoint_variable(std::string service) {
  for (char& letter : service) {
    letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  }
  return "AWS_ENDPOINT_URL_" + service;
}

}  // namespace

std::vector<std::string> service_ids() { return {kServices.begin(), kServices.end()}; }

AwsEnvironment aws_environment(const Keys& keys) {
  AwsEnvironment environment;
  for (const auto* service : kServices) {
    if (keys.endpoints) {
      environment.set.emplace_back(endpoint_variable(service), keys.endpoint);
    } else {
      environment.unset.push_back(endpoint_variable(service));
    }
  }
  if (!keys.endpoints) environment.unset.emplace_back("AWS_ENDPOINT_URL");
  // The SDK for JavaScript takes a profile's keys before those of the environment.
  environment.unset.insert(environment.unset.end(), {"AWS_PROFILE", "AWS_DEFAULT_PROFILE"});
  environment.set.emplace_back("AWS_ACCESS_KEY_ID", keys.access_key_id);
  environment.set.emplace_back("AWS_SECRET_ACCESS_KEY", keys.secret_access_key);
  // These keys have no session token; one left over from other credentials would be refused.
  environment.set.emplace_back("AWS_SESSION_TOKEN", "");
  environment.set.emplace_back("AWS_REGION", keys.region);
  environment.set.emplace_back("AWS_DEFAULT_REGION", keys.region);
  // The switch that makes SDKs pass over all of the above must be off.
  environment.set.emplace_back("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "false");
  environment.set.emplace_back("SOUK_URL", keys.endpoint);
  return environment;
}

}  // namespace souk::process
