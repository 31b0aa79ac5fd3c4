#include "scenarios/process/program.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "scenarios/process/exit_code.h"
#include "scenarios/process/real_time.h"
#include "souk/time.h"

namespace souk::process {
namespace {

constexpr int kPollMs = 50;

/// Both ends of a pipe, closed when they go.
struct Pipe {
  std::array<int, 2> ends{-1, -1};

  Pipe() = default;
  ~Pipe() {
    shut(0);
    shut(1);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  bool open() { return pipe2(ends.data(), O_CLOEXEC) == 0; }
  void shut(std::size_t end) {
    if (ends.at(end) >= 0) close(ends.at(end));
    ends.at(end) = -1;
  }
};

/// Takes in what is there; false once the other end is closed.
bool read_some(int from, std::string& into) {
  std::array<char, 65536> bytes{};
  const auto count = read(from, bytes.data(), bytes.size());
  if (count > 0) into.append(bytes.data(), static_cast<std::size_t>(count));
  return count > 0 || (count < 0 && errno == EINTR);
}

// Between fork and exec of a process with threads: nothing here may take a lock.
[[noreturn]] void become(char* const* arguments, int out, int err, int trouble) {
  setsid();
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  signal(SIGPIPE, SIG_DFL);
  const int in = open("/dev/null", O_RDONLY | O_CLOEXEC);
  dup2(in, STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  dup2(err, STDERR_FILENO);
  execvp(arguments[0], arguments);
  const int why = errno;
  (void)!write(trouble, &why, sizeof why);
  _exit(kNotFound);
}

int wait_for(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  return exit_code_of(status);
}

}  // namespace

tl::expected<ProgramEnd, std::string> run_program(const std::vector<std::string>& words,
                                                  std::chrono::milliseconds longest,
                                                  std::size_t most) {
  Pipe out;
  Pipe err;
  Pipe trouble;
  if (!out.open() || !err.open() || !trouble.open()) {
    return tl::unexpected(std::string(std::strerror(errno)));
  }
  auto copies = words;
  std::vector<char*> arguments;
  for (auto& each : copies) arguments.push_back(each.data());
  arguments.push_back(nullptr);
  const pid_t child = fork();
  if (child == 0) become(arguments.data(), out.ends[1], err.ends[1], trouble.ends[1]);
  for (auto* pipe : {&out, &err, &trouble}) pipe->shut(1);
  if (child < 0) return tl::unexpected(std::string(std::strerror(errno)));
  int why = 0;
  if (read(trouble.ends[0], &why, sizeof why) == sizeof why) {
    wait_for(child);
    return tl::unexpected(fmt::format("{}: {}", words.front(), std::strerror(why)));
  }
  ProgramEnd end;
  const Stopwatch stopwatch;
  std::string excess;
  std::array<pollfd, 2> watched{pollfd{out.ends[0], POLLIN, 0}, pollfd{err.ends[0], POLLIN, 0}};
  while (excess.empty() && (watched[0].fd >= 0 || watched[1].fd >= 0)) {
    poll(watched.data(), watched.size(), kPollMs);
    if (watched[0].revents != 0 && !read_some(out.ends[0], end.out)) watched[0].fd = -1;
    if (watched[1].revents != 0 && !read_some(err.ends[0], end.err)) watched[1].fd = -1;
    if (stopwatch.elapsed() > longest) {
      excess = fmt::format("it took longer than {}", client::to_text(longest));
    } else if (end.out.size() + end.err.size() > most) {
      excess = fmt::format("it printed more than {} bytes", most);
    }
  }
  if (!excess.empty()) kill(-child, SIGKILL);
  end.code = wait_for(child);
  if (!excess.empty()) return tl::unexpected(fmt::format("{}: {}", words.front(), excess));
  return end;
}

}  // namespace souk::process
