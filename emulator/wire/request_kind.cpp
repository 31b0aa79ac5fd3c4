#include "emulator/wire/request_kind.h"

#include <algorithm>
#include <array>

#include "emulator/core/percent.h"
#include "emulator/wire/sigv4.h"

namespace souk::wire {
namespace {

using Kind = RequestKind::Kind;

struct TargetRow {
  std::string_view prefix;
  std::string_view service;
  Protocol protocol;
};
/// Source: the public service models (targetPrefix, jsonVersion).
constexpr std::array kTargets{
    TargetRow{"AWSMPMeteringService", "metering", Protocol::Json11},
    TargetRow{"AWSMPEntitlementService", "entitlement", Protocol::Json11},
    TargetRow{"AWSMPCommerceService_v20200301", "agreement", Protocol::Json10},
    TargetRow{"AmazonSQS", "sqs", Protocol::Json10},
    TargetRow{"AWSEvents", "events", Protocol::Json11},
};

struct VersionRow {
  std::string_view version;
  std::string_view service;
};
constexpr std::array kQueryVersions{VersionRow{"2010-03-31", "sns"},
                                    VersionRow{"2011-06-15", "sts"},
                                    VersionRow{"2012-11-05", "sqs"}};

const TargetRow* find_target(std::string_view prefix) {
  const auto found = std::find_if(kTargets.begin(), kTargets.end(),
                                  [&](const TargetRow& row) { return row.prefix == prefix; });
  return found == kTargets.end() ? nullptr : &*found;
}

bool begins_with_word(std::string_view text, std::string_view word) {
  return text.size() >= word.size() && same_word(text.substr(0, word.size()), word);
}

/// The last segment of `path`, taken off it together with its slash.
std::string_view take_last_segment(std::string_view& path) {
  const auto slash = path.rfind('/');
  const auto segment = slash == std::string_view::npos ? path : path.substr(slash + 1);
  path = slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
  return segment;
}

/// "…/service/X/operation/Y"
bool fill_from_cbor_path(std::string_view path, RequestKind& kind) {
  const auto operation = take_last_segment(path);
  if (take_last_segment(path) != "operation") return false;
  const auto service = take_last_segment(path);
  if (take_last_segment(path) != "service" || service.empty() || operation.empty()) return false;
  const auto* row = find_target(service);
  kind.service = row != nullptr ? row->service : service;
  kind.operation = operation;
  return true;
}

/// "/123456789012/orders" at the end of `path`, or an empty text.
std::string_view queue_path_in(std::string_view path) {
  static constexpr std::string_view kDigits = "0123456789";
  auto rest = path;
  const auto queue = take_last_segment(rest);
  const auto account = take_last_segment(rest);
  const bool is_account =
      account.size() == 12 && account.find_first_not_of(kDigits) == std::string_view::npos;
  const bool is_rooted = path.size() >= rest.size() + account.size() + queue.size() + 2;
  if (!is_account || !is_rooted || queue.empty() || queue.front() == '.') return {};
  return path.substr(rest.size());
}

Protocol json_protocol(std::string_view content_type, Protocol usual) {
  if (begins_with_word(content_type, "application/x-amz-json-1.0")) return Protocol::Json10;
  if (begins_with_word(content_type, "application/x-amz-json-1.1")) return Protocol::Json11;
  return usual;
}

void fill_from_target(std::string_view target, std::string_view content_type, RequestKind& kind) {
  const auto dot = target.rfind('.');
  const auto prefix = target.substr(0, dot);
  const auto* row = find_target(prefix);
  kind.kind = Kind::AwsCall;
  kind.service = row != nullptr ? row->service : prefix;
  if (dot != std::string_view::npos) kind.operation = target.substr(dot + 1);
  kind.protocol = json_protocol(content_type, row != nullptr ? row->protocol : Protocol::Json11);
}

/// The parameters that say what a form is for.
struct FormSigns {
  std::string action;
  std::string version;
  bool presigned = false;

  void look_in(std::string_view parameters) {
    for_each_parameter(parameters, [&](std::string_view name, std::string_view value) {
      if (name == "Action") action = percent_decode_leniently(value);
      if (name == "Version") version = percent_decode_leniently(value);
      if (name == "X-Amz-Algorithm" || name == "X-Amz-Signature") presigned = true;
      return true;
    });
  }
};

bool may_hold_form(const HttpRequest& request) {
  const auto type = request.headers.get("content-type");
  return request.method == "POST" &&
         (type.empty() || begins_with_word(type, "application/x-www-form-urlencoded"));
}

std::string_view query_service(const FormSigns& form, const RequestKind& kind,
                               const std::string& scope_service) {
  for (const auto& row : kQueryVersions) {
    if (row.version == form.version) return row.service;
  }
  for (const auto& row : kQueryVersions) {
    if (row.service == scope_service) return row.service;
  }
  return kind.queue_path.empty() ? "" : "sqs";
}

bool is_sns_link(const HttpRequest& request, const FormSigns& form) {
  return request.method == "GET" && !form.presigned && !request.headers.find("authorization") &&
         (form.action == "ConfirmSubscription" || form.action == "Unsubscribe");
}

bool fill_from_form(const HttpRequest& request, RequestKind& kind) {
  FormSigns form;
  form.look_in(request.query());
  const bool posted = may_hold_form(request);
  if (posted) form.look_in(request.body);
  if (form.action.empty() && !posted) return false;

  kind.protocol = Protocol::Query;
  kind.operation = form.action;
  kind.version = form.version;
  if (is_sns_link(request, form)) {
    kind.kind = Kind::SnsLink;
    kind.service = "sns";
    return true;
  }
  kind.service = query_service(form, kind, claimed_scope(request).service);
  if (form.action.empty() && kind.service.empty()) return false;
  kind.kind = Kind::AwsCall;
  return true;
}

bool is_certificate(std::string_view path) {
  const auto file = take_last_segment(path);
  return file.starts_with("SimpleNotificationService-") && file.ends_with(".pem");
}

}  // namespace

RequestKind classify(const HttpRequest& request) {
  RequestKind kind;
  const auto path = request.path();
  const auto content_type = request.headers.get("content-type");
  if (path.starts_with("/_souk/")) return kind;
  if (same_word(request.headers.get("smithy-protocol"), "rpc-v2-cbor") &&
      fill_from_cbor_path(path, kind)) {
    kind.kind = Kind::AwsCall;
    kind.protocol = Protocol::Cbor;
    return kind;
  }
  kind.queue_path = queue_path_in(path);
  if (const auto target = request.headers.find("x-amz-target")) {
    fill_from_target(*target, content_type, kind);
    return kind;
  }
  if (fill_from_form(request, kind)) return kind;
  kind = {.queue_path = kind.queue_path};
  if (request.method == "GET" && is_certificate(path)) {
    kind.kind = Kind::SigningCertificate;
  } else if (request.method == "GET" && !kind.queue_path.empty()) {
    kind.kind = Kind::QueueUrlGet;
    kind.service = "sqs";
    kind.protocol = Protocol::Query;
  } else if (begins_with_word(content_type, "application/x-amz-json-")) {
    kind.kind = Kind::AwsCall;
    kind.protocol = json_protocol(content_type, Protocol::Json11);
  }
  return kind;
}

}  // namespace souk::wire
