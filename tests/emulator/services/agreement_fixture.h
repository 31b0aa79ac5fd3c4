#pragma once

#include "tests/emulator/services/services_fixture.h"

namespace souk::services {

/// The Agreement Service with a seller and buyers who call it.
class AgreementServiceTest : public ServicesTest {
 protected:
  using ServicesTest::ServicesTest;

  /// A call of the seller.
  Said ask(const std::string& operation, const Json& input) {
    auto request = json_request("AWSMPCommerceService_v20200301", operation, input.dump(),
                                "application/x-amz-json-1.0");
    return send(signed_for("metering", std::move(request)));
  }
  /// A call of the buyer who has this agreement.
  Said ask_as(const storage::AgreementRow& buyers, const std::string& operation,
              const Json& input) {
    sign_as(buyer_of(buyers));
    auto said = ask(operation, input);
    key_ = sandbox_->credentials();
    return said;
  }

  static Json about(const storage::AgreementRow& agreement, Json members = Json::object()) {
    members["agreementId"] = agreement.agreement_id;
    return members;
  }

  /// An agreement on this offer that stands for a minute and more.
  storage::AgreementRow bought_offer(const std::string& offer, const std::string& product,
                                     const std::string& buyer = "ann") {
    storage::AgreementRow agreement;
    {
      sandbox::Session session(*sandbox_);
      marketplace::Purchase purchase;
      purchase.buyer = buyer;
      purchase.product = product;
      purchase.offer = offer;
      agreement = marketplace::subscribe(sandbox_->market, purchase).value();
      session.commit();
    }
    pass(90s);
    sandbox::Session session(*sandbox_);
    return sandbox_->market.agreements.find(agreement.id).value();
  }
  void put_offer(const std::string& name, const Json& given) {
    sandbox::Session session(*sandbox_);
    marketplace::put_offer(sandbox_->market, name, given).value();
    session.commit();
  }

  static std::vector<std::string> members(const Json& object) {
    std::vector<std::string> names;
    for (const auto& [name, value] : object.items()) names.push_back(name);
    return names;
  }

  /// Lets time pass, and whatever is due come about.
  void pass(Duration time) {
    sandbox::Session session(*sandbox_);
    auto& market = sandbox_->market;
    const auto target = market.now() + time;
    while (const auto due = market.agenda.first()) {
      if (due->due > target) break;
      sandbox_->clock.move_to(due->due);
      market.agenda.remove(*due);
      marketplace::fall_due(market, *due);
    }
    sandbox_->clock.move_to(target);
    messaging::publish_news(sandbox_->messaging);
    session.commit();
  }
};

}  // namespace souk::services
