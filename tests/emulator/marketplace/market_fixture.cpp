#include "tests/emulator/marketplace/market_fixture.h"

namespace souk::marketplace {

MarketTest::MarketTest(std::string_view profile, Timestamp start)
    : market{*database,      clock,       journal, find_profile(profile), {}, Ids(7),
             "111122223333", "us-east-1", true} {
  clock.start(start, {});
  put_default_products(market);
}

void MarketTest::choose(std::string_view switch_name, std::string_view choice) {
  const auto applied = market.switches.apply({{std::string(switch_name), choice}});
  ASSERT_TRUE(applied) << applied.error().message;
}

storage::ProductRow MarketTest::product(const std::string& name, Model model,
                                        Generation generation) {
  Json given{{"model", to_text(model)}, {"generation", to_text(generation)}};
  if (model == Model::ContractWithConsumption) {
    given["dimensions"] = {{{"name", "requests"}, {"entitled", false}},
                           {{"name", "users"}, {"metered", false}}};
  }
  return put_product(market, name, given).value();
}

storage::AgreementRow MarketTest::buy(const std::string& buyer, const std::string& product) {
  Purchase purchase;
  purchase.buyer = buyer;
  purchase.product = product;
  return marketplace::subscribe(market, purchase).value();
}

storage::AgreementRow MarketTest::subscribe(const std::string& buyer, const std::string& product) {
  const auto agreement = buy(buyer, product);
  advance(kLicenceProvisioned);
  market.news.clear();
  return now(agreement);
}

storage::AgreementRow MarketTest::cancel(const storage::AgreementRow& agreement) {
  return marketplace::cancel(market, agreement.agreement_id).value();
}

storage::AgreementRow MarketTest::now(const storage::AgreementRow& agreement) {
  return market.agreements.find(agreement.id).value();
}

void MarketTest::advance_to(Timestamp target) {
  for (auto next = market.agenda.first(); next && next->due <= target;
       next = market.agenda.first()) {
    market.clock.move_to(next->due);
    market.agenda.remove(*next);
    fall_due(market, *next);
  }
  market.clock.move_to(target);
}

std::vector<std::string> MarketTest::news() {
  std::vector<std::string> names;
  for (const auto& notice : market.news) names.emplace_back(to_text(notice.news));
  market.news.clear();
  return names;
}

UsageRecord MarketTest::licensed(const storage::AgreementRow& agreement, std::int64_t quantity) {
  return licensed(agreement, quantity, market.now());
}

UsageRecord MarketTest::licensed(const storage::AgreementRow& agreement, std::int64_t quantity,
                                 Timestamp at) {
  UsageRecord record;
  record.sent = at;
  record.dimension = "requests";
  record.quantity = quantity;
  record.account = market.catalogue.buyer(agreement.buyer).value().account;
  record.license_arn = agreement.license_arn;
  return record;
}

UsageRecord MarketTest::identified(const std::string& buyer, std::int64_t quantity) {
  return identified(buyer, quantity, market.now());
}

UsageRecord MarketTest::identified(const std::string& buyer, std::int64_t quantity, Timestamp at) {
  UsageRecord record;
  record.sent = at;
  record.dimension = "requests";
  record.quantity = quantity;
  record.customer_identifier = buyer_called(market, buyer).customer_identifier;
  return record;
}

UsageRecord MarketTest::by_account(const std::string& buyer, std::int64_t quantity) {
  auto record = identified(buyer, quantity);
  record.account = buyer_called(market, buyer).account;
  record.customer_identifier.reset();
  return record;
}

Result<std::vector<UsageOutcome>> MarketTest::send(std::vector<UsageRecord> records) {
  UsageBatch batch;
  batch.region = market.region;
  batch.records = std::move(records);
  return marketplace::meter(market, batch);
}

Result<std::vector<UsageOutcome>> MarketTest::send(const std::string& product_code,
                                                   std::vector<UsageRecord> records) {
  UsageBatch batch;
  batch.region = market.region;
  batch.product_code = product_code;
  batch.records = std::move(records);
  return marketplace::meter(market, batch);
}

std::string MarketTest::word(const Result<std::vector<UsageOutcome>>& outcomes) {
  if (!outcomes) return outcomes.error().type;
  std::string letters;
  for (const auto& outcome : *outcomes) {
    switch (outcome.status) {
      case UsageStatus::Success:
        letters += 'S';
        break;
      case UsageStatus::CustomerNotSubscribed:
        letters += 'N';
        break;
      case UsageStatus::DuplicateRecord:
        letters += 'D';
        break;
      case UsageStatus::Unprocessed:
        letters += 'U';
        break;
    }
  }
  return letters;
}

std::int64_t MarketTest::billed(const storage::AgreementRow& agreement) {
  std::int64_t sum = 0;
  for (const auto& total : market.usage.totals(agreement.id)) sum += total.quantity;
  return sum;
}

}  // namespace souk::marketplace
