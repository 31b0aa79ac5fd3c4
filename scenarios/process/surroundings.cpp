#include "scenarios/process/surroundings.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "scenarios/process/follow_clock.h"

namespace souk::process {
namespace {

void add_variables(Launch& launch,
                   const std::vector<std::pair<std::string, std::string>>& variables) {
  launch.environment.insert(launch.environment.end(), variables.begin(), variables.end());
}

tl::expected<std::string, std::string> make_folder() {
  const char* temporary = std::getenv("TMPDIR");
  auto pattern = fmt::format("{}/souk-XXXXXX",
                             temporary == nullptr || *temporary == '\0' ? "/tmp" : temporary);
  if (mkdtemp(pattern.data()) == nullptr) {
    return tl::unexpected(
        fmt::format("{}: {}; name another folder in $TMPDIR", pattern, std::strerror(errno)));
  }
  using std::filesystem::perms;
  // Programs that run as somebody else read it, too.
  std::filesystem::permissions(
      pattern, perms::group_read | perms::group_exec | perms::others_read | perms::others_exec,
      std::filesystem::perm_options::add);
  return pattern;
}

tl::expected<std::string, std::string> load_clock(Launch& launch, const std::string& folder,
                                                  bool runs) {
  const auto library = runs ? find_libfaketime() : "";
  if (runs && library.empty()) {
    return tl::unexpected(std::string(
        "--follow-clock needs libfaketime for a clock that runs, and it is not here: apt-get "
        "install libfaketime, or name the file libfaketimeMT.so.1 in $SOUK_LIBFAKETIME"));
  }
  try {
    const auto loader = runs ? follow_pace(folder, library) : follow_jumps(folder);
    add_variables(launch, loader.environment);
    return loader.file;
  } catch (const std::system_error& error) {
    return tl::unexpected(std::string("--follow-clock: ") + error.what());
  }
}

void add_environment(Launch& launch, const AwsEnvironment& environment) {
  add_variables(launch, environment.set);
  launch.forgotten.insert(launch.forgotten.end(), environment.unset.begin(),
                          environment.unset.end());
}

// Whoever looks for AWS under its own names needs no other address of it.
Keys keys_for(const Surroundings& wish) {
  Keys keys = wish.keys;
  keys.endpoints = !wish.as_aws;
  return keys;
}

tl::expected<void, std::string> lay_profiles(Launch& launch, const std::string& folder,
                                             const Surroundings& wish) {
  if (wish.profiles.empty()) return {};
  const auto environment = write_profiles(folder, keys_for(wish), wish.profiles);
  if (!environment) return tl::unexpected("--aws-profile: " + environment.error());
  add_environment(launch, *environment);
  return {};
}

tl::expected<std::string, std::string> fill(Launch& launch, const std::string& folder,
                                            const Surroundings& wish) {
  if (const auto laid = lay_profiles(launch, folder, wish); !laid) {
    return tl::unexpected(laid.error());
  }
  tl::expected<std::string, std::string> clock;
  if (wish.follow_clock) clock = load_clock(launch, folder, wish.clock_runs);
  if (!clock || !wish.as_aws) return clock;
  const auto laid = folder + "/aws";
  std::filesystem::create_directory(laid);
  auto disguise = disguise_as_aws(*wish.as_aws, laid, this_machine(launch.directory));
  if (!disguise) return tl::unexpected("--as-aws: " + disguise.error());
  launch.overlays = std::move(disguise->overlays);
  add_variables(launch, disguise->environment);
  return clock;
}

}  // namespace

void clear_away(const Launch& launch) {
  std::error_code none;
  for (const auto& each : launch.litter) std::filesystem::remove_all(each, none);
}

tl::expected<std::string, std::string> surround(Launch& launch, const Surroundings& wish) {
  if (wish.profiles.empty()) add_environment(launch, aws_environment(keys_for(wish)));
  if (!wish.follow_clock && !wish.as_aws && wish.profiles.empty()) return std::string();
  const auto folder = make_folder();
  if (!folder) return folder;
  launch.litter.push_back(*folder);
  auto clock = fill(launch, *folder, wish);
  if (!clock) clear_away(launch);
  return clock;
}

}  // namespace souk::process
