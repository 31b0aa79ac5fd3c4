#include "scenarios/story/language.h"

#include <algorithm>

#include "scenarios/story/language_parts.h"

namespace souk::judge {
namespace {

using namespace language;  // NOLINT: the tables are made of nothing else

// ---- the seller ----

constexpr Member kNotificationsMembers[] = {
    {"https", kAddress, "the seller's endpoint; http: is fine too"},
    {"sqs", kFilled, "the name of a queue the seller reads"},
    {"lambda", kAddress, "the address of a Lambda runtime interface"},
    {"via", word("sqs"), "the function reads its news from a queue, as Lambda lets it", false,
     "lambda"},
    {"raw", kFlag, "SNS only: deliver the bare message, without its envelope"},
    {"signature_version", word("1 2"), "SNS only: which signature messages carry"},
};
constexpr Table kNotifications{kNotificationsMembers, std::size(kNotificationsMembers),
                               "https sqs lambda"};

constexpr Member kTickMembers[] = {
    kGet,
    kPost,
    kPut,
    kDelete,
    kJson,
    kForm,
    kBody,
    kHeaders,
    kCommand,
    kAskSqlite,
    kAskPostgres,
    {"every", kDuration, "how often the job runs, in market time", true},
    {"offset", kDuration, "how long after each multiple of `every`"},
};
constexpr Table kTick = asking_table(kTickMembers, std::size(kTickMembers));

constexpr Member kGrantedMembers[] = {
    {"status", kStatus, "access is granted when the answer has this status"},
    {"contains", kText, "access is granted when the answer's body holds this text"},
    {"matches", kPattern, "access is granted when this regular expression is found in the body"},
    {"json", map_of(kAnything), "access is granted when JSON pointers lead to these values"},
};
constexpr Table kGranted = table_of(kGrantedMembers);

constexpr Member kAccessMembers[] = {
    kGet,
    kPost,
    kPut,
    kDelete,
    kJson,
    kForm,
    kBody,
    kHeaders,
    kCommand,
    kAskSqlite,
    kAskPostgres,
    {"as", word("buyer"), "asked in the buyer's own browser"},
    {"granted", object(kGranted), "what an answer that grants access looks like; otherwise 2xx"},
};
constexpr Table kAccess = asking_table(kAccessMembers, std::size(kAccessMembers));

constexpr Member kCountMembers[] = {
    kGet,
    kPost,
    kPut,
    kDelete,
    kJson,
    kForm,
    kBody,
    kHeaders,
    kCommand,
    kAskSqlite,
    kAskPostgres,
    {"pointer", kPointer, "where in the JSON answer it stands: a list, or a number"},
    {"matches", kPattern, "a regular expression whose first group is the number"},
};
constexpr Table kCounted{kCountMembers, std::size(kCountMembers), kWays,
                         "json form body; pointer matches"};

constexpr Member kRegistrationMembers[] = {
    {"steps", kPageSteps, "how a newcomer registers, once the landing page has the token"},
    {"login", kPageSteps, "how a buyer who is known logs in there instead"},
};
constexpr Table kRegistration = table_of(kRegistrationMembers);

constexpr Member kSellerMembers[] = {
    {"landing_page", kAddress, "the fulfilment URL a buyer's browser posts the token to"},
    {"register", object(kRegistration),
     "what pages do that hold no forms, with ${form.…}, ${login.…} and ${token}"},
    {"notifications", object(kNotifications), "where the product's news goes"},
    {"use", object(kAsked),
     "makes the seller count usage of ${buyer.…}, ${dimension}, ${quantity}"},
    {"tick", object(kTick), "the seller's metering job, called as market time passes"},
    {"idle", object(kCall), "answers 2xx once the seller has nothing left to do"},
    {"access", object(kAccess), "tells whether a buyer has access to the product"},
    {"reset", object(kAsked), "makes the seller forget everything; called before a run"},
    {"accounts", object(kCounted), "lists the accounts the seller holds"},
    {"consumed", object(kCounted),
     "counts the units of ${dimension} that ${buyer.…} has consumed so far, all of them"},
    {"unbilled", object(kCounted), "counts the units AWS refused, as the seller knows them"},
    {"clock", word("virtual real"), "whether the seller's timestamps follow the market's time"},
};

// ---- the story ----

constexpr Member kDimensionMembers[] = {
    {"name", kFilled, "the dimension's API name", true},
    {"metered", kFlag, "usage of it is metered"},
    {"entitled", kFlag, "contracts buy quantities of it"},
    {"price", kPlain, "the price of one unit"},
};
constexpr Table kDimension = table_of(kDimensionMembers);
constexpr Value kDimensionObject = object(kDimension);
constexpr Value kDimensionValue{Shape::Filled, {}, nullptr, nullptr, &kDimensionObject};
constexpr Value kChannel = word("sns eventbridge");

constexpr Member kProductMembers[] = {
    {"model", word("subscription contract contract-with-consumption"), "how it is priced", true},
    {"generation", word("legacy concurrent"),
     "legacy: customer identifiers and SNS; concurrent (default): licences and EventBridge"},
    {"name", kFilled, "what the story calls it"},
    {"code", kFilled, "its product code"},
    {"dimensions", list_of(kDimensionValue), "what is metered or bought", true},
    {"title", kText, "its title for people"},
    {"channels", list_of(kChannel), "documents where its news goes; follows from the generation"},
};
constexpr Table kProduct = table_of(kProductMembers);

constexpr Member kOfferMembers[] = {
    {"kind", word("public private"), "who may see it"},
    {"buyers", list_of(kFilled), "the buyers it is for; all when there are none"},
    {"quantities", {Shape::Quantities}, "what a contract buys: {users: 5}"},
    {"duration", {Shape::Term}, "how long a contract lasts: 12mo, 1y, 30d"},
    {"terms", kAnything, "terms of its own, as the Agreement API names them"},
    {"reseller", kFilled, "the account of a channel partner who extends it: 12 digits, in quotes"},
};
constexpr Table kOffer = table_of(kOfferMembers);
constexpr Value kOfferValue = object(kOffer);

constexpr Member kClockMembers[] = {
    {"start", {Shape::Instant}, "the market's time at the start"},
    {"rate", kCount, "market seconds that pass in a real one; without it time stands still"},
};
constexpr Table kClock = table_of(kClockMembers);

constexpr Member kSettleMembers[] = {
    {"quiet", kDuration, "how long the seller has to be quiet, in real time"},
    {"at_most", kDuration, "how long to wait for that, in real time"},
    {"off", kFlag, "do not wait"},
};
constexpr Table kSettle = table_of(kSettleMembers);

constexpr Value kRule{Shape::Rule};
constexpr Value kRules = list_of(kRule);
constexpr Member kJudgeMembers[] = {{"all_except", kRules, "every rule but these", true}};
constexpr Table kJudge = table_of(kJudgeMembers);
constexpr Value kJudgeObject = object(kJudge);
constexpr Value kJudgeList = list_of(kRule, &kJudgeObject);

constexpr Value kMatrixMap = map_of(kPlain);
constexpr Value kMatrixValue{Shape::Plain, {}, nullptr, nullptr, &kMatrixMap};
constexpr Value kAxis = list_of(kMatrixValue);

constexpr Table kSeller{kSellerMembers, std::size(kSellerMembers)};
constexpr Value kSellerFile{Shape::Filled};

constexpr Member kStoryMembers[] = {
    {"story", kFilled, "the title: a sentence", true},
    {"about", kText, "what it is for"},
    {"profile", word("guide-2020 guide-2023 current-2026"), "which era of AWS behaves"},
    {"product", object(kProduct), "the product that is sold", true},
    {"offers", map_of(kOfferValue), "offers of the product, by name, beside the one for everybody"},
    {"clock", object(kClock), "the market's clock"},
    {"seed", kCount, "decides every chance and every id"},
    {"switches", map_of(kPlain), "decisions AWS leaves undocumented"},
    {"defaults", map_of(kAnything), "values for ${…}; --set replaces them"},
    {"matrix", map_of(kAxis), "names and the values they take in turn; each combination is a run"},
    {"seller", object(kSeller, &kSellerFile),
     "the application under test, or a file that holds this"},
    {"settle", object(kSettle), "how to tell that the seller has finished its work"},
    {"steps", {Shape::Steps}, "what happens, in order", true},
    {"judge",
     {Shape::Word, "all none", nullptr, nullptr, &kJudgeList},
     "which rules are judged: all (default), none, a list, or {all_except: […]}"},
};
constexpr Table kStory = table_of(kStoryMembers);

}  // namespace

const Member* Table::find(std::string_view name) const {
  const auto* found =
      std::find_if(begin(), end(), [&](const Member& member) { return member.name == name; });
  return found == end() ? nullptr : found;
}

const Verb* VerbTable::find(std::string_view name) const {
  const auto* found =
      std::find_if(begin(), end(), [&](const Verb& verb) { return verb.name == name; });
  return found == end() ? nullptr : found;
}

const Table& story_table() { return kStory; }
const Table& seller_table() { return kSeller; }

std::vector<std::vector<std::string>> sets_of(std::string_view sets) {
  std::vector<std::vector<std::string>> list;
  while (!sets.empty()) {
    const std::size_t end = std::min(sets.find(';'), sets.size());
    list.push_back(words_of(sets.substr(0, end)));
    sets.remove_prefix(std::min(end + 1, sets.size()));
  }
  return list;
}

std::vector<std::string> words_of(std::string_view words) {
  std::vector<std::string> list;
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    if (end > 0) list.emplace_back(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return list;
}

}  // namespace souk::judge
