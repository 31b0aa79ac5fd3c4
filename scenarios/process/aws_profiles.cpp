#include "scenarios/process/aws_profiles.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>

namespace souk::process {
namespace {

/// Has the keys that roles are assumed with.
constexpr const char* kSource = "souk";
constexpr const char* kServicesSection = "souk";
constexpr const char* kDefault = "default";
/// The first line of a file that may be written anew.
constexpr const char* kMark = "# Written by souk, and written anew each time.";

bool is_name_letter(char letter) {
  const auto byte = static_cast<unsigned char>(letter);
  return std::isalnum(byte) != 0 || std::string_view("_-.+@:/").find(letter) != std::string::npos;
}

bool is_role_letter(char letter) {
  const auto byte = static_cast<unsigned char>(letter);
  return std::isalnum(byte) != 0 || std::string_view("_+=,.@-/").find(letter) != std::string::npos;
}

// In the configuration file every profile but one has the word before its name.
std::string heading(const std::string& name) {
  return name == kDefault ? "[default]\n" : fmt::format("[profile {}]\n", name);
}

std::string common_lines(const Keys& keys) {
  std::string text = fmt::format("region = {}\n", keys.region);
  if (keys.endpoints) text += fmt::format("services = {}\n", kServicesSection);
  return text;
}

std::string services_section(const Keys& keys) {
  std::string text = fmt::format("[services {}]\n", kServicesSection);
  for (const auto& service : service_ids()) {
    text += fmt::format("{} =\n  endpoint_url = {}\n", service, keys.endpoint);
  }
  return text;
}

std::string config_text(const Keys& keys, const std::vector<Profile>& profiles) {
  std::string text = heading(kSource) + common_lines(keys);
  for (const auto& profile : profiles) {
    text += "\n" + heading(profile.name) + common_lines(keys);
    if (profile.role.empty()) continue;
    text += fmt::format("role_arn = arn:aws:iam::{}:role/{}\nsource_profile = {}\n", keys.account,
                        profile.role, kSource);
  }
  if (keys.endpoints) text += "\n" + services_section(keys);
  return text;
}

std::string credentials_text(const Keys& keys, const std::vector<Profile>& profiles) {
  std::string text;
  const auto add = [&](const std::string& name) {
    text += fmt::format("{}[{}]\naws_access_key_id = {}\naws_secret_access_key = {}\n",
                        text.empty() ? "" : "\n", name, keys.access_key_id, keys.secret_access_key);
  };
  add(kSource);
  for (const auto& profile : profiles) {
    if (profile.role.empty()) add(profile.name);
  }
  return text;
}

bool is_of_others(const std::string& path) {
  struct stat status {};
  if (lstat(path.c_str(), &status) != 0) return false;
  std::ifstream file(path);
  std::string line;
  return !std::getline(file, line) || line != kMark;
}

// Keys are for the eyes of whoever runs souk.
tl::expected<void, std::string> write_private(const std::string& path, const std::string& text) {
  const std::string whole = fmt::format("{}\n{}", kMark, text);
  const auto size = static_cast<ssize_t>(whole.size());
  std::string fresh = path + ".XXXXXX";
  const int file = mkostemp(fresh.data(), O_CLOEXEC);  // mode 0600
  const bool written = file >= 0 && write(file, whole.data(), whole.size()) == size &&
                       rename(fresh.c_str(), path.c_str()) == 0;
  const int trouble = errno;
  if (file >= 0) close(file);
  if (written) return {};
  if (file >= 0) unlink(fresh.c_str());
  return tl::unexpected(fmt::format("{} cannot be written: {}", path, std::strerror(trouble)));
}

}  // namespace

tl::expected<Profile, std::string> parse_profile(std::string_view text) {
  const auto equals = std::min(text.find('='), text.size());
  Profile profile{std::string(text.substr(0, equals))};
  const auto& name = profile.name;
  if (name.empty() || !std::all_of(name.begin(), name.end(), is_name_letter)) {
    return tl::unexpected(fmt::format("'{}' is no name of a profile", name));
  }
  if (name == kSource) {
    return tl::unexpected(fmt::format("'{}' is what the sandbox's own profile is called", name));
  }
  if (equals == text.size()) return profile;
  profile.role = text.substr(equals + 1);
  const auto& role = profile.role;
  if (role.substr(0, 4) == "arn:") {
    return tl::unexpected(
        fmt::format("'{}' is of an account of its own, and roles are the sandbox's", role));
  }
  const bool good = !role.empty() && role.front() != '/' && role.back() != '/' &&
                    std::all_of(role.begin(), role.end(), is_role_letter);
  if (good) return profile;
  return tl::unexpected(fmt::format("'{}' is no name of a role", role));
}

tl::expected<AwsEnvironment, std::string> write_profiles(const std::string& folder,
                                                         const Keys& keys,
                                                         const std::vector<Profile>& profiles) {
  const auto config = folder + "/config";
  const auto credentials = folder + "/credentials";
  for (const auto& path : {config, credentials}) {
    if (!is_of_others(path)) continue;
    return tl::unexpected(fmt::format("{} is there already, and souk did not write it", path));
  }
  if (const auto done = write_private(config, config_text(keys, profiles)); !done) {
    return tl::unexpected(done.error());
  }
  if (const auto done = write_private(credentials, credentials_text(keys, profiles)); !done) {
    return tl::unexpected(done.error());
  }
  AwsEnvironment environment = aws_environment(keys);
  // Keys of the environment would be taken before any profile's.
  for (const char* name : {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"}) {
    std::erase_if(environment.set, [&](const auto& each) { return each.first == name; });
    environment.unset.emplace_back(name);
  }
  const auto first = profiles.empty() ? std::string(kSource) : profiles.front().name;
  for (const auto& [name, value] : {std::pair<std::string, std::string>{"AWS_CONFIG_FILE", config},
                                    {"AWS_SHARED_CREDENTIALS_FILE", credentials},
                                    {"AWS_PROFILE", first},
                                    // The older ones for JavaScript and Go read no roles without.
                                    {"AWS_SDK_LOAD_CONFIG", "1"}}) {
    std::erase(environment.unset, name);
    environment.set.emplace_back(name, value);
  }
  return environment;
}

}  // namespace souk::process
