#include "emulator/services/front_door.h"

#include <fmt/format.h>

#include "emulator/marketplace/regions.h"
#include "emulator/sandbox/role_sessions.h"
#include "emulator/services/aws_operations.h"
#include "emulator/services/call_record.h"
#include "emulator/wire/call.h"
#include "emulator/wire/check.h"
#include "emulator/wire/errors.h"

namespace souk::services {
namespace {

using Drop = marketplace::FaultEffect::Drop;

/// The name a credential scope must carry. Source: the services' published models.
std::string_view signing_name(std::string_view service) {
  const bool marketplace =
      service == "metering" || service == "entitlement" || service == "agreement";
  return marketplace ? "aws-marketplace" : service;
}

/// The 12 digits in "/123456789012/orders".
std::string_view account_in(std::string_view queue_path) {
  return queue_path.size() > 13 ? queue_path.substr(1, 12) : std::string_view();
}

std::string_view why_not_offered(const wire::RequestKind& kind) {
  const auto* service = find_aws_service(kind.service);
  if (service == nullptr) return "souk does not know this service";
  if (!service->has(kind.operation)) return "AWS has no such operation";
  return "souk does not offer this operation";
}

std::string channel_of(const sandbox::Sandbox& sandbox) { return "sandbox/" + sandbox.name(); }

/// Tells the market's time, by which a seller that follows it sets its clock.
Answer with_now(const sandbox::Sandbox& sandbox, Answer answer) {
  answer.response.headers.add("X-Souk-Now", to_iso(sandbox.clock.running_now()));
  // SDKs set their clocks by it.
  if (sandbox.clock_file.attached()) {
    answer.response.headers.add("Date", to_http_date(sandbox.seller_now()));
  }
  return answer;
}

/// As the journal names it. Whoever cannot be told is taken for the seller.
std::string actor_of(const std::optional<sandbox::Caller>& caller) {
  return caller && caller->kind == sandbox::Caller::Kind::Buyer ? "buyer" : "seller";
}

/// A call counts as the seller's work while this lives.
class UnderWay {
 public:
  explicit UnderWay(sandbox::Activity& activity) : activity_(activity) { activity_.call_began(); }
  ~UnderWay() { activity_.call_ended(); }
  UnderWay(const UnderWay&) = delete;
  UnderWay& operator=(const UnderWay&) = delete;

