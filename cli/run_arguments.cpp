#include "cli/run_arguments.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include "cli/seller_options.h"
#include "scenarios/report/write_reports.h"
#include "scenarios/story/nearest.h"
#include "souk/url.h"

namespace souk::cli {
namespace {

constexpr const char* kSample = "sample";

std::vector<std::string> choices_in(const std::string& text) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto comma = std::min(text.find(',', begin), text.size());
    parts.push_back(text.substr(begin, comma - begin));
    begin = comma + 1;
  }
  return parts;
}

tl::expected<judge::Overrides, std::string> read_overrides(const RunWish& wish) {
  judge::Overrides overrides;
  for (const auto& each : wish.set) {
    const auto equals = each.find('=');
    if (equals == std::string::npos || equals == 0) {
      return tl::unexpected(fmt::format("souk: --set {}: write NAME=VALUE.\n", each));
    }
    overrides.set[each.substr(0, equals)] = each.substr(equals + 1);
  }
  for (const auto& each : wish.matrix) {
    const auto equals = each.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == each.size()) {
      return tl::unexpected(fmt::format("souk: --matrix {}: write NAME=A,B.\n", each));
    }
    overrides.matrix[each.substr(0, equals)] = choices_in(each.substr(equals + 1));
  }
  return overrides;
}

tl::expected<Defendant, Complaint> read_sample(const RunWish& wish) {
  Defendant defendant;
  const auto colon = wish.seller.find(':');
  auto options = sample_options(colon == std::string::npos ? "" : wish.seller.substr(colon + 1));
  if (!options) {
    return tl::unexpected(
        Complaint{options.error(), "souk seller --list-defects says what each is."});
  }
  if (!wish.slow.empty()) {
    const auto slow = slowness_of(wish.slow);
    if (!slow) return tl::unexpected(Complaint{"--slow: " + slow.error(), ""});
    options->slow = *slow;
  }
  options->answer_first = wish.answer_first;
  defendant.sample = true;
  defendant.label = wish.seller;
  defendant.options = *options;
  return defendant;
}

/// Something to try an address with before the port is known.
std::string with_some_port(std::string url) {
  for (auto at = url.find("${PORT}"); at != std::string::npos; at = url.find("${PORT}")) {
    url.replace(at, 7, "1");
  }
  return url;
}

tl::expected<Defendant, Complaint> read_command(const RunWish& wish) {
  const auto url = wish.seller.empty() ? "http://127.0.0.1:${PORT}" : wish.seller;
  if (!client::parse_url(with_some_port(url))) {
    return tl::unexpected(
        Complaint{fmt::format("--seller {}: a seller that souk starts is reached by URL.", url),
                  "Leave it out, or write http://127.0.0.1:${PORT}, or a port of its own."});
  }
  if (url.find("${PORT}") == std::string::npos && wish.jobs > 1) {
    return tl::unexpected(Complaint{
        fmt::format("--seller {}: all sellers of --jobs {} would want this port.", url, wish.jobs),
        "Write ${PORT} for the port, in quotes; the command finds it in $PORT."});
  }
  judge::Hosting hosting;
  hosting.command = wish.seller_command;
  hosting.url = url;
  hosting.ready = wish.ready;
  hosting.follow_clock = wish.follow_clock;
  hosting.aws_profiles = wish.aws_profiles;
  if (const auto ready = process::parse_readiness(wish.ready, with_some_port(url)); !ready) {
    return tl::unexpected(
        Complaint{"--seller-ready " + wish.ready + ": " + ready.error(),
                  "Write a URL or a path, a port, or a text of a line it prints."});
  }
  if (!wish.ready_within.empty()) {
    const auto within = client::parse_duration(wish.ready_within);
    if (!within || *within <= client::Duration(0)) {
      return tl::unexpected(
          Complaint{fmt::format("--seller-within {}: this is no time.", wish.ready_within),
                    "Write a duration such as 90s."});
    }
    hosting.ready_within = *within;
  }
  Defendant defendant;
  defendant.label = wish.seller_command;
  defendant.hosting = std::move(hosting);
  return defendant;
}

tl::unexpected<Complaint> bad_report(const std::string& wish, const std::string& why) {
  return tl::unexpected(Complaint{fmt::format("--report {}: {}", wish, why),
                                  "Write junit=FILE, html=FILE or json=FILE, each at most once."});
}

}  // namespace

