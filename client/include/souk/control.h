#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "souk/control_types.h"
#include "souk/http.h"
#include "souk/outcome.h"
#include "souk/time.h"

namespace souk::client {

struct ControlConfig {
  std::string endpoint;      ///< souk's URL, "http://127.0.0.1:4747"
  std::string bearer_token;  ///< needed where souk does not listen on loopback
  HttpOptions http;
  /// `http.timeout` for calls that wait for the seller: acts that deliver, and advances.
  Duration patient_timeout = std::chrono::minutes(10);
};

class SandboxClient;

/// The harness powers of a souk server (docs/control-api.md). Nothing is repeated: a lost answer
/// leaves open whether the call took effect, and the Failure says Broken or Timeout. Safe to use
/// from several threads.
class ControlClient {
 public:
  explicit ControlClient(ControlConfig config);

  /// The version of a server that is ready.
  Outcome<Health> health();
  /// The certificate of souk's own CA, PEM.
  Outcome<std::string> ca();

  Outcome<SandboxView> create_sandbox(const SandboxRequest& request = {});
  /// Without their secret keys.
  Outcome<std::vector<SandboxView>> sandboxes();
  /// A handle on a sandbox that exists, or will.
  SandboxClient sandbox(const std::string& name) const;

 private:
  std::shared_ptr<class ControlCaller> caller_;
};

/// One sandbox. Copies share what they remember. Safe to use from several threads.
class SandboxClient {
 public:
  SandboxClient(std::shared_ptr<class ControlCaller> caller, std::string name);

  const std::string& name() const { return name_; }
  /// The newest X-Souk-Now seen on an answer about this sandbox.
  std::optional<Timestamp> last_now() const;

  Outcome<SandboxView> view();
  Outcome<Done> remove();
  Outcome<SandboxView> fork(const std::string& copy);
  Outcome<SandboxView> reset(const SandboxRequest& changes = {});
  Outcome<std::string> snapshot(const std::string& name);
  Outcome<SandboxView> restore(const std::string& name);

  Outcome<std::vector<ProductView>> products();
  Outcome<ProductView> put_product(const std::string& product, const ProductRequest& request);
  Outcome<std::vector<Channel>> put_notifications(const std::string& product,
                                                  const NotificationTarget& target);
  /// The offer as souk shows it.
  Outcome<Json> put_offer(const std::string& offer, const Json& request);
  Outcome<BuyerView> put_buyer(const std::string& buyer, const std::string& account = {});

  Outcome<Purchase> subscribe(const std::string& buyer, const SubscribeRequest& request = {});
  /// A new token, in the form a buyer's browser posts.
  Outcome<Form> set_up(const std::string& agreement);
  Outcome<AgreementView> cancel(const std::string& agreement);
  /// Another act, as docs/control-api.md lists them: "renew", "amend", "suspend", … Returns the
  /// agreement, or the one that took its place.
  Outcome<AgreementView> act(const std::string& agreement, const std::string& act,
                             const Json& details = Json::object());
  Outcome<AgreementView> agreement(const std::string& id);
  /// All of them, or one buyer's.
  Outcome<std::vector<AgreementView>> agreements(const std::string& buyer = {});
  Outcome<Json> entitlements();
  /// All usage, or one agreement's.
  Outcome<Usage> usage(const std::string& agreement = {});
  /// The request as souk shows it.
  Outcome<Json> request_refund(const std::string& agreement, const RefundRequest& request = {});
  /// A list of requests, the newest first.
  Outcome<Json> refunds(const std::string& agreement);
  /// The seller's answer; an empty outcome is the one asked for.
  Outcome<Json> decide_refund(const std::string& refund, const std::string& outcome = {});
  /// What buyers are charged: a list of bills, all buyers' or one's, of "2026-10" or the present
  /// month.
  Outcome<Json> bill(const std::string& buyer = {}, const std::string& month = {});
  Outcome<Json> queues();
  /// Says where the runtime of a Lambda function listens.
  Outcome<Json> put_function(const std::string& function, const std::string& url);
  /// Lets a function read a queue, as Lambda does.
  Outcome<Json> put_queue_consumer(const std::string& queue, const QueueConsumer& consumer);
  Outcome<Done> remove_queue_consumer(const std::string& queue);
  Outcome<Json> topics();
  /// The newest first; all of them, or those that the query names.
  Outcome<std::vector<DeliveryView>> deliveries(const DeliveryQuery& query = {});
  /// Delivers once more what a delivery brought, to the same endpoint, and tells how that went.
  Outcome<DeliveryView> resend(std::int64_t delivery);
  Outcome<NotifyResult> notify(const NotifyRequest& request);

  Outcome<ClockView> clock();
  Outcome<ClockView> put_clock(const std::string& mode, std::optional<double> rate = std::nullopt);
  /// The file from which libfaketime takes the seller's time; souk keeps it up to date.
  Outcome<ClockView> put_clock_file(const std::string& path);
  Outcome<Done> forget_clock_file();
  Outcome<Advance> advance_by(Duration by, const AdvanceOptions& options = {});
  Outcome<Advance> advance_to(Timestamp to, const AdvanceOptions& options = {});
  Outcome<Advance> advance_next(const AdvanceOptions& options = {});
  /// Time stands still until the hold is released, or `lasts` (real time) is over. Returns its id.
  Outcome<std::string> hold(const std::string& name, std::optional<Duration> lasts = std::nullopt);
  Outcome<Done> release(const std::string& hold_id);
  Outcome<std::vector<Happening>> agenda();

  /// Replaces all faults. A list of rules as docs/control-api.md has them.
  Outcome<Json> put_faults(const Json& faults);
  Outcome<Json> faults();
  Outcome<Done> clear_faults();

  Outcome<JournalPage> journal(const JournalQuery& query = {});
  /// The whole journal as NDJSON, header line first.
  Outcome<std::string> journal_export();
  /// Rows of the judge's kinds. Returns the last row's number.
  Outcome<std::int64_t> append(const std::vector<JournalEntry>& rows);
  /// Judges what the journal holds now; "all" when no rule is named.
  Outcome<Json> verdicts(const std::vector<std::string>& rules = {});

 private:
  Outcome<Json> call(const std::string& method, const std::string& path, const Json* body = nullptr,
                     bool patient = false);
  Outcome<HttpAnswer> exchange(const std::string& method, const std::string& path, const Json* body,
                               Duration timeout);
  Outcome<SandboxView> sandbox_call(const std::string& method, const std::string& path,
                                    const Json* body = nullptr);
  Outcome<Advance> advance(Json how, const AdvanceOptions& options);

  std::shared_ptr<class ControlCaller> caller_;
  std::string name_;
  std::string root_;  ///< "/_souk/v1/sandboxes/NAME"
};

}  // namespace souk::client
