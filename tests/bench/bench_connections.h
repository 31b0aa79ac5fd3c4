#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/bench/bench_requests.h"

namespace souk::bench {

/// Microseconds of a clock that never jumps.
std::int64_t now_us();

/// What happened on one connection.
struct Tally {
  std::uint64_t answers = 0;
  std::int64_t first_answer_us = -1;  ///< since the start of the run; -1: never
};

/// What happened in a run.
struct Result {
  double seconds = 0;
  std::uint64_t answers = 0;
  std::uint64_t wrong = 0;       ///< another status, or without the expected text
  std::string wrong_sample;      ///< the start of the first wrong answer
  std::uint64_t reconnects = 0;  ///< connections the server closed and that were opened again
  bool exhausted = false;        ///< ended early: no fresh records were left
  std::vector<std::int64_t>
      waits_us;  ///< of each answer, and of requests still unanswered at the end
  std::vector<Tally> connections;
};

struct Plan {
  std::string address = "127.0.0.1";
  int port = 0;
  int connections = 32;
  int idle = 0;  ///< further connections that are only kept open
  double seconds = 3;
  double rate = 0;  ///< requests/s sent whether or not answers come (open loop); 0: closed loop
};

/// Keeps connections busy and counts. One thread.
class Load {
 public:
  Load(Plan plan, RequestMaker& requests);
  ~Load();
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  Result run();

 private:
  struct Connection {
    int socket = -1;
    std::string in;
    std::string out;
    std::size_t sent = 0;
    bool waits_to_send = false;
    std::vector<std::int64_t>
        asked_us;  ///< intended send times of what is unanswered, oldest first
    Tally tally;
  };

  int connect() const;
  void watch(std::size_t index, bool is_new);
  bool ask(std::size_t index, std::int64_t intended);
  void flush(std::size_t index);
  void receive(std::size_t index);
  void take_answers(std::size_t index);
  void judge(std::string_view answer);
  void reconnect(std::size_t index);
  int wait_ms(std::int64_t now) const;
  void send_what_is_due(std::int64_t now);

  Plan plan_;
  RequestMaker& requests_;
  int epoll_;
  std::vector<Connection> connections_;
  std::vector<int> idle_;
  Result result_;
  std::int64_t start_us_ = 0;
  std::int64_t end_us_ = 0;
  std::uint64_t scheduled_ = 0;
};

}  // namespace souk::bench
