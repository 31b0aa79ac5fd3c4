#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "emulator/core/http_message.h"
#include "emulator/core/result.h"
#include "emulator/http/message_reading.h"

namespace souk::http {

/// How much a request may bring.
struct ReadLimits {
  std::size_t head = 64 * 1024;
  std::size_t body = 2 * 1024 * 1024;
  /// Targets that begin with `first` may bring a body of `second` bytes instead.
  std::vector<std::pair<std::string, std::size_t>> body_below;
  /// A refused body is read and thrown away up to here, so that the connection stays usable.
  std::size_t thrown_away = 64 * 1024 * 1024;
};

/// A whole request, with what its connection must know about it.
struct Incoming {
  HttpRequest request;   ///< `peer` and `tls` still empty
  std::string raw_head;  ///< request line and headers as received, with the empty line
  std::string version;   ///< "HTTP/1.1"
  bool keep_alive = true;

  bool is_old() const { return version == "HTTP/1.0"; }
};

/// Cuts what a connection sends into requests. Knows bytes only; owns no socket and no clock.
class RequestReader {
 public:
  explicit RequestReader(const ReadLimits& limits) : limits_(&limits) {}

  enum class Step {
    NeedsMore,
    Continue,  ///< the client waits for "100 Continue"; read on after sending it
    Complete,  ///< take() it
    Refused,   ///< answer refusal(); then close if must_close(), otherwise read on
    GiveUp,    ///< close: the rest of a body that was refused does not end
  };

  /// Reads on from `input` and consumes what it understood.
  Step read(Input& input);

  /// A request has begun and is not complete: its sender is on the clock.
  bool in_the_middle(const Input& input) const { return part_ != Part::Head || !input.empty(); }
  /// The request in the middle was refused already; the rest of its body is thrown away.
  bool is_throwing_away() const { return part_ == Part::Rest; }

  Incoming take();
  const Error& refusal() const { return refusal_; }
  bool must_close() const { return must_close_; }

 private:
  enum class Part { Head, Body, Rest };

  Step read_head(Input& input);
  Step read_body(Input& input);
  Step understand_head(std::string_view head);
  Step refuse(Error error, bool close = true);
  Step refuse_long_body();
  Result<void> read_request_line(std::string_view line);
  Result<void> check_host() const;
  std::size_t body_limit() const;

  const ReadLimits* limits_;
  Part part_ = Part::Head;
  HeadSearch search_;
  BodyReader body_;
  Incoming incoming_;
  bool wants_continue_ = false;
  Error refusal_;
  bool must_close_ = false;
};

}  // namespace souk::http
