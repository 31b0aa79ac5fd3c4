#include "tests/library/souk_command.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "souk/control.h"

namespace souk::test {
namespace {

constexpr const char* kQueueStory = "s01_news_from_a_queue.yaml";

std::filesystem::path fresh_file(const std::string& extension) {
  static std::atomic<int> count = 0;
  return std::filesystem::temp_directory_path() /
         ("souk-library-" + std::to_string(getpid()) + "-" + std::to_string(++count) + extension);
}

/// The first URL in a text, once a blank or the end of its line has ended it; empty until then.
std::string url_in(const std::string& text) {
  const auto start = text.find("http://");
  if (start == std::string::npos) return {};
  const auto end = text.find_first_of(" \n", start);
  return end == std::string::npos ? std::string() : text.substr(start, end - start);
}

}  // namespace

Ended run(const std::string& command) {
  Ended ended;
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("no pipe to " + command);
  char buffer[4096];
  while (const auto read = std::fread(buffer, 1, sizeof buffer, pipe)) {
    ended.output.append(buffer, read);
  }
  ended.code = WEXITSTATUS(pclose(pipe));
  return ended;
}

Ended souk(const std::string& arguments) { return run(SOUK_COMMAND " " + arguments); }

std::string story(const std::string& file) { return SOUK_LIBRARY "/" + file; }

std::vector<std::string> story_files() {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(SOUK_LIBRARY)) {
    const auto name = entry.path().filename().string();
    if (name.rfind("seller", 0) != 0) files.push_back(name);
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string stories_by_url() {
  std::string paths;
  for (const auto& file : story_files()) {
    if (file != kQueueStory) paths += (paths.empty() ? "" : " ") + story(file);
  }
  return paths;
}

std::set<std::string> numbers_in(std::string_view list) {
  std::set<std::string> numbers;
  std::istringstream words{std::string(list)};
  for (std::string word; words >> word;) {
    if (word.back() == ',') word.pop_back();
    numbers.insert(word);
  }
  return numbers;
}

std::string number_of(const std::string& file) {
  const auto name = file.substr(file.find_last_of('/') + 1);
  return "S" + std::to_string(std::stoi(name.substr(1)));
}

std::string stories_numbered(const std::string& numbers) {
  const auto wanted = numbers_in(numbers);
  std::string paths;
  for (const auto& file : story_files()) {
    const bool meant = wanted.count(number_of(file)) > 0 && file != kQueueStory;
    if (meant) paths += (paths.empty() ? "" : " ") + story(file);
  }
  return paths;
}

std::string stories_by_queue() { return story(kQueueStory); }

std::string queue_url(const std::string& market) {
  client::ControlConfig config;
  config.endpoint = market;
  const auto view = client::ControlClient(config).sandbox("default").view();
  return market + "/" + view.value().account + "/souk-news";
}

std::string keys_of(const std::string& market) {
  return "eval \"$(" SOUK_COMMAND " env --emulator " + market + ")\";";
}

Played play(const std::string& what) {
  const auto file = fresh_file(".json");
  const auto ended = souk("run " + what + " --report json=" + file.string());
  Played played{ended.code, ended.output, Json()};
  std::ifstream stream(file);
  if (stream) played.report = Json::parse(stream);
  std::filesystem::remove(file);
  return played;
}

Kept play_and_keep(const std::string& what) {
  const Service market("serve --port 0 --clock frozen");
  Kept kept{play(what + " --keep --emulator " + market.url()), {}};
  for (const auto& run : kept.played.report.at("runs")) {
    const auto sandbox = run.at("sandbox").get<std::string>();
    std::istringstream exported(
        souk("journal --export --emulator " + market.url() + " --sandbox " + sandbox).output);
    for (std::string line; std::getline(exported, line);) {
      auto row = Json::parse(line);
      row.erase("nondeterministic");
      kept.journals[sandbox].push_back(std::move(row));
    }
  }
  return kept;
}

const Kept& library_at_eight() {
  static const auto kept = play_and_keep(SOUK_LIBRARY " --seller sample --seed 7 --jobs 8");
  return kept;
}

Service::Service(const std::string& arguments, const std::string& environment) {
  const auto command = environment + " exec " SOUK_COMMAND " " + arguments + " 2>&1";
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  process_ = fork();
  if (process_ == 0) {
    dup2(ends[1], STDOUT_FILENO);
    execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
    _exit(127);
  }
  close(ends[1]);
  output_ = ends[0];
  std::string said;
  char buffer[1024];
  while (url_.empty()) {
    const auto got = read(output_, buffer, sizeof buffer);
    if (got <= 0) break;
    said.append(buffer, static_cast<std::size_t>(got));
    url_ = url_in(said);
  }
  if (url_.empty()) throw std::runtime_error(command + " told no URL: " + said);
}

Service::~Service() {
  kill(process_, SIGINT);
  waitpid(process_, nullptr, 0);
  close(output_);
}

std::string name_of(const Json& run) {
  auto name = run.at("title").get<std::string>();
  for (const auto& [axis, value] : run.at("cell").items()) {
    name += " " + axis + "=" + value.get<std::string>();
  }
  return name;
}

std::set<std::string> rules_with(const Json& report, const std::string& outcome) {
  std::set<std::string> rules;
  if (!report.is_object()) return rules;
  for (const auto& run : report.at("runs")) {
    for (const auto& verdict : run.at("verdicts")) {
      if (verdict.at("outcome") == outcome) rules.insert(verdict.at("rule").get<std::string>());
    }
  }
  return rules;
}

std::string complaints(const Json& report) {
  if (!report.is_object()) return "there is no report";
  std::string text;
  for (const auto& run : report.at("runs")) {
    const auto add = [&](const std::string& what) { text += name_of(run) + ": " + what + "\n"; };
    if (!run.at("trouble").get<std::string>().empty()) add(run.at("trouble"));
    for (const auto& step : run.at("steps")) {
      if (!step.at("ok")) {
        add(step.at("sentence").get<std::string>() + ": " + step.at("failure").get<std::string>());
      }
    }
    for (const auto& verdict : run.at("verdicts")) {
      const auto outcome = verdict.at("outcome").get<std::string>();
      if (outcome == "pass" || outcome == "not-exercised") continue;
      add(outcome + " " + verdict.at("rule").get<std::string>() + ": " +
          verdict.at("summary").get<std::string>());
    }
  }
  return text;
}

std::map<std::string, std::vector<std::string>> outcomes(const Json& report) {
  std::map<std::string, std::vector<std::string>> all;
  for (const auto& run : report.at("runs")) {
    auto& mine = all[name_of(run)];
    mine.push_back(run.at("outcome"));
    for (const auto& step : run.at("steps")) {
      mine.push_back(step.at("sentence").get<std::string>() + ": " + step.at("ok").dump());
    }
    for (const auto& verdict : run.at("verdicts")) {
      mine.push_back(verdict.at("rule").get<std::string>() + ": " +
                     verdict.at("outcome").get<std::string>() + ": " +
                     verdict.at("summary").get<std::string>());
    }
  }
  return all;
}

}  // namespace souk::test
