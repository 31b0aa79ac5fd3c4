#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "souk/time.h"

/// What the control API speaks of, as docs/control-api.md describes it. Members that may be left
/// out are optional or empty; what has no fixed shape is Json.
namespace souk::client {

using Json = nlohmann::json;

struct Health {
  bool ready = false;
  std::string version;
};

struct ClockSettings {
  std::string mode = {};  ///< "frozen", "real" or "rate"
  std::optional<double> rate = std::nullopt;
  std::optional<Timestamp> start = std::nullopt;
};

struct SandboxRequest {
  std::string name = {};
  std::string profile = {};
  std::optional<std::int64_t> seed = std::nullopt;
  std::optional<ClockSettings> clock = std::nullopt;
  std::string seller_clock = {};  ///< "virtual" or "real"
  Json switches = nullptr;        ///< an object
  Json catalogue = nullptr;       ///< an object
};

struct SandboxView {
  std::string name;
  std::string account;
  std::string region;
  std::string access_key_id;
  std::string secret_access_key;  ///< empty where souk lists sandboxes
  std::string profile;
  std::int64_t seed = 0;
  Timestamp now;
  ClockSettings clock;
  std::string seller_clock;
  Json switches;
};

struct Dimension {
  std::string name;
  bool metered = false;
  bool entitled = false;
  Json price = nullptr;
};

/// What is left out keeps its value or its default.
struct ProductRequest {
  std::string model = {};       ///< "subscription", "contract", "contract-with-consumption"
  std::string generation = {};  ///< "legacy", "concurrent"
  Json dimensions = nullptr;    ///< list of names, or of objects
  std::string code = {};
  std::string title = {};
  std::string landing_page = {};
};

struct ProductView {
  std::string name;
  std::string code;
  std::string id;
  std::string title;
  std::string model;
  std::string generation;
  std::vector<Dimension> dimensions;
  std::string landing_page;
  std::string subscription_topic;  ///< ARN; legacy only
  std::string entitlement_topic;   ///< ARN; legacy contracts only
};

/// Where a product's news go: exactly one of the first three.
struct NotificationTarget {
  std::string https = {};   ///< a URL; http: URLs are fine
  std::string sqs = {};     ///< a queue's name
  std::string lambda = {};  ///< URL of a runtime interface
  std::string via = {};     ///< "sqs": the function reads the news from a queue
  std::optional<bool> raw = std::nullopt;
  std::string signature_version = {};  ///< "1" or "2"
};

struct Channel {
  std::string via;
  std::string to;
  std::string arn;
  std::string status;  ///< "confirmed" or "pending"
};

struct BuyerView {
  std::string name;
  std::string account;
  std::string customer_identifier;
};

struct SubscribeRequest {
  std::string product = {};  ///< may be left out when there is one
  std::string offer = {};
  std::map<std::string, std::int64_t> quantities = {};  ///< contracts
  std::string duration = {};                            ///< contracts: "1mo", "12mo"
  std::optional<bool> auto_renew = std::nullopt;
  std::string starts = {};  ///< an instant; private offers of contracts
  Json payment = nullptr;   ///< {"outcome", "after"}
};

struct AgreementView {
  std::string id;
  std::string state;
  std::string buyer;
  std::string account;
  std::string customer_identifier;
  std::string product;
  std::string product_code;
  std::string license_arn;
  std::string offer;
  std::optional<Timestamp> accepted;
  std::optional<Timestamp> starts;
  std::optional<Timestamp> ends;
  std::optional<Timestamp> window_opens;
  std::optional<Timestamp> window_closes;
  bool auto_renew = false;
  std::string intent;      ///< NEW, RENEW or REPLACE
  std::string previous;    ///< the agreement it goes on from
  std::string next;        ///< the one that goes on from it
  std::string end_status;  ///< CANCELLED, EXPIRED, RENEWED, REPLACED, TERMINATED
};

/// What a buyer's browser posts to the seller's landing page.
struct Form {
  std::string url;
  std::map<std::string, std::string> fields;

