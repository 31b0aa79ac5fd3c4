#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scenarios/rules/journal.h"

namespace souk::judge {

/// What a journal tells of, read into words. All of it points into the journal it came from.

/// Where in the journal something stands: its row and the market's time.
struct Point {
  std::int64_t seq = 0;
  Timestamp at;
};

enum class Model { Unknown, Subscription, Contract, ContractWithConsumption };
enum class Generation { Unknown, Legacy, Concurrent };

struct Dimension {
  std::string name;
  bool metered = true;
  bool entitled = false;
};

struct Product {
  std::string name;
  std::string code;
  Model model = Model::Unknown;
  Generation generation = Generation::Unknown;
  std::vector<Dimension> dimensions;

  const Dimension* dimension(std::string_view name) const;
};

/// One agreement and its timeline, as far as the journal goes.
struct Agreement {
  std::string id;
  std::string buyer;
  std::string account;
  std::string customer_identifier;
  std::string product;
  std::string product_code;
  std::string license_arn;
  Model model = Model::Unknown;
  Generation generation = Generation::Unknown;

  std::optional<Point> subscribed;
  std::optional<Point> activated;
  std::optional<Point> ended;          ///< over; for contracts also by expiry
  std::optional<Point> window_opened;  ///< the final-metering window
  std::optional<Timestamp> opens;
  std::optional<Timestamp> closes;  ///< final records are accepted until just before

  bool is_metered() const {
    return model == Model::Subscription || model == Model::ContractWithConsumption;
  }
  bool is_entitled() const {
    return model == Model::Contract || model == Model::ContractWithConsumption;
  }
  /// When usage stops being owed: the earlier of the end and the window's opening.
  std::optional<Point> over() const;
};

struct Token {
  Point point;
  std::string text;
  std::string agreement;
  std::string buyer;
  std::optional<Timestamp> expires;
};

/// One AWS call of the seller.
struct Call {
  Point point;
  std::string operation;
  std::string region;
  std::string signature;  ///< "verified", "unverified", "refused", "none"
  int status = 0;         ///< 0: no answer was sent
  std::string error;      ///< AWS's error name; empty on success
  std::string fault;      ///< name of souk's fault that shaped the answer
  std::string user_agent;
  const Json* request = nullptr;
  const Json* response = nullptr;

  bool succeeded() const { return status == 200 && error.empty(); }
  /// Whether souk, not the seller, is why this call did not succeed: an injected error, a dropped
  /// connection, throttling or an internal error.
  bool spoiled_by_souk() const;
};

/// What became of one usage record.
enum class Fate {
  Accepted,       ///< Success
  Duplicate,      ///< DuplicateRecord
  NotSubscribed,  ///< CustomerNotSubscribed
  Unprocessed,    ///< souk handed it back unprocessed
  Spoiled,        ///< souk refused or dropped the whole call
  Refused,        ///< the whole call was refused for something the seller sent
};

/// One usage record as the seller sent it, and what was answered.
struct Record {
  Point point;
  const Call* call = nullptr;
  const Json* sent = nullptr;  ///< the record as in the request
  int index = 0;               ///< its place in the request
  Fate fate = Fate::Refused;
  bool repeat = false;
  std::string agreement;  ///< empty when it belongs to none
  std::string buyer;
  std::string identity;  ///< who it names: licence, account or customer, for the key
  std::string dimension;
  std::optional<std::int64_t> quantity;     ///< nothing when it is no whole number
  std::optional<Timestamp> stamped;         ///< in market time
  std::optional<std::int64_t> sent_number;  ///< the Timestamp as sent, in whatever unit
  Timestamp hour;                           ///< of `stamped`

  bool accepted() const { return fate == Fate::Accepted; }
  bool hampered() const { return fate == Fate::Unprocessed || fate == Fate::Spoiled; }
  /// Whether both report the same customer, dimension and hour.
  bool same_key(const Record& other) const;
};

struct Delivery {
  Point point;
  std::string name;
  std::string channel;
  std::string to;
  std::string outcome;  ///< "delivered", "refused", "failed", "given-up"
  int status = 0;
  int attempt = 1;
  std::string subscription;
  bool by_http() const { return to == "http" || to == "https"; }
};

struct Notification {
  Point point;
  std::string id;
  std::string channel;
  std::string name;
  std::string agreement;
  std::string buyer;
  std::string copy_of;
  std::string forged;
  std::vector<Delivery> deliveries;

  /// The first delivery that reached the seller; none when none did.
  const Delivery* arrival() const;
};

struct Subscription {
  Point created;
  std::string arn;
  std::string protocol;
  std::optional<Point> confirmed;
};

/// One navigation of the buyer's browser.
struct Page {
  Point point;
  std::int64_t began = 0;  ///< rows after this one and before `point.seq` happened meanwhile
  std::string buyer;
  std::string purpose;
  std::string landing_case;  ///< "valid", "invalid", …; for landing posts
  std::string agreement;
  std::string token;
  std::string method;
  std::string step;
  int status = 0;
  std::string failure;
  std::string title;
  const Json* hops = nullptr;
  const Json* forms = nullptr;
  const Json* links = nullptr;
  const Json* set_cookies = nullptr;
  std::optional<std::string> body;  ///< nothing in an export without its nondeterministic part

  bool is_answered_below_500() const { return failure.empty() && status > 0 && status < 500; }
};

struct Use {
  Point point;
  std::string agreement;
  std::string buyer;
  std::string dimension;
  std::int64_t quantity = 0;
  Timestamp hour;
};

struct Probe {
  Point point;
  std::string agreement;
  std::string buyer;
  std::optional<bool> granted;
  std::optional<std::int64_t> accounts;  ///< how many accounts the seller holds for the buyer
  std::optional<std::int64_t> unbilled;  ///< units the seller itself counts as refused
  int status = 0;
};

struct Tick {
  Point point;
  std::int64_t began = 0;  ///< as in Page
};

/// A fault souk was told to inject.
struct Fault {
  Point set;
  std::string name;
  std::optional<std::int64_t> count;  ///< how often it fires; nothing: until cleared
  std::vector<Point> fired;
  std::optional<Point> cleared;

  /// From when on it did no more harm; nothing while it lasts.
  std::optional<Point> over() const;
};

struct StepRow {
  Point point;
  std::string number;
  std::string verb;
  bool failed = false;
};

}  // namespace souk::judge
