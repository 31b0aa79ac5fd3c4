#include "scenarios/process/keeper_link.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <system_error>

#include "scenarios/process/exit_code.h"

namespace souk::process {
namespace {

using Json = nlohmann::json;

constexpr int kLinkOfKeeper = 3;

/// For what a keeper answers at once.
constexpr std::chrono::seconds kPromptly{30};

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

struct Ends {
  int mine = -1;
  int theirs = -1;
};

Ends make_pipe() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) fail("a pipe for the seller's output");
  return {ends[0], ends[1]};
}

Ends make_line() {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) fail("a line to the keeper");
  return {ends[0], ends[1]};
}

// Between fork and exec of a process with threads: nothing here may take a lock. `out` and `err`
// are -1 where it keeps souk's own.
[[noreturn]] void become_keeper(const char* keeper, int line, int out, int err) {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  if (out >= 0) {
    setsid();
    const int in = open("/dev/null", O_RDONLY | O_CLOEXEC);
    dup2(in, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
  }
  // dup2 of a descriptor onto itself would leave it to be closed by exec.
  if (line == kLinkOfKeeper) {
    fcntl(line, F_SETFD, 0);
  } else {
    dup2(line, kLinkOfKeeper);
  }
  const char* arguments[] = {"souk", "keep", nullptr};
  execv(keeper, const_cast<char**>(arguments));
  _exit(kNotFound);
}

}  // namespace

KeeperLink::KeeperLink(const std::string& keeper, Stdio stdio) {
  const auto line = make_line();
  const auto out = stdio == Stdio::Read ? make_pipe() : Ends{};
  const auto err = stdio == Stdio::Read ? make_pipe() : Ends{};
  socket_ = line.mine;
  streams_[0] = out.mine;
  streams_[1] = err.mine;
  keeper_ = fork();
  if (keeper_ == 0) become_keeper(keeper.c_str(), line.theirs, out.theirs, err.theirs);
  for (const int theirs : {line.theirs, out.theirs, err.theirs}) {
    if (theirs >= 0) close(theirs);
  }
  if (keeper_ < 0) fail("a process for the seller");
  reader_ = std::thread([this] { read_on(); });
}

KeeperLink::~KeeperLink() {
  shutdown(socket_, SHUT_WR);
  reader_.join();
  while (waitpid(keeper_, nullptr, 0) < 0 && errno == EINTR) continue;
  for (const int mine : {socket_, streams_[0], streams_[1]}) {
    if (mine >= 0) close(mine);
  }
}

void KeeperLink::send(const std::string& line) {
  auto text = line + "\n";
  while (!text.empty()) {
    const auto count = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return;  // the keeper is gone; its end is told by read_on()
    text.erase(0, static_cast<std::size_t>(count));
  }
}

tl::expected<void, std::string> KeeperLink::prepare(const Launch& launch) {
  Json mounts = Json::array();
  for (const auto& each : launch.overlays) mounts.push_back({{"from", each.from}, {"at", each.at}});
  send("prepare " + Json{{"mounts", mounts}, {"litter", launch.litter}}.dump());
  wait_for(kPromptly, [](const auto& each) { return each.prepared || !each.failed.empty(); });
  const auto told = state();
  if (!told.failed.empty()) return tl::unexpected(told.failed);
  if (!told.prepared) return tl::unexpected(std::string("souk could not start itself as keeper"));
  return {};
}

void KeeperLink::start(const Launch& launch, const std::vector<std::string>& words) {
  Json environment = Json::object();
  for (const auto& [name, value] : launch.environment) environment[name] = value;
  {
    const std::lock_guard lock(mutex_);
    state_.started = false;
    state_.failed.clear();
    state_.ended.reset();
  }
  send("start " + Json{{"command", words},
                       {"environment", environment},
                       {"forgotten", launch.forgotten},
                       {"directory", launch.directory}}
                      .dump());
}

KeeperLink::State KeeperLink::state() const {
  const std::lock_guard lock(mutex_);
  return state_;
}

std::vector<Printed> KeeperLink::take_output() {
  const std::lock_guard lock(mutex_);
  return output_.take();
}

std::string KeeperLink::last_words() const {
  const std::lock_guard lock(mutex_);
  return output_.last_words();
}

void KeeperLink::look_for(const std::string& text) {
  const std::lock_guard lock(mutex_);
  output_.look_for(text);
}

bool KeeperLink::saw_it() const {
  const std::lock_guard lock(mutex_);
  return output_.saw_it();
}

// Until the keeper's end of the line is closed; what is printed after that is nobody's.
void KeeperLink::read_on() {
  static constexpr const char* kNames[] = {"stdout", "stderr"};
  pollfd watched[] = {{socket_, POLLIN, 0}, {streams_[0], POLLIN, 0}, {streams_[1], POLLIN, 0}};
  std::string bytes(65536, '\0');
  while (true) {
    if (poll(watched, 3, -1) < 0 && errno == EINTR) continue;
    // The streams first: what a seller printed before it ended is known when its end is.
    for (int i = 0; i < 2; ++i) {
      if (watched[i + 1].revents == 0) continue;
      const auto count = read(streams_[i], bytes.data(), bytes.size());
      if (count <= 0) {
        watched[i + 1].fd = -1;
        continue;
      }
      const std::lock_guard lock(mutex_);
      output_.add(kNames[i], std::string_view(bytes).substr(0, static_cast<std::size_t>(count)));
      changed_.notify_all();
    }
    if (watched[0].revents == 0) continue;
    const auto count = read(socket_, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    heard_.append(bytes, 0, static_cast<std::size_t>(count));
    for (auto end = heard_.find('\n'); end != std::string::npos; end = heard_.find('\n')) {
      hear(heard_.substr(0, end));
      heard_.erase(0, end + 1);
    }
  }
  const std::lock_guard lock(mutex_);
  state_.lost = true;
  state_.gone = true;
  changed_.notify_all();
}

void KeeperLink::hear(const std::string& line) {
  const std::lock_guard lock(mutex_);
  const auto blank = std::min(line.find(' '), line.size());
  const auto word = line.substr(0, blank);
  const auto rest = line.substr(std::min(blank + 1, line.size()));
  if (word == "prepared") state_.prepared = true;
  if (word == "failed") state_.failed = rest;
  if (word == "ended") state_.ended = std::atoi(rest.c_str());
  if (word == "gone") state_.gone = true;
  if (word == "started") {
    state_.started = true;
    state_.gone = false;
  }
  changed_.notify_all();
}

}  // namespace souk::process
