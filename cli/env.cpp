#include <fmt/format.h>

#include <cstdio>
#include <filesystem>

#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/profile_option.h"
#include "cli/remote.h"
#include "scenarios/process/aws_profiles.h"

namespace souk::cli {
namespace {

/// A folder's name may have blanks in it.
std::string for_shell(const std::string& value) {
  const bool is_plain = value.find_first_not_of(
                            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                            "_-./:=+@%,") == std::string::npos;
  if (is_plain) return value;
  std::string quoted = "'";
  for (const char letter : value)
    quoted += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
  return quoted + "'";
}

struct EnvWish {
  Remote remote;
  std::string format = "sh";
  std::string folder;  ///< for AWS's configuration files; empty: variables hold the keys
  std::vector<process::Profile> profiles;
};

tl::expected<process::AwsEnvironment, std::string> environment_for(const EnvWish& wish,
                                                                   const process::Keys& keys) {
  if (wish.folder.empty()) return process::aws_environment(keys);
  std::error_code trouble;
  std::filesystem::create_directories(wish.folder, trouble);
  // Whoever reads the variables may be in another folder.
  const auto folder = std::filesystem::absolute(wish.folder, trouble).lexically_normal().string();
  return process::write_profiles(
      folder, keys,
      wish.profiles.empty() ? std::vector{process::Profile{"default"}} : wish.profiles);
}

int print_environment(const EnvWish& wish) {
  if (!wish.profiles.empty() && wish.folder.empty()) {
    return complain(kBadStory, "--aws-profile: profiles are kept in files.",
                    "Name a folder for them: --aws-config FOLDER.");
  }
  const auto view = wish.remote.box().view();
  if (!view) return complain(view.error(), wish.remote);
  const auto environment = environment_for(wish, {wish.remote.emulator, view->account, view->region,
                                                  view->access_key_id, view->secret_access_key});
  if (!environment) {
    return complain(kBadStory, environment.error() + ".", "Name another folder in --aws-config.");
  }
  if (wish.format == "json") {
    nlohmann::ordered_json object;
    for (const auto& [name, value] : environment->set) object[name] = value;
    fmt::print("{}\n", object.dump(2));
    return kKept;
  }
  const bool sh = wish.format == "sh";
  if (sh) fmt::print("unset {};\n", fmt::join(environment->unset, " "));
  for (const auto& [name, value] : environment->set) {
    // Ends that hold a line's own, for whoever forgets the quotes of eval "$(souk env)".
    if (sh) {
      fmt::print("export {}={};\n", name, for_shell(value));
    } else {
      fmt::print("{}={}\n", name, value);
    }
  }
  return kKept;
}

}  // namespace

void add_env(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("env", "Print the variables that lead an AWS SDK here");
  auto wish = std::make_shared<EnvWish>();
  add_remote(*command, wish->remote);
  command->add_option("--format", wish->format, "sh, dotenv or json")
      ->check(one_of({"sh", "dotenv", "json"}))
      ->capture_default_str();
  command->add_option("--aws-config", wish->folder,
                      "Write AWS's configuration files into this folder, and lead there");
  add_aws_profiles(*command, wish->profiles);
  command->footer(
      "Each service gets an endpoint of its own; calls to other services go where they went.\n"
      "SDKs older than these variables (boto3 before 1.31, JavaScript v2, Go v1, Java before "
      "2.28.1)\n"
      "need the endpoint in code, or souk's HTTPS port under the names of AWS (souk ca --help).\n"
      "Examples:\n"
      "  eval \"$(souk env)\" && node seller.js\n"
      "  souk env --format dotenv > .env\n"
      "  eval \"$(souk env --aws-config .aws --aws-profile seller=Metering)\"");
  command->callback([&action, wish] { action = [wish] { return print_environment(*wish); }; });
}

}  // namespace souk::cli
