#include "scenarios/story/language.h"

#include <algorithm>
#include <iterator>

namespace souk::judge {
namespace {

template <std::size_t kCount>
constexpr Table table_of(const Member (&members)[kCount]) {
  Table table;
  table.members = members;
  table.count = kCount;
  return table;
}

constexpr Value word(std::string_view words) { return {Shape::Word, words}; }
constexpr Value object(const Table& table, const Value* or_else = nullptr) {
  return {Shape::Object, {}, &table, nullptr, or_else};
}
constexpr Value list_of(const Value& item, const Value* or_else = nullptr) {
  return {Shape::List, {}, nullptr, &item, or_else};
}
constexpr Value map_of(const Value& item) { return {Shape::Map, {}, nullptr, &item}; }

constexpr Value kText{Shape::Text};
constexpr Value kFilled{Shape::Filled};
constexpr Value kBuyer{Shape::Buyer};
constexpr Value kDuration{Shape::Span};
constexpr Value kCount{Shape::Count};
constexpr Value kStatus{Shape::Status};
constexpr Value kFlag{Shape::Flag};
constexpr Value kAddress{Shape::Address};
constexpr Value kPointer{Shape::Pointer};
constexpr Value kPlain{Shape::Plain};
constexpr Value kAnything{Shape::Anything};

// ---- requests a story sends, and what it expects of the answer ----

constexpr Member kAnswerMembers[] = {
    {"status", kStatus, "the answer's HTTP status, after redirects"},
    {"below", kStatus, "the status has to be smaller than this: 500"},
    {"contains", kText, "a text the answer's body has to hold, letters compared without case"},
    {"json", map_of(kAnything), "JSON pointers and the values they have to lead to"},
};
constexpr Table kAnswer = table_of(kAnswerMembers);

constexpr std::string_view kMethods = "get post put delete";
constexpr std::string_view kBodies = "json form body";

constexpr Member kGet{"get", kAddress, "the address to GET"};
constexpr Member kPost{"post", kAddress, "the address to POST to"};
constexpr Member kPut{"put", kAddress, "the address to PUT to"};
constexpr Member kDelete{"delete", kAddress, "the address to DELETE"};
constexpr Member kJson{"json", kAnything, "a body, sent as JSON"};
constexpr Member kForm{"form", map_of(kPlain), "a body, sent as a form"};
constexpr Member kBody{"body", kText, "a body, sent as it is"};
constexpr Member kHeaders{"headers", map_of(kPlain), "headers to send"};

constexpr Table request_table(const Member* members, std::size_t count) {
  return {members, count, kMethods, kBodies, false};
}

constexpr Member kCallMembers[] = {kGet, kPost, kPut, kDelete, kJson, kForm, kBody, kHeaders};
constexpr Table kCall = request_table(kCallMembers, std::size(kCallMembers));

constexpr Member kHttpMembers[] = {
    kGet,
    kPost,
    kPut,
    kDelete,
    kJson,
    kForm,
    kBody,
    kHeaders,
    {"as", kBuyer, "in this buyer's browser, with the cookies it has"},
    {"expect", object(kAnswer), "what the answer has to be; without it any answer will do"},
    {"capture", map_of(kPointer),
     "names for later ${…}, and where in the JSON answer to find them"},
};
constexpr Table kHttp = request_table(kHttpMembers, std::size(kHttpMembers));

// ---- the seller ----

constexpr Member kNotificationsMembers[] = {
    {"https", kAddress, "the seller's endpoint; http: is fine too"},
    {"sqs", kFilled, "the name of a queue the seller reads"},
    {"lambda", kAddress, "the address of a Lambda runtime interface"},
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
    {"every", kDuration, "how often the job runs, in market time", true},
    {"offset", kDuration, "how long after each multiple of `every`"},
};
constexpr Table kTick = request_table(kTickMembers, std::size(kTickMembers));

constexpr Member kGrantedMembers[] = {
    {"status", kStatus, "access is granted when the answer has this status"},
    {"contains", kText, "access is granted when the answer's body holds this text"},
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
    {"as", word("buyer"), "asked in the buyer's own browser"},
    {"granted", object(kGranted), "what an answer that grants access looks like; otherwise 2xx"},
};
constexpr Table kAccess = request_table(kAccessMembers, std::size(kAccessMembers));

constexpr Member kAccountsMembers[] = {
    kGet,
    kPost,
    kPut,
    kDelete,
    kJson,
    kForm,
    kBody,
    kHeaders,
    {"pointer", kPointer, "where in the JSON answer the accounts are: a list, or their number"},
};
constexpr Table kAccounts = request_table(kAccountsMembers, std::size(kAccountsMembers));

constexpr Member kSellerMembers[] = {
    {"landing_page", kAddress, "the fulfilment URL a buyer's browser posts the token to"},
    {"notifications", object(kNotifications), "where the product's news goes"},
    {"use", object(kCall), "makes the seller count usage of ${buyer.…}, ${dimension}, ${quantity}"},
    {"tick", object(kTick), "the seller's metering job, called as market time passes"},
    {"idle", object(kCall), "answers 2xx once the seller has nothing left to do"},
    {"access", object(kAccess), "tells whether a buyer has access to the product"},
    {"reset", object(kCall), "makes the seller forget everything; called before a run"},
    {"accounts", object(kAccounts), "lists the accounts the seller holds"},
    {"clock", word("virtual real"), "whether the seller's timestamps follow the market's time"},
};

// ---- the steps ----

constexpr Member kBuyerMember{"buyer", kBuyer, "the buyer's name", true};

constexpr Member kPaymentMembers[] = {
    {"outcome", word("ok fails"), "how the payment ends"},
    {"after", kDuration, "how long the payment and the licence take"},
};
constexpr Table kPayment = table_of(kPaymentMembers);

constexpr Member kSubscribeMembers[] = {
    kBuyerMember,
    {"product", kFilled, "the product's name; the story's own by default"},
    {"offer", kFilled, "an offer's name"},
    {"quantities", {Shape::Quantities}, "what a contract buys: {users: 5}"},
    {"duration", {Shape::Term}, "how long a contract lasts: 12mo"},
    {"auto_renew", kFlag, "whether a contract renews itself"},
    {"payment", object(kPayment), "how the payment goes"},
    {"until", word("active accepted"),
     "active (default): time goes on until the licence exists; accepted: the step ends at once"},
};
constexpr Table kSubscribe{kSubscribeMembers, std::size(kSubscribeMembers), {}, {}, true};

constexpr Member kRegisterMembers[] = {
    kBuyerMember,
    {"form", map_of(kPlain), "what the buyer fills into the sign-up forms, by field name or label"},
    {"login", map_of(kPlain), "what the buyer fills into a log-in form"},
    {"expect", object(kAnswer), "what the last page has to be; below 400 by default"},
};
constexpr Table kRegister = table_of(kRegisterMembers);

constexpr Member kSetUpMembers[] = {
    kBuyerMember,
    {"token", word("valid invalid garbage empty missing truncated"), "what is posted as the token"},
    {"reuse", word("last"), "post the buyer's last token again"},
    {"after", kDuration, "how long the buyer dwells between getting the token and posting it"},
    {"at", kAddress, "post here instead of to the landing page"},
    {"method", word("post get"), "post (default), or get with the token in the query"},
    {"expect", object(kAnswer), "what the page has to be"},
};
constexpr Table kSetUp{kSetUpMembers, std::size(kSetUpMembers), {}, "token reuse"};

constexpr Member kCancelMembers[] = {
    kBuyerMember,
    {"until", word("window-open asked"),
     "window-open (default): time goes on until final records are taken; asked: the step ends at "
     "once"},
};
constexpr Table kCancel = table_of(kCancelMembers);

constexpr Member kUseMembers[] = {kBuyerMember};
constexpr Table kUse{kUseMembers, std::size(kUseMembers), {}, {}, true};

constexpr Member kAdvanceMembers[] = {
    {"by", kDuration, "for so long"},
    {"to", {Shape::Instant}, "to this instant"},
    {"next", kFlag, "to the next thing that is due"},
};
constexpr Table kAdvance{kAdvanceMembers, std::size(kAdvanceMembers), "by to next"};

constexpr Table kEmpty{};

constexpr Member kEffectMembers[] = {
    {"error", kFilled, "answer with this AWS error"},
    {"status", kStatus, "the error's HTTP status", false, "error"},
    {"message", kText, "the error's message", false, "error"},
    {"latency", kDuration, "answer so much later, in real time"},
    {"drop", word("before after true"),
     "close the connection before or after the call took effect; true: lose a delivery"},
    {"unprocessed", {Shape::AllOrCount}, "BatchMeterUsage: so many records come back unprocessed"},
    {"empty_page", kFlag, "GetEntitlements: a page without entitlements, but with a token"},
    {"delay", kDuration, "deliveries: arrive so much later, in market time"},
    {"duplicate", kCount, "deliveries: arrive so many times more"},
};
constexpr Table kEffect{kEffectMembers, std::size(kEffectMembers),
                        "error latency drop unprocessed empty_page delay duplicate"};

constexpr Member kFaultMembers[] = {
    {"name", kFilled, "what the journal calls it"},
    {"operation", kFilled, "the AWS operation it strikes"},
    {"channel", word("sns eventbridge"), "the deliveries it strikes"},
    {"match", map_of(kPlain), "members of the input that have to be so"},
    {"count", kCount, "how often it strikes; without it until `fault: clear`"},
    {"skip", kCount, "how many matching calls pass first"},
    {"probability", {Shape::Fraction}, "how likely it strikes, drawn from the seed"},
    {"effect", object(kEffect), "what happens", true},
};
constexpr Table kFault{kFaultMembers, std::size(kFaultMembers), "operation channel"};
constexpr Value kClear = word("clear");

constexpr Member kNotifyMembers[] = {
    kBuyerMember,
    {"name", kFilled, "subscribe-success, License Updated, …", true},
    {"repeat", word("same-id new-id"), "send the last one of that name again"},
    {"forged", word("signature topic certificate"), "send one that AWS never sent, wrong in this"},
};
constexpr Table kNotify{kNotifyMembers, std::size(kNotifyMembers), {}, "repeat forged"};

// ---- what a story expects ----

constexpr Member kMeteredMembers[] = {kBuyerMember};
constexpr Table kMetered{kMeteredMembers, std::size(kMeteredMembers), {}, {}, true};

constexpr Member kRecordMembers[] = {
    kBuyerMember,
    {"dimension", kFilled, "of this dimension"},
    {"quantity", kCount, "with this quantity"},
    {"status", word("Success CustomerNotSubscribed DuplicateRecord unprocessed"),
     "what AWS said to it", true},
    {"count", kCount, "exactly so many; without it at least one"},
};
constexpr Table kRecord = table_of(kRecordMembers);

constexpr Member kNotificationMembers[] = {
    {"name", kFilled, "subscribe-success, License Updated, …", true},
    {"buyer", kBuyer, "about this buyer"},
    {"outcome", word("delivered refused failed given-up"), "how its delivery went"},
    {"count", kCount, "exactly so many; without it at least one"},
};
constexpr Table kNotification = table_of(kNotificationMembers);

constexpr Member kAccessExpectationMembers[] = {
    kBuyerMember,
    {"granted", kFlag, "whether the buyer has access", true},
};
constexpr Table kAccessExpectation = table_of(kAccessExpectationMembers);

constexpr Member kPageMembers[] = {
    kBuyerMember,
    {"status", kStatus, "the last page's status"},
    {"below", kStatus, "the last page's status is smaller"},
    {"contains", kText, "the last page holds this text, letters compared without case"},
};
constexpr Table kPage = table_of(kPageMembers);

constexpr Member kJournalMembers[] = {
    {"kind", kFilled, "the row's kind", true},
    {"subject", kFilled, "the row's subject"},
    {"where", map_of(kPlain), "members of its data (or pointers into it) and their values"},
    {"count", kCount, "exactly so many; without it at least one"},
};
constexpr Table kJournal = table_of(kJournalMembers);

constexpr Member kExpectMembers[] = {
    {"call", kFilled, "the seller called this AWS operation"},
    {"metered", object(kMetered), "so much was accepted in total, exactly"},
    {"record", object(kRecord), "a usage record was answered so"},
    {"notification", object(kNotification), "the market sent this"},
    {"access", object(kAccessExpectation), "the buyer has access, or has none"},
    {"page", object(kPage), "the page the buyer is looking at"},
    {"entitlement", object(kMetered), "the market holds these entitlements"},
    {"accounts", kCount, "so many accounts the seller holds"},
    {"journal", object(kJournal), "a row of the journal"},
    {"where", map_of(kPlain), "members of the call or of one of its records, and their values",
     false, "call"},
    {"error", kFilled, "the AWS error it was answered with", false, "call"},
    {"status", kStatus, "the HTTP status it was answered with", false, "call"},
    {"count", kCount, "exactly so many; without it at least one", false, "call"},
    {"buyer", kBuyer, "whose values ${buyer.…} are", false, "call"},
    {"since", word("start step"),
     "start (default): in the whole run; step: since the last step "
     "that is no expectation"},
    {"within", kDuration, "how long to wait, in market time"},
};
constexpr Table kExpect{
    kExpectMembers, std::size(kExpectMembers),
    "call metered record notification access page entitlement accounts journal"};

constexpr Value kAdvanceObject = object(kAdvance);
constexpr Value kFaultObject = object(kFault);
constexpr Value kEmptyObject = object(kEmpty);

constexpr Verb kVerbs[] = {
    {"subscribe", object(kSubscribe), "A buyer subscribes to the product."},
    {"register", object(kRegister),
     "The buyer's browser posts a fresh token to the landing page and fills in the forms it "
     "finds."},
    {"set-up", object(kSetUp), "The buyer's browser posts a token to the landing page, no more."},
    {"cancel", object(kCancel), "The buyer cancels."},
    {"use", object(kUse), "The buyer uses the product: so much of each dimension."},
    {"advance",
     {Shape::Span, {}, nullptr, nullptr, &kAdvanceObject},
     "Market time goes on; what is due happens, and the seller's job runs."},
    {"tick", {Shape::Nothing, {}, nullptr, nullptr, &kEmptyObject}, "The seller's job runs now."},
    {"expect", object(kExpect), "Something has to be so, or become so."},
    {"fault", object(kFault, &kClear), "AWS misbehaves from now on; clear: it behaves again."},
    {"notify", object(kNotify), "The market repeats a notification, or somebody forges one."},
    {"http", object(kHttp), "Any request to the seller."},
};
constexpr VerbTable kVerbTable{kVerbs, std::size(kVerbs)};

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

constexpr Member kClockMembers[] = {{"start", {Shape::Instant}, "the market's time at the start"}};
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
const VerbTable& verb_table() { return kVerbTable; }

std::vector<std::string> words_of(std::string_view words) {
  std::vector<std::string> list;
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    list.emplace_back(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return list;
}

}  // namespace souk::judge
