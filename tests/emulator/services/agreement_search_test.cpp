#include "tests/emulator/services/agreement_fixture.h"

namespace souk::services {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class SearchAgreementsTest : public AgreementServiceTest {
 protected:
  using AgreementServiceTest::AgreementServiceTest;

  static Json filter(const std::string& name, const std::string& value) {
    return {{"name", name}, {"values", {value}}};
  }
  static Json filters(const char* party, std::vector<Json> more = {}) {
    more.push_back(filter("PartyType", party));
    more.push_back(filter("AgreementType", "PurchaseAgreement"));
    return {{"catalog", "AWSMarketplace"}, {"filters", std::move(more)}};
  }
  static std::vector<std::string> ids(const Said& said) {
    EXPECT_EQ(said.status(), 200) << said.error();
    std::vector<std::string> all;
    if (said.status() != 200) return all;
    for (const auto& each : said.body["agreementViewSummaries"]) all.push_back(each["agreementId"]);
    return all;
  }
  std::vector<std::string> found(const std::string& name, const std::string& value) {
    return ids(ask("SearchAgreements", filters("Proposer", {filter(name, value)})));
  }
  std::string reason(const Json& input) {
    const auto said = ask("SearchAgreements", input);
    return said.status() == 200 ? "found" : said.body.value("reason", said.error());
  }
};

TEST_F(SearchAgreementsTest, FindsTheAgreementOfALicence) {
  bought(kConcurrent, "ann");
  const auto bob = bought(kConcurrent, "bob");

  EXPECT_THAT(found("LicenseArn", bob.license_arn), ElementsAre(bob.agreement_id));
  EXPECT_THAT(found("LicenseArn", bob.license_arn + "0"), IsEmpty());
}

TEST_F(SearchAgreementsTest, FindsByEveryOtherFilter) {
  const auto ann = bought(kConcurrent, "ann");
  const auto bob = bought(kContract, "bob", {{"users", 5}});
  const auto product = ask("DescribeAgreement", about(bob))
                           .body["proposalSummary"]["resources"][0]["id"]
                           .get<std::string>();
  const auto end = to_iso(*bob.ends);

  EXPECT_THAT(found("ResourceIdentifier", product), ElementsAre(bob.agreement_id));
  EXPECT_THAT(found("ResourceType", "SaaSProduct"),
              UnorderedElementsAre(ann.agreement_id, bob.agreement_id));
  EXPECT_THAT(found("ResourceType", "AmiProduct"), IsEmpty());
  EXPECT_THAT(found("AcceptorAccountId", buyer_of(ann).account), ElementsAre(ann.agreement_id));
  EXPECT_THAT(found("OfferId", bob.offer_id), ElementsAre(bob.agreement_id));
  EXPECT_THAT(found("OfferSetId", "set-1"), IsEmpty());
  EXPECT_THAT(found("Status", "CANCELLED"), IsEmpty());
  EXPECT_THAT(found("InitialAgreementId", ann.agreement_id), ElementsAre(ann.agreement_id));
  EXPECT_THAT(found("EndTimeBehaviorType", "EXPIRE"), ElementsAre(bob.agreement_id));
  EXPECT_THAT(found("EndTimeBehaviorReasonCode", "NO_RENEWAL_TERM"), IsEmpty());
  EXPECT_THAT(found("BeforeStartTime", to_iso_seconds(bob.accepted)),
              ElementsAre(ann.agreement_id));
  EXPECT_THAT(found("AfterStartTime", to_iso_seconds(ann.accepted)), ElementsAre(bob.agreement_id));
  EXPECT_THAT(found("AfterEndTime", "2027-01-01T00:00:00Z"), ElementsAre(bob.agreement_id));
  EXPECT_THAT(found("BeforeEndTime", "2027-01-01T00:00:00Z"), IsEmpty());
  EXPECT_THAT(found("AfterLastUpdateTime", "2026-01-01T00:00:00Z"),
              UnorderedElementsAre(ann.agreement_id, bob.agreement_id));
}

TEST_F(SearchAgreementsTest, ABuyerFindsItsOwn) {
  const auto ann = bought(kConcurrent, "ann");
  bought(kConcurrent, "bob");

  EXPECT_THAT(ids(ask_as(ann, "SearchAgreements", filters("Acceptor"))),
              ElementsAre(ann.agreement_id));
  EXPECT_THAT(ids(ask_as(ann, "SearchAgreements", filters("Proposer"))), IsEmpty());
  EXPECT_THAT(ids(ask("SearchAgreements", filters("Acceptor"))), IsEmpty());
}

TEST_F(SearchAgreementsTest, ASummaryLeadsToTheLicence) {
  const auto ann = bought(kConcurrent, "ann");

  const auto summary =
      ask("SearchAgreements", filters("Proposer")).body["agreementViewSummaries"][0];

  EXPECT_EQ(summary["entitlements"], Json::array({{{"licenseArn", ann.license_arn}}}));
  EXPECT_EQ(summary["status"], "ACTIVE");
  EXPECT_EQ(summary["initialAgreementId"], ann.agreement_id);
  EXPECT_FALSE(summary.contains("endTime"));
}

TEST_F(SearchAgreementsTest, SortsByEndTheLastFirstAndTheEndlessBeforeAll) {
  const auto contract = bought(kContract, "ann", {{"users", 1}});
  const auto later = bought(kContract, "bob", {{"users", 1}});
  const auto endless = bought(kConcurrent, "cid");
  const auto sorted = [&](Json sort) {
    auto input = filters("Proposer");
    input["sort"] = std::move(sort);
    return ids(ask("SearchAgreements", input));
  };

  EXPECT_THAT(sorted(Json::object()),
              ElementsAre(endless.agreement_id, later.agreement_id, contract.agreement_id));
  EXPECT_THAT(sorted({{"sortBy", "EndTime"}, {"sortOrder", "ASCENDING"}}),
              ElementsAre(contract.agreement_id, later.agreement_id, endless.agreement_id));
  EXPECT_THAT(sorted({{"sortBy", "StartTime"}, {"sortOrder", "ASCENDING"}}),
              ElementsAre(contract.agreement_id, later.agreement_id, endless.agreement_id));
}

TEST_F(SearchAgreementsTest, PagesGoOnWhereTheyStoppedThoughAgreementsCome) {
  const auto first = bought(kConcurrent, "ann");
  const auto second = bought(kConcurrent, "bob");
  auto input = filters("Proposer");
  input["maxResults"] = 1;
  const auto page = ask("SearchAgreements", input);
  EXPECT_THAT(ids(page), ElementsAre(second.agreement_id));

  bought(kConcurrent, "cid");
  input["nextToken"] = page.body["nextToken"];
  const auto next = ask("SearchAgreements", input);

  EXPECT_THAT(ids(next), ElementsAre(first.agreement_id));
  EXPECT_FALSE(next.body.contains("nextToken"));
  input["sort"] = {{"sortOrder", "ASCENDING"}};
  EXPECT_EQ(reason(input), "INVALID_NEXT_TOKEN");
}

TEST_F(SearchAgreementsTest, SaysWhatIsWrongWithASearch) {
  const auto with = [](const char* name, const char* value) {
    return filters("Proposer", {filter(name, value)});
  };

  EXPECT_EQ(reason(with("Colour", "red")), "INVALID_FILTER_NAME");
  EXPECT_EQ(reason(with("Status", "ALIVE")), "INVALID_FILTER_VALUES");
  EXPECT_EQ(reason(with("AfterEndTime", "tomorrow")), "INVALID_FILTER_VALUES");
  EXPECT_EQ(reason(with("AcceptorAccountId", "ann")), "INVALID_FILTER_VALUES");
  EXPECT_EQ(reason(with("OfferId", "a/b")), "INVALID_FILTER_VALUES");
  EXPECT_EQ(reason(with("AgreementType", "PurchaseAgreement")), "INVALID_FILTERS");
  EXPECT_EQ(reason(filters("Broker")), "INVALID_FILTER_VALUES");
  EXPECT_EQ(reason(Json::object()), "UNSUPPORTED_FILTERS");
  EXPECT_EQ(reason({{"filters", {filter("PartyType", "Proposer")}}}), "UNSUPPORTED_FILTERS");
  EXPECT_EQ(reason({{"filters", Json::array()}}), "INVALID_FILTERS");
  auto input = filters("Proposer");
  input["sort"] = {{"sortBy", "Price"}};
  EXPECT_EQ(reason(input), "INVALID_SORT_BY");
  input = filters("Proposer");
  input["catalog"] = "Elsewhere";
  EXPECT_EQ(reason(input), "INVALID_CATALOG");
}

TEST_F(SearchAgreementsTest, ABuyersFiltersGoTogetherAsDocumented) {
  const auto ann = bought(kConcurrent, "ann");
  const auto asked = [&](std::vector<Json> more) {
    const auto said = ask_as(ann, "SearchAgreements", filters("Acceptor", std::move(more)));
    return said.status() == 200 ? "found" : said.body.value("reason", said.error());
  };

  EXPECT_EQ(asked({filter("Status", "ACTIVE")}), "found");
  EXPECT_EQ(asked({filter("OfferId", "offer-1"), filter("Status", "ACTIVE"),
                   filter("AfterEndTime", "2026-01-01")}),
            "found");
  EXPECT_EQ(asked({filter("ResourceType", "SaaSProduct")}), "found");
  EXPECT_EQ(asked({filter("ResourceType", "SaaSProduct"), filter("Status", "ACTIVE")}),
            "UNSUPPORTED_FILTERS");
  EXPECT_EQ(asked({filter("OfferId", "offer-1"), filter("ResourceIdentifier", "prod-1")}),
            "UNSUPPORTED_FILTERS");
  EXPECT_EQ(asked({filter("LicenseArn", ann.license_arn)}), "UNSUPPORTED_FILTERS");
}

class OldSearchAgreementsTest : public SearchAgreementsTest {
 protected:
  OldSearchAgreementsTest() : SearchAgreementsTest("guide-2023") {}
};

TEST_F(OldSearchAgreementsTest, KnowsFewerFiltersAndFewerCombinations) {
  const auto asked = [&](std::vector<Json> more) {
    return reason(filters("Proposer", std::move(more)));
  };

  EXPECT_EQ(asked({filter("OfferId", "offer-1"), filter("Status", "ACTIVE")}), "found");
  EXPECT_EQ(asked({filter("AcceptorAccountId", "111122223333"), filter("OfferId", "offer-1")}),
            "found");
  EXPECT_EQ(asked({filter("OfferId", "offer-1"), filter("ResourceIdentifier", "prod-1")}),
            "UNSUPPORTED_FILTERS");
  EXPECT_EQ(asked({filter("LicenseArn", "arn:aws:x")}), "INVALID_FILTER_NAME");
  auto input = filters("Proposer");
  input["sort"] = {{"sortBy", "StartTime"}};
  EXPECT_EQ(reason(input), "INVALID_SORT_BY");
}

}  // namespace
}  // namespace souk::services
