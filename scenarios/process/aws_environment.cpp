#include "scenarios/process/aws_environment.h"

#include <array>

namespace souk::process {

namespace {

constexpr std::array kServices{"MARKETPLACE_METERING",
                               "MARKETPLACE_ENTITLEMENT_SERVICE",
                               "MARKETPLACE_AGREEMENT",
                               "SNS",
                               "SQS",
                               "EVENTBRIDGE",
                               "STS"};

}  // namespace

std::vector<std::string> endpoint_variables() {
  std::vector<std::string> names{"AWS_ENDPOINT_URL"};
  for (const auto* service : kServices) names.push_back(std::string("AWS_ENDPOINT_URL_") + service);
  return names;
}

std::vector<std::pair<std::string, std::string>> aws_environment(const Keys& keys) {
  std::vector<std::pair<std::string, std::string>> variables;
  for (const auto* service : kServices) {
    if (!keys.endpoints) break;
    variables.emplace_back(std::string("AWS_ENDPOINT_URL_") + service, keys.endpoint);
  }
  variables.emplace_back("AWS_ACCESS_KEY_ID", keys.access_key_id);
  variables.emplace_back("AWS_SECRET_ACCESS_KEY", keys.secret_access_key);
  // These keys have no session token; one left over from other credentials would be refused.
  variables.emplace_back("AWS_SESSION_TOKEN", "");
  variables.emplace_back("AWS_REGION", keys.region);
  variables.emplace_back("AWS_DEFAULT_REGION", keys.region);
  // The switch that makes SDKs pass over all of the above must be off.
  variables.emplace_back("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "false");
  variables.emplace_back("SOUK_URL", keys.endpoint);
  return variables;
}

}  // namespace souk::process
