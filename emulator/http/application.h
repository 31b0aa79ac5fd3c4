#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "emulator/core/http_message.h"
#include "emulator/core/time.h"

namespace souk::http {

/// The answer is not there yet: keep the connection and ask again when one of `channels` is woken,
/// or once `patience` of real time, counted from the first parking, has passed. A wake that comes
/// between the asking and the parking is not missed. A client that closes meanwhile is forgotten.
struct Park {
  std::vector<std::string> channels;
  Duration patience;
};

/// An answer without an end (server-sent events). `more` is asked for bytes at once, whenever one
/// of `channels` is woken, and every 15 s; it returns an empty text when there is nothing new.
struct EventStream {
  HttpResponse head;
  std::vector<std::string> channels;
  std::function<std::string()> more;
};

/// The connection is closed without an answer, as when a network fails.
struct Hangup {};

/// The connection answers after `by` of real time has passed; others are not kept waiting.
struct Delayed {
  Duration by;
  HttpResponse response;
};

using Outcome = std::variant<HttpResponse, Park, EventStream, Hangup, Delayed>;

/// Which time of asking this is: a parked request is asked again, and for the last time when its
/// patience is over (it must not park again then).
enum class Asking { First, Again, Last };

/// Where a request may be answered: on the event loop, because it answers at once, or on a thread
/// of its own, because it may wait for others.
enum class Lane { Loop, Pool };

/// What the front end serves. Called from several threads at once.
class Application {
 public:
  virtual ~Application() = default;

  virtual Lane lane_of(const HttpRequest& request) const = 0;

  /// Answers a request. Answers of one turn of a loop are held back until `end_turn` has returned,
  /// which is called on the same thread, so a turn's writes can be one transaction.
  virtual Outcome answer(const HttpRequest& request, Asking asking) = 0;

  /// Requests of one turn are answered in groups of equal keys: those of one sandbox together.
  virtual std::string turn_key(std::string_view raw_head) const = 0;

  /// Ends the turn of this thread: what it wrote is kept from here on. On false the answers held
  /// back are replaced by 500s. A loop calls it after each group of a turn, so a thread never has
  /// two sandboxes' writes open; a request in Lane::Pool, and what a stream adds, is a turn alone.
  virtual bool end_turn() = 0;
};

}  // namespace souk::http
