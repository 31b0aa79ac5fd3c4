#pragma once

#include <span>
#include <string_view>

namespace souk::services {

/// A service of AWS that sellers call, and everything it can be asked, offered by souk or not.
/// Source: the service's published model (botocore 1.43, August 2026).
struct AwsService {
  std::string_view name;  ///< "metering", as in the table of operations
  std::string_view title;
  std::span<const std::string_view> operations;  ///< sorted

  bool has(std::string_view operation) const;
};

std::span<const AwsService> aws_services();
/// nullptr when souk knows no such service.
const AwsService* find_aws_service(std::string_view name);

}  // namespace souk::services
