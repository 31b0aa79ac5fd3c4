#pragma once

#include <iterator>

#include "scenarios/story/language.h"

/// What the tables of the language are made from: the seller's as well as the steps'.
namespace souk::judge::language {

template <std::size_t kSize>
constexpr Table table_of(const Member (&members)[kSize]) {
  Table table;
  table.members = members;
  table.count = kSize;
  return table;
}

inline constexpr Value word(std::string_view words) { return {Shape::Word, words}; }
inline constexpr Value object(const Table& table, const Value* or_else = nullptr) {
  return {Shape::Object, {}, &table, nullptr, or_else};
}
inline constexpr Value list_of(const Value& item, const Value* or_else = nullptr) {
  return {Shape::List, {}, nullptr, &item, or_else};
}
inline constexpr Value map_of(const Value& item) { return {Shape::Map, {}, nullptr, &item}; }

inline constexpr Value kText{Shape::Text};
inline constexpr Value kFilled{Shape::Filled};
inline constexpr Value kBuyer{Shape::Buyer};
inline constexpr Value kDuration{Shape::Span};
inline constexpr Value kCount{Shape::Count};
inline constexpr Value kStatus{Shape::Status};
inline constexpr Value kFlag{Shape::Flag};
inline constexpr Value kAmount{Shape::Amount};
inline constexpr Value kAddress{Shape::Address};
inline constexpr Value kPointer{Shape::Pointer};
inline constexpr Value kPattern{Shape::Pattern};
inline constexpr Value kXPath{Shape::XPath};
inline constexpr Value kPlain{Shape::Plain};
inline constexpr Value kAnything{Shape::Anything};

// ---- requests a story sends, and what it expects of the answer ----

inline constexpr Member kAnswerMembers[] = {
    {"status", kStatus, "the answer's HTTP status, after redirects"},
    {"below", kStatus, "the status has to be smaller than this: 500"},
    {"contains", kText, "a text the answer's body has to hold, letters compared without case"},
    {"matches", kPattern, "a regular expression that has to be found in the answer's body"},
    {"json", map_of(kAnything), "JSON pointers and the values they have to lead to"},
};
inline constexpr Table kAnswer = table_of(kAnswerMembers);

// ---- what is kept of an answer for later ${…} ----

inline constexpr Member kSourceMembers[] = {
    {"json", kPointer, "where in the JSON answer it stands"},
    {"xpath", kXPath, "where in the HTML page: //meta[@name='csrf-token']/@content"},
    {"header", kFilled, "the answer's header of that name"},
    {"cookie", kFilled, "the cookie of that name"},
    {"query", kFilled, "the query's member of that name, in the address the answer led to"},
    {"matches", kPattern, "a regular expression: its first group, or all it finds"},
};
inline constexpr Table kSource{kSourceMembers, std::size(kSourceMembers),
                               "json xpath header cookie query matches"};
inline constexpr Value kSourceObject = object(kSource);
inline constexpr Value kPointerOrSource{Shape::Pointer, {}, nullptr, nullptr, &kSourceObject};

inline constexpr Member kExpectAnswer{"expect", object(kAnswer),
                                      "what the answer has to be; without it any answer will do"};
inline constexpr Member kCapture{
    "capture",
    {Shape::Captures, {}, nullptr, &kPointerOrSource},
    "names for later ${…}, and where in the answer to find them: a JSON pointer, or a source"};

inline constexpr std::string_view kMethods = "get post put delete";
inline constexpr std::string_view kBodies = "json form body";

inline constexpr Member kGet{"get", kAddress, "the address to GET"};
inline constexpr Member kPost{"post", kAddress, "the address to POST to"};
inline constexpr Member kPut{"put", kAddress, "the address to PUT to"};
inline constexpr Member kDelete{"delete", kAddress, "the address to DELETE"};
inline constexpr Member kJson{"json", kAnything, "a body, sent as JSON"};
inline constexpr Member kForm{"form", map_of(kPlain), "a body, sent as a form"};
inline constexpr Member kBody{"body", kText, "a body, sent as it is"};
inline constexpr Member kHeaders{"headers", map_of(kPlain), "headers to send"};

inline constexpr Table request_table(const Member* members, std::size_t count) {
  return {members, count, kMethods, kBodies, false};
}

inline constexpr Member kCallMembers[] = {kGet,  kPost, kPut,  kDelete,
                                          kJson, kForm, kBody, kHeaders};
inline constexpr Table kCall = request_table(kCallMembers, std::size(kCallMembers));

// ---- what a seller can be asked beside HTTP ----

inline constexpr std::string_view kWays = "get post put delete command sqlite postgres";

inline constexpr Member kQuery{"query", kFilled, "a statement of SQL; rows come as JSON", true};
inline constexpr Member kSqliteMembers[] = {{"file", kFilled, "the database's file", true}, kQuery};
inline constexpr Table kSqlite = table_of(kSqliteMembers);
inline constexpr Member kPostgresMembers[] = {
    {"url", kFilled, "where it is: postgresql://user@host/name", true}, kQuery};
inline constexpr Table kPostgres = table_of(kPostgresMembers);

inline constexpr Member kCommand{
    "command", kFilled, "a shell command: its output is the answer, 200 for exit code 0, else 500"};
inline constexpr Member kAskSqlite{"sqlite", object(kSqlite),
                                   "asks a SQLite file with sqlite3; no rows stand for 404"};
inline constexpr Member kAskPostgres{"postgres", object(kPostgres),
                                     "asks PostgreSQL with psql; no rows stand for 404"};

inline constexpr Table asking_table(const Member* members, std::size_t count) {
  return {members, count, kWays, kBodies, false};
}

inline constexpr Member kAskedMembers[] = {
    kGet, kPost, kPut, kDelete, kJson, kForm, kBody, kHeaders, kCommand, kAskSqlite, kAskPostgres};
inline constexpr Table kAsked = asking_table(kAskedMembers, std::size(kAskedMembers));

inline constexpr Member kHttpMembers[] = {
    kGet,          kPost,    kPut,
    kDelete,       kJson,    kForm,
    kBody,         kHeaders, {"as", kBuyer, "in this buyer's browser, with the cookies it has"},
    kExpectAnswer, kCapture,
};
inline constexpr Table kHttp = request_table(kHttpMembers, std::size(kHttpMembers));

// ---- how a buyer registers, page by page ----

inline constexpr Member kPageHttpMembers[] = {
    kGet,
    kPost,
    kPut,
    kDelete,
    kJson,
    kForm,
    kBody,
    kHeaders,
    {"expect", object(kAnswer), "what the answer has to be; below 400 by default"},
    kCapture};
inline constexpr Table kPageHttp = request_table(kPageHttpMembers, std::size(kPageHttpMembers));

inline constexpr Member kLookMembers[] = {kExpectAnswer, kCapture};
inline constexpr Table kLook = table_of(kLookMembers);

inline constexpr Member kPageStepMembers[] = {
    {"look", object(kLook), "looks at what was answered last"},
    {"fill", map_of(kPlain), "fills in a form of the page, by field name or label, and sends it"},
    {"http", object(kPageHttp), "what a script of the page sends; a bare `get` opens a page"},
};
inline constexpr Table kPageStep{kPageStepMembers, std::size(kPageStepMembers), "look fill http"};
inline constexpr Value kPageStepObject = object(kPageStep);
inline constexpr Value kPageSteps{Shape::Steps, {}, nullptr, &kPageStepObject};

}  // namespace souk::judge::language
