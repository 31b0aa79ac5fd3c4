#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "emulator/marketplace/agreements.h"
#include "emulator/marketplace/catalogue.h"
#include "emulator/marketplace/faults.h"
#include "emulator/marketplace/registration.h"
#include "emulator/messaging/notifications.h"
#include "emulator/messaging/queues.h"
#include "emulator/messaging/topics.h"
#include "emulator/services/front_door.h"

namespace souk::services {

using namespace std::chrono_literals;

inline constexpr auto kHost = "127.0.0.1:4747";
inline constexpr auto kHook = "https://seller.test/hook";
inline constexpr auto kLegacy = "subscription-legacy";
inline constexpr auto kLegacyCode = "souksubscriptionlegacy001";
inline constexpr auto kConcurrent = "subscription-concurrent";
inline constexpr auto kContract = "contract-concurrent";
inline constexpr auto kContractCode = "soukcontractconcurrent001";

/// What a caller gets.
struct Said {
  Answer answer;
  Json body;  ///< the answer's, where it is JSON

  int status() const { return answer.response.status; }
  std::string header(const char* name) const {
    return std::string(answer.response.headers.get(name));
  }
  /// "400 InvalidTokenException: Registration token is invalid"
  std::string error() const;
};

/// The front door with a sandbox behind it, and a seller who signs what it sends.
class ServicesTest : public testing::Test {
 protected:
  explicit ServicesTest(const char* profile = "current-2026");

  static Json switched(const char* name, const char* choice) { return {{name, choice}}; }
  void choose(const char* name, const char* choice);

  /// A call over JSON, in the version the service's clients use. `service` as the front door names
  /// it: metering, entitlement, sqs.
  Said call(const std::string& service, const std::string& operation, const Json& input);
  Said call_with_body(const std::string& service, const std::string& operation, std::string body,
                      const std::string& content_type = "");
  /// A call in Query form. Members are written as `{name: text}`.
  Said query(const std::string& service, const std::string& operation, const Json& parameters,
             const std::string& path = "/");
  Said cbor(const std::string& service, const std::string& operation, const Json& input);

  /// Sends a request as it is.
  Said send(const HttpRequest& request, bool last = true);
  /// The request, signed for `service` now, or `age` ago.
  HttpRequest signed_for(const std::string& service, HttpRequest request,
                         const std::string& region = "us-east-1", Duration age = Duration(0));
  HttpRequest json_request(const std::string& service, const std::string& operation,
                           std::string body, const std::string& content_type = "") const;

  /// A buyer whose agreement stands for a minute and more.
  storage::AgreementRow bought(const char* product, const std::string& buyer = "ann",
                               Json quantities = Json::object());
  std::string token_of(const storage::AgreementRow& agreement);
  storage::BuyerRow buyer_of(const storage::AgreementRow& agreement);
  void fault(const Json& rule);
  void move(Duration time);
  /// From now on requests are signed with this buyer's key.
  void sign_as(const storage::BuyerRow& buyer);

  /// The journal's rows of this kind.
  std::vector<Json> rows(const std::string& kind);
  Json last_call() { return rows("call").back(); }

  std::unique_ptr<sandbox::Sandboxes> sandboxes_;
  std::shared_ptr<sandbox::Sandbox> sandbox_;
  FrontDoor door_;
  sandbox::Credentials key_;   ///< what requests are signed with
  std::string session_token_;  ///< what comes with the key; empty for nothing
};

}  // namespace souk::services
