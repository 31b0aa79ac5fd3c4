#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>

#include "client/sample_seller/seller.h"
#include "souk/http.h"
#include "souk/url.h"
#include "tests/client/support/fake_souk.h"

namespace souk::test {

inline const client::Timestamp kNine =
    std::chrono::sys_days(std::chrono::year(2026) / 10 / 6) + std::chrono::hours(9);

inline constexpr const char* kConcurrent = "souksubscriptionconcurr01";
inline constexpr const char* kConcurrentContract = "soukcontractconcurrent001";
inline constexpr const char* kLegacy = "souksubscriptionlegacy001";
inline constexpr const char* kLegacyContract = "soukcontractlegacy0000001";

inline constexpr const char* kAnn = "111122223333";
inline const std::string kLicense = "arn:aws:license-manager::294406891311:license:l-0a1b";

/// A buyer's browser: keeps cookies, follows redirects of the seller.
class Browser {
 public:
  explicit Browser(std::string seller) : seller_(std::move(seller)) {}

  client::HttpAnswer get(const std::string& path);
  client::HttpAnswer post(const std::string& path, const client::FormFields& fields);
  /// Posts a registration token as AWS's page does: from elsewhere, so without cookies.
  client::HttpAnswer land(const std::string& token);
  /// The answer to the last POST, before any redirect was followed.
  const client::HttpAnswer& first() const { return first_; }
  void forget_cookies() { cookies_.clear(); }

 private:
  client::HttpAnswer send(const std::string& method, const std::string& path,
                          const std::string& body, bool with_cookies);

  std::string seller_;
  std::map<std::string, std::string> cookies_;
  client::HttpAnswer first_;
};

/// A seller between a fake souk and a buyer's browser, at 09:00 of a day.
class SellerTest : public testing::Test {
 protected:
  void start(sample::Defect defect = sample::Defect::None);
  void start(sample::Options options);
  sample::Options options();
  void restart() { start(*options_); }

  client::HttpAnswer get(const std::string& path);
  client::HttpAnswer post(const std::string& path, const std::string& body,
                          client::HttpHeaders headers = {});

  /// Time, as the judge's requests tell it.
  void at(client::Timestamp now) { now_ = now; }
  void after(client::Duration time) { now_ += time; }
  void tick() { EXPECT_EQ(post("/jobs/meter", "").status, 200); }

  /// Ann buys and comes with a token; signs up.
  void land(const std::string& token = "token-1");
  client::HttpAnswer sign_up(const std::string& email = "ann@example.test");
  void event(const std::string& name, const Json& more = {}, const std::string& request_id = {});
  /// Events of Ann's licence and agreement.
  void license_updated() { event("License Updated"); }
  void license_deprovisioned() { event("License Deprovisioned"); }
  void agreement_ended(const std::string& status = "CANCELLED");
  client::SnsMessage sns(const std::string& action, const std::string& product = kLegacy);
  /// Posts an SNS message as SNS does, signed. Returns the seller's status.
  int deliver(client::SnsMessage message, bool sign = true);
  int tell(const std::string& action, const std::string& product = kLegacy) {
    return deliver(sns(action, product));
  }
  /// Whether the seller counted it.
  bool use(int quantity, const std::string& dimension = "requests");
  int app() { return browser_->get("/app").status; }
  int accounts();

  void know_ann(const std::string& token = "token-1", const char* product = kConcurrent);

  FakeSouk souk_;
  client::Timestamp now_ = kNine;
  std::unique_ptr<sample::Seller> seller_;
  std::unique_ptr<Browser> browser_;
  std::string url_;
  int sequence_ = 0;

 private:
  std::optional<sample::Options> options_;
};

}  // namespace souk::test
