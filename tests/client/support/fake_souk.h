#pragma once

#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "client/sample_seller/web_server.h"
#include "souk/time.h"
#include "tests/client/support/sns_signer.h"

namespace souk::test {

using Json = nlohmann::json;

/// As much of AWS as the sample seller needs: answers as it is told and keeps what it was asked.
class FakeSouk {
 public:
  struct Call {
    std::string operation;
    Json input;
    std::string authorization;
    bool is_signed = false;  ///< with the secret key "secret"
  };
  /// Status and body of an answer.
  using Answer = std::pair<int, Json>;

  FakeSouk();
  ~FakeSouk() { stop(); }

  const std::string& url() const { return url_; }
  void stop() { server_.stop(); }

  /// What X-Souk-Now says from now on.
  void set_now(client::Timestamp now);

  /// A token and who comes with it.
  void knows_token(const std::string& token, const Json& customer);
  /// The next answer to an operation, before what it would say otherwise.
  void next(const std::string& operation, Answer answer);
  /// Statuses for records of BatchMeterUsage; "" leaves the record unprocessed.
  void set_status_of_records(std::function<std::string(const Json& record)> decide);
  /// Answers of GetEntitlements, in order; the last one again and again.
  void set_entitlements(std::vector<Json> pages);

  std::vector<Call> calls(const std::string& operation);
  /// Every record of every BatchMeterUsage so far.
  std::vector<Json> records();
  std::vector<std::string> confirmed_urls();
  int certificates_fetched();
  const SnsSigner& signer() const { return signer_; }

 private:
  sample::WebReply answer(const sample::WebRequest& request);
  Answer say(const std::string& operation, const Json& input);
  Answer resolve(const Json& input);
  Answer meter(const Json& input);
  Answer entitlements();

  std::mutex mutex_;
  const SnsSigner& signer_;
  std::string now_;
  std::map<std::string, Json> customers_;
  std::map<std::string, std::deque<Answer>> next_;
  std::function<std::string(const Json&)> decide_;
  std::deque<Json> entitlement_pages_{Json::object()};
  std::vector<Call> calls_;
  std::vector<std::string> confirmed_;
  int certificates_ = 0;
  sample::WebServer server_;
  std::string url_;
};

}  // namespace souk::test
