#include "souk/sigv4.h"

#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>

#include "souk/url.h"

namespace souk::client {
namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";

std::string to_hex(const unsigned char* bytes, std::size_t size) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < size; ++i) text += {kHex[bytes[i] >> 4], kHex[bytes[i] & 15]};
  return text;
}

std::string hmac(std::string_view key, std::string_view text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(), &size);
  return {reinterpret_cast<const char*>(digest.data()), size};
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32)
                                          : static_cast<char>(letter);
  });
  return text;
}

/// Blanks around are cut, runs of blanks inside become one.
std::string collapsed(std::string_view value) {
  std::string result;
  for (const char letter : value) {
    const bool blank = letter == ' ' || letter == '\t';
    if (!blank) {
      result += letter;
    } else if (!result.empty() && result.back() != ' ') {
      result += ' ';
    }
  }
  if (result.ends_with(' ')) result.pop_back();
  return result;
}

/// Services other than S3 encode the path once more than it is on the wire.
std::string canonical_path(std::string_view path) {
  std::string result;
  for (std::size_t at = 0; at <= path.size();) {
    const auto end = std::min(path.find('/', at), path.size());
    result += percent_encode(path.substr(at, end - at));
    if (end < path.size()) result += '/';
    at = end + 1;
  }
  return result.empty() ? "/" : result;
}

std::string canonical_query(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> pairs;
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    const auto pair = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    if (pair.empty()) continue;
    const auto equals = std::min(pair.find('='), pair.size());
    const auto value = pair.substr(std::min(equals + 1, pair.size()));
    pairs.emplace_back(percent_encode(percent_decode(pair.substr(0, equals))),
                       percent_encode(percent_decode(value)));
  }
  std::sort(pairs.begin(), pairs.end());
  std::string result;
  for (const auto& [name, value] : pairs) {
    result += (result.empty() ? "" : "&") + name + "=" + value;
  }
  return result;
}

struct CanonicalHeaders {
  std::string lines;
  std::string names;  ///< "host;x-amz-date"
};

CanonicalHeaders canonical_headers(const HttpHeaders& headers) {
  std::map<std::string, std::string> merged;
  for (const auto& [name, value] : headers) {
    auto [entry, is_new] = merged.try_emplace(lower(name), collapsed(value));
    if (!is_new) entry->second += "," + collapsed(value);
  }
  CanonicalHeaders result;
  for (const auto& [name, value] : merged) {
    result.lines += name + ":" + value + "\n";
    result.names += (result.names.empty() ? "" : ";") + name;
  }
  return result;
}

std::string scope_of(const SigningInput& input) {
  return to_amz_date(input.at).substr(0, 8) + "/" + input.region + "/" + input.service +
         "/aws4_request";
}

}  // namespace

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data());
  return to_hex(digest.data(), digest.size());
}

Signature sign(const SigningInput& input, const Credentials& credentials) {
  const auto question = std::min(input.target.find('?'), input.target.size());
  const std::string_view target = input.target;
  const auto query = target.substr(std::min(question + 1, target.size()));
  const auto headers = canonical_headers(input.headers);
  const auto date = to_amz_date(input.at);
  const auto scope = scope_of(input);

  Signature result;
  result.canonical_request = input.method + "\n" + canonical_path(target.substr(0, question)) +
                             "\n" + canonical_query(query) + "\n" + headers.lines + "\n" +
                             headers.names + "\n" + sha256_hex(input.body);
  result.string_to_sign = std::string(kAlgorithm) + "\n" + date + "\n" + scope + "\n" +
                          sha256_hex(result.canonical_request);
  auto key = hmac("AWS4" + credentials.secret_access_key, date.substr(0, 8));
  for (const std::string_view part :
       {std::string_view(input.region), std::string_view(input.service),
        std::string_view("aws4_request")}) {
    key = hmac(key, part);
  }
  const auto digest = hmac(key, result.string_to_sign);
  result.signature = to_hex(reinterpret_cast<const unsigned char*>(digest.data()), digest.size());
  result.authorization = std::string(kAlgorithm) + " Credential=" + credentials.access_key_id +
                         "/" + scope + ", SignedHeaders=" + headers.names +
                         ", Signature=" + result.signature;
  return result;
}

std::string presign(SigningInput input, const Credentials& credentials, Duration expires) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(expires).count();
  const auto names = canonical_headers(input.headers).names;
  FormFields fields{{"X-Amz-Algorithm", std::string(kAlgorithm)},
                    {"X-Amz-Credential", credentials.access_key_id + "/" + scope_of(input)},
                    {"X-Amz-Date", to_amz_date(input.at)},
                    {"X-Amz-Expires", std::to_string(seconds)},
                    {"X-Amz-SignedHeaders", names}};
  if (!credentials.session_token.empty()) {
    fields.emplace_back("X-Amz-Security-Token", credentials.session_token);
  }
  input.target += (input.target.find('?') == std::string::npos ? "?" : "&") + form_encode(fields);
  return input.target + "&X-Amz-Signature=" + sign(input, credentials).signature;
}

std::optional<Credentials> credentials_from_environment() {
  const auto read = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value == nullptr ? "" : value);
  };
  Credentials credentials{read("AWS_ACCESS_KEY_ID"), read("AWS_SECRET_ACCESS_KEY"),
                          read("AWS_SESSION_TOKEN")};
  if (credentials.access_key_id.empty() || credentials.secret_access_key.empty()) {
    return std::nullopt;
  }
  return credentials;
}

}  // namespace souk::client
