#include "cli/run.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <mutex>

#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/interrupts.h"
#include "cli/judging.h"
#include "cli/output.h"
#include "cli/playing_aws.h"
#include "cli/profile_option.h"
#include "cli/run_arguments.h"
#include "client/sample_seller/seller.h"
#include "scenarios/report/console.h"
#include "scenarios/report/write_reports.h"
#include "scenarios/runner/runner.h"
#include "souk/control.h"
#include "souk/queue.h"

namespace souk::cli {
namespace {

/// Runs jobs on several threads and prints each as it ends, in the order they were given.
class Bench {
 public:
  Bench(const RunWish& wish, const Defendant& defendant, std::string souk)
      : wish_(wish), defendant_(defendant), souk_(std::move(souk)) {
    style_.terminal = isatty(STDOUT_FILENO) != 0 && std::getenv("CI") == nullptr;
    style_.verbose = wish.verbose;
  }

  std::vector<judge::RunResult> run(const std::vector<Job>& jobs) {
    std::vector<std::optional<judge::RunResult>> done(jobs.size());
    std::atomic<std::size_t> next = 0;
    std::size_t printed = 0;
    std::mutex mutex;
    const auto work = [&] {
      for (std::size_t i = next++; i < jobs.size(); i = next++) {
        if (stop_.stop_requested()) return;
        auto result = run_one(jobs[i]);
        const std::lock_guard lock(mutex);
        done[i] = std::move(result);
        for (; printed < done.size() && done[printed]; ++printed) print(*done[printed]);
      }
    };
    std::vector<std::thread> threads;
    for (int i = 1; i < wish_.jobs; ++i) threads.emplace_back(work);
    work();
    for (auto& thread : threads) thread.join();
    std::vector<judge::RunResult> results;
    for (auto& each : done) {
      if (each) results.push_back(std::move(*each));
    }
    return results;
  }

  void stop() { stop_.request_stop(); }
  bool stopped() const { return stop_.stop_requested(); }
  const judge::ConsoleStyle& style() const { return style_; }

 private:
  judge::RunResult run_one(const Job& job) {
    judge::RunOptions options;
    options.souk = souk_;
    options.bearer_token = wish_.token;
    options.seller_label = defendant_.label;
    options.seller_url = defendant_.url;
    options.seed = wish_.seed;
    options.sandbox = wish_.sandbox;
    options.keep_sandbox = wish_.keep;
    options.cancel = stop_.get_token();
    options.hosting = defendant_.hosting;
    std::unique_ptr<sample::Seller> seller;
    if (defendant_.sample) {
      options.on_sandbox =
          [&](const client::SandboxView& sandbox) -> tl::expected<std::string, std::string> {
        auto mine = defendant_.options;
        mine.endpoint = souk_;
        mine.credentials = {sandbox.access_key_id, sandbox.secret_access_key, ""};
        if (const auto& channel = job.cell.plan.seller.notifications; channel.contains("sqs")) {
          // Made now, so that the seller's first look does not miss it by chance.
          client::ClientConfig config;
          config.endpoint = souk_;
          config.credentials = mine.credentials;
          const auto name = channel["sqs"].get<std::string>();
          const auto queue = client::QueueClient(std::move(config)).create_queue(name);
          if (!queue) return tl::unexpected(queue.error().message);
          mine.queue_url = *queue;
        }
        if (mine.slow) mine.slow->seed ^= sandbox.seed;
        try {
          seller = std::make_unique<sample::Seller>(mine);
          return seller->start();
        } catch (const std::runtime_error& error) {
          return tl::unexpected(std::string(error.what()));
        }
      };
    }
    auto result = judge::run_story(*job.story, job.cell, options);
    if (seller) seller->stop();
    const auto judging = selection_of(job.cell.plan.judging);
    if (!judging) {
      result.outcome = judge::RunOutcome::BadStory;
      result.trouble = judging.error();
      return result;
    }
    result.verdicts = judge::judge(result.journal, *judging);
    const bool broken =
        std::any_of(result.verdicts.begin(), result.verdicts.end(),
                    [](const auto& each) { return each.outcome == judge::Outcome::Fail; });
    if (broken && result.outcome == judge::RunOutcome::Kept) {
      result.outcome = judge::RunOutcome::Broken;
    }
    return result;
  }

