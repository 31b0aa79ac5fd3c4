#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "emulator/core/http_message.h"
#include "emulator/core/result.h"

namespace souk::http {

/// An answer that says what is wrong, in the words both AWS clients (`__type`, `message`) and users
/// of the control API (`error`) look for.
HttpResponse refusal(const Error& error);

/// Lets cpp-httplib handle one exchange over memory: it judges the request line, asks for the
/// answer and writes it. The only class that knows cpp-httplib. Thread-safe.
class AnswerWriter {
 public:
  AnswerWriter();
  ~AnswerWriter();

  /// How an answer is to be written.
  struct Manner {
    std::string_view method = "GET";
    std::string_view path = "/";  ///< cpp-httplib limits its length; the query is not its business
    std::string_view version = "HTTP/1.1";
    bool keep_alive = true;
    bool endless = false;  ///< without a length: chunks follow (or, for HTTP/1.0, bare bytes)
  };

  /// The bytes of the answer that `answer` returns. A request line that cpp-httplib refuses is
  /// answered without asking; whatever `answer` throws becomes a 500 and a log line.
  std::string write(const Manner& manner, const std::function<HttpResponse()>& answer) const;

  /// The bytes of `refusal(error)`.
  std::string write_refusal(const Error& error, bool keep_alive) const;

  /// `bytes` as one chunk of an endless answer.
  static std::string chunk(std::string_view bytes);

 private:
  class Server;
  std::unique_ptr<Server> server_;
};

}  // namespace souk::http
