#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "scenarios/process/aws_environment.h"

namespace souk::process {

/// A profile of AWS's shared configuration files.
struct Profile {
  std::string name;
  std::string role = {};  ///< the role of the seller's account it assumes; empty: it has the keys
};

/// Reads "NAME" or "NAME=ROLE", the role's name with its path if it has one. Says what is wrong
/// with it.
tl::expected<Profile, std::string> parse_profile(std::string_view text);

/// Writes the files `config` and `credentials` into a folder that is there, and returns what leads
/// an SDK to them: the first profile is the one it takes unless it names one. Roles are assumed
/// with the keys, at the STS of the endpoint. Says which file cannot be written. Source: AWS SDKs
/// and Tools Reference Guide, "Shared config and credentials files", "Assume role credential
/// provider", "Service-specific endpoints".
tl::expected<AwsEnvironment, std::string> write_profiles(const std::string& folder,
                                                         const Keys& keys,
                                                         const std::vector<Profile>& profiles);

}  // namespace souk::process
