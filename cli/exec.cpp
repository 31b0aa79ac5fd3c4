#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "cli/catalogue_file.h"
#include "cli/command.h"
#include "cli/interrupts.h"
#include "cli/judging.h"
#include "cli/playing_aws.h"
#include "cli/profile_option.h"
#include "scenarios/process/foreground.h"
#include "scenarios/process/surroundings.h"
#include "scenarios/report/console.h"

namespace souk::cli {
namespace {

struct ExecWish {
  std::string catalogue;
  std::string rules = "all";
  bool follow_clock = false;
  bool as_aws = false;
  std::vector<process::Profile> profiles;
  std::vector<std::string> command;
};

bool made_a_call(const judge::Journal& journal) {
  return std::any_of(journal.begin(), journal.end(),
                     [](const auto& row) { return row.kind == "call"; });
}

/// What the command did is judged once it has ended; its own exit code comes first.
int judge_it(http::Server& server, const judge::Selection& selection, int code) {
  if (selection.empty()) return code;
  const auto sandbox = server.sandboxes().standard();
  std::vector<Json> rows;
  {
    sandbox::Session session(*sandbox);
    rows = sandbox->journal.read(0, SIZE_MAX);
  }
  judge::RunResult result;
  result.title = "souk exec";
  result.seller = "the command";
  result.journal = to_journal(rows);
  result.verdicts = judge::judge(result.journal, selection);
  for (const auto& verdict : result.verdicts) {
    if (verdict.outcome == judge::Outcome::Fail) result.outcome = judge::RunOutcome::Broken;
  }
  const judge::ConsoleStyle style{isatty(STDERR_FILENO) != 0, false};
  const auto text = judge::progress_line(result, style) + judge::failures_text(result, style);
  std::fwrite(text.data(), 1, text.size(), stderr);
  if (!made_a_call(result.journal)) {
    complain(kKept, "the command made no AWS call that reached souk, so nothing was judged.",
             "souk env --help tells which SDKs follow the variables it was given.");
  }
  if (code != 0) return code;
  return exit_code({result});
}

/// What the command finds around it.
tl::expected<process::Launch, std::string> launch_for(http::Server& server, const ExecWish& wish) {
  const auto sandbox = server.sandboxes().standard();
  process::Launch launch;
  process::Surroundings surroundings;
  surroundings.keys = {server.url(), sandbox->market.account, sandbox->market.region,
                       sandbox->credentials().access_key_id,
                       sandbox->credentials().secret_access_key};
  surroundings.profiles = wish.profiles;
  surroundings.follow_clock = wish.follow_clock;
  if (wish.as_aws) surroundings.as_aws = aws_at(server);
  sandbox::Session session(*sandbox);
  surroundings.clock_runs = sandbox->clock.pace().mode != clock::Mode::Frozen;
  const auto clock = process::surround(launch, surroundings);
  if (!clock) return tl::unexpected(clock.error());
  if (!clock->empty()) {
    const auto now = sandbox->clock.running_now();
    const auto set = sandbox->clock_file.attach(*clock, now, sandbox->clock.pace());
    if (!set) {
      process::clear_away(launch);
      return tl::unexpected(set.error().message);
    }
  }
  session.commit();
  return launch;
}

int execute(const ExecWish& wish) {
  hold_interrupts();
  const auto selection = selection_of(wish.rules);
  if (!selection) return complain(kBadStory, selection.error());
  http::ServerOptions options;
  if (!wish.catalogue.empty()) {
    const auto catalogue = read_catalogue(wish.catalogue);
    if (!catalogue) return complain(kBadStory, catalogue.error());
    options.standard.catalogue = *catalogue;
  }
  if (wish.as_aws) {
    if (const auto done = listen_as_aws(options); !done) return complain(kSoukFailed, done.error());
  }
  http::Server server(with_judge(options));
  if (const auto started = server.start(); !started) {
    return complain_of_start(started.error(), wish.catalogue);
  }
  auto launch = launch_for(server, wish);
  if (!launch) return complain(kSoukFailed, launch.error() + ".");
  auto command = process::ForegroundCommand::prepare(*launch);
  if (!command) return complain(kSoukFailed, command.error() + ".");
  tl::expected<int, std::string> ended;
  {
    // Ctrl-C reaches the command too, from the terminal; souk waits for its end.
    const InterruptWatch watch([&command] { (*command)->stop(); });
    ended = (*command)->run(wish.command);
  }
  if (!ended) {
    return complain(kBadStory, ended.error() + ".",
                    "Name a program of $PATH, or the path of one that may be executed.");
  }
  int code = *ended;
  code = judge_it(server, *selection, code);
  server.stop();
  return code;
}

}  // namespace

void add_exec(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand(
      "exec", "Start souk, run a command whose AWS calls lead there, judge what it did");
  auto wish = std::make_shared<ExecWish>();
  command->add_option("--catalogue", wish->catalogue, "Products, offers and buyers, as JSON");
  command->add_option("--judge", wish->rules, "all, none, or rules such as R79,R86")
      ->capture_default_str();
  command->add_flag("--follow-clock", wish->follow_clock,
                    "The command's clock is the market's (souk clock advance moves it)");
  command->add_flag("--as-aws", wish->as_aws,
                    "The command finds souk under the names of AWS, over HTTPS");
  add_aws_profiles(*command, wish->profiles);
  command->add_option("COMMAND", wish->command, "What to run, after --")->required();
  command->positionals_at_end();
  command->footer(
      "The command finds souk by its environment (souk env) and $SOUK_URL. Its exit code is kept;\n"
      "when it is 0 and a rule failed, souk's is 1.\n"
      "Examples:\n"
      "  souk exec -- npm test\n"
      "  souk exec --judge R79,R86 -- pytest tests/metering\n"
      "  souk exec --as-aws --follow-clock -- ./gradlew test\n"
      "  souk exec --aws-profile seller=Metering -- npm test");
  command->callback([&action, wish] { action = [wish] { return execute(*wish); }; });
}

}  // namespace souk::cli
