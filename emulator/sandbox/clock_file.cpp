#include "emulator/sandbox/clock_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <regex>
#include <sstream>

namespace souk::sandbox {
namespace {

/// How far, in real time, a running clock may be from where the file's reader has it by now.
constexpr Duration kAsGoodAsKnown{20};

bool holds_a_clock(const std::string& text) {
  static const std::regex line(R"(@?\d+(\.\d+)?( x\d+(\.\d+)?)?\n?)");
  return text.empty() || std::regex_match(text, line);
}

Error unfit(const std::filesystem::path& path, const std::string& why) {
  return {"BadClockFile", 400, fmt::format("{} {}.", path.string(), why), "path",
          "Name an empty file on the machine souk runs on; souk overwrites no other."};
}

}  // namespace

std::string ClockFile::line_of(Timestamp now, clock::Pace pace) {
  const auto ms = epoch_ms(now);
  const auto instant = fmt::format("{}.{:03}", ms / 1000, ms % 1000);
  return pace.rate == 0 ? instant + "\n" : fmt::format("@{} x{}\n", instant, pace.rate);
}

Result<void> ClockFile::attach(const std::filesystem::path& path, Timestamp now, clock::Pace pace) {
  std::error_code none;
  if (!path.is_absolute()) return Failure(unfit(path, "is no absolute path"));
  // Not through a link: what it leads to would be replaced by a file.
  if (!std::filesystem::is_regular_file(std::filesystem::symlink_status(path, none))) {
    return Failure(unfit(path, "is no file"));
  }
  std::ifstream file(path);
  std::ostringstream content;
  content << file.rdbuf();
  if (!file.is_open() || !holds_a_clock(file ? content.str() : "")) {
    return Failure(unfit(path, "holds something that is no clock of libfaketime"));
  }
  path_ = path;
  write(now, pace);
  if (trouble_.empty()) return {};
  Error error{"BadClockFile", 400, trouble_, "path", "Name a file that can be replaced."};
  detach();
  return Failure(std::move(error));
}

void ClockFile::detach() {
  path_.clear();
  trouble_.clear();
}

void ClockFile::follow(Timestamp now, clock::Pace pace) {
  if (attached() && !is_known(now, pace)) write(now, pace);
}

bool ClockFile::is_known(Timestamp now, clock::Pace pace) const {
  if (!told_ || told_->rate != pace.rate) return false;
  if (pace.rate == 0) return told_->market == now;
  const auto passed = static_cast<double>((real_now_() - told_->real).count()) * pace.rate;
  const auto off = static_cast<double>((now - told_->market).count()) - passed;
  return std::abs(off) <= static_cast<double>(kAsGoodAsKnown.count()) * pace.rate;
}

void ClockFile::write(Timestamp now, clock::Pace pace) {
  const auto draft = path_.string() + ".souk";
  {
    std::ofstream file(draft, std::ios::trunc);
    file << line_of(now, pace);
    file.flush();
    trouble_ = file ? "" : fmt::format("{}: {}", draft, std::strerror(errno));
  }
  if (trouble_.empty() && std::rename(draft.c_str(), path_.c_str()) != 0) {
    trouble_ = fmt::format("{}: {}", path_.string(), std::strerror(errno));
  }
  if (!trouble_.empty()) trouble_ = "The seller's clock could not be set: " + trouble_ + ".";
  told_ = Told{now, real_now_(), pace.rate};
}

}  // namespace souk::sandbox
