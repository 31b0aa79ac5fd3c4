#pragma once

#include <sys/types.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace souk::test {

/// How a program ended: its exit code, or 128 and the signal, and all it printed.
struct Ended {
  int code = 0;
  std::string out;
  std::string err;
};

struct Command {
  std::vector<std::string> words;                  ///< the program and its arguments
  std::map<std::string, std::string> environment;  ///< added to the test's own
  std::string directory;                           ///< to start in; the test's own when empty
  bool bound_by_modes = false;  ///< file modes hold for it even where the tests run as root
  bool unheard = false;         ///< nobody reads its standard output, and writing there fails
  std::string out_file;         ///< standard output leads there when it is named
};

/// A program that runs beside the test. Reading waits for its output, not for time to pass, with a
/// bound far beyond what it needs; it is killed, by its id, when this goes.
class Process {
 public:
  explicit Process(const Command& command);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t pid() const { return pid_; }
  void signal(int number) const;

  /// Reads on until `text` was printed, on either stream, and returns that line. Throws with all
  /// that was printed when the program ends without it.
  std::string line_with(std::string_view text);

  /// Reads everything and waits for the end.
  Ended wait();

 private:
  bool read_more();
  void close_pipes();

  pid_t pid_ = -1;
  int streams_[2] = {-1, -1};
  std::string printed_[2];
};

Ended run(const Command& command);

/// A folder of the test's own, gone with all it holds when this goes.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const std::string& path() const { return path_; }
  std::string in(const std::string& name) const { return path_ + "/" + name; }
  /// Writes a file and returns its path.
  std::string file(const std::string& name, std::string_view content) const;

 private:
  std::string path_;
};

}  // namespace souk::test
