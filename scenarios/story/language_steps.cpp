// The steps of the language and what each of them takes.

#include "scenarios/story/language_parts.h"

namespace souk::judge {
namespace {

using namespace language;  // NOLINT: the tables are made of nothing else

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
    {"duration", {Shape::Term}, "how long a contract lasts: 12mo, 1y, 30d"},
    {"auto_renew", kFlag, "whether a contract renews itself"},
    {"starts", {Shape::Instant}, "private offers: the later day it starts on"},
    {"payment", object(kPayment), "how the payment goes"},
    {"until", word("active accepted"),
     "active (default): time goes on until the licence exists; accepted: the step ends at once"},
};
constexpr Table kSubscribe{kSubscribeMembers, std::size(kSubscribeMembers), {}, {}, true};

constexpr Member kRegisterMembers[] = {
    kBuyerMember,
    {"form", map_of(kPlain), "what the buyer fills into the sign-up forms, by field name or label"},
    {"login", map_of(kPlain), "what the buyer fills into a log-in form"},
    {"steps", kPageSteps, "how the buyer registers, where the pages' forms do not say it"},
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

constexpr Table kOnlyBuyer{&kBuyerMember, 1, {}, {}, false};

constexpr Member kRenewMembers[] = {
    kBuyerMember,
    {"quantities", {Shape::Quantities}, "what the renewal has, where that is something else"},
    {"duration", {Shape::Term}, "how long it lasts: 12mo, 1y, 30d"},
};
constexpr Table kRenew{kRenewMembers, std::size(kRenewMembers), {}, {}, true};

constexpr Member kAutoRenewMembers[] = {
    kBuyerMember,
    {"enabled", kFlag, "whether it renews itself; true by default"},
    {"by", word("buyer seller"), "who wants it so; a seller can only switch it off, and for good"},
};
constexpr Table kAutoRenew = table_of(kAutoRenewMembers);

constexpr Member kAmendMembers[] = {
    kBuyerMember,
    {"quantities", {Shape::Quantities}, "what the contract has from now on: no less than before"},
};
constexpr Table kAmend{kAmendMembers, std::size(kAmendMembers), {}, {}, true};

constexpr Member kReplaceMembers[] = {
    kBuyerMember,
    {"offer", kFilled, "the offer that is accepted; the one for everybody by default"},
    {"quantities", {Shape::Quantities}, "what the new contract has"},
    {"duration", {Shape::Term}, "how long it lasts: 12mo, 1y, 30d"},
    {"auto_renew", kFlag, "whether it renews itself"},
};
constexpr Table kReplace{kReplaceMembers, std::size(kReplaceMembers), {}, {}, true};

constexpr Member kFailPaymentMembers[] = {
    kBuyerMember,
    {"when", word("now next"), "now (default), or when the next payment falls due"},
};
constexpr Table kFailPayment = table_of(kFailPaymentMembers);

constexpr Member kSuspendMembers[] = {
    kBuyerMember,
    {"blocks", kFlag, "whether the account is suspended and not metered; true by default"},
};
constexpr Table kSuspend = table_of(kSuspendMembers);

constexpr Member kSpendMembers[] = {
    kBuyerMember,
    {"outcome", word("reached vet-succeeded vet-failed"), "what comes of it; reached by default"},
};
constexpr Table kSpend = table_of(kSpendMembers);
constexpr Value kOutcome = word("full prorated refused");

constexpr Member kRequestRefundMembers[] = {
    kBuyerMember,
    {"outcome", kOutcome, "what is decided, where AWS does not refund in full by itself"},
    {"business_days", kCount, "how long a decision takes: 3 (default), 4 or 5"},
    {"visible_after", kDuration, "when the refund is on the bill: 24h (default) to 48h"},
};
constexpr Table kRequestRefund = table_of(kRequestRefundMembers);

constexpr Member kDecideRefundMembers[] = {
    kBuyerMember,
    {"outcome", kOutcome, "what the seller says; what was asked for by default"},
};
constexpr Table kDecideRefund = table_of(kDecideRefundMembers);

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
    {"spread", kDuration,
     "deliveries: arrive later by a time drawn evenly from nothing to this, from the seed"},
    {"duplicate", kCount, "deliveries: arrive so many times more"},
    {"ids", word("same new"), "the copies' ids: the message's own (default), or new ones", false,
     "duplicate"},
    {"reorder", kCount, "deliveries: so many are held back and arrive the newest first"},
    {"within", kDuration, "how long they are held back where fewer came; 5m by default", false,
     "reorder"},
    {"hold", word("registration"),
     "deliveries: arrive once the seller asked who came with the buyer's token"},
};
constexpr Table kEffect{
    kEffectMembers, std::size(kEffectMembers),
    "error latency drop unprocessed empty_page delay spread duplicate reorder hold"};

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

constexpr Member kBilledMembers[] = {
    kBuyerMember,
    {"month", {Shape::Month}, "the month: 2026-10; the market's present one by default"},
    {"currency", kFilled, "USD by default"},
    {"total", kAmount, "all of it"},
    {"contract", kAmount, "what fell due beside usage"},
    {"usage", kAmount, "what was metered"},
    {"trial", kAmount, "what was metered in a free trial"},
    {"proration", kAmount, "credits for agreements that others took the place of: \"-2.50\""},
    {"refund", kAmount, "refunds and billing adjustments: \"-10.00\""},
    {"dimensions", map_of(kAmount), "what was metered, by dimension"},
};
constexpr Table kBilled = table_of(kBilledMembers);

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
    {"billed", object(kBilled), "AWS bills the buyer these amounts, exactly"},
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
    "call metered record notification access page entitlement billed accounts journal"};

