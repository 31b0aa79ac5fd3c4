#include "emulator/marketplace/usage_checks.h"

#include <fmt/format.h>

#include <map>

#include "emulator/marketplace/catalogue.h"
#include "emulator/marketplace/metering_window.h"
#include "emulator/marketplace/successions.h"

namespace souk::marketplace {
namespace {

/// Whom each record is about; nothing for those that failed a check.
using Subjects = std::vector<std::optional<UsageSubject>>;

Error refuse(std::string_view type, std::string message, std::size_t index) {
  return {std::string(type), 400, std::move(message), fmt::format("UsageRecords[{}]", index), ""};
}

Error invalid_license(std::string message, std::size_t index) {
  return refuse("InvalidLicenseException", std::move(message), index);
}

bool is_concurrent(const storage::ProductRow& product) {
  return product.generation == to_text(Generation::Concurrent);
}

/// An empty ProductCode, which the model allows, names no product.
bool names_product(const UsageBatch& batch) {
  return batch.product_code && !batch.product_code->empty();
}

/// The product the request as a whole is about, as its ProductCode says.
Result<std::optional<storage::ProductRow>> product_of(Market& market, const UsageBatch& batch) {
  if (names_product(batch)) {
    const auto product = market.catalogue.product_coded(*batch.product_code);
    if (product && market.is_seller(batch.sender)) return product;
    return Failure({"InvalidProductCodeException", 400,
                    fmt::format("Product code {} is not one of account {}.", *batch.product_code,
                                batch.sender.empty() ? market.account : batch.sender),
                    "ProductCode", ""});
  }
  const bool licensed =
      market.profile->concurrent_agreements &&
      std::any_of(batch.records.begin(), batch.records.end(),
                  [](const UsageRecord& each) { return each.license_arn.has_value(); });
  if (!licensed && !batch.records.empty()) {
    return Failure({"InvalidProductCodeException", 400,
                    "The request has neither a ProductCode nor a LicenseArn.", "ProductCode", ""});
  }
  return std::optional<storage::ProductRow>();
}

/// The products of a batch's licences, each read once: as a rule they are all the same.
class Products {
 public:
  explicit Products(Market& market) : market_(market) {}

  const storage::ProductRow& get(std::int64_t id) {
    const auto [entry, is_new] = known_.try_emplace(id);
    if (is_new) entry->second = market_.catalogue.product(id).value();
    return entry->second;
  }

