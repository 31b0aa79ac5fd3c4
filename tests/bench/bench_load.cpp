// Loads a server with AWS Marketplace calls and reports what each connection got: a starved
// connection shows, and a request without an answer counts as the wait it was.

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "tests/bench/bench_connections.h"
#include "tests/bench/bench_requests.h"

namespace souk::bench {
namespace {

struct Settings {
  std::string url;
  std::string kind;
  std::string customers_file;
  int dimension_count = 1;
  std::string dimension_prefix;
  int server_pid = 0;
  Plan plan;
  Work work;
  Caller caller;
};

/// The processor time a process has used, in microseconds.
double cpu_us(int pid) {
  std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
  std::string line;
  std::getline(stat, line);
  // The name in parentheses may contain blanks; utime and stime are fields 14 and 15.
  std::istringstream fields(line.substr(std::min(line.size(), line.rfind(')') + 1)));
  std::string skipped;
  for (int field = 3; field < 14; ++field) fields >> skipped;
  double user = 0;
  double system = 0;
  fields >> user >> system;
  return (user + system) * 1e6 / static_cast<double>(sysconf(_SC_CLK_TCK));
}

void read_url(Settings& settings) {
  constexpr std::string_view kScheme = "http://";
  const auto colon = settings.url.rfind(':');
  if (!settings.url.starts_with(kScheme) || colon < kScheme.size()) {
    throw std::runtime_error("--url must look like http://127.0.0.1:4747.");
  }
  settings.caller.host = settings.url.substr(kScheme.size());
  settings.caller.host = settings.caller.host.substr(0, settings.caller.host.find('/'));
  settings.plan.address = settings.url.substr(kScheme.size(), colon - kScheme.size());
  settings.plan.port = std::atoi(settings.url.c_str() + colon + 1);
}

void prepare_batches(Settings& settings) {
  auto& work = settings.work;
  if (settings.customers_file.empty()) {
    work.customers = {"\"CustomerIdentifier\": \"bench\""};
  } else {
    std::ifstream file(settings.customers_file);
    for (std::string line; std::getline(file, line);) {
      const auto members = nlohmann::json::parse(line).dump();
      work.customers.push_back(members.substr(1, members.size() - 2));
    }
    if (work.customers.empty()) throw std::runtime_error("--customers names no customers.");
  }
  for (int number = 0; number < settings.dimension_count; ++number) {
    work.dimensions.push_back(settings.dimension_count == 1
                                  ? settings.dimension_prefix
                                  : settings.dimension_prefix + std::to_string(number));
  }
}

nlohmann::json report(const Settings& settings, Result result, double server_cpu_us) {
  auto& waits = result.waits_us;
  std::sort(waits.begin(), waits.end());
  const auto quantile = [&](double part) {
    return waits.empty()
               ? 0
               : waits[static_cast<std::size_t>(part * static_cast<double>(waits.size() - 1))];
  };
  std::uint64_t never = 0;
  std::uint64_t fewest = result.connections.empty() ? 0 : result.connections.front().answers;
  std::uint64_t most = 0;
  std::int64_t last_first = 0;
  for (const auto& tally : result.connections) {
    never += tally.answers == 0;
    fewest = std::min(fewest, tally.answers);
    most = std::max(most, tally.answers);
    last_first = std::max(last_first, tally.first_answer_us);
  }
  const auto answers = static_cast<double>(result.answers);
  nlohmann::json text{{"kind", settings.kind},
                      {"connections", settings.plan.connections},
                      {"seconds", result.seconds},
                      {"answers", result.answers},
                      {"requests_per_s", answers / result.seconds},
                      {"p50_us", quantile(0.5)},
                      {"p99_us", quantile(0.99)},
                      {"p999_us", quantile(0.999)},
                      {"max_us", waits.empty() ? 0 : waits.back()},
                      {"never_answered", never},
                      {"fewest_answers", fewest},
                      {"most_answers", most},
                      {"slowest_first_answer_us", last_first},
                      {"wrong_answers", result.wrong},
                      {"reconnects", result.reconnects},
                      {"exhausted", result.exhausted}};
  if (settings.work.kind == Work::Kind::Batch) {
    text["records_per_s"] = answers * settings.work.records / result.seconds;
  }
  if (settings.plan.rate > 0) text["intended_rate"] = settings.plan.rate;
  if (settings.server_pid > 0 && answers > 0)
    text["server_cpu_us_per_request"] = server_cpu_us / answers;
  if (result.wrong > 0) text["wrong_sample"] = result.wrong_sample;
  return text;
}

int run(Settings settings) {
  read_url(settings);
  settings.work.kind = settings.kind == "batch"   ? Work::Kind::Batch
                       : settings.kind == "error" ? Work::Kind::Error
                                                  : Work::Kind::Resolve;
  if (settings.work.kind == Work::Kind::Batch) prepare_batches(settings);
  RequestMaker requests(settings.work, settings.caller);
  Load load(settings.plan, requests);
  const auto before = settings.server_pid > 0 ? cpu_us(settings.server_pid) : 0;
  auto result = load.run();
  const auto used = settings.server_pid > 0 ? cpu_us(settings.server_pid) - before : 0;
  const bool right = result.wrong == 0 && result.answers > 0;
  const auto text = report(settings, std::move(result), used);
  fmt::print("{}\n", text.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  return right ? 0 : 1;
}

}  // namespace
}  // namespace souk::bench

int main(int count, char** arguments) {
  souk::bench::Settings settings;
  CLI::App app{
      "Loads a server with AWS Marketplace calls; prints one line of JSON.\n\n"
      "  bench_load resolve --url http://127.0.0.1:4747 -c 32 --pid PID --token TOKEN\n"
      "  bench_load batch --url http://127.0.0.1:4747 --customers FILE --dimension d\n\n"
      "Ends with 1 when an answer was wrong."};
  app.add_option("kind", settings.kind, "resolve, batch or error")
      ->required()
      ->check(CLI::IsMember({"resolve", "batch", "error"}));
  app.add_option("--url", settings.url, "http://ADDRESS:PORT of the server")->required();
  app.add_option("-c,--connections", settings.plan.connections)->check(CLI::PositiveNumber);
  app.add_option("--idle", settings.plan.idle, "further connections that are only kept open");
  app.add_option("--seconds", settings.plan.seconds)->check(CLI::PositiveNumber);
  app.add_option("--rate", settings.plan.rate, "requests/s, sent whether or not answers come");
  app.add_option("--pid", settings.server_pid, "the server, to report its processor time");
  app.add_option("--access-key", settings.caller.access_key);
  app.add_option("--secret-key", settings.caller.secret_key);
  app.add_option("--region", settings.caller.region);
  app.add_option("--token", settings.work.token, "resolve: a registration token");
  app.add_option("--product-code", settings.work.product_code, "batch: left out when empty");
  app.add_option("--customers", settings.customers_file,
                 "batch: a file with a JSON object per line, the members that name a customer");
  app.add_option("--dimension", settings.dimension_prefix, "batch: its name, or its start");
  app.add_option("--dimensions", settings.dimension_count,
                 "batch: how many; 0, 1, … is added to the name");
  app.add_option("--hours", settings.work.hours, "batch: past hours that usage is recorded for");
  app.add_option("--present", settings.work.present, "batch: seconds since 1970, instead of now");
  app.add_option("--records", settings.work.records, "batch: per call");
  app.add_flag("--plain", settings.work.plain, "batch: without usage allocations");
  CLI11_PARSE(app, count, arguments);
  try {
    return souk::bench::run(std::move(settings));
  } catch (const std::exception& trouble) {
    fmt::print(stderr, "bench_load: {}\n", trouble.what());
    return 2;
  }
}