  void print(const judge::RunResult& result) const {
    say(judge::progress_line(result, style_) + judge::failures_text(result, style_));
  }

  const RunWish& wish_;
  const Defendant& defendant_;
  std::string souk_;
  judge::ConsoleStyle style_;
  std::stop_source stop_;
};

int finish(const Bench& bench, const std::vector<judge::RunResult>& results,
           const std::map<std::string, std::string>& reports) {
  say(judge::summary_table(results, bench.style()) + judge::totals_line(results, bench.style()));
  if (!reports.empty()) {
    const auto written = judge::write_reports(results, reports);
    if (!written) return complain(kSoukFailed, written.error());
    for (const auto& [format, path] : reports) say(fmt::format("{} report: {}\n", format, path));
  }
  if (bench.stopped()) {
    return complain(kSoukFailed, "interrupted; the runs that had ended are reported.");
  }
  return exit_code(results);
}

/// No story needs to be tried to learn that the emulator is not there.
tl::expected<void, Complaint> greet(const RunWish& wish) {
  client::ControlConfig config;
  config.endpoint = wish.emulator;
  config.bearer_token = wish.token;
  const auto health = client::ControlClient(config).health();
  if (health) return {};
  return tl::unexpected(Complaint{
      fmt::format("no souk answers at {}: {}", wish.emulator, health.error().message),
      health.error().hint.empty() ? "Start one with `souk serve`, or leave out --emulator."
                                  : health.error().hint});
}

int play(const RunWish& wish, Defendant defendant, const std::vector<Job>& jobs,
         const std::map<std::string, std::string>& reports) {
  std::optional<http::Server> server;
  auto souk = wish.emulator;
  if (souk.empty()) {
    http::ServerOptions options;
    options.tls_port = 0;
    if (wish.as_aws) {
      if (const auto done = listen_as_aws(options); !done) {
        return complain(kSoukFailed, done.error());
      }
    }
    server.emplace(with_judge(options));
    if (const auto started = server->start(); !started) {
      return complain(kSoukFailed, started.error().message, started.error().hint);
    }
    souk = server->url();
  } else if (const auto met = greet(wish); !met) {
    return complain(kSoukFailed, met.error().sentence, met.error().hint);
  }
  if (wish.as_aws) {
    defendant.hosting->as_aws = server ? aws_at(*server) : aws_at(wish.emulator, wish.token);
    if (!defendant.hosting->as_aws) {
      return complain(kSoukFailed,
                      fmt::format("--as-aws: {} does not listen with HTTPS on port 443.", souk),
                      "Start it with `souk serve --tls-port 443`, or leave out --emulator.");
    }
  }
  Bench bench(wish, defendant, souk);
  std::vector<judge::RunResult> results;
  {
    const InterruptWatch watch([&bench] { bench.stop(); });
    results = bench.run(jobs);
  }
  return finish(bench, results, reports);
}

int complain_of(const Complaint& complaint) {
  return complain(kBadStory, complaint.sentence, complaint.hint);
}

/// `--report html=F STORY`: what names no format is a story after all.
void take_stories_back(RunWish& wish) {
  const auto is_report = [](const std::string& word) {
    return word.find('=') != std::string::npos;
  };
  const auto first = std::stable_partition(wish.reports.begin(), wish.reports.end(), is_report);
  wish.stories.insert(wish.stories.end(), first, wish.reports.end());
  wish.reports.erase(first, wish.reports.end());
}

}  // namespace

int run_stories(RunWish wish) {
  hold_interrupts();
  take_stories_back(wish);
  if (wish.stories.empty()) {
    return complain(kBadStory, "run: STORY is missing.", "souk run --help shows examples.");
  }
  const auto defendant = read_seller(wish);
  if (!defendant) return complain_of(defendant.error());
  const auto reports = read_reports(wish);
  if (!reports) return complain_of(reports.error());
  if (const auto good = check_emulator(wish); !good) return complain_of(good.error());
  auto jobs = read_jobs(wish);
  if (!jobs) {
    std::fwrite(jobs.error().data(), 1, jobs.error().size(), stderr);
    return kBadStory;
  }
  auto chosen = take_only(std::move(*jobs), wish.only);
  if (!chosen) return complain_of(chosen.error());
  const auto total = chosen->size();
  const auto mine = take_shard(std::move(*chosen), wish.shard);
  if (!mine) return complain_of(mine.error());
  if (mine->empty()) {
    say(fmt::format("shard {} has nothing to do; runs in all: {}.\n", wish.shard, total));
    return kKept;
  }
  return play(wish, *defendant, *mine, *reports);
}

void add_run(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("run", "Play stories against a seller and judge it");
  auto wish = std::make_shared<RunWish>();
  command->add_option("STORY", wish->stories, "Story files, or folders of them (required)");
  command->add_option("--seller", wish->seller, "URL, sample, or sample:DEFECT");
  command->add_option("--seller-file", wish->seller_file,
                      "A file that describes the seller, in place of the stories' own");
  command->add_option("--seller-cmd", wish->seller_command,
                      "A shell command that starts the seller; souk ends it");
  command->add_option("--seller-ready", wish->ready,
                      "How souk knows it is ready: URL, path, port, or text of a line it prints");
  command->add_option("--seller-within", wish->ready_within, "How long that may take; 30s");
  command->add_flag("--follow-clock", wish->follow_clock, "The seller's clock is the market's");
  command->add_flag("--as-aws", wish->as_aws,
                    "The seller finds souk under the names of AWS, over HTTPS");
  add_aws_profiles(*command, wish->aws_profiles);
  command->add_option("--set", wish->set, "NAME=VALUE: a value for ${NAME}")
      ->allow_extra_args(false);
  command->add_option("--matrix", wish->matrix, "NAME=A,B: other values of a matrix")
      ->allow_extra_args(false);
  command->add_option("--only", wish->only, "NAME=VALUE: only the runs whose matrix has this value")
      ->allow_extra_args(false);
  command->add_option("--report", wish->reports, "junit=FILE, html=FILE or json=FILE");
  command->add_option("--jobs", wish->jobs, "Runs at the same time")
      ->check(whole_number(1, 256))
      ->capture_default_str();
  command->add_option("--shard", wish->shard, "I/N: only this part of all runs");
  command->add_option("--seed", wish->seed, "Of every id; a story's own otherwise")
      ->check(whole_number(0, INT64_MAX));
  command->add_option("--emulator", wish->emulator,
                      "URL of a souk that runs; one is started otherwise");
  command->add_option("--sandbox", wish->sandbox,
                      "Reset and use this sandbox, one run after another");
  command->add_option("--token", wish->token, "Bearer token of that souk's control API");
  command->add_option("--slow", wish->slow,
                      "SEED:MILLISECONDS: the sample pauses before AWS calls");
  command->add_flag("--answer-first", wish->answer_first,
                    "The sample answers notifications, then works on them");
  command->add_flag("--keep", wish->keep, "Leave the sandboxes of the runs");
  command->add_flag("--verbose", wish->verbose, "Say why rules were not exercised");
  command->footer(
      "Without --seller a story that needs one says so; sample is the seller souk ships.\n"
      "A seller of your own is started by souk, with its keys and a free port in $PORT:\n"
      "  souk run my_story.yaml --seller-cmd 'node server.js' --follow-clock --as-aws\n"
      "One that runs already is reached by URL. It needs souk's keys before it starts:\n"
      "  souk serve & eval \"$(souk env)\" && node seller.js &\n"
      "  souk run my_story.yaml --emulator http://127.0.0.1:4747 --sandbox default \\\n"
      "                         --seller http://127.0.0.1:8080\n"
      "Exit codes: 0 all kept, 1 a rule or expectation failed, 2 the story or arguments are "
      "wrong,\n"
      "3 the seller could not be reached, 4 souk itself failed or was interrupted.\n"
      "Examples:\n"
      "  souk run scenarios/library --seller sample --report html=report.html\n"
      "  souk run scenarios/library/s08_final_hour.yaml --seller sample:final-record-late");
  command->callback([&action, wish] { action = [wish] { return run_stories(*wish); }; });
}

}  // namespace souk::cli
