#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "emulator/http/connection.h"
#include "emulator/http/elastic_pool.h"
#include "emulator/http/front_end.h"

namespace souk::http {

/// One thread that owns many connections, reads their requests and answers them in turns.
///
/// Everything but the four calls marked thread-safe happens on that thread. What other threads have
/// to say (a connection, an answer from the pool, a wake) goes through the mailbox.
class EventLoop {
 public:
  struct Surroundings {
    Application& application;
    const AnswerWriter& writer;
    ElasticPool& pool;
    const Limits& limits;
    const TlsContext* tls;
    std::atomic<std::size_t>& connections;
  };

  explicit EventLoop(Surroundings surroundings);
  ~EventLoop();

  /// Makes this the loop that takes connections in and hands them out to `loops` by turns. Before
  /// start().
  void accept_on(std::vector<Listener> listeners, std::vector<EventLoop*> loops);
  void start();
  void join();

  void stop();                          ///< thread-safe
  void adopt(Arrival arrival);          ///< thread-safe
  void wake(std::string_view channel);  ///< thread-safe

 private:
  using Instant = real_time::Instant;
  using State = Connection::State;

  /// No wait is longer: it must fit into what epoll and the clock can count.
  static constexpr Duration kLongestWait = std::chrono::days(7);

  struct Finished {
    std::uint64_t connection;
    std::shared_ptr<Exchange> exchange;
    Said said;
  };
  struct Mail {
    std::vector<Arrival> arrivals;
    std::vector<Finished> finished;
    std::unordered_set<std::string> woken;
    bool stop = false;
  };

  // event_loop.cpp: the round, the mailbox, the clock, coming and going.
  void run();
  bool is_over() const;
  void wait_for_events();
  int wait_ms() const;
  template <class Fill>
  void post(Fill fill);
  void read_mail();
  void begin_to_stop();
  void accept_some(std::size_t listener);
  void turn_away(Arrival& arrival) const;
  void add(Arrival arrival);
  Connection* find(std::uint64_t id);
  void arm(Connection& connection, std::optional<Instant> deadline);
  void arm_in(Connection& connection, Duration wait);
  void fire_timers();
  void on_deadline(Connection& connection);
  void drop(Connection& connection);
  void bury();

  // event_loop_io.cpp: bytes in and out.
  void on_event(Connection& connection, std::uint32_t what);
  void on_readable(Connection& connection);
  bool unwrap(Connection& connection, std::string_view bytes);
  void on_peer_done(Connection& connection);
  void send(Connection& connection, std::string bytes);
  void flush(Connection& connection);
  void on_all_sent(Connection& connection);
  void end(Connection& connection);
  void close_or_linger(Connection& connection);
  void watch(Connection& connection);

  // event_loop_turns.cpp: requests to answers.
  void read_requests(Connection& connection);
  void refuse(Connection& connection, const Error& error, bool close);
  void begin(Connection& connection, Incoming incoming);
  void ask(Connection& connection, Asking asking);
  void submit(Connection& connection);
  void take_turn();
  void answer_group(Connection** first, Connection** last);
  void on_finished(Finished& finished);
  void settle(Connection& connection, Said said);
  void settle_park(Connection& connection, const Said& said);
  void settle_stream(Connection& connection, Said said);
  void finish(Connection& connection);
  void listen_to(Connection& connection, const std::vector<std::string>& channels);
  void stop_listening(Connection& connection);
  void hear(const std::string& channel);

  Surroundings around_;
  Asker asker_;
  Descriptor epoll_;
  Descriptor bell_;  // rung when mail waits
  std::thread thread_;

  std::vector<std::pair<Descriptor, bool>> listening_;  // the socket, and whether it speaks TLS
  std::vector<EventLoop*> loops_;
  std::size_t next_loop_ = 0;

  std::unordered_map<std::uint64_t, std::unique_ptr<Connection>> connections_;
  std::uint64_t next_id_;
  std::vector<std::uint64_t> dropped_;
  std::deque<std::uint64_t> ready_;  // whose request waits for a turn
  std::set<std::pair<Instant, std::uint64_t>> timers_;
  std::multimap<std::string, std::uint64_t> channels_;  // who waits, first come first

  std::size_t in_pool_ = 0;
  std::uint64_t wakes_ = 0;
  // While requests are in the pool: when each channel was last woken, because a request may be
  // about to park on one that nobody listens to yet.
  std::unordered_map<std::string, std::uint64_t> last_wake_;

  bool stopping_ = false;
  std::optional<Instant> stop_deadline_;
  std::array<char, 65536> scratch_;

  std::mutex mail_mutex_;
  Mail mail_;
  std::atomic<bool> mail_waits_ = false;
  // How many requests are parked, in the pool or in a turn: with none, a wake is nobody's news.
  std::atomic<std::size_t> listeners_ = 0;
  bool group_parks_ = false;  ///< somebody of the group that is being answered waits for a wake
};

}  // namespace souk::http
