#include <fmt/format.h>

#include <random>

#include "cli/arguments.h"
#include "cli/catalogue_file.h"
#include "cli/command.h"
#include "cli/interrupts.h"
#include "cli/judging.h"
#include "cli/output.h"
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
  return host == "localhost" || host == "::1" ||
         (host.rfind("127.", 0) == 0 && host.find_first_not_of("0123456789.") == std::string::npos);
}

/// Whoever can reach the control API of an open address must know a word nobody can guess.
std::string random_token() {
  std::random_device device;
  const std::uint64_t seed = (std::uint64_t{device()} << 32) | device();
  return Ids(seed).hex("control-token", device(), 32);
}

void introduce(const http::Server& server, const std::string& token) {
  say(fmt::format("souk listens on {}\n", server.url()));
  if (!server.tls_url().empty()) {
    say(fmt::format("and, under the names of AWS, on {}\n", server.tls_url()));
  }
  if (!token.empty()) say(fmt::format("The control API asks for the bearer token {}\n", token));
  say(
      fmt::format("eval \"$(souk env --emulator {}{})\" points a seller's AWS calls here. "
                  "Ctrl-C ends it.\n",
                  server.url(), token.empty() ? "" : " --token " + token));
}

int serve(const ServeOptions& options) {
  hold_interrupts();
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
  server_options.control_token = options.token;
  if (options.token.empty() && !is_loopback(options.host)) {
    server_options.control_token = random_token();
  }
  http::Server server(with_judge(server_options));
  if (const auto started = server.start(); !started) {
    return complain_of_start(started.error(), options.catalogue);
  }
  introduce(server, server_options.control_token);
  wait_for_interrupt();
  server.stop();
  return kKept;
}

}  // namespace

void add_serve(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("serve", "Be a Marketplace until Ctrl-C");
  auto options = std::make_shared<ServeOptions>();
  command->add_option("--port", options->port, "Port; 0 lets the system choose")
      ->check(whole_number(0, 65535))
      ->capture_default_str();
  command->add_option("--host", options->host, "Address to listen on")->capture_default_str();
  command->add_option("--tls-port", options->tls_port, "HTTPS port; 0 lets the system choose")
      ->check(whole_number(0, 65535));
  command->add_option("--data", options->data, "Keep everything in this directory");
  command->add_option("--catalogue", options->catalogue, "Products, offers and buyers, as JSON");
  command->add_option("--profile", options->profile, "guide-2020, guide-2023 or current-2026")
      ->check(one_of({"guide-2020", "guide-2023", "current-2026"}));
  command->add_option("--auth", options->auth, "verify signatures, or off")
      ->check(one_of({"verify", "off"}))
      ->capture_default_str();
  command->add_option("--clock", options->clock, "How the default sandbox's time goes by")
      ->check(one_of({"real", "frozen"}))
      ->capture_default_str();
  command->add_option("--seed", options->seed, "Of every id")
      ->check(whole_number(0, INT64_MAX))
      ->capture_default_str();
  command
      ->add_option("--allow-host", options->allowed_hosts,
                   "A host souk may send to, beside this machine")
      ->allow_extra_args(false);
  command->add_option("--token", options->token,
                      "Bearer token of the control API; one is made for a host off loopback");
  command->footer(
      "Examples:\n"
      "  souk serve\n"
      "  souk serve --port 0 --data ./souk-data --tls-port 8443");
  command->callback([&action, options] { action = [options] { return serve(*options); }; });
}

}  // namespace souk::cli
