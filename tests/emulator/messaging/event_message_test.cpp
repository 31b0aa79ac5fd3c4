#include "emulator/messaging/event_message.h"

#include <fmt/format.h>

#include "tests/emulator/messaging/messaging_fixture.h"

namespace souk::messaging {
namespace {

using marketplace::News;
using testing::ElementsAre;
using testing::EndsWith;
using testing::MatchesRegex;

std::vector<std::string> names_in(const nlohmann::ordered_json& object) {
  std::vector<std::string> names;
  for (const auto& [name, value] : object.items()) names.push_back(name);
  return names;
}

class EventMessageTest : public MessagingTest {
 protected:
  nlohmann::ordered_json event(News news, const storage::AgreementRow& agreement,
                               const std::string& end_status = "CANCELLED") {
    return nlohmann::ordered_json::parse(event_of(messaging_, {news, agreement.id, end_status},
                                                  roles_told(messaging_, news, agreement).front(),
                                                  ++number_)
                                             .text);
  }

  std::uint64_t number_ = 0;
};

TEST_F(EventMessageTest, TheEnvelopesMembersAreInAwssOrder) {
  const auto agreement = bought(kConcurrent);
  clock_.move_to(clock_.now() + 11s + 999ms);

  const auto told =
      event_of(messaging_, {News::AgreementCreated, agreement.id, ""}, Role::Proposer, 1);
  const auto envelope = nlohmann::ordered_json::parse(told.text);

  EXPECT_EQ(told.text, envelope.dump()) << "compact";
  EXPECT_THAT(names_in(envelope), ElementsAre("version", "id", "detail-type", "source", "account",
                                              "time", "region", "resources", "detail"));
  EXPECT_EQ(envelope["version"], "0");
  EXPECT_THAT(envelope["id"].get<std::string>(), MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4.*"));
  EXPECT_EQ(envelope["detail-type"], "Purchase Agreement Created - Proposer");
  EXPECT_EQ(envelope["source"], "aws.agreement-marketplace");
  EXPECT_EQ(envelope["account"], "999900001111");
  EXPECT_EQ(envelope["time"], "2026-10-06T09:00:11Z") << "whole seconds";
  EXPECT_EQ(envelope["region"], "us-east-1");
  EXPECT_EQ(envelope["resources"].dump(),
            "[\"arn:aws:aws-marketplace::aws:agreement:" + agreement.agreement_id + "\"]");
}

TEST_F(EventMessageTest, CreatedTellsTheAgreementAndNoProduct) {
  const auto agreement = bought(kConcurrent);
  const auto buyer = market_.catalogue.buyer(agreement.buyer).value();

  const auto detail = event(News::AgreementCreated, agreement)["detail"];

  EXPECT_THAT(names_in(detail),
              ElementsAre("requestId", "catalog", "agreement", "resaleAuthorization", "acceptor",
                          "proposer", "offer"));
  EXPECT_THAT(names_in(detail["agreement"]),
              ElementsAre("id", "intent", "status", "acceptanceTime", "startTime", "endTime"));
  EXPECT_THAT(detail["requestId"].get<std::string>(), MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-5.*"));
  EXPECT_EQ(detail["catalog"], "AWSMarketplace");
  EXPECT_EQ(detail["agreement"]["id"], agreement.agreement_id);
  EXPECT_EQ(detail["agreement"]["intent"], "NEW");
  EXPECT_EQ(detail["agreement"]["status"], "ACTIVE");
  EXPECT_EQ(detail["agreement"]["acceptanceTime"], "2026-10-06T09:00:00.000Z");
  EXPECT_EQ(detail["agreement"]["startTime"], "2026-10-06T09:00:00.000Z");
  EXPECT_EQ(detail["agreement"]["endTime"], "9999-01-01T00:00:00Z");
  EXPECT_TRUE(detail["resaleAuthorization"]["id"].is_null());
  EXPECT_EQ(detail["acceptor"]["accountId"], buyer.account);
  EXPECT_EQ(detail["proposer"]["accountId"], "999900001111");
  EXPECT_EQ(detail["offer"]["id"], agreement.offer_id);
}

TEST_F(EventMessageTest, CreatedTellsWhenAContractEnds) {
  auto agreement = bought("contract-concurrent", {{"users", 5}});
  agreement.ends = *parse_iso("2027-10-06T09:01:12Z");
  market_.agreements.put(agreement);

  const auto detail = event(News::AgreementCreated, agreement)["detail"];

  EXPECT_EQ(detail["agreement"]["endTime"], "2027-10-06T09:01:12.000Z");
}

TEST_F(EventMessageTest, EndedTellsTheStatusAndNoOffer) {
  const auto agreement = bought(kConcurrent);

  for (const auto* status : {"CANCELLED", "EXPIRED", "TERMINATED"}) {
    const auto told = event(News::AgreementEnded, agreement, status);

    EXPECT_EQ(told["detail-type"], "Purchase Agreement Ended - Proposer");
    EXPECT_THAT(names_in(told["detail"]),
                ElementsAre("requestId", "catalog", "agreement", "resaleAuthorization", "acceptor",
                            "proposer"));
    EXPECT_EQ(told["detail"]["agreement"].dump(),
              fmt::format(R"({{"id":"{}","status":"{}"}})", agreement.agreement_id, status));
  }
}

TEST_F(EventMessageTest, LicenceEventsTellProductAndLicenceToTheManufacturer) {
  const auto agreement = bought(kConcurrent);
  const auto product = market_.catalogue.product(agreement.product).value();

  for (const auto news : {News::LicenseUpdated, News::LicenseDeprovisioned}) {
    const auto told = event(news, agreement);

    EXPECT_EQ(told["detail-type"], news == News::LicenseUpdated
                                       ? "License Updated - Manufacturer"
                                       : "License Deprovisioned - Manufacturer");
    EXPECT_THAT(names_in(told["detail"]),
                ElementsAre("requestId", "catalog", "agreement", "product", "license", "acceptor",
                            "proposer", "offer"));
    EXPECT_EQ(told["detail"]["agreement"].dump(),
              fmt::format(R"({{"id":"{}"}})", agreement.agreement_id));
    EXPECT_EQ(told["detail"]["product"].dump(),
              fmt::format(R"({{"code":"{}","id":"{}"}})", product.code, product.product_id));
    EXPECT_EQ(told["detail"]["license"]["arn"], agreement.license_arn);
  }
}

TEST_F(EventMessageTest, LicencesLookLikeLiveOnes) {
  EXPECT_THAT(bought(kConcurrent).license_arn,
              MatchesRegex("arn:aws:license-manager::294406891311:license:l-[0-9a-f]{32}"));
}

TEST_F(EventMessageTest, TheLicenceIsSpelledAsTheSamplesDoWhereTheSwitchSaysSo) {
  choose("event_license_arn", "sample");
  const auto agreement = bought(kConcurrent);
  const auto name = agreement.license_arn.substr(agreement.license_arn.rfind(':') + 1);

  const auto told = event(News::LicenseUpdated, agreement);

  EXPECT_EQ(told["detail"]["license"]["arn"], "aws:license-manager:us-east-1:294406891311:" + name);
}

TEST_F(EventMessageTest, ANewEnvelopeChangesTheIdAndNothingElse) {
  const auto agreement = bought(kConcurrent);
  const auto first =
      event_of(messaging_, {News::LicenseUpdated, agreement.id, ""}, Role::Manufacturer, 1);

  const auto second = with_new_envelope(first, "another-id");

  auto expected = first.text;
  expected.replace(expected.find(first.id), first.id.size(), "another-id");
  EXPECT_EQ(second.text, expected);
}

}  // namespace
}  // namespace souk::messaging
