#include "cli/playing_aws.h"

#include <fmt/format.h>

#include "emulator/http/certificates.h"
#include "souk/control.h"
#include "souk/http.h"
#include "souk/url.h"

namespace souk::cli {

tl::expected<void, std::string> listen_as_aws(http::ServerOptions& options) {
  const auto address = process::free_aws_address();
  if (!address) return tl::unexpected("--as-aws: " + address.error() + ".");
  options.tls_host = *address;
  options.tls_port = kHttpsPort;
  options.tls_validity = http::Validity::Always;
  return {};
}

process::AwsNames aws_at(http::Server& server) {
  return {server.tls_host(), http::aws_host_names(), server.ca_pem()};
}

std::optional<process::AwsNames> aws_at(const std::string& emulator, const std::string& token) {
  const auto url = client::parse_url(emulator);
  client::ControlConfig config;
  config.endpoint = emulator;
  config.bearer_token = token;
  const auto ca = client::ControlClient(config).ca();
  if (!url || !ca) return std::nullopt;
  client::HttpOptions options;
  options.tls.ca_pem = *ca;
  options.connect_to = fmt::format("{}:{}", url->host, kHttpsPort);
  const auto answer = client::request("GET", "https://sts.amazonaws.com/", {}, {}, options);
  if (!answer) return std::nullopt;
  return process::AwsNames{url->host, http::aws_host_names(), *ca};
}

}  // namespace souk::cli
