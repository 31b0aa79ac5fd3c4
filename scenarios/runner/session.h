#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/runner/armed_kill.h"
#include "scenarios/runner/browser.h"
#include "scenarios/runner/consumption.h"
#include "scenarios/runner/market.h"
#include "scenarios/runner/runner.h"

namespace souk::judge {

/// A buyer of the story, and the browser in front of them.
struct BuyerState {
  std::string name;
  client::BuyerView view;
  std::string agreement;  ///< the newest one's id; empty before they subscribe
  std::string last_token;
  Browser browser;
  std::optional<Visit> page;             ///< what they are looking at
  std::map<std::string, Json> captures;  ///< what they were given while registering
};

/// Values that only exist while a step looks at them: ${dimension}, ${quantity}, ${form.email}.
using Extra = std::map<std::string, Json>;

/// All one run knows, shared by its steps.
class Session {
 public:
  Session(const Plan& plan, const RunOptions& options, const Interruption& interruption,
          Market& market);

  const Plan& plan() const { return plan_; }
  const RunOptions& options() const { return options_; }
  Market& market() { return market_; }

  Timestamp now() const { return *now_; }
  void set_now(Timestamp now) { *now_ = now; }
  /// The market's time when the story began.
  Timestamp began() const { return began_; }
  void begin(Timestamp now) { *now_ = began_ = now; }
  void set_seed(std::uint64_t seed) { seed_ = seed; }
  const std::string& seller_url() const { return seller_url_; }
  /// Sets ${SELLER} and which hosts the browsers may go to.
  void set_seller(const std::string& url);
  /// The seller souk started itself; nothing where somebody else did.
  HostedSeller* hosted() const { return hosted_.get(); }
  void set_hosted(std::unique_ptr<HostedSeller> hosted) { hosted_ = std::move(hosted); }
  /// Whether nobody can answer, because the story killed or paused the seller.
  bool is_asleep() const { return hosted_ && !hosted_->is_awake(); }
  /// Ends it; what it printed last is written down.
  void stop_hosted();
  /// Writes down what it has printed.
  void note_output();
  void arm(std::unique_ptr<ArmedKill> kill) { kill_ = std::move(kill); }
  /// Whether an armed kill has struck since this was asked last.
  bool was_killed_as_armed();
  /// Adds a fault to those that are at work.
  Tried<client::Done> add_fault(const Json& rule);

  /// What the seller counts as consumed.
  Consumption& consumption() { return consumption_; }

  /// Which step is carried out: the thread of the rows it writes. 0 before and after all steps.
  void set_step(int index);
  /// Keeps a value for later ${name}; one that is somebody's own is not the next buyer's.
  void capture(const std::string& name, Json value, BuyerState* owner = nullptr);

  /// The buyer of that name, made in the market when first heard of.
  Tried<BuyerState*> buyer(const std::string& name);
  std::map<std::string, BuyerState>& buyers() { return buyers_; }
  /// A browser that remembers nothing.
  Browser new_browser() const { return Browser(browser_settings_); }
  /// The buyer's agreement as it stands now.
  Tried<client::AgreementView> agreement(const BuyerState& buyer);

  /// Whether it speaks of something the buyer was not given yet: they have not registered.
  bool waits_for_registration(const Json& value, const BuyerState& buyer) const;
  /// A value of the story with everything put in.
  Tried<Json> bind(const Json& value, const BuyerState* buyer = nullptr, const Extra& extra = {});
  /// An address with everything put in: "/x" becomes one of the seller.
  Tried<std::string> address(const Json& value, const BuyerState* buyer = nullptr);

  /// Sends a request as the story writes it ({"post": …, "json": …}), in nobody's name.
  Tried<client::HttpAnswer> ask_seller(const Json& request, const BuyerState* buyer = nullptr,
                                       const Extra& extra = {});
  /// The request's method, address, headers and body, all values put in.
  struct Prepared {
    std::string method;
    std::string url;
    client::HttpHeaders headers;
    std::string body;
  };
  Tried<Prepared> prepare(const Json& request, const BuyerState* buyer, const Extra& extra);

  /// An address without the seller's own origin: rows must not depend on ports.
  std::string relative(const std::string& url) const;

  /// Adds a row to the journal, in the thread of the current step.
  void note(const std::string& kind, const std::string& actor, const std::string& subject,
            Json data, Json nondeterministic = Json::object());
  /// The same for several rows at once.
  void note(std::vector<client::JournalEntry> rows);

  /// Writes the `use` row of an agreement; `data` says what and how much.
  void note_use(const BuyerState& buyer, const client::AgreementView& agreement, Json data);

  /// How an advance waits for the seller to finish.
  client::AdvanceOptions settling() const;
  /// Lets the seller finish what it began; time stands still. False when souk could not wait.
  bool settle();

  /// An expectation that was not met: when the run is over, it is told by how much it was missed.
  struct Late {
    Timestamp deadline;
    std::function<std::optional<Timestamp>(const Journal&)> came;
    int step = 0;
  };
  void expect_late(Late late);
  const std::vector<Late>& late() const { return late_; }

  /// Agreements that renewed themselves as time went by are their buyers' newest.
  void follow_successions();

 private:
  Tried<std::string> absolute(const std::string& address) const;
  Tried<Json> value_of(const std::string& name, const BuyerState* buyer, const Extra& extra);
  Tried<Json> buyer_value(const BuyerState& buyer, const std::string& member);

  const Plan& plan_;
  const RunOptions& options_;
  Market& market_;
  std::shared_ptr<Timestamp> now_ = std::make_shared<Timestamp>();
  Timestamp began_;
  std::shared_ptr<BrowserSettings> browser_settings_ = std::make_shared<BrowserSettings>();
  std::uint64_t seed_ = 1;
  std::string seller_url_;
  std::vector<std::string> origins_;  // addresses that count as the seller's own
  int step_ = 0;
  std::vector<Late> late_;
  Consumption consumption_;
  std::unique_ptr<HostedSeller> hosted_;
  std::unique_ptr<ArmedKill> kill_;  // knows the seller: goes first
  std::size_t followed_ = 0;         // rows of the journal that follow_successions has seen
  std::map<std::string, Json> captures_;
  std::map<std::string, BuyerState> buyers_;
};

}  // namespace souk::judge
