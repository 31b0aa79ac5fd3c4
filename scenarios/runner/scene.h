#pragma once

#include <string>

#include "scenarios/report/run_result.h"
#include "scenarios/runner/session.h"

namespace souk::judge {

/// Ends a run before or between steps, with the outcome it then has.
struct RunEnds {
  RunOutcome outcome;
  std::string why;
};

/// Whether the seller's timestamps are in market time.
bool follows_clock(const Plan& plan, const RunOptions& options);

/// What is there before the first step: the product, the way its news takes, and the seller, which
/// souk starts where it was told to.
class Scene {
 public:
  Scene(Session& session, const Cell& cell, std::string title)
      : session_(session), cell_(cell), plan_(cell.plan), title_(std::move(title)) {}

  /// Throws RunEnds.
  void set();

 private:
  void note_start();
  void put_product();
  void put_notifications();
  void start_seller();
  void reset_seller();
  void visit_seller();
  void wait_for_reader(const std::string& queue);
  bool is_read(const std::string& queue);
  std::string queue_url() const;
  std::string bound_address(const std::string& address);
  RunEnds seller_trouble(const std::string& what, const std::string& why,
                         const char* advice = "") const;

  Session& session_;
  const Cell& cell_;
  const Plan& plan_;
  std::string title_;
  std::string product_code_;
};

}  // namespace souk::judge
