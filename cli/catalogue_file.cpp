#include "cli/catalogue_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace souk::cli {
namespace {

/// More than any catalogue needs, and safe to recurse into.
constexpr int kDeepest = 64;

}  // namespace

tl::expected<nlohmann::json, std::string> read_catalogue(const std::string& file) {
  std::error_code trouble;
  if (std::filesystem::is_directory(file, trouble)) {
    return tl::unexpected(fmt::format("--catalogue {}: this is a folder; name a JSON file.", file));
  }
  std::ifstream stream(file);
  if (!stream)
    return tl::unexpected(fmt::format("--catalogue {}: {}.", file, std::strerror(errno)));
  const auto refused = [&](const std::string& why) {
    return tl::unexpected(fmt::format("--catalogue {}: {}.", file, why));
  };
  const auto deepest = fmt::format("nested deeper than {} levels", kDeepest);
  bool too_deep = false;
  const auto guard = [&](int depth, nlohmann::json::parse_event_t, nlohmann::json&) {
    too_deep = too_deep || depth > kDeepest;
    return !too_deep;
  };
  try {
    auto catalogue = nlohmann::json::parse(stream, guard);
    if (too_deep) return refused(deepest);
    return catalogue;
  } catch (const nlohmann::json::parse_error& error) {
    if (too_deep) return refused(deepest);
    const std::string why = error.what();
    const auto place = why.find("at line");
    return refused("this is not JSON: " + (place == std::string::npos ? why : why.substr(place)));
  }
}

int complain_of_start(const Error& error, const std::string& catalogue_file) {
  if (error.status >= 500 || catalogue_file.empty() || error.field.rfind("catalogue", 0) != 0) {
    return complain(error.field == "profile" ? kBadStory : kSoukFailed, error.message, error.hint);
  }
  return complain(kBadStory,
                  fmt::format("--catalogue {}: {}: {}", catalogue_file, error.field, error.message),
                  error.hint);
}

}  // namespace souk::cli
