#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "emulator/core/time.h"

namespace souk::marketplace {

/// A share of a record's quantity, and whose it is.
struct ModelAllocation {
  std::int64_t quantity = 0;
  std::vector<std::pair<std::string, std::string>> tags;
};

/// What a seller may report, as the model sees it.
struct ModelRecord {
  std::string customer;  ///< a licence, or a customer's identifier
  std::string account;   ///< beside a licence
  std::string dimension;
  std::int64_t quantity = 0;
  Timestamp at;
  std::optional<std::vector<ModelAllocation>> allocations = std::nullopt;
  bool held_back = false;  ///< the service does not get to it
};

/// What an era of the reference says.
struct ModelEra {
  Duration look_back;
  bool closes_months;
  std::size_t most_allocations;
};

/// BatchMeterUsage once more, written from the API reference and sharing no code with the market:
/// slow, in memory, of one product. Answers in words: a letter per record (S, N, D, U), or the
/// error.
class MeteringModel {
 public:
  MeteringModel(bool by_licence, ModelEra era) : by_licence_(by_licence), era_(era) {}

  /// A customer the service knows, with or without an agreement.
  void knows(const std::string& customer, const std::string& account);
  void active_from(const std::string& customer, Timestamp instant);
  /// The agreement ends at `instant`; final records are taken until just before `closes`.
  void ends(const std::string& customer, Timestamp instant, Timestamp closes);
  void suspends(const std::string& customer, bool suspended);
  void meters(const std::string& dimension) { dimensions_.push_back(dimension); }

  std::string meter(Timestamp now, const std::string& region,
                    const std::vector<ModelRecord>& records);
  /// The sum of all that is billed to a customer.
  std::int64_t billed(const std::string& customer) const;

 private:
  struct Customer {
    std::string account;
    std::optional<Timestamp> from;
    std::optional<Timestamp> ended;
    std::optional<Timestamp> closes;
    bool suspended = false;
  };
  using Shares = std::set<std::pair<std::int64_t, std::set<std::pair<std::string, std::string>>>>;
  struct Stored {
    std::int64_t quantity;
    std::optional<Shares> shares;

    bool operator==(const Stored&) const = default;
  };

  std::string refusal(Timestamp now, const std::vector<ModelRecord>& records) const;
  bool is_untimely(Timestamp now, Timestamp at) const;
  bool has_wrong_shares(const ModelRecord& record) const;
  static bool has_wrong_tags(const ModelRecord& record);
  static std::optional<Shares> shares_of(const ModelRecord& record);
  bool is_outside(const Customer& customer, Timestamp now, Timestamp at) const;
  bool has_agreement(const Customer& customer, Timestamp now) const;
  char store(const std::string& region, const ModelRecord& record);

  bool by_licence_;
  ModelEra era_;
  std::map<std::string, Customer> customers_;
  std::vector<std::string> dimensions_;
  /// By region, customer, dimension and hour.
  std::map<std::tuple<std::string, std::string, std::string, std::int64_t>, Stored> ledger_;
};

}  // namespace souk::marketplace
