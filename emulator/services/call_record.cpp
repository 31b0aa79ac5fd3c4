#include "emulator/services/call_record.h"

#include <algorithm>

#include "emulator/messaging/connections.h"
#include "emulator/wire/errors.h"

namespace souk::services {
namespace {

using namespace std::chrono_literals;

constexpr Duration kOutrunSuspicion = 1s;

/// Longer bodies are kept as far as this; they cannot be calls of any use.
constexpr std::size_t kKeptBody = 1'100'000;

bool is_json(wire::Protocol protocol) {
  return protocol == wire::Protocol::Json10 || protocol == wire::Protocol::Json11;
}

/// What differs from run to run.
Json chances_of(const CallRecord& call) {
  const auto took = real_time::monotonic_now() - call.began;
  Json chances;
  chances["request_id"] = call.request_id;
  chances["invocation_id"] = call.request.headers.get("amz-sdk-invocation-id");
  chances["user_agent"] = call.request.headers.get("user-agent");
  chances["peer"] = call.request.peer;
  chances["took_us"] = std::chrono::duration_cast<std::chrono::microseconds>(took).count();
  return chances;
}

bool has_refusal(const CallRecord& call) {
  if (call.error != nullptr) return true;
  const auto records = call.notes.find("records");
  if (records == call.notes.end()) return false;
  return std::any_of(records->begin(), records->end(),
                     [](const Json& record) { return record["status"] != "Success"; });
}

Json facts_of(CallRecord& call) {
  // The answer to a batch follows from its records and is not kept twice.
  const bool follows = call.notes.contains("records");
  Json data = std::move(call.notes);
  data["service"] = call.kind.service;
  data["operation"] = call.kind.operation;
  data["protocol"] = wire::name_of(call.kind.protocol);
  data["region"] = call.scope.region;
  data["scope_service"] = call.scope.service;
  data["signed"] = call.signing;
  data["body_bytes"] = call.request.body.size();
  if (!call.fault.empty()) data["fault"] = call.fault;
  if (!call.explanation.empty()) data["explanation"] = call.explanation;
  if (call.error != nullptr) {
    const auto spelling = wire::spelled(*call.error, call.kind.protocol, call.kind.service);
    data["status"] = spelling.status;
    data["error"] = {{"type", call.error->type}, {"message", call.error->message}};
    if (!call.error->field.empty()) data["error"]["field"] = call.error->field;
    return data;
  }
  data["status"] = 200;
  if (!follows) data["response"] = std::move(*call.output);
  return data;
}

}  // namespace

bool may_be_outrun(Duration since_clock_moved) { return since_clock_moved < kOutrunSuspicion; }

void record_call(sandbox::Sandbox& sandbox, CallRecord call) {
  const bool refused = has_refusal(call);
  storage::Entry entry{"call",           call.actor, call.kind.operation, "", facts_of(call),
                       chances_of(call), ""};
  if (is_json(call.kind.protocol)) {
    entry.body = call.request.body.substr(0, kKeptBody);
  } else {
    entry.data["request"] = call.input;
  }
  // Passwords and keys of connections are nobody's business.
  if (call.kind.operation == "CreateConnection" || call.kind.operation == "UpdateConnection") {
    entry.data["request"] = call.input;
    auto& parameters = entry.data["request"]["AuthParameters"];
    parameters = messaging::without_secrets(parameters);
    entry.body.clear();
  }
  // A signature of PSS has chance in it.
  if (call.kind.operation == "RegisterUsage" && entry.data.contains("response")) {
    entry.nondeterministic["response"] = std::move(entry.data["response"]);
    entry.data.erase("response");
  }
  // A queue's address holds the port souk happens to listen on, a session ends in real time.
  const auto& service = call.kind.service;
  if (service == "sqs" || service == "sns" || service == "sts") {
    entry.nondeterministic["request"] = call.input;
    entry.data.erase("request");
    entry.body.clear();
    if (entry.data.contains("response")) {
      entry.nondeterministic["response"] = std::move(entry.data["response"]);
      entry.data.erase("response");
    }
  }
  if (refused && may_be_outrun(sandbox.activity.since_clock_moved())) {
    entry.nondeterministic["hint"] =
        "The clock moved less than a second before this call: it may have outrun the seller. Let "
        "advance settle longer, or give the seller an idle URL.";
  }
  sandbox.journal.write(entry);
}

}  // namespace souk::services
