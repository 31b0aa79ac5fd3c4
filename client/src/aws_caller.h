#pragma once

#include <atomic>
#include <nlohmann/json.hpp>
#include <string>

#include "souk/config.h"
#include "souk/outcome.h"
#include "souk/url.h"

namespace souk::client {

/// One AWS service as a client sees it.
struct ServiceNames {
  std::string signing_name;   ///< "aws-marketplace"
  std::string target_prefix;  ///< "AWSMPMeteringService"; empty for Query services
  std::string content_type;   ///< "application/x-amz-json-1.1"
  std::string version;        ///< Query services: "2010-03-31"
  std::string real_host;      ///< "metering.marketplace.{region}.amazonaws.com"
};

/// Signs calls, sends them, repeats what AWS's SDKs repeat, and reads error envelopes.
class AwsCaller {
 public:
  AwsCaller(ClientConfig config, ServiceNames names);

  /// `wait`: how much longer than usual the answer may take (long polls).
  Outcome<nlohmann::json> call_json(const std::string& operation, const nlohmann::json& input,
                                    Duration wait = Duration(0));
  /// The XML answer of a Query operation.
  Outcome<std::string> call_query(const std::string& operation, FormFields fields);

 private:
  Outcome<HttpAnswer> send(const HttpHeaders& headers, const std::string& body, Duration wait);
  Outcome<HttpAnswer> attempt(HttpHeaders headers, const std::string& body, Duration wait);
  void back_off(int attempt, bool throttled);

  const ClientConfig config_;
  const ServiceNames names_;
  const std::string endpoint_;
  std::atomic<std::uint64_t> waits_{0};
};

/// The text between <name> and </name>, entities undone; empty when it is not there.
std::string xml_text(std::string_view xml, std::string_view name);

}  // namespace souk::client