 private:
  Market& market_;
  std::map<std::int64_t, storage::ProductRow> known_;
};

Result<UsageSubject> subject_by_license(Market& market, Products& products, const UsageBatch& batch,
                                        const UsageRecord& record, std::size_t index) {
  const auto agreement = market.agreements.with_license(*record.license_arn);
  if (!agreement || !market.is_seller(batch.sender)) {
    return Failure(
        invalid_license(fmt::format("LicenseArn {} is unknown.", *record.license_arn), index));
  }
  UsageSubject subject{products.get(agreement->product),
                       *record.license_arn,
                       market.catalogue.buyer(agreement->buyer),
                       agreement,
                       record.sent,
                       ""};
  if (names_product(batch) && is_concurrent(subject.product)) {
    const bool code = market.switches.is(switches::kProductCodeWithLicense, "product-code");
    return Failure(refuse(code ? "InvalidProductCodeException" : "ValidationException",
                          "ProductCode must not be sent together with LicenseArn.", index));
  }
  if (names_product(batch)) {
    if (*batch.product_code != subject.product.code) {
      return Failure(refuse("InvalidProductCodeException",
                            fmt::format("LicenseArn {} is not a licence of product {}.",
                                        *record.license_arn, *batch.product_code),
                            index));
    }
    subject.note = "sent with ProductCode and LicenseArn: may be billed twice";
  }
  if (!record.account) {
    return Failure(invalid_license("LicenseArn needs CustomerAWSAccountId beside it.", index));
  }
  if (*record.account != subject.buyer->account) {
    return Failure(invalid_license(fmt::format("LicenseArn {} is not a licence of account {}.",
                                               *record.license_arn, *record.account),
                                   index));
  }
  return subject;
}

/// Which of a buyer's agreements for a product usage counts for: the newest that takes usage, or
/// just the newest, which then says why none does.
std::optional<storage::AgreementRow> counting_agreement(Market& market, std::int64_t product,
                                                        std::int64_t buyer) {
  const auto all = market.agreements.of(product, buyer);
  for (const auto& each : all) {
    if (accepts_usage(parse_state(each.state))) return each;
  }
  return all.empty() ? std::nullopt : std::optional(all.front());
}

Result<UsageSubject> subject_by_identifier(Market& market, const storage::ProductRow& product,
                                           const UsageRecord& record, std::size_t index) {
  const auto& identifier = *record.customer_identifier;
  if (is_concurrent(product)) {
    const bool validation = market.switches.is(switches::kIdentifierUsedByNewProduct, "validation");
    return Failure(refuse(validation ? "ValidationException" : "InvalidCustomerIdentifierException",
                          "CustomerIdentifier is not supported for this product; use "
                          "CustomerAWSAccountId and LicenseArn.",
                          index));
  }
  const auto buyer = market.catalogue.buyer_with_identifier(identifier);
  if (!buyer) {
    return Failure(refuse("InvalidCustomerIdentifierException",
                          fmt::format("CustomerIdentifier {} does not exist.", identifier), index));
  }
  return UsageSubject{product,     buyer->customer_identifier,
                      buyer,       counting_agreement(market, product.id, buyer->id),
                      record.sent, ""};
}

Result<UsageSubject> subject_by_account(Market& market, const storage::ProductRow& product,
                                        const UsageRecord& record, std::size_t index) {
  if (is_concurrent(product)) {
    return Failure(
        invalid_license("Usage of this product needs a LicenseArn in every record.", index));
  }
  const auto buyer = market.catalogue.buyer_with_account(*record.account);
  if (!buyer) {
    if (market.switches.is(switches::kUnknownAccount, "identifier")) {
      return Failure(refuse("InvalidCustomerIdentifierException",
                            fmt::format("Account {} never bought.", *record.account), index));
    }
    return UsageSubject{product,      *record.account, std::nullopt,
                        std::nullopt, record.sent,     "this account never bought the product"};
  }
  // One customer has one key, whichever of the two names the record uses.
  return UsageSubject{product,     buyer->customer_identifier,
                      buyer,       counting_agreement(market, product.id, buyer->id),
                      record.sent, ""};
}

Result<UsageSubject> subject_of(Market& market, Products& products, const UsageBatch& batch,
                                const std::optional<storage::ProductRow>& product,
                                const UsageRecord& record, std::size_t index) {
  const bool knows_account = record.account && market.profile->accepts_account;
  if (record.customer_identifier && knows_account) {
    const bool identifier = market.switches.is(switches::kIdentityConflict, "identifier");
    return Failure(refuse(identifier ? "InvalidCustomerIdentifierException" : "ValidationException",
                          "CustomerIdentifier and CustomerAWSAccountId exclude each other.",
                          index));
  }
  if (record.license_arn && market.profile->concurrent_agreements) {
    return subject_by_license(market, products, batch, record, index);
  }
  if (!product) {
    return Failure(
        invalid_license("One product per request: this record has no LicenseArn.", index));
  }
  if (record.customer_identifier) return subject_by_identifier(market, *product, record, index);
  if (knows_account) return subject_by_account(market, *product, record, index);
  return Failure(
      refuse("InvalidCustomerIdentifierException", "The record names no customer.", index));
}

/// Since when the usage of this record counts. A customer known without a licence stays the same
/// one when an agreement goes on in another.
std::optional<Timestamp> first_hour(Market& market, const storage::AgreementRow& agreement,
                                    const UsageRecord& record) {
  if (record.license_arn || agreement.previous.empty()) return agreement.starts;
  return in_force_since(market, agreement);
}

/// Usage outside the time its agreement was in force.
std::optional<Error> outside_agreement(Market& market, const UsageSubject& subject,
                                       const UsageRecord& record, std::size_t index) {
  if (!subject.agreement || market.switches.is(switches::kUsageBeforeStart, "accept")) {
    return std::nullopt;
  }
  const auto hour = hour_of(subject.stamp);
  const auto& agreement = *subject.agreement;
  // Without a licence nothing ties the record to one agreement; its customer just is not
  // subscribed.
  if (!record.license_arn && !accepts_usage(parse_state(agreement.state))) return std::nullopt;
  const auto kind =
      record.license_arn ? "InvalidLicenseException" : "TimestampOutOfBoundsException";
  if (const auto start = first_hour(market, agreement, record); start && hour < hour_of(*start)) {
    return refuse(kind,
                  fmt::format("Usage of {} lies before the agreement's start at {}.",
                              to_iso(subject.stamp), to_iso(*start)),
                  index);
  }
  if (agreement.ended && hour > hour_of(*agreement.ended)) {
    return refuse(kind,
                  fmt::format("Usage of {} lies after the agreement's end at {}.",
                              to_iso(subject.stamp), to_iso(*agreement.ended)),
                  index);
  }
  return std::nullopt;
}

/// A licence's activation is part of the licence check, which comes before the time's.
std::optional<Error> wrong_licence_time(Market& market, const UsageBatch& batch,
                                        const Subjects& subjects) {
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    if (!subjects[i] || !batch.records[i].license_arn) continue;
    if (auto error = outside_agreement(market, *subjects[i], batch.records[i], i)) return error;
  }
  return std::nullopt;
}

std::optional<Error> two_products(const Subjects& subjects) {
  const UsageSubject* first = nullptr;
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    if (!subjects[i]) continue;
    if (first == nullptr) first = &*subjects[i];
    if (subjects[i]->product.id != first->product.id) {
      return invalid_license("All records of a request must be of one product.", i);
    }
  }
  return std::nullopt;
}

