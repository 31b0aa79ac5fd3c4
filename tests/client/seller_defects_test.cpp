#include <functional>
#include <set>

#include "tests/client/support/seller_test.h"
#include "tests/support/precompiled.h"

namespace souk::test {
namespace {

using namespace std::chrono_literals;
using sample::Defect;

TEST(Defects, AreNamedOnceAndFoundByName) {
  std::set<std::string_view> names;
  for (const auto& row : sample::defects()) {
    names.insert(row.name);
    EXPECT_EQ(sample::find_defect(row.name).value(), row.defect);
    EXPECT_EQ(sample::name_of(row.defect), row.name);
    EXPECT_EQ(row.rule.front(), 'R');
  }
  EXPECT_EQ(names.size(), sample::defects().size());
  EXPECT_EQ(names.size(), 38U);
  EXPECT_EQ(sample::name_of(Defect::None), "");
}

TEST(Defects, AnUnknownNameIsAnsweredWithTheNearestAndAll) {
  const auto error = sample::find_defect("token-in-cookies").error();

  EXPECT_EQ(error.type, "UnknownDefect");
  EXPECT_THAT(error.message, testing::HasSubstr("did you mean \"token-in-cookie\"?"));
  for (const auto& row : sample::defects()) {
    EXPECT_THAT(error.message, testing::HasSubstr(std::string(row.name)));
  }
}

/// Every defect shows in what it is named for, and the honest seller does not do it.
class DefectTest : public SellerTest {
 protected:
  /// Runs a scene with the honest seller, then with the one that has the defect.
  template <class Scene>
  void expect_only_with(Defect defect, Scene shows) {
    start();
    EXPECT_FALSE(shows()) << "the honest seller does it too";
    forget();
    start(defect);
    EXPECT_TRUE(shows()) << sample::name_of(defect);
    forget();
  }

  void forget() {
    seen_calls_ = souk_.calls("BatchMeterUsage").size();
    seen_entitlement_calls_ = souk_.calls("GetEntitlements").size();
    now_ = kNine;
    souk_.set_entitlements({Json::object()});
    souk_.set_status_of_records(nullptr);
  }

  std::vector<FakeSouk::Call> metering_calls() {
    auto calls = souk_.calls("BatchMeterUsage");
    calls.erase(calls.begin(), calls.begin() + long(seen_calls_));
    return calls;
  }
  std::vector<Json> records() {
    std::vector<Json> records;
    for (const auto& call : metering_calls()) {
      for (const auto& record : call.input["UsageRecords"]) records.push_back(record);
    }
    return records;
  }

  void ann_subscribes(const char* product = kConcurrent) {
    know_ann("token-1", product);
    at(kNine + 10min);
    std::string_view(product) == kLegacy ? void(tell("subscribe-success")) : license_updated();
    land();
    sign_up();
  }
  /// Three hours with use in the first, told by the job each hour.
  void three_hours() {
    ann_subscribes();
    use(5);
    for (int hour = 1; hour <= 3; ++hour) {
      at(kNine + hour * 1h);
      tick();
    }
  }

