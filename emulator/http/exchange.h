#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "emulator/clock/real_time.h"
#include "emulator/http/answer_writer.h"
#include "emulator/http/application.h"

namespace souk::http {

/// One request on its way to an answer. Belongs to its connection's loop, or, while it is being
/// answered there, to one pool thread.
struct Exchange {
  HttpRequest request;
  std::string version;
  bool keep_alive = true;
  Lane lane = Lane::Loop;
  std::string turn_key;
  Asking asking = Asking::First;
  bool overloaded = false;  ///< no thread was free: it is answered with a 503 unasked
  std::optional<real_time::Instant> patience_until;  ///< counted from the first time it parked
  std::uint64_t wakes_heard = 0;      ///< the loop's count of wakes when it was last asked
  std::function<std::string()> more;  ///< set once the answer has become an event stream

  bool is_old() const { return version == "HTTP/1.0"; }
};

/// What an application's outcome means to a connection.
struct Said {
  enum class Kind { Answer, Park, Stream, Hangup, Later };

  Kind kind = Kind::Answer;
  std::string bytes;                  ///< ready to be sent; none with Park and Hangup
  std::vector<std::string> channels;  ///< Park and the start of a Stream
  Duration wait{0};                   ///< Park: patience; Later: how long to hold `bytes` back
};

/// Asks the application and turns its outcomes into bytes. Thread-safe.
class Asker {
 public:
  Asker(Application& application, const AnswerWriter& writer)
      : application_(application), writer_(writer) {}

  /// Asks once; for a running stream, for more of it.
  Said ask(Exchange& exchange) const;
  /// Ends the turn of this thread; whether its writes are kept.
  bool end_turn() const;
  /// What is said instead when a turn's writes were not kept.
  Said not_kept(const Exchange& exchange) const;
  /// Asks in a turn of its own.
  Said ask_alone(Exchange& exchange) const;

 private:
  Said ask_for_more(Exchange& exchange) const;
  HttpResponse put(Outcome outcome, Exchange& exchange, AnswerWriter::Manner& manner,
                   Said& said) const;
  Said refuse(const Exchange& exchange, const Error& error) const;

  Application& application_;
  const AnswerWriter& writer_;
};

}  // namespace souk::http