  /// The x-amzn-marketplace-token field.
  std::string token() const;
};

struct Purchase {
  AgreementView agreement;
  Form form;
};

/// How a buyer asks for the money of a contract back.
struct RefundRequest {
  std::string outcome = {};  ///< "full", "prorated" or "refused": what will be decided
  std::optional<int> business_days = std::nullopt;  ///< 3 to 5
  std::optional<Duration> visible_after = std::nullopt;
};

struct UsageLine {
  std::string agreement;
  std::string buyer;
  std::string dimension;
  std::optional<Timestamp> hour;  ///< absent in totals
  std::int64_t quantity = 0;
  std::string record_id;  ///< empty in totals
};

struct Usage {
  std::vector<UsageLine> lines;
  std::vector<UsageLine> totals;
};

struct NotifyRequest {
  std::string agreement;
  std::string name;
  std::string repeat = {};  ///< "same-id" or "new-id"
  std::string forged = {};  ///< "signature", "topic" or "certificate"
};

struct DeliveryResult {
  std::string outcome;
  int status = 0;  ///< 0 when no answer came
};

struct NotifyResult {
  std::string notification;
  std::vector<DeliveryResult> deliveries;
};

/// How a function reads a queue.
struct QueueConsumer {
  std::string function;
  int batch_size = 10;  ///< 1 to 10
  bool report_batch_item_failures = false;
};

/// Which deliveries are asked for; what is empty is not asked about.
struct DeliveryQuery {
  std::string state = {};
  std::string name = {};     ///< subscribe-success, License Updated, …
  std::string channel = {};  ///< sns or eventbridge
  std::string buyer = {};
  std::string agreement = {};
};

/// A notification on its way to one endpoint.
struct DeliveryView {
  std::int64_t id = 0;
  std::string notification;  ///< SNS MessageId, or EventBridge event id
  std::string channel;
  std::string name;
  std::string agreement;  ///< empty when it is about none
  std::string buyer;
  std::string to;  ///< http, https, sqs, lambda, sns, event-bus
  std::string endpoint;
  std::string state;  ///< held, waiting, due, in-flight, delivered, refused, given-up
  std::int64_t attempts = 0;
  std::optional<Timestamp> next_attempt;  ///< while it is waiting
  int status = 0;                         ///< of the last attempt's answer; 0 when none came
  std::string reason;
  std::int64_t resend_of = 0;  ///< 0 unless it repeats a delivery by wish
  std::string held;            ///< what keeps it back; empty for nothing
};

struct Happening {
  Timestamp at;
  std::string name;
  std::string subject;
};

struct Hold {
  std::string name;
  std::int64_t count = 0;
  std::string lasts;  ///< as souk prints it
};

struct ClockView {
  Timestamp now;
  std::string mode;
  double rate = 0;
  std::vector<Hold> holds;
  std::optional<Happening> next;
};

/// How an advance waits until the seller has finished reacting.
struct Settle {
  std::optional<Duration> quiet = std::nullopt;
  std::optional<Duration> at_most = std::nullopt;
  std::string idle = {};  ///< the seller's own idle endpoint
  bool off = false;
  int process = 0;  ///< of souk's machine; what it started has to be at rest. 0: nobody's
};

struct AdvanceOptions {
  std::optional<Settle> settle = std::nullopt;
  std::optional<Timestamp> from = std::nullopt;  ///< refused with 409 unless it is now
};

struct Advance {
  Timestamp from;
  Timestamp to;
  std::vector<Happening> happenings;
  std::int64_t deliveries = 0;
};

/// A row as docs/journal.md describes it.
struct JournalRow {
  std::int64_t seq = 0;
  Timestamp at;
  std::string kind;
  std::string actor;
  std::string subject;
  std::string correlation;
  Json data;
  Json nondeterministic;
};

/// A row to append.
struct JournalEntry {
  std::string kind;
  std::string actor;
  std::string subject;
  std::string correlation = {};
  Json data = Json::object();
  Json nondeterministic = Json::object();
};

struct JournalQuery {
  std::int64_t after = 0;
  Duration wait{0};  ///< up to 60 s, real time: answers as soon as there is a row after `after`
  int limit = 1000;
  std::vector<std::string> kinds = {};
};

struct JournalPage {
  std::vector<JournalRow> rows;
  std::int64_t last = 0;
};

}  // namespace souk::client
