#include "emulator/http/exchange.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <exception>
#include <utility>

namespace souk::http {
namespace {

HttpResponse parked_for_ever() {
  return refusal({"InternalFailure", 500, "souk had no answer when the time to wait was over.", "",
                  "This is a fault of souk, not of the request; please report it."});
}

}  // namespace

Said Asker::ask(Exchange& exchange) const {
  if (exchange.overloaded) {
    return refuse(exchange, {"ServiceUnavailable", 503,
                             "Too many requests are waiting for others at the same time.", "",
                             "Wait for some of them to finish, or raise the number of threads."});
  }
  if (exchange.more) return ask_for_more(exchange);
  Said said;
  AnswerWriter::Manner manner{exchange.request.method, exchange.request.path(), exchange.version,
                              exchange.keep_alive, false};
  said.bytes = writer_.write(manner, [&] {
    return put(application_.answer(exchange.request, exchange.asking), exchange, manner, said);
  });
  if (said.kind == Said::Kind::Park || said.kind == Said::Kind::Hangup) said.bytes.clear();
  if (said.kind != Said::Kind::Stream) return said;
  const auto first = ask_for_more(exchange);
  said.bytes += first.bytes;
  if (first.kind == Said::Kind::Hangup) said.kind = Said::Kind::Hangup;
  return said;
}

HttpResponse Asker::put(Outcome outcome, Exchange& exchange, AnswerWriter::Manner& manner,
                        Said& said) const {
  if (auto* response = std::get_if<HttpResponse>(&outcome)) return std::move(*response);
  if (auto* park = std::get_if<Park>(&outcome)) {
    if (exchange.asking == Asking::Last) return parked_for_ever();
    said.kind = Said::Kind::Park;
    said.channels = std::move(park->channels);
    said.wait = park->patience;
    return {};
  }
  if (auto* stream = std::get_if<EventStream>(&outcome)) {
    manner.endless = true;
    if (exchange.request.method != "HEAD") {
      said.kind = Said::Kind::Stream;
      said.channels = std::move(stream->channels);
      exchange.more = std::move(stream->more);
    }
    return std::move(stream->head);
  }
  if (auto* delayed = std::get_if<Delayed>(&outcome)) {
    said.kind = Said::Kind::Later;
    said.wait = delayed->by;
    return std::move(delayed->response);
  }
  said.kind = Said::Kind::Hangup;
  return {};
}

Said Asker::ask_for_more(Exchange& exchange) const {
  Said said;
  said.kind = Said::Kind::Stream;
  try {
    const auto bytes = exchange.more();
    if (!bytes.empty()) said.bytes = exchange.is_old() ? bytes : AnswerWriter::chunk(bytes);
  } catch (const std::exception& trouble) {
    // The head is out already: an end without a last chunk is the only way left to say so.
    spdlog::error("The stream {} failed: {}", exchange.request.target, trouble.what());
    said.kind = Said::Kind::Hangup;
  }
  return said;
}

bool Asker::end_turn() const {
  try {
    return application_.end_turn();
  } catch (const std::exception& trouble) {
    spdlog::error("A turn could not be ended: {}", trouble.what());
    return false;
  }
}

Said Asker::not_kept(const Exchange& exchange) const {
  if (exchange.more) return {Said::Kind::Hangup, {}, {}, {}};
  return refuse(exchange,
                {"InternalFailure", 500, "What the request changed could not be stored.", "",
                 "Look for a full disk or a lost data directory; souk's log says more."});
}

Said Asker::ask_alone(Exchange& exchange) const {
  auto said = ask(exchange);
  return end_turn() ? said : not_kept(exchange);
}

Said Asker::refuse(const Exchange& exchange, const Error& error) const {
  AnswerWriter::Manner manner{exchange.request.method, "/", exchange.version, exchange.keep_alive,
                              false};
  return {Said::Kind::Answer, writer_.write(manner, [&] { return refusal(error); }), {}, {}};
}

}  // namespace souk::http
