#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <tl/expected.hpp>

#include "scenarios/report/run_result.h"
#include "scenarios/runner/hosted_seller.h"
#include "scenarios/story/expand.h"
#include "souk/control_types.h"
#include "souk/http.h"

namespace souk::judge {

/// How a story is run.
struct RunOptions {
  std::string souk;                   ///< souk's URL
  std::string bearer_token;           ///< where souk wants one
  std::string seller_label;           ///< what reports call the seller; its URL when empty
  std::string seller_url;             ///< the value of ${SELLER}; empty when `on_sandbox` tells it
  std::optional<std::uint64_t> seed;  ///< over the story's own

  /// An existing sandbox, reset before the run and left as the run leaves it. Empty: a new one,
  /// named after the story and its cell.
  std::string sandbox;
  bool keep_sandbox = false;  ///< do not delete the new sandbox afterwards

  /// Called once the sandbox exists, before anything is asked of the seller: starts a seller with
  /// the sandbox's keys and returns its URL, or says why it cannot.
  std::function<tl::expected<std::string, std::string>(const client::SandboxView&)> on_sandbox;
  /// A seller that souk starts for the run; `seller_url` and `on_sandbox` are of no use then.
  std::optional<Hosting> hosting;
  /// Called when each step has ended.
  std::function<void(const StepResult&)> progress;
  /// A stop ends the run within a second; the sandbox is cleaned up all the same.
  std::stop_token cancel;

  Duration patience{2'000};       ///< real time an expectation waits before market time goes on
  Duration page_timeout{10'000};  ///< real time one answer of the seller may take
  std::size_t page_limit = 5'000'000;  ///< bytes of one answer of the seller
  client::TlsOptions seller_tls;
};

/// Runs one cell of a story: drives the market and the seller, writes the judge's rows, and returns
/// what happened with the whole journal. Judges no rules: `verdicts` is empty, and the outcome is
/// Broken only where a step failed. Never throws for what a story, a seller or souk does. Several
/// runs may go on at once on several threads, each with its own sandbox.
RunResult run_story(const Story& story, const Cell& cell, const RunOptions& options);

/// The name of the sandbox of a run: the same for the same story and cell.
std::string sandbox_name(const Plan& plan, const Cell& cell);

}  // namespace souk::judge
