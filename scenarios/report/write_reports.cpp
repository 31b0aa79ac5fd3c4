#include "scenarios/report/write_reports.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "scenarios/report/html_timeline.h"
#include "scenarios/report/json_report.h"
#include "scenarios/report/junit.h"
#include "scenarios/rules/nearest.h"

namespace souk::judge {
namespace {

namespace fs = std::filesystem;

struct Format {
  std::string_view name;
  std::string (*render)(const std::vector<RunResult>&);
};

constexpr Format kFormats[] = {
    {"junit", junit_report}, {"json", json_report}, {"html", html_timeline}};

const Format* find_format(std::string_view name) {
  for (const auto& format : kFormats) {
    if (format.name == name) return &format;
  }
  return nullptr;
}

/// Why nothing can be written to `path`; empty when nothing is seen that is in the way.
std::string obstacle(const fs::path& path) {
  std::error_code trouble;
  const auto directory = path.has_parent_path() ? path.parent_path() : fs::path(".");
  if (!fs::is_directory(directory, trouble)) {
    return fmt::format("the directory {} does not exist; create it or choose another path",
                       directory.string());
  }
  if (fs::is_directory(path, trouble)) return "that is a directory; name a file in it";
  if (access(directory.c_str(), W_OK) != 0) {
    return fmt::format("{}; check the directory's permissions", std::strerror(errno));
  }
  return "";
}

/// What is wrong with writing `text` to `path`; empty when it stands there.
std::string write_whole(const fs::path& path, const std::string& text) {
  if (auto trouble = obstacle(path); !trouble.empty()) return trouble;
  std::error_code trouble;
  const auto partial = fs::path(path.string() + fmt::format(".partial-{}", getpid()));
  std::ofstream file(partial, std::ios::binary);
  if (!file) {
    return fmt::format("{}; check the directory's permissions", std::strerror(errno));
  }
  file << text;
  file.close();
  if (!file) {
    fs::remove(partial, trouble);
    return "the disk took only a part of it; make room and try again";
  }
  fs::rename(partial, path, trouble);
  if (!trouble) return "";
  const auto reason = trouble.message();
  fs::remove(partial, trouble);
  return reason;
}

/// A sentence for each report that `reason` finds something against, or nothing.
template <class Reason>
tl::expected<void, std::string> all_of(const std::map<std::string, std::string>& paths,
                                       const Reason& reason) {
  std::string troubles;
  for (const auto& [name, path] : paths) {
    const auto* format = find_format(name);
    std::string trouble;
    if (format == nullptr) {
      std::vector<std::string_view> known;
      for (const auto& one : kFormats) known.push_back(one.name);
      trouble = fmt::format(
          "there is no report format \"{}\"; the nearest is {}, and there are "
          "junit, json and html",
          name, nearest(name, known));
    } else if (path.empty()) {
      trouble = fmt::format("the {} report needs a path: {}=FILE", name, name);
    } else {
      const auto why = reason(*format, path);
      if (why.empty()) continue;
      trouble = fmt::format("cannot write the {} report to {}: {}", name, path, why);
    }
    troubles += (troubles.empty() ? "" : "\n") + trouble;
  }
  if (!troubles.empty()) return tl::unexpected(troubles);
  return {};
}

}  // namespace

tl::expected<void, std::string> write_reports(const std::vector<RunResult>& results,
                                              const std::map<std::string, std::string>& paths) {
  return all_of(paths, [&](const Format& format, const std::string& path) {
    return write_whole(path, format.render(results));
  });
}

tl::expected<void, std::string> check_reports(const std::map<std::string, std::string>& paths) {
  return all_of(paths, [](const Format&, const std::string& path) { return obstacle(path); });
}

}  // namespace souk::judge
