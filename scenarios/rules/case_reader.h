#pragma once

#include "scenarios/rules/case.h"

namespace souk::judge {

/// Fills a Case, row by row.
class CaseReader {
 public:
  explicit CaseReader(Case& target) : case_(target) {}

  void read(const Journal& journal);

 private:
  void read_row(const Row& row);
  void product(const Row& row);
  void agreement(const Row& row);
  void token(const Row& row);
  void call(const Row& row);
  void notification(const Row& row);
  void delivery(const Row& row);
  void subscription(const Row& row);
  void page(const Row& row);
  void use(const Row& row);
  void probe(const Row& row);
  void fault(const Row& row);

  void records(const Row& row, const Call& call);
  Record record(const Json& sent, const Json& answer, const Call& call, int index) const;
  /// The agreement a record speaks of when the market did not say: by licence, or by who the buyer
  /// is, preferring one that was not over yet.
  const Agreement* owner(const Json& sent, const Json& request) const;
  /// A customer who is known without a licence is the same when an agreement goes on in another:
  /// to the rules, such a chain is the first of its agreements.
  std::string known_as(const std::string& agreement) const;
  std::string agreement_in(const Json& data) const;
  void index();

  Case& case_;
  std::int64_t boundary_ = 0;  ///< the last row that told of an act of the judge or the clock
  std::int64_t quiet_ = 0;     ///< the last row that was no doing of the seller at all
  std::map<std::string, std::size_t, std::less<>> notification_index_;
  std::map<std::string, std::size_t, std::less<>> subscription_index_;
  std::map<std::string, std::string, std::less<>> first_of_chain_;
};

}  // namespace souk::judge
