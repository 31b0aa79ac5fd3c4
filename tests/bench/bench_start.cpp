// Starts a server again and again, and times how long it takes until it answers its first call
// rightly. It is ended in between.

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/bench/bench_connections.h"
#include "tests/bench/bench_requests.h"

extern char** environ;

namespace souk::bench {
namespace {

struct Settings {
  std::vector<std::string> command;
  int reps = 20;
  std::string expected;
  Caller caller;
};

/// A server in a process of its own; ended when it leaves scope.
class Child {
 public:
  explicit Child(const std::vector<std::string>& command) {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("There is no pipe to be had.");
    out_ = ends[0];
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    std::vector<char*> words;
    for (const auto& word : command) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    const int failed = posix_spawnp(&pid_, words[0], &actions, nullptr, words.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    if (failed != 0) throw std::runtime_error(command[0] + " cannot be run.");
  }
  ~Child() {
    close(out_);
    kill(pid_, SIGTERM);
    waitpid(pid_, nullptr, 0);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// The port in the first "http://127.0.0.1:PORT" it prints.
  int port() {
    constexpr std::string_view kUrl = "http://127.0.0.1:";
    std::string said;
    std::array<char, 4096> buffer;
    while (said.find('\n', std::min(said.find(kUrl), said.size())) == std::string::npos) {
      const auto count = read(out_, buffer.data(), buffer.size());
      if (count <= 0) throw std::runtime_error("The server ended before it listened.");
      said.append(buffer.data(), static_cast<std::size_t>(count));
    }
    return std::atoi(said.c_str() + said.find(kUrl) + kUrl.size());
  }

  long resident_kb() const {
    std::ifstream statm(fmt::format("/proc/{}/statm", pid_));
    long size = 0;
    long resident = 0;
    statm >> size >> resident;
    return resident * sysconf(_SC_PAGESIZE) / 1024;
  }

 private:
  pid_t pid_ = 0;
  int out_ = -1;
};

/// Sends one request and returns what comes back until `expected` is in it.
std::string ask(int port, const std::string& request, const std::string& expected) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string answer;
  std::array<char, 4096> buffer;
  const bool connected =
      connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  if (connected && send(socket, request.data(), request.size(), MSG_NOSIGNAL) > 0) {
    while (answer.find(expected) == std::string::npos) {
      const auto count = recv(socket, buffer.data(), buffer.size(), 0);
      if (count <= 0) break;
      answer.append(buffer.data(), static_cast<std::size_t>(count));
    }
  }
  close(socket);
  return answer;
}

nlohmann::json summary(std::vector<double>& took_ms, std::vector<long>& resident_kb) {
  std::sort(took_ms.begin(), took_ms.end());
  std::sort(resident_kb.begin(), resident_kb.end());
  return {{"starts", took_ms.size()},
          {"p50_ms", took_ms[took_ms.size() / 2]},
          {"least_ms", took_ms.front()},
          {"p90_ms", took_ms[took_ms.size() * 9 / 10]},
          {"resident_kb", resident_kb[resident_kb.size() / 2]}};
}

int run(const Settings& settings) {
  std::vector<double> took_ms;
  std::vector<long> resident_kb;
  for (int rep = 0; rep < settings.reps; ++rep) {
    const auto began = now_us();
    Child child(settings.command);
    const int port = child.port();
    auto caller = settings.caller;
    caller.host = fmt::format("127.0.0.1:{}", port);
    const auto request =
        Signer(caller).request("ResolveCustomer", R"({"RegistrationToken": "no such token"})");
    const auto answer = ask(port, request, settings.expected);
    took_ms.push_back(static_cast<double>(now_us() - began) / 1000);
    if (answer.find(settings.expected) == std::string::npos) {
      throw std::runtime_error("A wrong answer: " + answer.substr(0, 600));
    }
    resident_kb.push_back(child.resident_kb());
  }
  fmt::print("{}\n", summary(took_ms, resident_kb).dump());
  return 0;
}

}  // namespace
}  // namespace souk::bench

int main(int count, char** arguments) {
  souk::bench::Settings settings;
  CLI::App app{
      "Times the start of a server up to its first right answer; prints one line of JSON.\n\n"
      "  bench_start --expect InvalidToken -- souk serve --port 0"};
  app.add_option("command", settings.command, "the server, which prints its URL")->required();
  app.add_option("--reps", settings.reps)->check(CLI::PositiveNumber);
  app.add_option("--expect", settings.expected, "what the right answer contains")->required();
  app.add_option("--access-key", settings.caller.access_key);
  app.add_option("--secret-key", settings.caller.secret_key);
  CLI11_PARSE(app, count, arguments);
  try {
    return souk::bench::run(settings);
  } catch (const std::exception& trouble) {
    fmt::print(stderr, "bench_start: {}\n", trouble.what());
    return 2;
  }
}
