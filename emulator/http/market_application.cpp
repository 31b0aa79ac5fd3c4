#include "emulator/http/market_application.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "emulator/core/json.h"
#include "emulator/core/json_text.h"

namespace souk::http {
namespace {

/// What a thread writes until its turn ends.
sandbox::Turn& this_turn() {
  thread_local sandbox::Turn turn;
  return turn;
}

constexpr std::size_t kStreamStep = 200;

HttpResponse text_response(int status, std::string type, std::string body) {
  HttpResponse response;
  response.status = status;
  response.content_type = std::move(type);
  response.body = std::move(body);
  return response;
}

HttpResponse to_response(const control::Reply& reply) {
  if (reply.status == 204) return text_response(204, "", "");
  const auto body = reply.text.empty() ? json_text(reply.body) : reply.text;
  return text_response(reply.status, reply.content_type, body);
}

/// Whether this is the last time of asking.
bool is_last(Asking asking) { return asking == Asking::Last; }

}  // namespace

std::string channel_of(const sandbox::Sandbox& sandbox) { return "sandbox/" + sandbox.name(); }

Lane MarketApplication::lane_of(const HttpRequest& request) const {
  if (!control::ControlDesk::is_control(request.path())) return Lane::Loop;
  return desk_.may_wait(request) ? Lane::Pool : Lane::Loop;
}

std::string MarketApplication::turn_key(std::string_view raw_head) const {
  return std::string(wire::access_key_in(raw_head));
}

bool MarketApplication::end_turn() { return this_turn().end(); }

Outcome MarketApplication::answer(const HttpRequest& request, Asking asking) {
  try {
    if (control::ControlDesk::is_control(request.path())) return answer_control(request, asking);
    const auto kind = wire::classify(request);
    using Kind = wire::RequestKind::Kind;
    switch (kind.kind) {
      case Kind::AwsCall:
      case Kind::SnsLink:
        return answer_call(request, kind, asking);
      case Kind::SigningCertificate:
        return text_response(200, "application/x-x509-ca-cert", signing_certificate_pem_());
      case Kind::QueueUrlGet:
        return text_response(404, "text/xml", "<UnknownOperationException/>");
      case Kind::Other:
        break;
    }
    return text_response(
        404, "text/plain; charset=utf-8",
        fmt::format(
            "souk: there is nothing at {} {}. AWS calls go to POST /, the control API is at "
            "/_souk/v1.\n",
            request.method, request.path()));
  } catch (const std::exception& error) {
    spdlog::error("{} {} failed: {}", request.method, request.target, error.what());
    this_turn().abandon();
    return text_response(
        500, "application/x-amz-json-1.1",
        R"({"__type":"InternalFailure","message":"souk failed; its log says why."})");
  }
}

Outcome MarketApplication::answer_call(const HttpRequest& request, const wire::RequestKind& kind,
                                       Asking asking) {
  auto& turn = this_turn();
  auto answer = kind.kind == wire::RequestKind::Kind::SnsLink
                    ? door_.answer_link(request, kind, turn)
                    : door_.answer(request, kind, turn, is_last(asking));
  if (answer.wait) return Park{{answer.channel}, *answer.wait};
  if (answer.hang_up) return Hangup{};
  if (answer.latency) return Delayed{*answer.latency, std::move(answer.response)};
  return std::move(answer.response);
}

Outcome MarketApplication::answer_control(const HttpRequest& request, Asking asking) {
  // Before: it may be deleted meanwhile. After: it may have been made.
  auto sandbox = desk_.sandbox_in(request.path());
  const auto reply = desk_.answer(request, this_turn(), is_last(asking));
  if (!sandbox) sandbox = desk_.sandbox_in(request.path());
  if (!sandbox) return to_response(reply);
  if (reply.wait) return Park{{channel_of(*sandbox)}, *reply.wait};
  if (reply.stream_after) return stream(sandbox, *reply.stream_after);
  auto response = to_response(reply);
  response.headers.add("X-Souk-Now", to_iso(this_turn().enter(sandbox).clock.running_now()));
  return response;
}

/// Rows as server-sent events. A stream outlives the call that opened it, so it takes the sandbox's
/// lock for itself each time.
Outcome MarketApplication::stream(const std::shared_ptr<sandbox::Sandbox>& sandbox,
                                  std::int64_t after) {
  EventStream stream;
  stream.head.content_type = "text/event-stream";
  stream.head.headers.add("Cache-Control", "no-store");
  stream.channels = {channel_of(*sandbox)};
  stream.more = [sandbox, last = after]() mutable {
    const std::lock_guard lock(sandbox->mutex);
    std::string text;
    for (const auto& row : sandbox->journal.read(last, kStreamStep)) {
      last = row["seq"];
      text += fmt::format("id: {}\ndata: {}\n\n", last, json_text(row));
    }
    return text;
  };
  return stream;
}

}  // namespace souk::http
