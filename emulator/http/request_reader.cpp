#include "emulator/http/request_reader.h"

#include <fmt/format.h>

#include <algorithm>

namespace souk::http {
namespace {

constexpr char kTlsHandshake = 0x16;

/// Why the first byte of a request cannot be one; nothing when it can.
std::optional<Error> wrong_first_byte(char first) {
  if (first == kTlsHandshake) {
    return Error{"BadRequest", 400, "This port speaks HTTP, and the client began a TLS handshake.",
                 "", "Use http:// for this port, or https:// with the port given by --tls-port."};
  }
  if (is_token({&first, 1})) return std::nullopt;
  return Error{"BadRequest", 400, "What arrived does not begin like an HTTP request.", "",
               "A request begins with a method, such as POST."};
}

}  // namespace

RequestReader::Step RequestReader::read(Input& input) {
  return part_ == Part::Head ? read_head(input) : read_body(input);
}

RequestReader::Step RequestReader::read_head(Input& input) {
  // Some clients send an empty line behind a body; RFC 9112 2.2 asks servers to overlook it.
  while (input.view().substr(0, 2) == "\r\n") input.consume(2);
  if (input.empty() || input.view() == "\r") return Step::NeedsMore;
  const auto bytes = input.view();
  if (const auto wrong = wrong_first_byte(bytes.front())) return refuse(*wrong);

  const auto end = search_.end_in(bytes.substr(0, limits_->head));
  if (!end) return refuse(end.error());
  if (!*end) {
    if (bytes.size() < limits_->head) return Step::NeedsMore;
    return refuse(
        {"HeaderTooLarge", 431,
         fmt::format("The request line and headers are longer than {} bytes.", limits_->head), "",
         "Send fewer or shorter headers."});
  }
  const auto step = understand_head(bytes.substr(0, **end));
  input.consume(**end);
  if (step != Step::NeedsMore) return step;
  return read_body(input);
}

RequestReader::Step RequestReader::understand_head(std::string_view head) {
  search_ = HeadSearch();
  incoming_ = Incoming();
  incoming_.raw_head = head;
  const auto line_end = head.find("\r\n");
  if (const auto line = read_request_line(head.substr(0, line_end)); !line) {
    return refuse(line.error());
  }
  auto headers = read_fields(head.substr(line_end + 2));
  if (!headers) return refuse(headers.error());
  auto& request = incoming_.request;
  request.headers = std::move(*headers);
  if (const auto host = check_host(); !host) return refuse(host.error());

  const auto framing = framing_of(request.headers, Framing::Kind::None);
  if (!framing) return refuse(framing.error());
  incoming_.keep_alive = incoming_.is_old() ? names(request.headers, "Connection", "keep-alive")
                                            : !names(request.headers, "Connection", "close");
  body_ = BodyReader(*framing, body_limit());
  part_ = Part::Body;

  const auto expects = request.headers.find("Expect");
  wants_continue_ = expects && !incoming_.is_old();
  if (wants_continue_ && !same_word(*expects, "100-continue")) {
    return refuse({"ExpectationFailed", 417, "The only expectation known here is 100-continue.",
                   "Expect", ""});
  }
  return Step::NeedsMore;
}

RequestReader::Step RequestReader::read_body(Input& input) {
  // A client that waits for leave to send is told the refusal instead; whether the body follows all
  // the same is unknown then, so the connection ends.
  if (part_ == Part::Body && body_.too_long()) return refuse_long_body();
  const auto taken = body_.take(input.view());
  if (!taken) return refuse(taken.error());
  input.consume(*taken);
  if (*taken > 0) wants_continue_ = false;

  if (part_ == Part::Rest) {
    if (body_.complete()) {
      part_ = Part::Head;
      return read_head(input);
    }
    return body_.seen() <= limits_->thrown_away ? Step::NeedsMore : Step::GiveUp;
  }
  if (body_.too_long()) return refuse_long_body();
  if (body_.complete()) {
    part_ = Part::Head;
    incoming_.request.body = std::move(body_.body());
    return Step::Complete;
  }
  if (wants_continue_) {
    wants_continue_ = false;
    return Step::Continue;
  }
  return Step::NeedsMore;
}

Incoming RequestReader::take() { return std::move(incoming_); }

RequestReader::Step RequestReader::refuse(Error error, bool close) {
  refusal_ = std::move(error);
  must_close_ = close;
  return Step::Refused;
}

RequestReader::Step RequestReader::refuse_long_body() {
  part_ = Part::Rest;
  body_.throw_away();
  return refuse(
      {"RequestEntityTooLarge", 413,
       fmt::format("The request body is longer than the {} bytes taken at {}.", body_limit(),
                   incoming_.request.path()),
       "Content-Length", "Send less at once."},
      wants_continue_ || !incoming_.keep_alive || body_.announced() > limits_->thrown_away);
}

Result<void> RequestReader::read_request_line(std::string_view line) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  const auto target = first == last ? std::string_view() : line.substr(first + 1, last - first - 1);
  const bool printable = std::all_of(target.begin(), target.end(), [](char letter) {
    return static_cast<unsigned char>(letter) > ' ' && letter != 0x7f;
  });
  if (target.empty() || !printable || !is_token(line.substr(0, first))) {
    return Failure({"BadRequest", 400,
                    "The first line of the request is not \"METHOD TARGET HTTP/1.1\" with one "
                    "space between.",
                    "", "Percent-encode spaces in the target."});
  }
  incoming_.request.method = line.substr(0, first);
  incoming_.request.target = target;
  incoming_.version = line.substr(last + 1);
  return {};
}

Result<void> RequestReader::check_host() const {
  const auto count = incoming_.request.headers.all("Host").size();
  if (count == 1 || (count == 0 && incoming_.is_old())) return {};
  return Failure({"BadRequest", 400,
                  count == 0 ? "The request has no Host header."
                             : "The request has more than one Host header.",
                  "Host", "Send exactly one."});
}

std::size_t RequestReader::body_limit() const {
  for (const auto& [prefix, limit] : limits_->body_below) {
    if (incoming_.request.target.starts_with(prefix)) return limit;
  }
  return limits_->body;
}

}  // namespace souk::http
