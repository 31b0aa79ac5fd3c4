#include "tests/bench/bench_requests.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <array>
#include <ctime>

namespace souk::bench {
namespace {

constexpr std::string_view kService = "aws-marketplace";

std::string hmac(std::string_view key, std::string_view text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest;
  unsigned length = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(), &length);
  return {reinterpret_cast<const char*>(digest.data()), length};
}

std::string hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const char byte : bytes) {
    text += kDigits[static_cast<unsigned char>(byte) >> 4];
    text += kDigits[static_cast<unsigned char>(byte) & 15];
  }
  return text;
}

std::string sha256(std::string_view text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest;
  unsigned length = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_sha256(), nullptr);
  return hex({reinterpret_cast<const char*>(digest.data()), length});
}

std::string utc(std::time_t at, const char* format) {
  std::tm parts{};
  gmtime_r(&at, &parts);
  std::array<char, 32> text;
  return {text.data(), std::strftime(text.data(), text.size(), format, &parts)};
}

}  // namespace

void Signer::renew_key(const std::string& day) {
  day_ = day;
  key_ = hmac("AWS4" + caller_.secret_key, day);
  for (const auto part :
       {std::string_view(caller_.region), kService, std::string_view("aws4_request")}) {
    key_ = hmac(key_, part);
  }
}

std::string Signer::request(std::string_view operation, std::string_view body) {
  const auto now = std::time(nullptr);
  const auto stamp = utc(now, "%Y%m%dT%H%M%SZ");
  if (const auto day = stamp.substr(0, 8); day != day_) renew_key(day);
  const auto target = fmt::format("AWSMPMeteringService.{}", operation);
  const auto scope = fmt::format("{}/{}/{}/aws4_request", day_, caller_.region, kService);
  constexpr std::string_view kSigned = "content-type;host;x-amz-date;x-amz-target";
  const auto canonical = fmt::format(
      "POST\n/\n\ncontent-type:application/x-amz-json-1.1\nhost:{}\nx-amz-date:{}\n"
      "x-amz-target:{}\n\n{}\n{}",
      caller_.host, stamp, target, kSigned, sha256(body));
  const auto signature =
      hex(hmac(key_, fmt::format("AWS4-HMAC-SHA256\n{}\n{}\n{}", stamp, scope, sha256(canonical))));
  return fmt::format(
      "POST / HTTP/1.1\r\nHost: {}\r\nAccept-Encoding: identity\r\nX-Amz-Target: {}\r\n"
      "Content-Type: application/x-amz-json-1.1\r\nUser-Agent: souk-bench\r\nX-Amz-Date: {}\r\n"
      "Authorization: AWS4-HMAC-SHA256 Credential={}/{}, SignedHeaders={}, Signature={}\r\n"
      "Content-Length: {}\r\n\r\n{}",
      caller_.host, target, stamp, caller_.access_key, scope, kSigned, signature, body.size(),
      body);
}

std::string RequestMaker::next() {
  if (work_.kind == Work::Kind::Batch) return next_batch();
  // The same call all the time: signed once a second, so that the generator costs little.
  if (const auto now = std::time(nullptr); now != made_at_) {
    made_at_ = now;
    const auto token = work_.kind == Work::Kind::Error ? "no such token" : work_.token;
    made_ =
        signer_.request("ResolveCustomer", fmt::format("{{\"RegistrationToken\": \"{}\"}}", token));
  }
  return made_;
}

std::string_view RequestMaker::expected() const {
  switch (work_.kind) {
    case Work::Kind::Resolve:
      return "\"ProductCode\"";
    case Work::Kind::Batch:
      return "\"Success\"";
    case Work::Kind::Error:
      break;
  }
  return "\"__type\"";
}

std::string RequestMaker::next_batch() {
  const auto keys =
      work_.customers.size() * work_.dimensions.size() * static_cast<std::uint64_t>(work_.hours);
  const auto count = static_cast<std::uint64_t>(work_.records);
  if (sent_ + count > keys) return {};
  std::string body = "{";
  if (!work_.product_code.empty()) {
    body += fmt::format("\"ProductCode\": \"{}\", ", work_.product_code);
  }
  body += "\"UsageRecords\": [";
  for (std::uint64_t number = 0; number < count; ++number) {
    if (number > 0) body += ", ";
    body += record(sent_ + number);
  }
  sent_ += count;
  return signer_.request("BatchMeterUsage", body + "]}");
}

std::string RequestMaker::record(std::uint64_t number) const {
  const auto& customer = work_.customers[number % work_.customers.size()];
  number /= work_.customers.size();
  const auto& dimension = work_.dimensions[number % work_.dimensions.size()];
  const auto hours_ago = static_cast<std::time_t>(number / work_.dimensions.size());
  const auto present = work_.present > 0 ? work_.present : std::time(nullptr);
  const auto hour = present / 3600 - hours_ago;
  constexpr std::string_view kAllocations =
      ", \"UsageAllocations\": [{\"AllocatedUsageQuantity\": 6, \"Tags\": [{\"Key\": "
      "\"BusinessUnit\", \"Value\": \"engineering\"}]}, {\"AllocatedUsageQuantity\": 4, \"Tags\": "
      "[{\"Key\": \"BusinessUnit\", \"Value\": \"marketing\"}]}]";
  return fmt::format("{{\"Timestamp\": {}, {}, \"Dimension\": \"{}\", \"Quantity\": 10{}}}",
                     hour * 3600, customer, dimension, work_.plain ? "" : kAllocations);
}

}  // namespace souk::bench
