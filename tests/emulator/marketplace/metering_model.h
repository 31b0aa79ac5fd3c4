#pragma once

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "emulator/core/time.h"

namespace souk::marketplace {

/// What a seller may report, as the model sees it.
struct ModelRecord {
  std::string customer;  ///< a licence, or a customer's identifier
  std::string account;   ///< beside a licence
  std::string dimension;
  std::int64_t quantity = 0;
  Timestamp at;
};

/// BatchMeterUsage once more, written from the API reference and sharing no code with the market:
/// slow, in memory, of one product. Answers in words: a letter per record (S, N, D), or the error.
class MeteringModel {
 public:
  explicit MeteringModel(bool by_licence) : by_licence_(by_licence) {}

  /// A customer the service knows, with or without an agreement.
  void knows(const std::string& customer, const std::string& account);
  void active_from(const std::string& customer, Timestamp instant);
  /// The agreement ends at `instant`; final records are taken until just before `closes`.
  void ends(const std::string& customer, Timestamp instant, Timestamp closes);
  void meters(const std::string& dimension) { dimensions_.push_back(dimension); }

  std::string meter(Timestamp now, const std::vector<ModelRecord>& records);
  /// The sum of all that is billed to a customer.
  std::int64_t billed(const std::string& customer) const;

 private:
  struct Customer {
    std::string account;
    std::optional<Timestamp> from;
    std::optional<Timestamp> ended;
    std::optional<Timestamp> closes;
  };

  std::string refusal(Timestamp now, const std::vector<ModelRecord>& records) const;
  bool is_outside(const Customer& customer, Timestamp now, Timestamp at) const;
  bool is_subscribed(const Customer& customer, Timestamp now) const;
  char store(const ModelRecord& record);

  bool by_licence_;
  std::map<std::string, Customer> customers_;
  std::vector<std::string> dimensions_;
  std::map<std::tuple<std::string, std::string, std::int64_t>, std::int64_t> ledger_;
};

}  // namespace souk::marketplace
