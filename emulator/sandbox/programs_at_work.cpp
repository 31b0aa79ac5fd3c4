#include "emulator/sandbox/programs_at_work.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace souk::sandbox {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> threads_of(pid_t process) {
  std::vector<fs::path> threads;
  std::error_code gone;
  for (fs::directory_iterator each("/proc/" + std::to_string(process) + "/task", gone), end;
       !gone && each != end; each.increment(gone)) {
    threads.push_back(each->path());
  }
  return threads;
}

// "12 (a name) with) blanks) R 7 …": the name ends at the last bracket.
bool is_at_work(const fs::path& thread) {
  std::ifstream file(thread / "stat");
  std::string line;
  std::getline(file, line);
  const auto name_end = line.rfind(')');
  if (name_end == std::string::npos || name_end + 2 >= line.size()) return false;
  const char state = line[name_end + 2];
  return state == 'R' || state == 'D';
}

}  // namespace

bool programs_at_work_below(pid_t ancestor) {
  std::vector<pid_t> below{ancestor};
  for (std::size_t i = 0; i < below.size(); ++i) {
    for (const auto& thread : threads_of(below[i])) {
      if (i > 0 && is_at_work(thread)) return true;
      std::ifstream children(thread / "children");
      for (pid_t child = 0; children >> child;) below.push_back(child);
    }
  }
  return false;
}

}  // namespace souk::sandbox