constexpr Member kKillMembers[] = {
    {"during", kFilled, "an AWS operation: when the seller calls it, before the answer", true},
    {"call", word("taken lost"), "whether that call took effect (default) or not"},
};
constexpr Table kKill = table_of(kKillMembers);
constexpr Value kKillObject = object(kKill);
constexpr Value kTheSeller = word("seller");

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
    {"renew", object(kRenew), "The buyer has the contract renewed at its end."},
    {"auto-renew", object(kAutoRenew), "A party switches the contract's renewal on or off."},
    {"amend", object(kAmend), "The buyer upgrades the contract: more of a dimension."},
    {"replace", object(kReplace), "The buyer accepts another offer in the agreement's place."},
    {"fail-payment", object(kFailPayment), "A payment fails, and AWS ends the agreement."},
    {"suspend", object(kSuspend), "AWS issues an advisory and suspends the buyer's account."},
    {"reinstate", object(kOnlyBuyer), "AWS resolves the advisory; the account is in order again."},
    {"spend-threshold", object(kSpend), "AWS checks how a buyer who spent much can pay."},
    {"request-refund", object(kRequestRefund),
     "The buyer asks AWS for the money of a contract back."},
    {"decide-refund", object(kDecideRefund),
     "The seller answers a refund request that waits for it."},
    {"use", object(kUse), "The buyer uses the product: so much of each dimension."},
    {"advance",
     {Shape::Span, {}, nullptr, nullptr, &kAdvanceObject},
     "Market time goes on; what is due happens, and the seller's job runs."},
    {"tick", {Shape::Nothing, {}, nullptr, nullptr, &kEmptyObject}, "The seller's job runs now."},
    {"expect", object(kExpect), "Something has to be so, or become so."},
    {"fault", object(kFault, &kClear), "AWS misbehaves from now on; clear: it behaves again."},
    {"notify", object(kNotify), "The market repeats a notification, or somebody forges one."},
    {"http", object(kHttp), "Any request to the seller."},
    {"restart", kTheSeller, "souk ends the seller it started, and starts it again."},
    {"kill",
     {Shape::Word, "seller", nullptr, nullptr, &kKillObject},
     "The seller is killed: now, or in the middle of its next call of an AWS operation."},
    {"pause", kTheSeller, "The seller's programs stand still, and answer nothing."},
    {"resume", kTheSeller, "They go on."},
};
constexpr VerbTable kVerbTable{kVerbs, std::size(kVerbs)};

}  // namespace

const VerbTable& verb_table() { return kVerbTable; }

}  // namespace souk::judge
