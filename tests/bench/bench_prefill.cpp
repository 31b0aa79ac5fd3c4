// Fills the ledger of a data directory that no souk uses, through the store: as many records as
// years of metering would leave, in half a minute.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "emulator/storage/usage_store.h"
#include "tests/bench/bench_connections.h"

namespace souk::bench {
namespace {

struct Settings {
  std::string file;
  std::int64_t records = 1'000'000;
  std::int64_t until_hour = 0;
};

/// As many customers and dimensions as report in one hour.
constexpr std::int64_t kKeys = 5'000;

std::int64_t size_of(const std::string& file) {
  return static_cast<std::int64_t>(std::filesystem::file_size(file));
}

/// How long one record is looked for, in microseconds; each time another one.
double look_up(storage::UsageStore& usage, const std::vector<std::int64_t>& keys,
               std::int64_t first_hour, std::int64_t hours) {
  constexpr int kLooks = 20'000;
  std::uint64_t chance = 1;
  const auto began = now_us();
  for (int look = 0; look < kLooks; ++look) {
    chance = chance * 6364136223846793005U + 1442695040888963407U;
    const auto hour =
        first_hour + static_cast<std::int64_t>((chance >> 33) % static_cast<std::uint64_t>(hours));
    usage.find(hour, keys[(chance >> 20) % keys.size()]);
  }
  return static_cast<double>(now_us() - began) / kLooks;
}

int run(const Settings& settings) {
  auto database = storage::Database::in_file(settings.file);
  if (!database) {
    fmt::print(stderr, "bench_prefill: {}\n", database.error().message);
    return 2;
  }
  storage::UsageStore usage(**database);
  std::vector<std::int64_t> keys;
  (*database)->begin();
  for (std::int64_t number = 0; number < kKeys; ++number) {
    keys.push_back(usage.intern("us-east-1", 1, fmt::format("prefilled-{}", number), "d0"));
  }
  const auto empty = size_of(settings.file);
  const auto hours = (settings.records + kKeys - 1) / kKeys;
  for (std::int64_t left = settings.records, hour = settings.until_hour - hours; left > 0; ++hour) {
    for (std::int64_t number = 0; number < kKeys && left > 0; ++number, --left) {
      // Agreements no buyer has; a thousand of them share the totals.
      usage.add({hour, keys[static_cast<std::size_t>(number)], 10, 1'000'000 + number % 1000, {}},
                "d0");
    }
    (*database)->commit();
    (*database)->begin();
  }
  (*database)->commit();
  const auto lookup_us = look_up(usage, keys, settings.until_hour - hours, hours);
  database->reset();  // closing moves everything from the log to the file
  const auto grown = static_cast<double>(size_of(settings.file) - empty);
  fmt::print("{}\n",
             nlohmann::json{{"records", settings.records},
                            {"bytes_per_record", grown / static_cast<double>(settings.records)},
                            {"lookup_us", lookup_us}}
                 .dump());
  return 0;
}

}  // namespace
}  // namespace souk::bench

int main(int count, char** arguments) {
  souk::bench::Settings settings;
  CLI::App app{"Fills a ledger: bench_prefill DATA/default.db --records 10000000 --until-hour H"};
  app.add_option("file", settings.file)->required()->check(CLI::ExistingFile);
  app.add_option("--records", settings.records)->check(CLI::PositiveNumber);
  app.add_option("--until-hour", settings.until_hour, "hours since 1970; records end before it")
      ->required();
  CLI11_PARSE(app, count, arguments);
  return souk::bench::run(settings);
}
