#include "emulator/marketplace/task_catalogue.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace souk::marketplace {
namespace {

constexpr std::array<std::string_view, 4> kPackagings{"saas", "ami", "container", "agentcore"};
constexpr std::array<std::string_view, 5> kWorkplaces{"ec2", "ecs", "eks", "fargate", "elsewhere"};
constexpr std::int64_t kMostKeys = 1000;

/// Whether `value` is one of these words.
template <class List>
bool is_one_of(const Json& value, const List& words) {
  return value.is_string() &&
         std::find(words.begin(), words.end(), value.get<std::string>()) != words.end();
}

/// "eu-west-1", "us-gov-east-1", …
bool is_region(const std::string& text) {
  constexpr std::size_t kLongest = 32;
  return text.size() <= kLongest &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
}

Error wrong(const char* code, std::string message, const char* member, const char* hint = "") {
  return {code, 400, std::move(message), member, hint};
}

}  // namespace

Result<std::optional<Packaging>> read_packaging(Market& market, std::int64_t product,
                                                const Json& given) {
  if (!given.contains("platform") && !given.contains("public_key_version")) return std::nullopt;
  auto packaging = packaging_of(market, product);
  if (given.contains("platform")) {
    if (!is_one_of(given["platform"], kPackagings)) {
      return Failure(wrong("InvalidProduct",
                           fmt::format("platform is one of {}.", fmt::join(kPackagings, ", ")),
                           "platform"));
    }
    packaging.platform = given["platform"];
  }
  if (given.contains("public_key_version")) {
    const auto& version = given["public_key_version"];
    const bool fits =
        version.is_number_integer() && version >= packaging.key_version && version <= kMostKeys;
    if (!fits) {
      return Failure(wrong("InvalidProduct",
                           fmt::format("public_key_version is a number from {} to {}.",
                                       packaging.key_version, kMostKeys),
                           "public_key_version", "Keys are never turned back."));
    }
    packaging.key_version = version;
  }
  return packaging;
}

void put_packaging(Market& market, std::int64_t product, const Packaging& packaging) {
  storage::TasksStore store(market.database);
  store.put_platform(product, packaging.platform);
  const auto keys = public_keys(market, product);
  store.put(product, keys.back());
  for (auto version = keys.back().version; version < packaging.key_version; ++version) {
    store.put(product, storage::PublicKeyRow{version, market.now()});
    store.put(product, storage::PublicKeyRow{version + 1, std::nullopt});
  }
}

Packaging packaging_of(Market& market, std::int64_t product) {
  auto platform = storage::TasksStore(market.database).platform(product);
  if (platform.empty()) platform = kPackagings.front();
  return {std::move(platform), public_keys(market, product).back().version};
}

std::vector<storage::PublicKeyRow> public_keys(Market& market, std::int64_t product) {
  auto keys = storage::TasksStore(market.database).public_keys(product);
  if (keys.empty()) keys.push_back({1, std::nullopt});
  return keys;
}

Result<storage::WorkplaceRow> read_workplace(Market& market, std::int64_t buyer,
                                             const Json& given) {
  auto workplace = storage::TasksStore(market.database).workplace(buyer);
  if (given.contains("runs_in")) {
    const auto& region = given["runs_in"];
    if (!region.is_string() || !is_region(region.get<std::string>())) {
      return Failure(wrong("InvalidBuyer", "runs_in is a region such as eu-west-1.", "runs_in",
                           "Empty: its tasks run wherever their calls say."));
    }
    workplace.region = region;
  }
  if (given.contains("runs_on")) {
    if (given["runs_on"] != "" && !is_one_of(given["runs_on"], kWorkplaces)) {
      return Failure(wrong("InvalidBuyer",
                           fmt::format("runs_on is one of {}.", fmt::join(kWorkplaces, ", ")),
                           "runs_on"));
    }
    workplace.platform = given["runs_on"];
  }
  return workplace;
}

}  // namespace souk::marketplace
