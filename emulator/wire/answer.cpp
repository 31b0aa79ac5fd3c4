#include "emulator/wire/answer.h"

namespace souk::wire {

HttpResponse answer(int status, std::string_view content_type, std::string body,
                    std::string_view request_id) {
  HttpResponse response;
  response.status = status;
  response.content_type = content_type;
  response.body = std::move(body);
  response.headers.add("x-amzn-RequestId", std::string(request_id));
  return response;
}

void add_hint(HttpResponse& response, const Error& error) {
  static constexpr std::size_t kLongestHint = 1024;
  if (error.hint.empty()) return;
  std::string hint = error.hint.substr(0, kLongestHint);
  for (char& letter : hint) {
    if (letter < ' ' || letter > '~') letter = letter == '\n' ? ' ' : '?';
  }
  response.headers.add("X-Souk-Hint", std::move(hint));
}

}  // namespace souk::wire