tl::expected<std::vector<Job>, std::string> read_jobs(const RunWish& wish) {
  const auto overrides = read_overrides(wish);
  if (!overrides) return tl::unexpected(overrides.error());
  std::vector<Job> jobs;
  std::string problems;
  for (const auto& path : wish.stories) {
    const auto files = judge::story_files(path);
    if (!files) {
      problems += judge::to_text(files.error());
      continue;
    }
    for (const auto& file : *files) {
      auto story = judge::load_story(file, wish.seller_file);
      if (!story) {
        problems += judge::to_text(story.error());
        continue;
      }
      const auto shared = std::make_shared<const judge::Story>(std::move(*story));
      auto cells = judge::expand(*shared, *overrides);
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

tl::expected<std::vector<Job>, Complaint> take_only(std::vector<Job> jobs,
                                                    const std::vector<std::string>& only) {
  for (const auto& each : only) {
    const auto equals = each.find('=');
    if (equals == std::string::npos || equals == 0) {
      return tl::unexpected(Complaint{fmt::format("--only {}: this chooses nothing.", each),
                                      "Write NAME=VALUE, as in --only generation=legacy."});
    }
    const auto name = each.substr(0, equals);
    const auto value = each.substr(equals + 1);
    std::set<std::string> values;
    std::vector<Job> chosen;
    for (auto& job : jobs) {
      const auto found =
          std::find_if(job.cell.labels.begin(), job.cell.labels.end(), [&](const auto& label) {
            return label.first == name || label.first.ends_with("." + name);
          });
      if (found != job.cell.labels.end()) values.insert(found->second);
      if (found == job.cell.labels.end() || found->second == value) chosen.push_back(job);
    }
    if (values.count(value) == 0) {
      return tl::unexpected(Complaint{
          values.empty() ? fmt::format("--only {}: no matrix has a name '{}'.", each, name)
                         : fmt::format("--only {}: '{}' is never '{}'; it is {}.", each, name,
                                       value, fmt::join(values, " or ")),
          "souk run without --only names the values of each run."});
    }
    jobs = std::move(chosen);
  }
  return jobs;
}

tl::expected<std::vector<Job>, Complaint> take_shard(std::vector<Job> jobs,
                                                     const std::string& shard) {
  if (shard.empty()) return jobs;
  std::size_t part = 0;
  std::size_t parts = 0;
  const auto* end = shard.data() + shard.size();
  const auto first = std::from_chars(shard.data(), end, part);
  const bool slash = first.ec == std::errc() && first.ptr != end && *first.ptr == '/';
  const auto second = slash ? std::from_chars(first.ptr + 1, end, parts) : first;
  if (!slash || second.ec != std::errc() || second.ptr != end || part < 1 || part > parts) {
    return tl::unexpected(Complaint{fmt::format("--shard {}: this is no part of a whole.", shard),
                                    "Write I/N, I from 1 to N: 2/4 is the second of four parts."});
  }
  std::vector<Job> mine;
  for (std::size_t i = part - 1; i < jobs.size(); i += parts) mine.push_back(std::move(jobs[i]));
  return mine;
}

tl::expected<Defendant, Complaint> read_seller(const RunWish& wish) {
  if (!wish.seller_command.empty()) return read_command(wish);
  for (const auto& [given, option] :
       {std::pair{!wish.ready.empty(), "--seller-ready"},
        std::pair{!wish.ready_within.empty(), "--seller-within"},
        std::pair{wish.follow_clock, "--follow-clock"}, std::pair{wish.as_aws, "--as-aws"},
        std::pair{!wish.aws_profiles.empty(), "--aws-profile"}}) {
    if (given) {
      return tl::unexpected(Complaint{
          fmt::format("{} is for a seller that souk starts itself.", option),
          "Name its command: --seller-cmd 'node server.js'. `souk exec` starts other programs."});
    }
  }
  const auto word = wish.seller.substr(0, wish.seller.find(':'));
  if (word == kSample) return read_sample(wish);
  if (!wish.slow.empty() || wish.answer_first) {
    return tl::unexpected(Complaint{fmt::format("{} is for the sample seller.",
                                                wish.slow.empty() ? "--answer-first" : "--slow"),
                                    "Leave it out, or judge --seller sample."});
  }
  Defendant defendant;
  if (wish.seller.empty()) return defendant;
  if (!client::parse_url(wish.seller)) {
    const auto near = judge::hint_for(word, {kSample});
    return tl::unexpected(
        Complaint{fmt::format("--seller {}: this is no http address{}", wish.seller,
                              near.empty() ? "." : near),
                  "Write a URL such as http://127.0.0.1:8080, or sample, or sample:DEFECT."});
  }
  defendant.label = wish.seller;
  defendant.url = wish.seller;
  while (defendant.url.back() == '/') defendant.url.pop_back();
  return defendant;
}

tl::expected<std::map<std::string, std::string>, Complaint> read_reports(const RunWish& wish) {
  static constexpr std::array kFormats{"junit", "html", "json"};
  std::map<std::string, std::string> paths;
  for (const auto& each : wish.reports) {
    const auto equals = std::min(each.find('='), each.size());
    const auto format = each.substr(0, equals);
    const auto path = each.substr(std::min(equals + 1, each.size()));
    if (std::find(kFormats.begin(), kFormats.end(), format) == kFormats.end()) {
      const auto near = judge::hint_for(format, {kFormats.begin(), kFormats.end()});
      return bad_report(each, "there is no such format" + (near.empty() ? "." : near));
    }
    if (path.empty()) return bad_report(each, "the file is missing.");
    for (const auto& [other, taken] : paths) {
      if (taken == path) return bad_report(each, fmt::format("the {} report goes there.", other));
    }
    if (!paths.emplace(format, path).second) return bad_report(each, "it has a file already.");
  }
  if (const auto ready = judge::check_reports(paths); !ready) {
    return tl::unexpected(Complaint{ready.error(), ""});
  }
  return paths;
}

tl::expected<void, Complaint> check_emulator(const RunWish& wish) {
  if (!wish.emulator.empty() && !client::parse_url(wish.emulator)) {
    return tl::unexpected(
        Complaint{fmt::format("--emulator {}: this is no http address.", wish.emulator),
                  "Write the URL that souk serve printed, such as http://127.0.0.1:4747."});
  }
  if (!wish.sandbox.empty() && wish.jobs > 1) {
    return tl::unexpected(
        Complaint{"one sandbox is for one run at a time.", "--sandbox goes with --jobs 1."});
  }
  return {};
}

}  // namespace souk::cli
