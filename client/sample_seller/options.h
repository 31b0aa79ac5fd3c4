#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "client/sample_seller/defects.h"
#include "souk/credentials.h"
#include "souk/http.h"
#include "souk/time.h"

namespace souk::sample {

using client::Duration;
using client::Timestamp;

enum class Model { Subscription, Contract };
enum class Generation { Legacy, Concurrent };

/// A product this seller sells, as it is listed in AWS Marketplace.
struct Product {
  std::string code;
  Model model = Model::Subscription;
  Generation generation = Generation::Concurrent;
  std::vector<std::string> dimensions = {};  ///< "requests" or "users" when empty

  bool is_metered() const { return model == Model::Subscription; }
  bool is_legacy() const { return generation == Generation::Legacy; }
};

/// The four products of souk's default catalogue.
std::vector<Product> default_products();

/// A random pause before each call to AWS, to find judges in a hurry.
struct Slowness {
  std::uint64_t seed = 1;
  Duration at_most{100};
};

enum class ClockSource {
  Follow,  ///< the newest X-Souk-Now seen on a request or an answer; real time until there is one
  Real,
};

struct Options {
  std::string endpoint;  ///< souk's URL; empty for the real AWS
  std::string region = "us-east-1";
  client::Credentials credentials;
  std::vector<Product> products = default_products();
  std::string host = "127.0.0.1";
  int port = 0;               ///< 0 picks a free one
  std::string database = {};  ///< a file; in memory when empty
  Defect defect = Defect::None;
  std::optional<Slowness> slow = std::nullopt;
  bool answer_first = false;   ///< answer notifications at once and work on them afterwards
  std::string queue_url = {};  ///< an SQS queue to read notifications from
  ClockSource clock = ClockSource::Follow;
  std::uint64_t seed = 1;       ///< of session ids, salts, and the jitter between retries
  client::TlsOptions tls = {};  ///< how far an https endpoint is trusted
};

}  // namespace souk::sample
