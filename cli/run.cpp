#include "cli/run.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <mutex>

#include "cli/command.h"
#include "cli/interrupts.h"
#include "cli/judging.h"
#include "cli/seller_options.h"
#include "client/sample_seller/seller.h"
#include "scenarios/report/console.h"
#include "scenarios/report/write_reports.h"
#include "scenarios/runner/runner.h"
#include "scenarios/story/expand.h"

namespace souk::cli {
namespace {

/// One story with one choice of its matrix, to be run.
struct Job {
  std::shared_ptr<const judge::Story> story;
  judge::Cell cell;
};

tl::expected<std::vector<Job>, std::string> read_jobs(const RunWish& wish) {
  judge::Overrides overrides;
  for (const auto& each : wish.set) {
    const auto equals = each.find('=');
    if (equals == std::string::npos)
      return tl::unexpected(fmt::format("--set {}: write NAME=VALUE.", each));
    overrides.set[each.substr(0, equals)] = each.substr(equals + 1);
  }
  for (const auto& each : wish.matrix) {
    const auto equals = each.find('=');
    if (equals == std::string::npos)
      return tl::unexpected(fmt::format("--matrix {}: write NAME=A,B.", each));
    auto& values = overrides.matrix[each.substr(0, equals)];
    for (auto rest = each.substr(equals + 1); !rest.empty();) {
      const auto comma = std::min(rest.find(','), rest.size());
      values.push_back(rest.substr(0, comma));
      rest.erase(0, comma + 1);
    }
  }
  std::vector<Job> jobs;
  std::string problems;
  for (const auto& path : wish.stories) {
    const auto files = judge::story_files(path);
    if (!files) {
      problems += judge::to_text(files.error());
      continue;
    }
    for (const auto& file : *files) {
      auto story = judge::load_story(file);
      if (!story) {
        problems += judge::to_text(story.error());
        continue;
      }
      const auto shared = std::make_shared<const judge::Story>(std::move(*story));
      auto cells = judge::expand(*shared, overrides);
      if (!cells) {
        problems += judge::to_text(cells.error());
        continue;
      }
      for (auto& cell : *cells) jobs.push_back({shared, std::move(cell)});
    }
  }
  if (!problems.empty()) return tl::unexpected(problems);
  return jobs;
}

/// "2/4": the second of four parts of all jobs.
tl::expected<std::vector<Job>, std::string> take_shard(std::vector<Job> jobs,
                                                       const std::string& shard) {
  if (shard.empty()) return jobs;
  unsigned part = 0;
  unsigned parts = 0;
  char rest = 0;
  if (std::sscanf(shard.c_str(), "%u/%u%c", &part, &parts, &rest) != 2 || part < 1 ||
      part > parts) {
    return tl::unexpected(fmt::format("--shard {}: write I/N, I from 1 to N.", shard));
  }
  std::vector<Job> mine;
  for (std::size_t i = part - 1; i < jobs.size(); i += parts) mine.push_back(std::move(jobs[i]));
  return mine;
}

/// Who is judged, and how each run gets at them.
struct Defendant {
  bool sample = false;
  std::string url;
  std::string label;
  sample::Options options;
};

tl::expected<Defendant, std::string> read_seller(const RunWish& wish) {
  Defendant defendant;
  defendant.label = wish.seller;
  if (wish.seller.rfind("sample", 0) == 0 && (wish.seller.size() == 6 || wish.seller[6] == ':')) {
    auto options = sample_options(wish.seller.size() > 7 ? wish.seller.substr(7) : "");
    if (!options) return tl::unexpected(options.error());
    if (!wish.slow.empty()) {
      const auto slow = slowness_of(wish.slow);
      if (!slow) return tl::unexpected(slow.error());
      options->slow = *slow;
    }
    options->answer_first = wish.answer_first;
    defendant.sample = true;
    defendant.options = *options;
    return defendant;
  }
  const bool web = wish.seller.rfind("http://", 0) == 0 || wish.seller.rfind("https://", 0) == 0;
  if (!wish.seller.empty() && !web) {
    return tl::unexpected(
        fmt::format("--seller {}: write a URL, sample, or sample:DEFECT.", wish.seller));
  }
  defendant.url = wish.seller;
  while (!defendant.url.empty() && defendant.url.back() == '/') defendant.url.pop_back();
  return defendant;
}

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
    std::unique_ptr<sample::Seller> seller;
    if (defendant_.sample) {
      options.on_sandbox =
          [&](const client::SandboxView& sandbox) -> tl::expected<std::string, std::string> {
        auto mine = defendant_.options;
        mine.endpoint = souk_;
        mine.credentials = {sandbox.access_key_id, sandbox.secret_access_key, ""};
        const auto& channel = job.cell.plan.seller.notifications;
        if (channel.is_object() && channel.contains("sqs")) {
          mine.queue_url =
              fmt::format("{}/{}/{}", souk_, sandbox.account, channel["sqs"].get<std::string>());
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
    fmt::print("{}\n{}", judge::progress_line(result, style_),
               judge::failures_text(result, style_));
    std::fflush(stdout);
  }

  const RunWish& wish_;
  const Defendant& defendant_;
  std::string souk_;
  judge::ConsoleStyle style_;
  std::stop_source stop_;
};

tl::expected<std::map<std::string, std::string>, std::string> read_reports(
    const std::vector<std::string>& wishes) {
  std::map<std::string, std::string> paths;
  for (const auto& each : wishes) {
    const auto equals = each.find('=');
    const auto format = each.substr(0, equals);
    const bool known = format == "junit" || format == "html" || format == "json";
    if (equals == std::string::npos || !known) {
      return tl::unexpected(
          fmt::format("--report {}: write junit=FILE, html=FILE or json=FILE.", each));
    }
    paths[format] = each.substr(equals + 1);
  }
  return paths;
}

int finish(const Bench& bench, const std::vector<judge::RunResult>& results,
           const std::map<std::string, std::string>& reports) {
  fmt::print("\n{}\n{}\n", judge::summary_table(results, bench.style()),
             judge::totals_line(results, bench.style()));
  if (!reports.empty()) {
    const auto written = judge::write_reports(results, reports);
    if (!written) return complain(kSoukFailed, written.error());
    for (const auto& [format, path] : reports) fmt::print("{} report: {}\n", format, path);
  }
  if (bench.stopped())
    return complain(kSoukFailed, "interrupted; the runs that had ended are reported.");
  return exit_code(results);
}

}  // namespace

int run_stories(const RunWish& wish) {
  const auto defendant = read_seller(wish);
  if (!defendant) return complain(kBadStory, defendant.error());
  const auto reports = read_reports(wish.reports);
  if (!reports) return complain(kBadStory, reports.error());
  auto jobs = read_jobs(wish);
  if (!jobs) {
    fmt::print(stderr, "{}", jobs.error());
    if (jobs.error().empty() || jobs.error().back() != '\n') fmt::print(stderr, "\n");
    return kBadStory;
  }
  auto mine = take_shard(std::move(*jobs), wish.shard);
  if (!mine) return complain(kBadStory, mine.error());
  if (!wish.sandbox.empty() && wish.jobs > 1) {
    return complain(kBadStory,
                    "one sandbox is for one run at a time: --sandbox goes with --jobs 1.");
  }

  std::optional<http::Server> server;
  auto souk = wish.emulator;
  if (souk.empty()) {
    http::ServerOptions options;
    options.tls_port = 0;
    server.emplace(with_judge(options));
    if (const auto started = server->start(); !started) {
      return complain(kSoukFailed, started.error().message, started.error().hint);
    }
    souk = server->url();
  }
  Bench bench(wish, *defendant, souk);
  std::vector<judge::RunResult> results;
  {
    const InterruptWatch watch([&bench] { bench.stop(); });
    results = bench.run(*mine);
  }
  return finish(bench, results, *reports);
}

void add_run(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("run", "Play stories against a seller and judge it");
  auto wish = std::make_shared<RunWish>();
  command->add_option("STORY", wish->stories, "Story files, or folders of them")->required();
  command->add_option("--seller", wish->seller, "URL, sample, or sample:DEFECT");
  command->add_option("--set", wish->set, "NAME=VALUE: a value for ${NAME}");
  command->add_option("--matrix", wish->matrix, "NAME=A,B: other values of a matrix");
  command->add_option("--report", wish->reports, "junit=FILE, html=FILE or json=FILE");
  command->add_option("--jobs", wish->jobs, "Runs at the same time")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  command->add_option("--shard", wish->shard, "I/N: only this part of all runs");
  command->add_option("--seed", wish->seed, "Of every id; a story's own otherwise");
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
      "A seller of your own is reached by URL. It needs souk's keys before it starts:\n"
      "  souk serve & eval \"$(souk env)\" && node seller.js &\n"
      "  souk run my_story.yaml --emulator http://127.0.0.1:4747 --sandbox default \\\n"
      "                         --seller http://127.0.0.1:8080\n"
      "Exit codes: 0 all kept, 1 a rule or expectation failed, 2 the story or arguments are "
      "wrong,\n"
      "3 the seller could not be reached, 4 souk itself failed.\n"
      "Examples:\n"
      "  souk run scenarios/library --seller sample --report html=report.html\n"
      "  souk run scenarios/library/s08_final_hour.yaml --seller sample:final-record-late");
  command->callback([&action, wish] { action = [wish] { return run_stories(*wish); }; });
}

}  // namespace souk::cli