/// Which check an error comes from, as a number that orders them.
int rank(const Error& error) {
  if (error.type == "ValidationException") return 0;
  if (error.type == "InvalidProductCodeException") return 1;
  if (error.type == "InvalidLicenseException") return 2;
  return 3;
}

Result<void> check_times(Market& market, const UsageBatch& batch,
                         const std::vector<UsageSubject>& subjects) {
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    if (const auto why = out_of_bounds(market, subjects[i].stamp)) {
      return Failure(refuse("TimestampOutOfBoundsException", *why, i));
    }
    if (const auto error = outside_agreement(market, subjects[i], batch.records[i], i)) {
      return Failure(*error);
    }
  }
  return {};
}

Result<void> check_dimensions(Market& market, const UsageBatch& batch,
                              const std::vector<UsageSubject>& subjects) {
  // All records are of one product by now.
  std::map<std::string_view, std::optional<storage::DimensionRow>> known;
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    const auto& name = batch.records[i].dimension;
    const auto [entry, is_new] = known.try_emplace(name);
    if (is_new) entry->second = market.catalogue.dimension(subjects[i].product.id, name);
    if (const auto why = wrong_dimension(market, subjects[i].product, entry->second, name)) {
      return Failure(refuse("InvalidUsageDimensionException", *why, i));
    }
  }
  return {};
}

Result<void> check_allocations(Market& market, const UsageBatch& batch, std::string_view type) {
  for (std::size_t i = 0; i < batch.records.size(); ++i) {
    auto error = wrong_allocations(market, batch.records[i]);
    if (!error || error->type != type) continue;
    error->field = fmt::format("UsageRecords[{}].{}", i, error->field);
    return Failure(*error);
  }
  return {};
}

/// Checks product codes, licences and customers: whom each record is about, or the error of the
/// first of these checks that any record fails.
Result<std::vector<UsageSubject>> find_subjects(Market& market, const UsageBatch& batch) {
  const auto product = product_of(market, batch);
  if (!product) return Failure(product.error());

  Products products(market);
  Subjects subjects(batch.records.size());
  std::optional<Error> trouble;
  const auto take = [&](const Error& error) {
    if (!trouble || rank(error) < rank(*trouble)) trouble = error;
  };
  for (std::size_t i = 0; i < batch.records.size(); ++i) {
    auto subject = subject_of(market, products, batch, *product, batch.records[i], i);
    if (!subject) {
      take(subject.error());
      continue;
    }
    if (!market.seller_in_market_time) {
      subject->stamp = market.clock.market_time_of(batch.records[i].sent);
    }
    subjects[i] = std::move(*subject);
  }
  if (const auto error = two_products(subjects)) take(*error);
  if (const auto error = wrong_licence_time(market, batch, subjects)) take(*error);
  if (trouble) return Failure(*trouble);

  std::vector<UsageSubject> found;
  found.reserve(subjects.size());
  for (auto& subject : subjects) found.push_back(std::move(*subject));
  return found;
}

}  // namespace

std::optional<std::string> wrong_dimension(const Market& market, const storage::ProductRow& product,
                                           const std::optional<storage::DimensionRow>& known,
                                           std::string_view name) {
  if (!known) return fmt::format("Product {} has no dimension {}.", product.code, name);
  if (known->metered || market.switches.is(switches::kDimensionCheck, "listed")) return {};
  return fmt::format("Dimension {} is not metered.", name);
}

Result<std::vector<UsageSubject>> check_usage(Market& market, const UsageBatch& batch) {
  auto subjects = find_subjects(market, batch);
  if (!subjects) return subjects;
  if (const auto fine = check_times(market, batch, *subjects); !fine) {
    return Failure(fine.error());
  }
  if (const auto fine = check_dimensions(market, batch, *subjects); !fine) {
    return Failure(fine.error());
  }
  for (const auto* type : {"InvalidTagException", "InvalidUsageAllocationsException"}) {
    if (const auto fine = check_allocations(market, batch, type); !fine) {
      return Failure(fine.error());
    }
  }
  return subjects;
}

}  // namespace souk::marketplace
