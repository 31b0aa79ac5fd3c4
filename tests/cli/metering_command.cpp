// A seller's program as small as can be: meters COUNT records in one call, with what its
// environment says of AWS. Ends with 0 whatever the answer is: others judge.
#include <cstdio>
#include <cstdlib>

#include "souk/metering.h"

int main(int argc, char** argv) {
  using namespace souk::client;
  const auto* endpoint = std::getenv("AWS_ENDPOINT_URL_MARKETPLACE_METERING");
  const auto keys = credentials_from_environment();
  if (argc != 2 || endpoint == nullptr || !keys) return 2;
  ClientConfig config;
  config.endpoint = endpoint;
  config.credentials = *keys;
  UsageRecord record;
  record.timestamp = parse_iso("2026-10-06T08:00:00Z").value();
  record.dimension = "requests";
  record.account_id = "123456789012";
  record.license_arn = "arn:aws:license-manager:us-east-1:123456789012:license/l-1";
  record.quantity = 1;
  const std::vector<UsageRecord> records(static_cast<std::size_t>(std::atoi(argv[1])), record);
  const auto answer = MeteringClient(config).batch_meter_usage(records);
  std::printf("%s\n", answer ? "answered" : answer.error().type.c_str());
  return 0;
}
