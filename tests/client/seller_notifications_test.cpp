#include "tests/client/support/seller_test.h"
#include "tests/support/precompiled.h"

namespace souk::test {
namespace {

using namespace std::chrono_literals;

class NotificationTest : public SellerTest {
 protected:
  NotificationTest() { start(); }

  void ann_registers(const char* product = kConcurrent) {
    know_ann("token-1", product);
    land();
    sign_up();
  }
};

TEST_F(NotificationTest, NothingOpensBeforeTheSuccessNotice) {
  ann_registers();
  event("Purchase Agreement Created", {{"agreement", {{"intent", "NEW"}}}});
  EXPECT_EQ(app(), 403);
  EXPECT_FALSE(use(1));

  license_updated();

  EXPECT_EQ(app(), 200);
  EXPECT_TRUE(use(1));
}

TEST_F(NotificationTest, NoticesBeforeRegistrationAreKept) {
  license_updated();
  ann_registers();

  EXPECT_EQ(app(), 200);
}

TEST_F(NotificationTest, LegacyCustomersFollowSnsMessages) {
  ann_registers(kLegacy);
  EXPECT_EQ(app(), 403);

  EXPECT_EQ(tell("subscribe-success"), 200);
  EXPECT_EQ(app(), 200);
  after(1h);
  EXPECT_EQ(tell("unsubscribe-pending"), 200);
  EXPECT_EQ(app(), 403);
  after(1h);
  EXPECT_EQ(tell("unsubscribe-success"), 200);
  EXPECT_FALSE(use(1));
}

TEST_F(NotificationTest, AFailedPaymentOpensNothing) {
  ann_registers(kLegacy);

  tell("subscribe-fail");

  EXPECT_EQ(app(), 403);
  EXPECT_FALSE(use(1));
}

TEST_F(NotificationTest, AQuickReturnKeepsTheCustomer) {
  ann_registers(kLegacy);
  tell("subscribe-success");
  after(1h);
  tell("unsubscribe-pending");
  after(20min);
  tell("subscribe-success");
  after(2h);

  EXPECT_EQ(app(), 200);
  EXPECT_TRUE(use(1));
}

TEST_F(NotificationTest, TheTimeInANoticeDecidesNotItsArrival) {
  ann_registers(kLegacy);
  const auto success = sns("subscribe-success");
  after(1h);
  tell("unsubscribe-pending");

  deliver(success);

  EXPECT_EQ(app(), 403);
}

TEST_F(NotificationTest, AnEndThatOvertakesTheBeginningStillEnds) {
  ann_registers();
  after(1h);
  license_deprovisioned();
  at(kNine);
  license_updated();

  EXPECT_EQ(app(), 403);
}

TEST_F(NotificationTest, AnAgreementsEndEndsItsLicence) {
  ann_registers();
  license_updated();
  after(1h);

  agreement_ended();

  EXPECT_EQ(app(), 403);
}

TEST_F(NotificationTest, RenewedAndReplacedAreNoChurn) {
  for (const auto* status : {"RENEWED", "REPLACED"}) {
    start();
    ann_registers();
    license_updated();
    after(1h);
    agreement_ended(status);
    EXPECT_EQ(app(), 200) << status;
  }
}

TEST_F(NotificationTest, ARenewalMovesTheAccountToTheNewLicence) {
  ann_registers();
  license_updated();
  after(1h);
  event(
      "Purchase Agreement Created",
      {{"agreement", {{"id", "agmt-2"}, {"intent", "RENEW"}, {"previousAgreementId", "agmt-1"}}}});
  event("License Updated",
        {{"agreement", {{"id", "agmt-2"}}}, {"license", {{"arn", kLicense + "2"}}}});
  agreement_ended("RENEWED");
  EXPECT_EQ(app(), 200);

  EXPECT_TRUE(use(3));
  after(1h);
  tick();

  for (const auto& record : souk_.records()) {
    if (record["Quantity"] == 3) EXPECT_EQ(record["LicenseArn"], kLicense + "2");
  }
  license_deprovisioned();
  EXPECT_EQ(app(), 200);
}

TEST_F(NotificationTest, OneLicencesEndLeavesTheOtherAlone) {
  ann_registers();
  license_updated();
  event("License Updated",
        {{"agreement", {{"id", "agmt-2"}}}, {"license", {{"arn", kLicense + "2"}}}});
  after(1h);
  license_deprovisioned();

  EXPECT_EQ(app(), 403);
  EXPECT_TRUE(use(1));
}

TEST_F(NotificationTest, ACopyHasNoSecondEffect) {
  ann_registers();
  event("License Updated", {}, "same");
  use(5);
  after(30min);
  event("License Deprovisioned", {}, "end");
  const auto before = souk_.calls("BatchMeterUsage").size();

  event("License Deprovisioned", {}, "end");
  event("License Deprovisioned", {}, "end, but with another id");
  event("License Updated", {}, "same");

  EXPECT_EQ(souk_.calls("BatchMeterUsage").size(), before);
  EXPECT_EQ(app(), 403);
  EXPECT_EQ(accounts(), 1);
}

TEST_F(NotificationTest, WhatItDoesNotKnowItIgnores) {
  ann_registers();
  license_updated();

  event("Purchase Agreement Advisory Issued");
  event("Spend Threshold Reached");
  event("Agreement Cancellation Request Pending Approval");
  event("Something New Entirely");
  EXPECT_EQ(
      post("/marketplace/events",
           R"({"detail-type":"License Deprovisioned - Manufacturer","source":"evil","detail":{}})")
          .status,
      200);

  EXPECT_EQ(app(), 200);
}

TEST_F(NotificationTest, WhatIsNoNewsIsRefused) {
  for (const auto* body : {"", "not json", "[]", "{}", R"({"Records":5})"}) {
    const auto status = post("/marketplace/events", body).status;
    EXPECT_GE(status, 400) << body;
    EXPECT_LT(status, 500) << body;
  }
}

TEST_F(NotificationTest, ConfirmsItsSubscription) {
  auto message = sns("");
  message.type = "SubscriptionConfirmation";
  message.message = "You have chosen to subscribe";
  message.token = "t-1";
  message.subscribe_url =
      "https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=x&Token=t-1";

  EXPECT_EQ(deliver(message), 200);
  EXPECT_THAT(souk_.confirmed_urls(), testing::ElementsAre("t-1"));

  message.subscribe_url = souk_.url() + "/?Action=ConfirmSubscription&Token=t-2";
  EXPECT_EQ(deliver(message), 200);
  message.subscribe_url = "http://127.0.0.1:1/?Action=ConfirmSubscription&Token=t-3";
  EXPECT_EQ(deliver(message), 200);
  EXPECT_THAT(souk_.confirmed_urls(), testing::ElementsAre("t-1", "t-2"));
  EXPECT_EQ(souk_.certificates_fetched(), 1);
}

TEST_F(NotificationTest, BelievesNoForgery) {
  ann_registers(kLegacy);
  const auto forged = [&](auto change) {
    auto message = sns("subscribe-success");
    change(message);
    return message;
  };

  EXPECT_EQ(deliver(sns("subscribe-success"), false), 403);
  EXPECT_EQ(deliver(forged([](auto& m) { m.topic_arn += "x"; })), 403);
  EXPECT_EQ(deliver(forged([](auto& m) {
              m.topic_arn = "arn:aws:sns:us-east-1:287250355862:aws-mp-subscription-notification-" +
                            std::string(kLegacyContract);
            })),
            403);
  EXPECT_EQ(deliver(forged([](auto& m) { m.signing_cert_url = "https://evil.test/x.pem"; })), 403);
  EXPECT_EQ(post("/marketplace/events", sns("subscribe-success").message,
                 {{"x-amz-sns-message-type", "Notification"}, {"x-amz-sns-rawdelivery", "true"}})
                .status,
            400);

  EXPECT_EQ(app(), 403);
}

TEST_F(NotificationTest, AcceptsTheSecondSignatureVersion) {
  ann_registers(kLegacy);
  auto message = sns("subscribe-success");
  message.signature_version = "2";

  EXPECT_EQ(deliver(message), 200);
  EXPECT_EQ(app(), 200);
}

TEST_F(NotificationTest, ReadsWhatAFunctionIsGiven) {
  ann_registers(kLegacy);
  auto message = sns("subscribe-success");
  souk_.signer().sign(message);
  auto inner = Json::parse(SnsSigner::envelope(message));
  inner["SigningCertUrl"] = inner["SigningCertURL"];
  inner.erase("SigningCertURL");
  inner["Subject"] = nullptr;

  EXPECT_EQ(post("/marketplace/events",
                 Json{{"Records", {{{"EventSource", "aws:sns"}, {"Sns", inner}}}}}.dump())
                .status,
            200);
  EXPECT_EQ(app(), 200);

  after(1h);
  const auto end = sns("unsubscribe-pending").message;
  EXPECT_EQ(
      post("/marketplace/events",
           Json{{"Records", {{{"messageId", "q-1"}, {"eventSource", "aws:sqs"}, {"body", end}}}}}
               .dump())
          .status,
      200);
  EXPECT_EQ(app(), 403);
}

TEST_F(NotificationTest, RecognisesALicenceInEverySpelling) {
  ann_registers();
  event("License Updated",
        {{"license", {{"arn", "aws:license-manager:us-east-1:294406891311:l-0a1b"}}}});

  EXPECT_EQ(app(), 200);
  use(1);
  after(1h);
  tick();
  EXPECT_EQ(souk_.records().at(0)["LicenseArn"], kLicense);
}

}  // namespace
}  // namespace souk::test
