#include <fmt/format.h>

#include <cstdio>
#include <fstream>
#include <random>

#include "cli/command.h"
#include "cli/interrupts.h"
#include "cli/judging.h"
#include "emulator/core/ids.h"

namespace souk::cli {
namespace {

struct ServeOptions {
  int port = 4747;
  std::string host = "127.0.0.1";
  int tls_port = -1;
  std::string data;
  std::string catalogue;
  std::string profile;
  std::string auth = "verify";
  std::string token;
  std::vector<std::string> allowed_hosts;
  std::uint64_t seed = 1;
  std::string clock = "real";
};

bool is_loopback(const std::string& host) {
  return host == "localhost" || host == "::1" || host.rfind("127.", 0) == 0;
}

/// Whoever can reach the control API of an open address must know a word nobody can guess.
std::string random_token() {
  std::random_device device;
  const std::uint64_t seed = (std::uint64_t{device()} << 32) | device();
  return Ids(seed).hex("control-token", device(), 32);
}

tl::expected<nlohmann::json, std::string> read_catalogue(const std::string& file) {
  std::ifstream stream(file);
  if (!stream) return tl::unexpected(fmt::format("{}: this file cannot be read.", file));
  auto catalogue = nlohmann::json::parse(stream, nullptr, false);
  if (catalogue.is_discarded()) return tl::unexpected(fmt::format("{}: this is not JSON.", file));
  return catalogue;
}

int serve(const ServeOptions& options) {
  http::ServerOptions server_options;
  server_options.host = options.host;
  server_options.port = options.port;
  if (options.tls_port >= 0) server_options.tls_port = options.tls_port;
  server_options.data_directory = options.data;
  server_options.verify_signatures = options.auth == "verify";
  server_options.seed = options.seed;
  server_options.allowed_hosts = options.allowed_hosts;
  server_options.standard.seed = options.seed;
  server_options.standard.profile = options.profile;
  const auto mode = clock::parse_mode(options.clock).value();
  server_options.standard.pace = {mode, mode == clock::Mode::Real ? 1.0 : 0.0};
  if (!options.catalogue.empty()) {
    const auto catalogue = read_catalogue(options.catalogue);
    if (!catalogue) return complain(kBadStory, catalogue.error());
    server_options.standard.catalogue = *catalogue;
  }
  if (!is_loopback(options.host)) {
    server_options.control_token = options.token.empty() ? random_token() : options.token;
  }
  http::Server server(with_judge(server_options));
  if (const auto started = server.start(); !started) {
    const auto& error = started.error();
    const bool bad_catalogue = error.status < 500 && !options.catalogue.empty();
    return complain(bad_catalogue ? kBadStory : kSoukFailed,
                    bad_catalogue ? fmt::format("{}: {}: {}", options.catalogue, error.field, error.message)
                                  : error.message,
                    error.hint);
  }
  fmt::print("souk listens on {}\n", server.url());
  if (!server.tls_url().empty()) fmt::print("and, under the names of AWS, on {}\n", server.tls_url());
  if (!server_options.control_token.empty()) {
    fmt::print("The control API asks for the bearer token {}\n", server_options.control_token);
  }
  fmt::print("eval \"$(souk env --emulator {})\" points a seller's AWS calls here. Ctrl-C ends it.\n",
             server.url());
  std::fflush(stdout);
  wait_for_interrupt();
  server.stop();
  return kKept;
}

}  // namespace

void add_serve(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("serve", "Be a Marketplace until Ctrl-C");
  auto options = std::make_shared<ServeOptions>();
  command->add_option("--port", options->port, "Port; 0 lets the system choose")
      ->check(CLI::Range(0, 65535))
      ->capture_default_str();
  command->add_option("--host", options->host, "Address to listen on")->capture_default_str();
  command->add_option("--tls-port", options->tls_port, "HTTPS port; 0 lets the system choose")
      ->check(CLI::Range(0, 65535));
  command->add_option("--data", options->data, "Keep everything in this directory");
  command->add_option("--catalogue", options->catalogue, "Products, offers and buyers, as JSON")
      ->check(CLI::ExistingFile);
  command->add_option("--profile", options->profile, "guide-2020, guide-2023 or current-2026");
  command->add_option("--auth", options->auth, "verify signatures, or off")
      ->check(CLI::IsMember({"verify", "off"}))
      ->capture_default_str();
  command->add_option("--clock", options->clock, "How the default sandbox's time goes by")
      ->check(CLI::IsMember({"real", "frozen"}))
      ->capture_default_str();
  command->add_option("--seed", options->seed, "Of every id")->capture_default_str();
  command->add_option("--allow-host", options->allowed_hosts,
                      "A host souk may send to, beside this machine");
  command->add_option("--token", options->token, "Bearer token of the control API off loopback");
  command->footer(
      "Examples:\n"
      "  souk serve\n"
      "  souk serve --port 0 --data ./souk-data --tls-port 8443");
  command->callback([&action, options] { action = [options] { return serve(*options); }; });
}

}  // namespace souk::cli
