#include "emulator/sandbox/clock_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <regex>

#include "emulator/clock/real_time.h"

namespace souk::sandbox {
namespace {

/// How far, in real time, a running clock may be from where the file's reader has it by now.
constexpr Duration kAsGoodAsKnown{20};

/// More than any clock's line has.
constexpr std::size_t kLongestLine = 100;

bool holds_a_clock(const std::filesystem::path& path) {
  static const std::regex line(R"(@?\d+(\.\d+)?( x\d+(\.\d+)?)?\n?)");
  std::ifstream file(path);
  std::string text(kLongestLine, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  return file.is_open() && (text.empty() || std::regex_match(text, line));
}

Error unfit(const std::filesystem::path& path, const std::string& why) {
  return {"BadClockFile", 400, fmt::format("{} {}.", path.string(), why), "path",
          "Name an empty file on the machine souk runs on; souk overwrites no other."};
}

}  // namespace

/// The mapped form; its layout is that of preload/clock_page.h.
class ClockFile::Page {
 public:
  static constexpr std::string_view kMagic = "soukclk\n";

  /// Nothing where the file is no such page.
  static std::unique_ptr<Page> of(const std::filesystem::path& path) {
    const int file = open(path.c_str(), O_RDWR | O_CLOEXEC);
    if (file < 0) return nullptr;
    struct stat info {};
    void* mapped = MAP_FAILED;
    if (fstat(file, &info) == 0 && info.st_size == sizeof(Layout)) {
      mapped = mmap(nullptr, sizeof(Layout), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    }
    ::close(file);
    if (mapped == MAP_FAILED) return nullptr;
    std::unique_ptr<Page> page(new Page(static_cast<Layout*>(mapped)));
    const bool ours = std::string_view(page->layout_->magic, kMagic.size()) == kMagic;
    return ours ? std::move(page) : nullptr;
  }
  ~Page() { munmap(layout_, sizeof(Layout)); }
  Page(const Page&) = delete;
  Page& operator=(const Page&) = delete;

  void write(Timestamp now, clock::Pace pace) {
    const std::atomic_ref version(layout_->version);
    const auto before = version.load(std::memory_order_relaxed);
    version.store(before + 1, std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_release);
    layout_->market_ns = std::chrono::nanoseconds(now.time_since_epoch()).count();
    layout_->since_ns =
        std::chrono::nanoseconds(real_time::monotonic_now().time_since_epoch()).count();
    layout_->rate = pace.rate;
    version.store(before + 2, std::memory_order_release);
  }

 private:
  struct Layout {
    char magic[8];
    std::uint64_t version;
    std::int64_t market_ns;
    std::int64_t since_ns;
    double rate;
  };

  explicit Page(Layout* layout) : layout_(layout) {}

  Layout* layout_;
};

ClockFile::ClockFile(RealNow real_now) : real_now_(std::move(real_now)) {}
ClockFile::~ClockFile() = default;

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
  auto page = Page::of(path);
  if (!page && !holds_a_clock(path)) {
    return Failure(unfit(path, "holds something that is no clock for a seller"));
  }
  path_ = path;
  page_ = std::move(page);
  write(now, pace);
  if (trouble_.empty()) return {};
  Error error{"BadClockFile", 400, trouble_, "path", "Name a file that can be replaced."};
  detach();
  return Failure(std::move(error));
}

void ClockFile::detach() {
  path_.clear();
  page_.reset();
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
  told_ = Told{now, real_now_(), pace.rate};
  if (page_) return page_->write(now, pace);
  write_line(now, pace);
}

void ClockFile::write_line(Timestamp now, clock::Pace pace) {
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
}

}  // namespace souk::sandbox
