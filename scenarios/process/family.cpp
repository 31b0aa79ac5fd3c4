#include "scenarios/process/family.h"

#include <dirent.h>
#include <signal.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <string>

namespace souk::process {
namespace {

struct CloseFolder {
  void operator()(DIR* folder) const { closedir(folder); }
};

struct Stat {
  char state = '?';
  pid_t parent = 0;
};

// "12 (a name) with) blanks) S 7 …": the name ends at the last bracket.
Stat stat_of(const std::string& pid) {
  std::ifstream file("/proc/" + pid + "/stat");
  std::string line;
  std::getline(file, line);
  const auto name_end = line.rfind(')');
  if (name_end == std::string::npos || name_end + 4 > line.size()) return {};
  return {line[name_end + 2], static_cast<pid_t>(std::atoi(line.c_str() + name_end + 4))};
}

}  // namespace

std::vector<pid_t> descendants_of(pid_t ancestor) {
  std::map<pid_t, std::vector<pid_t>> children;
  std::set<pid_t> ended;
  const std::unique_ptr<DIR, CloseFolder> folder(opendir("/proc"));
  if (!folder) return {};
  while (const auto* entry = readdir(folder.get())) {
    const pid_t pid = std::atoi(entry->d_name);
    if (pid <= 0) continue;
    const auto stat = stat_of(entry->d_name);
    children[stat.parent].push_back(pid);
    if (stat.state == 'Z' || stat.state == 'X') ended.insert(pid);
  }
  std::vector<pid_t> found;
  std::vector<pid_t> below{ancestor};
  for (std::size_t i = 0; i < below.size(); ++i) {
    for (const auto child : children[below[i]]) below.push_back(child);
    if (i > 0 && ended.count(below[i]) == 0) found.push_back(below[i]);
  }
  return found;
}

void signal_family(pid_t ancestor, int number) {
  std::set<pid_t> told;
  for (bool news = true; news;) {
    news = false;
    for (const auto pid : descendants_of(ancestor)) {
      if (!told.insert(pid).second) continue;
      kill(pid, number);
      news = true;
    }
  }
}

}  // namespace souk::process