  std::size_t seen_calls_ = 0;
  std::size_t seen_entitlement_calls_ = 0;
};

TEST_F(DefectTest, LandingPageDefects) {
  know_ann("tok+en/1==");
  const auto landing = [&] {
    browser_->land("tok+en/1==");
    return browser_->first();
  };
  expect_only_with(Defect::TokenInCookie, [&] {
    const auto cookies = landing().headers.all("Set-Cookie");
    return std::any_of(cookies.begin(), cookies.end(), [](const std::string& cookie) {
      return cookie.find("tok%2Ben%2F1") != std::string::npos;
    });
  });
  expect_only_with(Defect::TokenInUrl, [&] {
    return landing().headers.get("Location").find("tok%2Ben") != std::string::npos;
  });
  expect_only_with(Defect::DoubleDecodesToken, [&] {
    landing();
    return souk_.calls("ResolveCustomer").back().input["RegistrationToken"] == "tok en/1==";
  });
  expect_only_with(Defect::CrashesOnBadToken, [&] {
    const auto page = browser_->land("garbage");
    return page.status == 500 && page.body.find("Traceback") != std::string::npos;
  });
  expect_only_with(Defect::GetRefused, [&] { return get("/register").status == 405; });
  expect_only_with(Defect::PostRefused, [&] { return landing().status == 405; });
  expect_only_with(Defect::NeverRedeems, [&] {
    const auto before = souk_.calls("ResolveCustomer").size();
    landing();
    return sign_up().status == 200 && souk_.calls("ResolveCustomer").size() == before;
  });
  expect_only_with(Defect::CrashesOnMissingToken,
                   [&] { return post("/register", "").status == 500; });
  expect_only_with(Defect::CrashesOnExpiredToken, [&] {
    souk_.next("ResolveCustomer", {400, {{"__type", "ExpiredTokenException"}}});
    return landing().status == 500;
  });
  expect_only_with(Defect::NeedsCustomerIdentifier, [&] {
    landing();
    return sign_up().status >= 400;
  });
}

TEST_F(DefectTest, ResolvesLate) {
  know_ann();
  expect_only_with(Defect::ResolvesLate, [&] {
    const auto before = souk_.calls("ResolveCustomer").size();
    license_updated();
    land();
    sign_up();
    const bool late = souk_.calls("ResolveCustomer").size() == before;
    tick();
    EXPECT_EQ(souk_.calls("ResolveCustomer").size(), before + 1);
    EXPECT_EQ(app(), 200);
    return late;
  });
}

TEST_F(DefectTest, WrongSecret) {
  know_ann();
  expect_only_with(Defect::WrongSecret, [&] {
    land();
    return !souk_.calls("ResolveCustomer").back().is_signed;
  });
}

TEST_F(DefectTest, SecondAccount) {
  know_ann();
  expect_only_with(Defect::SecondAccount, [&] {
    land();
    sign_up();
    land();
    return accounts() == 2;
  });
}

TEST_F(DefectTest, ActivationDefects) {
  know_ann();
  const auto register_ann = [&] {
    land();
    sign_up();
  };
  expect_only_with(Defect::ActivatesAtRegistration, [&] {
    register_ann();
    return app() == 200;
  });
  expect_only_with(Defect::MetersBeforeActive, [&] {
    register_ann();
    return !records().empty();
  });
  expect_only_with(Defect::KeepsAccess, [&] {
    ann_subscribes();
    after(1h);
    license_deprovisioned();
    return app() == 200;
  });
}

TEST_F(DefectTest, NotificationDefects) {
  expect_only_with(Defect::SkipsSignatureCheck, [&] {
    know_ann("token-1", kLegacy);
    land();
    sign_up();
    auto message = sns("subscribe-success");
    message.topic_arn = "arn:aws:sns:us-east-1:1:other";
    message.signing_cert_url = "https://evil.test/x.pem";
    deliver(message, false);
    return app() == 200;
  });
  expect_only_with(Defect::NeverConfirms, [&] {
    auto message = sns("");
    message.type = "SubscriptionConfirmation";
    message.message = "Hello";
    message.token = "t";
    message.subscribe_url = souk_.url() + "/?Action=ConfirmSubscription&Token=t";
    const auto before = souk_.confirmed_urls().size();
    deliver(message);
    return souk_.confirmed_urls().size() == before;
  });
  expect_only_with(Defect::ReactsTwice, [&] {
    know_ann();
    event("License Updated", {}, "twice");
    land();
    sign_up();
    EXPECT_EQ(app(), 200);
    event("License Updated", {}, "twice");
    return accounts() == 2 && app() == 403;
  });
}

TEST_F(DefectTest, FinalRecordDefects) {
  const auto flushed_at_once = [&] {
    ann_subscribes();
    use(5);
    after(20min);
    license_deprovisioned();
    return !records().empty();
  };
  expect_only_with(Defect::FlushWithHourlyJob, [&] {
    const bool at_once = flushed_at_once();
    after(31min);
    tick();
    EXPECT_EQ(records().size(), 1U);
    return !at_once;
  });
  expect_only_with(Defect::FinalRecordLate, [&] {
    const bool at_once = flushed_at_once();
    after(60min);
    tick();
    const bool in_time = !records().empty();
    after(1min);
    tick();
    EXPECT_FALSE(records().empty());
    return !at_once && !in_time;
  });
  expect_only_with(Defect::KeepsMetering, [&] {
    flushed_at_once();
    const auto before = records().size();
    after(5h);
    tick();
    return records().size() > before;
  });
}

TEST_F(DefectTest, RecordDefects) {
  const auto any_record = [&](auto is_wrong) {
    three_hours();
    const auto all = records();
    return std::any_of(all.begin(), all.end(), is_wrong);
  };
  expect_only_with(Defect::Milliseconds, [&] {
    return any_record([](const Json& record) { return record["Timestamp"] > 100'000'000'000; });
  });
  expect_only_with(Defect::WrongCaseDimension, [&] {
    return any_record([](const Json& record) { return record["Dimension"] == "Requests"; });
  });
  expect_only_with(Defect::WrongQuantity, [&] {
    return any_record([](const Json& record) { return record["Quantity"] == 6; });
  });
  expect_only_with(Defect::SkipsAnHour, [&] {
    three_hours();
    return records().size() == 2;
  });
  expect_only_with(Defect::ResendsDifferentQuantity, [&] {
    three_hours();
    std::map<Json, std::set<Json>> quantities;
    for (const auto& record : records()) quantities[record["Timestamp"]].insert(record["Quantity"]);
    return std::any_of(quantities.begin(), quantities.end(),
                       [](const auto& hour) { return hour.second.size() > 1; });
  });
}

TEST_F(DefectTest, IdentityDefects) {
  expect_only_with(Defect::ProductCodeWithLicense, [&] {
    three_hours();
    return metering_calls().front().input.contains("ProductCode");
  });
  expect_only_with(Defect::BothIdentities, [&] {
    ann_subscribes(kLegacy);
    use(5);
    at(kNine + 1h);
    tick();
    return records().front().contains("CustomerAWSAccountId");
  });
}

TEST_F(DefectTest, AnswerDefects) {
  expect_only_with(Defect::BatchOf26, [&] {
    three_hours();
    const auto unbilled = Json::parse(get("/test/unbilled").body);
    EXPECT_EQ(unbilled["quantity"], 0);
    const auto calls = metering_calls();
    return std::any_of(calls.begin(), calls.end(), [](const FakeSouk::Call& call) {
      return call.input["UsageRecords"].size() == 26;
    });
  });
  expect_only_with(Defect::IgnoresUnprocessed, [&] {
    souk_.set_status_of_records([](const Json&) { return ""; });
    three_hours();
    return records().size() == 3;
  });
  expect_only_with(Defect::DropsOnError, [&] {
    ann_subscribes();
    use(5);
    for (int i = 0; i < 3; ++i) {
      souk_.next("BatchMeterUsage", {500, {{"__type", "InternalServiceErrorException"}}});
    }
    at(kNine + 1h);
    tick();
    const auto before = records().size();
    tick();
    return records().size() == before;
  });
  expect_only_with(Defect::RecountsOnRetry, [&] {
    souk_.set_status_of_records([](const Json&) { return ""; });
    ann_subscribes();
    use(5);
    at(kNine + 1h);
    tick();
    return records().back()["Quantity"] != records().front()["Quantity"];
  });
  expect_only_with(Defect::BelievesHttp200, [&] {
    souk_.set_status_of_records([](const Json&) { return "DuplicateRecord"; });
    three_hours();
    return Json::parse(get("/test/unbilled").body)["quantity"] == 0;
  });
}

TEST_F(DefectTest, EntitlementDefects) {
  const Json users{{"Entitlements", {{{"Dimension", "users"}, {"Value", {{"IntegerValue", 5}}}}}}};
  const auto buy = [&] {
    know_ann("token-1", kConcurrentContract);
    land();
    sign_up();
    event("License Updated", {{"product", {{"code", kConcurrentContract}}}});
  };
  expect_only_with(Defect::FirstPageOnly, [&] {
    souk_.set_entitlements({{{"NextToken", "2"}}, users, {{"NextToken", "2"}}, users});
    buy();
    const auto calls = souk_.calls("GetEntitlements");
    return std::none_of(
        calls.begin() + long(seen_entitlement_calls_), calls.end(),
        [](const FakeSouk::Call& call) { return call.input.contains("NextToken"); });
  });
  expect_only_with(Defect::EntitlementsElsewhere, [&] {
    souk_.set_entitlements({users});
    buy();
    return souk_.calls("GetEntitlements").back().authorization.find("/eu-west-1/") !=
           std::string::npos;
  });
  expect_only_with(Defect::HundredPerPage, [&] {
    souk_.set_entitlements({users});
    buy();
    return souk_.calls("GetEntitlements").back().input.value("MaxResults", 0) == 100;
  });
  expect_only_with(Defect::CrashesOnEmptyEntitlements, [&] {
    souk_.set_entitlements({Json::object()});
    know_ann("token-1", kConcurrentContract);
    return browser_->land("token-1").status == 500;
  });
}

}  // namespace
}  // namespace souk::test