 private:
  sandbox::Activity& activity_;
};

}  // namespace

/// One call on its way through the door.
struct FrontDoor::Call {
  const HttpRequest& request;
  const wire::RequestKind& kind;
  sandbox::Sandbox& sandbox;
  std::optional<sandbox::Caller> caller = std::nullopt;
  wire::ClaimedScope scope = {};
  std::string request_id = "";
  std::string signing = "none";
  const Operation* operation = nullptr;
  Json input = Json::object();
  Json notes = Json::object();
  std::optional<marketplace::FiredFault> fault = std::nullopt;
  std::optional<Duration> wait = std::nullopt;
  std::string explanation = "";
  real_time::Instant began = real_time::monotonic_now();
};

std::shared_ptr<sandbox::Sandbox> FrontDoor::sandbox_of(const wire::ClaimedScope& scope,
                                                        const wire::RequestKind& kind) const {
  if (auto found = sandboxes_.with_access_key(scope.access_key_id)) return found;
  if (auto found = sandboxes_.with_account(account_in(kind.queue_path))) return found;
  return sandboxes_.standard();
}

std::shared_ptr<sandbox::Sandbox> FrontDoor::sandbox_of_role(const HttpRequest& request,
                                                             const wire::RequestKind& kind,
                                                             sandbox::Turn& turn) const {
  const auto* operation = find_operation(kind.service, kind.operation);
  if (operation == nullptr || !operation->may_be_unsigned) return nullptr;
  const auto input = wire::read_input(kind, request, operation->input());
  if (!input || !input->is_object()) return nullptr;
  const auto arn = input->value("RoleArn", Json());
  const auto role =
      arn.is_string() ? sandbox::parse_role_arn(arn.get<std::string>()) : std::nullopt;
  if (!role) return nullptr;
  if (auto found = sandboxes_.with_account(role->account)) return found;
  for (const auto& each : sandboxes_.all()) {
    if (sandbox::has_account(turn.enter(each), role->account)) return each;
  }
  return nullptr;
}

std::optional<wire::SignatureRefusal> FrontDoor::check_signature(Call& call) {
  if (!verify_) {
    call.signing = "unverified";
    return std::nullopt;
  }
  const auto authorization = wire::parse_authorization(call.request);
  const bool nothing_signed =
      !authorization && authorization.error().kind == wire::CommonError::MissingToken;
  if (nothing_signed && call.operation->may_be_unsigned) return std::nullopt;
  if (!authorization) return authorization.error();
  call.signing = "refused";
  if (!call.caller) return wire::unknown_access_key(*authorization);
  wire::VerifyOptions options;
  const auto& switches = call.sandbox.market.switches;
  if (switches.is(marketplace::switches::kScopeService, "strict")) {
    options.service = signing_name(call.kind.service);
    options.regions = marketplace::regions_of(call.kind.service);
  }
  options.read_only = switches.is(marketplace::switches::kSignature, "read");
  options.window += call.sandbox.seller_clock_slack();
  const auto& session = call.caller->session;
  options.session_token = session ? std::string_view(session->token) : "";
  if (session) options.session_ends = session->ends;
  const auto verified =
      wire::verify(call.request, *authorization, call.caller->credentials.secret_access_key, keys_,
                   call.sandbox.seller_now(), options);
  if (!verified) return verified.error();
  call.signing = "verified";
  return std::nullopt;
}

Result<void> FrontDoor::take_from_quota(Call& call) {
  auto& market = call.sandbox.market;
  if (!market.switches.is(marketplace::switches::kThrottling, "on")) return {};
  const auto& account = call.caller ? call.caller->account : market.account;
  return market.quotas.take(account, call.scope.region, call.operation->name, market.now());
}

Result<Json> FrontDoor::run(Call& call, bool last) {
  auto& market = call.sandbox.market;
  auto read = wire::read_input(call.kind, call.request, call.operation->input());
  if (!read) return Failure(read.error());
  const wire::CheckOptions options{
      market.switches.is(marketplace::switches::kIsoTimestamps, "accepted")};
  auto typed = wire::check_types(call.operation->input(), std::move(*read), options);
  if (!typed) return Failure(typed.error());
  call.input = std::move(*typed);

  std::optional<sandbox::Savepoint> asking;
  if (call.operation->may_wait) asking.emplace(call.sandbox);
  auto output = perform(call, last);
  // It will be asked again: a fault that fired for it has not had its effect yet.
  if (call.wait && asking) asking->roll_back();
  return output;
}

Result<Json> FrontDoor::perform(Call& call, bool last) {
  auto& market = call.sandbox.market;
  call.fault = marketplace::fire_fault(market, call.operation->name, call.input);
  if (call.fault && call.fault->effect.error) return Failure(*call.fault->effect.error);
  if (call.fault && call.fault->effect.drop == Drop::Before) return Json::object();

  if (auto limits = wire::check_constraints(call.operation->input(), call.input); !limits) {
    auto error = limits.error();
    if (!call.operation->limit_error.empty()) error.type = call.operation->limit_error;
    if (call.operation->explain_limit != nullptr) {
      error = call.operation->explain_limit(std::move(error), call.input);
    }
    return Failure(error);
  }
  sandbox::Savepoint savepoint(call.sandbox);
  Context context{call.sandbox,
                  market,
                  call.sandbox.messaging,
                  call.request,
                  call.caller ? *call.caller : sandbox::seller_of(call.sandbox),
                  call.scope.region,
                  call.signing != "none",
                  !last,
                  call.fault};
  if (context.region.empty()) context.region = market.region;
  auto output = call.operation->run(context, call.input);
  if (!output) savepoint.roll_back();
  call.wait = context.wait;
  call.notes = std::move(context.notes);
  return output;
}

Answer FrontDoor::refuse(Call& call, const Error& error) {
  record_call(call.sandbox,
              {call.request, call.kind, call.scope, call.request_id, call.signing, call.input,
               nullptr, &error, std::move(call.notes), call.fault ? call.fault->name : "",
               call.explanation, call.began, actor_of(call.caller)});
  const bool namespaced =
      call.sandbox.market.switches.is(marketplace::switches::kErrorType, "namespaced");
  const auto told =
      namespaced ? wire::with_namespace(error, call.kind.protocol, call.kind.service) : error;
  Answer answer{wire::write_error(call.kind, told, call.request_id)};
  if (call.fault) answer.latency = call.fault->effect.latency;
  return with_now(call.sandbox, std::move(answer));
}

Answer FrontDoor::answer(const HttpRequest& request, const wire::RequestKind& kind,
                         sandbox::Turn& turn, bool last) {
  auto scope = wire::claimed_scope(request);
  auto found = scope.access_key_id.empty() ? sandbox_of_role(request, kind, turn) : nullptr;
  if (!found) found = sandbox_of(scope, kind);
  auto& sandbox = turn.enter(found);
  const UnderWay under_way(sandbox.activity);

  Call call{request, kind, sandbox};
  call.scope = std::move(scope);
  call.caller = sandbox::caller_with_key(sandbox, call.scope.access_key_id);
  call.request_id = Ids(0x5eed).uuid("request", ++requests_);
  call.operation = find_operation(kind.service, kind.operation);
  if (call.operation == nullptr) {
    call.explanation = why_not_offered(kind);
    return refuse(call, wire::unknown_operation(kind));
  }
  if (!call.operation->speaks(kind.protocol)) {
    call.explanation = fmt::format("this service does not speak {}", wire::name_of(kind.protocol));
    return refuse(call, wire::common_error(wire::CommonError::UnknownOperation));
  }
  if (const auto refusal = check_signature(call)) {
    call.explanation = refusal->explanation;
    if (!refusal->canonical_request.empty()) {
      call.notes["canonical_request"] = refusal->canonical_request;
      call.notes["string_to_sign"] = refusal->string_to_sign;
    }
    return refuse(call, refusal->error());
  }
  if (const auto taken = take_from_quota(call); !taken) return refuse(call, taken.error());
  auto output = run(call, last);
  if (!output) return refuse(call, output.error());
  if (call.wait) return {{}, call.wait, channel_of(sandbox)};

  Answer answer{wire::write_output(kind, call.operation->output(), *output, call.request_id)};
  record_call(sandbox,
              {request, kind, call.scope, call.request_id, call.signing, call.input, &*output,
               nullptr, std::move(call.notes), call.fault ? call.fault->name : "", call.explanation,
               call.began, actor_of(call.caller)});
  if (call.fault) {
    answer.latency = call.fault->effect.latency;
    answer.hang_up = call.fault->effect.drop != Drop::No;
  }
  return with_now(sandbox, std::move(answer));
}

Answer FrontDoor::answer_link(const HttpRequest& request, const wire::RequestKind& kind,
                              sandbox::Turn& turn) {
  const auto* operation = find_operation("sns", kind.operation);
  const auto input = wire::read_input(kind, request, operation->input());
  const auto request_id = Ids(0x5eed).uuid("request", ++requests_);
  if (!input) return {wire::write_error(kind, input.error(), request_id)};
  // A link names no account of ours: the sandbox is the one that knows its token or subscription.
  const auto token = input->value("Token", std::string());
  const auto arn = input->value("SubscriptionArn", std::string());
  auto chosen = sandboxes_.standard();
  for (const auto& each : sandboxes_.all()) {
    auto& channels = turn.enter(each).messaging.channels;
    if (channels.subscription_with_token(token) || channels.subscription(arn)) {
      chosen = each;
      break;
    }
  }
  auto& sandbox = turn.enter(chosen);
  Call call{request, kind, sandbox};
  call.request_id = request_id;
  call.operation = operation;
  auto output = run(call, true);
  if (!output) return refuse(call, output.error());
  Answer answer{wire::write_output(kind, operation->output(), *output, request_id)};
  record_call(sandbox, {request, kind, call.scope, call.request_id, call.signing, call.input,
                        &*output, nullptr, std::move(call.notes), "", "", call.began});
  return with_now(sandbox, std::move(answer));
}

}  // namespace souk::services
