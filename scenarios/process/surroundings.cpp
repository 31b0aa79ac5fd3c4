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

tl::expected<std::string, std::string> fill(Launch& launch, const std::string& folder,
                                            const Surroundings& wish) {
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
  if (!wish.follow_clock && !wish.as_aws) return std::string();
  const auto folder = make_folder();
  if (!folder) return folder;
  launch.litter.push_back(*folder);
  auto clock = fill(launch, *folder, wish);
  if (!clock) clear_away(launch);
  return clock;
}

}  // namespace souk::process
