#include "cli/profile_option.h"

#include <fmt/format.h>

namespace souk::cli {
namespace {

process::Profile read_profile(const std::string& text) {
  auto profile = process::parse_profile(text);
  if (profile) return *profile;
  throw CLI::ValidationError(
      "--aws-profile",
      fmt::format("{}; write NAME, or NAME=ROLE with the name of a role", profile.error()));
}

void add_once(std::vector<process::Profile>& profiles, process::Profile profile) {
  for (const auto& each : profiles) {
    if (each.name != profile.name) continue;
    throw CLI::ValidationError("--aws-profile", fmt::format("'{}' is given twice", profile.name));
  }
  profiles.push_back(std::move(profile));
}

}  // namespace

void add_aws_profiles(CLI::App& command, std::vector<process::Profile>& profiles) {
  command
      .add_option_function<std::vector<std::string>>(
          "--aws-profile",
          [&profiles](const std::vector<std::string>& texts) {
            for (const auto& text : texts) add_once(profiles, read_profile(text));
          },
          "NAME or NAME=ROLE: a profile of AWS's configuration files, with the keys or with a role")
      ->allow_extra_args(false);
}

}  // namespace souk::cli
