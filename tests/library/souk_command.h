#pragma once

#include <sys/types.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

namespace souk::test {

using Json = nlohmann::json;

/// How a command ended, and all it wrote.
struct Ended {
  int code = 0;
  std::string output;
};
/// Runs a command in a shell, standard error included; souk runs the souk command.
Ended run(const std::string& command);
Ended souk(const std::string& arguments);

/// How `souk run` ended, and its JSON report.
struct Played {
  int code = 0;
  std::string output;
  Json report;
};
/// Plays stories: `what` names them and the seller, "s01.yaml --seller sample".
Played play(const std::string& what);
/// What sandboxes left in their journals, by name, without what may differ from run to run.
using Journals = std::map<std::string, std::vector<Json>>;
/// The same with a market of its own, whose journals are kept.
struct Kept {
  Played played;
  Journals journals;
};
Kept play_and_keep(const std::string& what);
/// The whole library against the right seller, eight stories at a time: played once, for whoever
/// looks at what came of it.
const Kept& library_at_eight();

/// `LIBRARY/FILE`.
std::string story(const std::string& file);
/// The names of the shipped stories' files, in order.
std::vector<std::string> story_files();
/// Every story for a seller that hears over HTTP, as arguments; and those for one with a queue.
std::string stories_by_url();
std::string stories_by_queue();
/// Those of `stories_by_url` with these numbers: "S1, S17".
std::string stories_numbered(const std::string& numbers);
/// "S1, S17" as a set.
std::set<std::string> numbers_in(std::string_view list);
/// "S8": the number a story's file begins with.
std::string number_of(const std::string& file);
/// The queue those stories use, as a seller of the sandbox `default` finds it.
std::string queue_url(const std::string& market);
/// What a seller's shell sets for the keys of the sandbox `default`.
std::string keys_of(const std::string& market);

/// A souk command that runs until it is told to end: `serve`, `seller`.
class Service {
 public:
  /// Starts it, with `environment` (a shell's assignments) before the command, and reads the URL
  /// it tells. Throws std::runtime_error when it tells none.
  explicit Service(const std::string& arguments, const std::string& environment = {});
  ~Service();
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  const std::string& url() const { return url_; }

 private:
  pid_t process_ = 0;
  int output_ = -1;
  std::string url_;
};

/// Rules with a verdict of this outcome in any run: "fail", "pass", …
std::set<std::string> rules_with(const Json& report, const std::string& outcome);
/// Each failed verdict and step, a line each, to show when a test fails.
std::string complaints(const Json& report);
/// The outcome of every verdict and step, by run: what two reports must agree in.
std::map<std::string, std::vector<std::string>> outcomes(const Json& report);
/// "title [cell]" of a run of a report.
std::string name_of(const Json& run);

}  // namespace souk::test
