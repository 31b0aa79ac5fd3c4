#include "tests/support/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/capability.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace souk::test {
namespace {

constexpr int kPatienceMs = 60'000;
constexpr int kSignalBase = 128;

/// Only calls that are safe between fork and exec.
[[noreturn]] void become(const Command& command, char* const* arguments, char* const* environment,
                         int out, int err) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  // Not all that starts tests leaves this one alone.
  signal(SIGPIPE, SIG_DFL);
  if (command.bound_by_modes) {
    for (const int right : {CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_FOWNER}) {
      prctl(PR_CAPBSET_DROP, right);
    }
  }
  dup2(out, STDOUT_FILENO);
  dup2(err, STDERR_FILENO);
  if (!command.directory.empty() && chdir(command.directory.c_str()) != 0) _exit(126);
  execve(arguments[0], arguments, environment);
  _exit(127);
}

std::vector<std::string> environment_of(const Command& command) {
  std::vector<std::string> lines;
  for (char** each = environ; *each != nullptr; ++each) {
    const std::string line = *each;
    const auto name = line.substr(0, line.find('='));
    // What the person at this machine has set must not change what is tested.
    const bool foreign = name.rfind("AWS_", 0) == 0 || name.rfind("SOUK_", 0) == 0 || name == "CI";
    if (!foreign && command.environment.count(name) == 0) lines.push_back(line);
  }
  for (const auto& [name, value] : command.environment) {
    lines.push_back(fmt::format("{}={}", name, value));
  }
  return lines;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (auto& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::array<int, 2> make_pipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error(std::strerror(errno));
  return ends;
}

}  // namespace

Process::Process(const Command& command) {
  const auto out = make_pipe();
  const auto err = make_pipe();
  auto words = command.words;
  auto lines = environment_of(command);
  const auto arguments = pointers_to(words);
  const auto environment = pointers_to(lines);
  if (command.unheard) close(out[0]);
  int out_end = out[1];
  if (!command.out_file.empty()) {
    out_end = open(command.out_file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (out_end < 0) throw std::runtime_error(command.out_file);
  }
  pid_ = fork();
  if (pid_ == 0) become(command, arguments.data(), environment.data(), out_end, err[1]);
  if (out_end != out[1]) close(out_end);
  close(out[1]);
  close(err[1]);
  if (pid_ < 0) throw std::runtime_error(std::strerror(errno));
  streams_[0] = command.unheard ? -1 : out[0];
  streams_[1] = err[0];
}

Process::~Process() {
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  close_pipes();
}

void Process::close_pipes() {
  for (int& stream : streams_) {
    if (stream >= 0) close(stream);
    stream = -1;
  }
}

void Process::signal(int number) const {
  if (pid_ > 0) kill(pid_, number);
}

/// False once both streams have ended.
bool Process::read_more() {
  std::array<pollfd, 2> waits{pollfd{streams_[0], POLLIN, 0}, pollfd{streams_[1], POLLIN, 0}};
  if (streams_[0] < 0 && streams_[1] < 0) return false;
  if (poll(waits.data(), waits.size(), kPatienceMs) == 0) {
    throw std::runtime_error("no output and no end: " + printed_[0] + printed_[1]);
  }
  for (std::size_t i = 0; i < waits.size(); ++i) {
    if (waits.at(i).revents == 0) continue;
    std::array<char, 65536> bytes{};
    const auto count = read(streams_[i], bytes.data(), bytes.size());
    if (count > 0) {
      printed_[i].append(bytes.data(), static_cast<std::size_t>(count));
    } else {
      close(streams_[i]);
      streams_[i] = -1;
    }
  }
  return true;
}

std::string Process::line_with(std::string_view text) {
  do {
    for (const auto& stream : printed_) {
      const auto found = stream.find(text);
      const auto end = found == std::string::npos ? found : stream.find('\n', found);
      if (end == std::string::npos) continue;
      const auto before = stream.rfind('\n', found);
      const auto begin = before == std::string::npos ? 0 : before + 1;
      return stream.substr(begin, end - begin);
    }
  } while (read_more());
  throw std::runtime_error(
      fmt::format("\"{}\" was not printed, but {}{}", text, printed_[0], printed_[1]));
}

Ended Process::wait() {
  while (read_more()) continue;
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) continue;
  pid_ = -1;
  close_pipes();
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : kSignalBase + WTERMSIG(status);
  return {code, printed_[0], printed_[1]};
}

Ended run(const Command& command) { return Process(command).wait(); }

Folder::Folder() {
  auto pattern = (std::filesystem::temp_directory_path() / "souk-test-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error(std::strerror(errno));
  path_ = pattern;
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string Folder::file(const std::string& name, std::string_view content) const {
  std::ofstream stream(in(name), std::ios::binary);
  stream.write(content.data(), static_cast<std::streamsize>(content.size()));
  stream.close();
  if (!stream) throw std::runtime_error("cannot write " + in(name));
  return in(name);
}

}  // namespace souk::test
