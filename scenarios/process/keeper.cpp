#include "scenarios/process/keeper.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "scenarios/process/exit_code.h"
#include "scenarios/process/family.h"
#include "scenarios/process/mounts.h"

namespace souk::process {
namespace {

using Json = nlohmann::json;

/// One seller's keeper. Single-threaded: namespaces and fork want it so.
class Keeper {
 public:
  explicit Keeper(int link) : link_(link) {
    fcntl(link_, F_SETFD, FD_CLOEXEC);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    sigset_t mine;
    sigemptyset(&mine);
    // What a terminal sends is for souk to answer; SIGCHLD is read where it is waited for.
    for (const int each : {SIGCHLD, SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE}) {
      sigaddset(&mine, each);
    }
    sigprocmask(SIG_BLOCK, &mine, &inherited_);
    sigset_t children;
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    children_ = signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK);
    grace_ = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
  }

  int run() {
    while (link_open_) {
      pollfd watched[] = {{link_, POLLIN, 0}, {children_, POLLIN, 0}, {grace_, POLLIN, 0}};
      if (poll(watched, 3, -1) < 0 && errno != EINTR) break;
      if (watched[1].revents != 0) reap();
      if (watched[2].revents != 0) end_grace();
      if (watched[0].revents != 0) read_link();
    }
    kill_all();
    for (const auto& path : litter_) {
      std::error_code trouble;
      std::filesystem::remove_all(path, trouble);
    }
    return 0;
  }

 private:
  void tell(const std::string& line) const {
    const auto text = line + "\n";
    (void)!send(link_, text.data(), text.size(), MSG_NOSIGNAL);
  }

  void read_link() {
    char bytes[65536];
    const auto count = read(link_, bytes, sizeof bytes);
    if (count <= 0) {
      if (count == 0 || (errno != EINTR && errno != EAGAIN)) link_open_ = false;
      return;
    }
    heard_.append(bytes, static_cast<std::size_t>(count));
    for (auto end = heard_.find('\n'); end != std::string::npos; end = heard_.find('\n')) {
      const auto line = heard_.substr(0, end);
      heard_.erase(0, end + 1);
      const auto blank = std::min(line.find(' '), line.size());
      obey(line.substr(0, blank), line.substr(std::min(blank + 1, line.size())));
    }
  }

  void obey(const std::string& word, const std::string& rest) {
    if (word == "prepare") prepare(Json::parse(rest));
    if (word == "start") start(Json::parse(rest));
    if (word == "stop") stop(std::atoi(rest.c_str()));
    if (word == "kill") kill_all();
    if (word == "pause") signal_family(getpid(), SIGSTOP);
    if (word == "resume") signal_family(getpid(), SIGCONT);
  }

  void prepare(const Json& wish) {
    litter_ = wish.value("litter", std::vector<std::string>());
    const auto trouble = enter_mounts(wish.value("mounts", Json::array()));
    tell(trouble.empty() ? "prepared" : "failed " + trouble);
  }

  void start(const Json& wish) {
    auto words = wish.at("command").get<std::vector<std::string>>();
    std::vector<char*> arguments;
    for (auto& each : words) arguments.push_back(each.data());
    arguments.push_back(nullptr);
    int pipe_ends[2];
    if (pipe2(pipe_ends, O_CLOEXEC) != 0) return tell_failed("no pipe could be made", errno);
    const pid_t child = fork();
    if (child == 0) {
      sigprocmask(SIG_SETMASK, &inherited_, nullptr);
      become(wish, arguments, pipe_ends[1]);
    }
    close(pipe_ends[1]);
    int trouble = 0;
    const bool ran = read(pipe_ends[0], &trouble, sizeof trouble) != sizeof trouble;
    close(pipe_ends[0]);
    if (child < 0) return tell_failed("no process could be started", errno);
    if (!ran) {
      waitpid(child, nullptr, 0);
      return tell_failed(words.front() + " cannot be run", trouble);
    }
    command_ = child;
    tell(fmt::format("started {}", child));
  }

  // In the child: nothing may leave this by an exception, or there were two keepers.
  [[noreturn]] static void become(const Json& wish, std::vector<char*>& arguments,
                                  int trouble) noexcept {
    signal(SIGPIPE, SIG_DFL);
    for (const auto& name : wish.value("forgotten", std::vector<std::string>())) {
      unsetenv(name.c_str());
    }
    const auto environment = wish.value("environment", Json::object());
    for (const auto& [name, value] : environment.items()) {
      setenv(name.c_str(), value.get_ref<const std::string&>().c_str(), 1);
    }
    const auto directory = wish.value("directory", std::string());
    if (directory.empty() || chdir(directory.c_str()) == 0) {
      execvp(arguments.front(), arguments.data());
    }
    const int why = errno;
    (void)!write(trouble, &why, sizeof why);
    _exit(kNotFound);
  }

  void tell_failed(const std::string& what, int why) const {
    tell(fmt::format("failed {}: {}", what, std::strerror(why)));
  }

  void reap() {
    signalfd_siginfo news[16];
    while (read(children_, news, sizeof news) > 0) continue;
    while (true) {
      int status = 0;
      const pid_t ended = waitpid(-1, &status, WNOHANG);
      if (ended == 0) return;
      if (ended < 0) break;
      if (ended == command_) end_command(status);
    }
    set_grace(0);
    tell("gone");
  }

  void end_command(int status) {
    // What libfaketime shares among a program and its children it leaves behind where it is killed.
    for (const auto* name : {"/dev/shm/faketime_shm_", "/dev/shm/sem.faketime_sem_"}) {
      unlink((name + std::to_string(command_)).c_str());
    }
    command_ = 0;
    tell(fmt::format("ended {}", exit_code_of(status)));
  }

  void stop(int milliseconds) {
    if (descendants_of(getpid()).empty()) return tell("gone");
    // A stopped process hears SIGTERM once it goes on.
    signal_family(getpid(), SIGTERM);
    signal_family(getpid(), SIGCONT);
    set_grace(std::max(milliseconds, 1));
  }

  void set_grace(int milliseconds) const {
    itimerspec when{};
    when.it_value.tv_sec = milliseconds / 1000;
    when.it_value.tv_nsec = static_cast<long>(milliseconds % 1000) * 1'000'000;
    timerfd_settime(grace_, 0, &when, nullptr);
  }

  void end_grace() {
    std::uint64_t times = 0;
    (void)!read(grace_, &times, sizeof times);
    kill_all();
  }

  // Whatever is killed may just have started another: until there is none.
  void kill_all() {
    while (true) {
      signal_family(getpid(), SIGKILL);
      int status = 0;
      const pid_t ended = waitpid(-1, &status, 0);
      if (ended < 0 && errno == ECHILD) break;
      if (ended == command_) end_command(status);
    }
    set_grace(0);
    tell("gone");
  }

  int link_;
  int children_ = -1;
  int grace_ = -1;
  bool link_open_ = true;
  sigset_t inherited_{};
  pid_t command_ = 0;
  std::string heard_;
  std::vector<std::string> litter_;
};

}  // namespace

int keep(int link) {
  try {
    return Keeper(link).run();
  } catch (const std::exception&) {
    // Only souk speaks on the link; what it says is well-formed, or souk is gone.
    signal_family(getpid(), SIGKILL);
    return 1;
  }
}

}  // namespace souk::process
