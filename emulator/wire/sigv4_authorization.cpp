#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <vector>

#include "emulator/core/percent.h"
#include "emulator/wire/basic_date.h"
#include "emulator/wire/sigv4_refusal.h"

namespace souk::wire {
namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
constexpr std::string_view kBlanks = " \t";

std::string_view trimmed(std::string_view text) {
  const auto start = text.find_first_not_of(kBlanks);
  if (start == std::string_view::npos) return {};
  return text.substr(start, text.find_last_not_of(kBlanks) - start + 1);
}

tl::unexpected<SignatureRefusal> incomplete(std::string message) {
  return signature_refused(CommonError::IncompleteSignature, std::move(message));
}

struct Credential {
  std::string_view access_key_id;
  std::string_view date;
  std::string_view region;
  std::string_view service;
};

/// Taken apart from the right, since only the key id may hold slashes.
std::optional<Credential> split_credential(std::string_view credential) {
  std::array<std::string_view, 4> scope;
  auto rest = credential;
  for (auto part = scope.rbegin(); part != scope.rend(); ++part) {
    const auto slash = rest.rfind('/');
    if (slash == std::string_view::npos) return std::nullopt;
    *part = rest.substr(slash + 1);
    rest = rest.substr(0, slash);
  }
  if (rest.empty() || rest.find('/') != std::string_view::npos) return std::nullopt;
  return Credential{rest, scope[0], scope[1], scope[2]};
}

bool signs_host(std::string_view signed_headers) {
  while (!signed_headers.empty()) {
    const auto end = signed_headers.find(';');
    if (same_word(signed_headers.substr(0, end), "host")) return true;
    signed_headers.remove_prefix(end == std::string_view::npos ? signed_headers.size() : end + 1);
  }
  return false;
}

/// What both forms have in common once their parts are found.
Signed<Authorization> complete(Authorization authorization, const std::string& credential) {
  const auto parts = split_credential(credential);
  if (!parts) {
    return incomplete(
        fmt::format("Credential must have exactly 5 slash-delimited elements, e.g. "
                    "keyid/date/region/service/term, got '{}'",
                    credential));
  }
  authorization.credential = credential;
  authorization.access_key_id = parts->access_key_id;
  authorization.date = parts->date;
  authorization.region = parts->region;
  authorization.service = parts->service;
  const auto signed_at = parse_basic_date(authorization.amz_date);
  if (!signed_at) {
    return incomplete(
        fmt::format("Date must be in ISO-8601 'basic format'. Got '{}'. See "
                    "http://en.wikipedia.org/wiki/ISO_8601",
                    authorization.amz_date));
  }
  authorization.signed_at = *signed_at;
  if (!signs_host(authorization.signed_headers)) {
    return signature_refused(CommonError::InvalidSignature,
                             "'Host' must be a 'SignedHeader' in the AWS Authorization.");
  }
  return authorization;
}

Signed<Authorization> parse_header(const HttpRequest& request, std::string_view value) {
  const auto end = value.find_first_of(kBlanks);
  const auto algorithm = value.substr(0, end);
  if (algorithm != kAlgorithm) {
    return incomplete(
        fmt::format("Unsupported AWS 'algorithm': '{}'. Authorization={}", algorithm, value));
  }
  std::string_view credential;
  Authorization authorization;
  auto rest = end == std::string_view::npos ? std::string_view() : value.substr(end);
  while (!rest.empty()) {
    const auto comma = rest.find(',');
    const auto part = trimmed(rest.substr(0, comma));
    rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
    const auto equals = part.find('=');
    if (equals == std::string_view::npos) continue;
    const auto name = part.substr(0, equals);
    const auto text = part.substr(equals + 1);
    if (name == "Credential") credential = text;
    if (name == "SignedHeaders") authorization.signed_headers = text;
    if (name == "Signature") authorization.signature = text;
  }
  const auto amz_date = request.headers.find("x-amz-date");
  const auto date = amz_date ? amz_date : request.headers.find("date");

  std::vector<std::string_view> missing;
  if (credential.empty()) {
    missing.emplace_back("Authorization header requires 'Credential' parameter.");
  }
  if (authorization.signature.empty()) {
    missing.emplace_back("Authorization header requires 'Signature' parameter.");
  }
  if (authorization.signed_headers.empty()) {
    missing.emplace_back("Authorization header requires 'SignedHeaders' parameter.");
  }
  if (!date) {
    missing.emplace_back(
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
  }
  if (!missing.empty()) {
    return incomplete(fmt::format("{} Authorization={}", fmt::join(missing, " "), value));
  }

  authorization.session_token = request.headers.get("x-amz-security-token");
  const auto http_date = amz_date ? std::nullopt : parse_http_date(*date);
  authorization.amz_date = http_date ? to_basic_date(*http_date) : std::string(*date);
  return complete(std::move(authorization), std::string(credential));
}

/// The X-Amz-… parameters of a presigned request, decoded; empty where absent.
struct Presigned {
  std::string algorithm, credential, date, expires, signed_headers, token, signature;

  explicit Presigned(std::string_view query) {
    for_each_parameter(query, [&](std::string_view name, std::string_view value) {
      for (const auto& [known, text] :
           {std::pair{"X-Amz-Algorithm", &algorithm}, std::pair{"X-Amz-Credential", &credential},
            std::pair{"X-Amz-Date", &date}, std::pair{"X-Amz-Expires", &expires},
            std::pair{"X-Amz-SignedHeaders", &signed_headers},
            std::pair{"X-Amz-Security-Token", &token}, std::pair{"X-Amz-Signature", &signature}}) {
        if (name == known) *text = percent_decode_leniently(value);
      }
      return true;
    });
  }
};

/// X-Amz-Expires as a duration; nothing unless it is 1 to 604800 seconds.
std::optional<Duration> lifetime_of(std::string_view seconds) {
  constexpr int kLongest = 7 * 24 * 3600;
  if (seconds.empty() || seconds.size() > 6 ||
      seconds.find_first_not_of("0123456789") != std::string_view::npos) {
    return std::nullopt;
  }
  const int number = std::stoi(std::string(seconds));
  if (number < 1 || number > kLongest) return std::nullopt;
  return std::chrono::seconds(number);
}

Signed<Authorization> parse_presigned(const HttpRequest& request) {
  Presigned given(request.query());
  std::vector<std::string> missing;
  for (const auto& [name, text] :
       {std::pair{"X-Amz-Algorithm", &given.algorithm},
        std::pair{"X-Amz-Credential", &given.credential},
        std::pair{"X-Amz-Signature", &given.signature},
        std::pair{"X-Amz-SignedHeaders", &given.signed_headers},
        std::pair{"X-Amz-Date", &given.date}, std::pair{"X-Amz-Expires", &given.expires}}) {
    if (text->empty()) {
      missing.push_back(fmt::format("AWS query-string parameters must include '{}'.", name));
    }
  }
  if (!missing.empty()) {
    return incomplete(
        fmt::format("{} Re-examine the query-string parameters.", fmt::join(missing, " ")));
  }
  if (given.algorithm != kAlgorithm) {
    return incomplete(
        fmt::format("Unsupported AWS 'algorithm': '{}'. Re-examine the query-string "
                    "parameters.",
                    given.algorithm));
  }
  const auto lifetime = lifetime_of(given.expires);
  if (!lifetime) {
    return incomplete(fmt::format(
        "X-Amz-Expires must be a number of seconds from 1 to 604800. Got '{}'.", given.expires));
  }
  Authorization authorization;
  authorization.form = Authorization::Form::Query;
  authorization.signed_headers = std::move(given.signed_headers);
  authorization.signature = std::move(given.signature);
  authorization.amz_date = std::move(given.date);
  authorization.session_token = std::move(given.token);
  authorization.lifetime = *lifetime;
  return complete(std::move(authorization), given.credential);
}

}  // namespace

Error SignatureRefusal::error() const {
  auto answer = common_error(kind, message);
  answer.hint = explanation;
  return answer;
}

Signed<Authorization> parse_authorization(const HttpRequest& request) {
  const auto header = request.headers.find("authorization");
  const bool in_query = request.query().find("X-Amz-Algorithm=") != std::string_view::npos;
  if (header && in_query) {
    return signature_refused(
        CommonError::InvalidSignature,
        "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as "
        "HTTP header.");
  }
  if (in_query) return parse_presigned(request);
  const auto value = trimmed(header.value_or(""));
  if (value.substr(0, 5) != "AWS4-") {
    return signature_refused(
        CommonError::MissingToken, {},
        header ? "The Authorization header is not an AWS signature (AWS4-HMAC-SHA256 …)." : "");
  }
  return parse_header(request, value);
}

ClaimedScope claimed_scope(const HttpRequest& request) {
  std::string presigned;
  auto text = request.headers.get("authorization");
  if (const auto start = text.find("Credential="); start != std::string_view::npos) {
    text = text.substr(start + 11);
    text = text.substr(0, text.find_first_of(", \t"));
  } else {
    presigned = Presigned(request.query()).credential;
    text = presigned;
  }
  if (const auto parts = split_credential(text)) {
    return {std::string(parts->access_key_id), std::string(parts->region),
            std::string(parts->service)};
  }
  return {std::string(text.substr(0, text.find('/'))), "", ""};
}

std::string_view access_key_in(std::string_view raw_head) {
  static constexpr std::string_view kMark = "Credential=";
  const auto start = raw_head.find(kMark);
  if (start == std::string_view::npos) return {};
  const auto rest = raw_head.substr(start + kMark.size());
  return rest.substr(0, rest.find_first_of("/%,& \t\r\n"));
}

}  // namespace souk::wire
