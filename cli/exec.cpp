#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "cli/catalogue_file.h"
#include "cli/command.h"
#include "cli/interrupts.h"
#include "cli/judging.h"
#include "scenarios/process/aws_environment.h"
#include "scenarios/report/console.h"

namespace souk::cli {
namespace {

/// What a shell reports of a command it cannot find, or of a process that a signal ended.
constexpr int kNotFound = 127;
constexpr int kSignalBase = 128;

struct ExecWish {
  std::string catalogue;
  std::string rules = "all";
  std::vector<std::string> command;
};

/// Starts the command; the pipe tells why it could not be started.
pid_t start(const std::vector<std::string>& command,
            const std::vector<std::pair<std::string, std::string>>& environment, int& trouble) {
  std::vector<char*> arguments;
  for (const auto& each : command) arguments.push_back(const_cast<char*>(each.c_str()));
  arguments.push_back(nullptr);
  int pipe_ends[2];
  if (pipe2(pipe_ends, O_CLOEXEC) != 0) return -1;
  const pid_t child = fork();
  if (child == 0) {
    release_interrupts();
    // However souk ends, the command does not go on against a market that is gone.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (const auto& [name, value] : environment) setenv(name.c_str(), value.c_str(), 1);
    execvp(arguments[0], arguments.data());
    const int why = errno;
    (void)!write(pipe_ends[1], &why, sizeof why);
    _exit(kNotFound);
  }
  close(pipe_ends[1]);
  trouble = 0;
  if (read(pipe_ends[0], &trouble, sizeof trouble) != sizeof trouble) trouble = 0;
  close(pipe_ends[0]);
  return child;
}

int wait_for(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  return WIFEXITED(status) ? WEXITSTATUS(status) : kSignalBase + WTERMSIG(status);
}

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
  http::Server server(with_judge(options));
  if (const auto started = server.start(); !started) {
    return complain_of_start(started.error(), wish.catalogue);
  }
  const auto sandbox = server.sandboxes().standard();
  const auto environment = process::aws_environment({server.url(), sandbox->market.region,
                                                     sandbox->credentials().access_key_id,
                                                     sandbox->credentials().secret_access_key});
  int trouble = 0;
  const pid_t child = start(wish.command, environment, trouble);
  if (child < 0)
    return complain(kSoukFailed,
                    fmt::format("no process could be started: {}", std::strerror(errno)));
  int code = 0;
  {
    // Ctrl-C reaches the command too, from the terminal; souk waits for its end.
    const InterruptWatch watch([child] { kill(child, SIGTERM); });
    code = wait_for(child);
  }
  if (trouble != 0) {
    return complain(
        kBadStory,
        fmt::format("{} cannot be run: {}.", wish.command.front(), std::strerror(trouble)),
        "Name a program of $PATH, or the path of one that may be executed.");
  }
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
  command->add_option("COMMAND", wish->command, "What to run, after --")->required();
  command->positionals_at_end();
  command->footer(
      "The command finds souk by its environment (souk env) and $SOUK_URL. Its exit code is kept;\n"
      "when it is 0 and a rule failed, souk's is 1.\n"
      "Examples:\n"
      "  souk exec -- npm test\n"
      "  souk exec --judge R79,R86 -- pytest tests/metering");
  command->callback([&action, wish] { action = [wish] { return execute(*wish); }; });
}

}  // namespace souk::cli
