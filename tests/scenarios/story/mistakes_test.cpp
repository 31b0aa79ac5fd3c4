#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "scenarios/story/expand.h"
#include "scenarios/story/story.h"

namespace souk::judge {
namespace {

struct Mistake {
  const char* name;
  const char* text;
  const char* told;
};

void PrintTo(const Mistake& mistake, std::ostream* out) { *out << mistake.name; }

// Everything a story needs but what the case is about; steps begin in line 4.
std::string with_steps(const std::string& steps) {
  return "story: a\nproduct: {model: subscription, dimensions: [requests, seats]}\nsteps:\n" +
         steps + "seller: {use: {post: /use}}\n";
}

std::string told(const std::string& text) {
  const auto story = parse_story(text, "a.yaml");
  return story ? "no mistake" : to_text(story.error());
}

class StepMistakes : public testing::TestWithParam<Mistake> {};

TEST_P(StepMistakes, AreTold) { EXPECT_EQ(told(with_steps(GetParam().text)), GetParam().told); }

const Mistake kStepMistakes[] = {
    {"VerbTypo", "- subscirbe: {buyer: ann}\n",
     "a.yaml:4:3: unknown step 'subscirbe'; did you mean 'subscribe'?\n"},
    {"UnknownVerb", "- teleport: ann\n",
     "a.yaml:4:3: unknown step 'teleport'; a step is subscribe, register, set-up, cancel, renew, "
     "auto-renew, amend, replace, fail-payment, suspend, reinstate, spend-threshold, "
     "request-refund, decide-refund, use, advance, tick, expect, fault, notify, http, restart, "
     "kill, pause or resume\n"},
    {"VerbAlone", "- tick\n", "a.yaml:4:3: 'tick' lacks its arguments, like `tick: …`\n"},
    {"TwoVerbs", "- subscribe: {buyer: ann}\n  advance: 3h\n",
     "a.yaml:5:3: a step has one verb, this has 'subscribe' and 'advance'; begin another step with "
     "'- ', or indent the arguments deeper than the verb\n"},
    {"KeyTypo", "- subscribe: {byer: ann}\n",
     "a.yaml:4:14: step 'subscribe' lacks 'buyer': the buyer's name\n"
     "a.yaml:4:15: step 'subscribe' has no member 'byer'; did you mean 'buyer'?\n"},
    {"DimensionTypo", "- subscribe: {buyer: ann}\n- use: {buyer: ann, reqests: 3}\n",
     "a.yaml:5:21: step 'use' has no member 'reqests'; did you mean 'requests'?\n"},
    {"QuantityOfNoDimension", "- subscribe: {buyer: ann, quantities: {users: 3}}\n",
     "a.yaml:4:40: 'quantities' names 'users', which the product does not have; it has 'requests' "
     "or 'seats'\n"},
    {"NegativeQuantity", "- subscribe: {buyer: ann}\n- use: {buyer: ann, requests: -3}\n",
     "a.yaml:5:31: 'requests' is '-3'; it takes a whole number, 0 or more\n"},
    {"BadDuration", "- advance: 3 hours\n",
     "a.yaml:4:12: step 'advance' is '3 hours'; it takes a duration like 3h or 59m59s\n"},
    {"TwoWaysOfAdvancing", "- advance: {by: 3h, next: true}\n",
     "a.yaml:4:27: step 'advance' has 'by' and 'next'; only one of them can be\n"},
    {"NoWayOfAdvancing", "- advance: {}\n",
     "a.yaml:4:12: step 'advance' needs one of 'by', 'to' or 'next'\n"},
    {"AdvanceAList", "- advance: [3h]\n",
     "a.yaml:4:12: step 'advance' takes a duration like 3h or 59m59s, or a map with 'by', 'to' or "
     "'next', not a list\n"},
    {"BadInstant", "- advance: {to: tomorrow}\n",
     "a.yaml:4:17: 'to' is 'tomorrow'; it takes an instant like 2026-10-06T09:00:00Z\n"},
    {"BadWord", "- subscribe: {buyer: ann, until: activ}\n",
     "a.yaml:4:34: 'until' is 'activ'; it can be 'active' or 'accepted'; did you mean 'active'?\n"},
    {"BadFlag", "- subscribe: {buyer: ann, auto_renew: yes}\n",
     "a.yaml:4:39: 'auto_renew' is 'yes'; it takes true or false\n"},
    {"BadBuyer", "- subscribe: {buyer: Ann Smith}\n",
     "a.yaml:4:22: 'buyer' is 'Ann Smith'; it takes a buyer's name like ann (small letters, "
     "digits, "
     "- and _), or a row like b1..b5\n"},
    {"BadRow", "- subscribe: {buyer: b5..b1}\n",
     "a.yaml:4:22: 'buyer' is 'b5..b1'; it takes a buyer's name like ann (small letters, digits, - "
     "and _), or a row like b1..b5\n"},
    {"StrangerCancels", "- subscribe: {buyer: ann}\n- cancel: {buyer: anna}\n",
     "a.yaml:5:19: nobody called 'anna' has subscribed before this step; did you mean 'ann'?\n"},
    {"StrangerGivesBack", "- subscribe: {buyer: ann}\n- request-refund: {buyer: bob}\n",
     "a.yaml:5:27: nobody called 'bob' has subscribed before this step\n"},
    {"AmountAsAFraction", "- expect: {billed: {buyer: ann, total: 12.50}}\n",
     "a.yaml:4:40: 'total' is '12.50'; it takes an amount in quotes like \"12.50\", or a whole "
     "number\n"},
    {"AmountOfNineDecimals", "- expect: {billed: {buyer: ann, total: \"1.123456789\"}}\n",
     "a.yaml:4:40: 'total' is '1.123456789'; it takes an amount in quotes like \"12.50\", or a "
     "whole number\n"},
    {"AmountWithACurrency", "- expect: {billed: {buyer: ann, usage: \"$1\"}}\n",
     "a.yaml:4:40: 'usage' is '$1'; it takes an amount in quotes like \"12.50\", or a whole "
     "number\n"},
    {"NoAmount", "- expect: {billed: {buyer: ann, month: 2026-10}}\n",
     "a.yaml:4:20: 'billed' names no amount, like `total: \"12.50\"`\n"},
    {"BadMonth", "- expect: {billed: {buyer: ann, month: 2026-13, total: 1}}\n",
     "a.yaml:4:40: 'month' is '2026-13'; it takes a month like 2026-10\n"},
    {"EmptyMember", "- subscribe: {buyer: }\n",
     "a.yaml:4:22: 'buyer' takes a buyer's name like ann (small letters, digits, - and _), or a "
     "row "
     "like b1..b5, not nothing\n"},
    {"UnknownValue", "- advance: ${flsh}\n", "a.yaml:4:12: '${flsh}': there is no such value\n"},
    {"OpenValue", "- advance: ${flush\n", "a.yaml:4:12: '${flush' lacks its closing brace\n"},
    {"BuyerValueTypo", "- http: {get: \"http://127.0.0.1/${buyer.acount}\", as: ann}\n",
     "a.yaml:4:15: '${buyer.acount}': there is no such value; did you mean 'buyer.account'?\n"},
    {"BuyerValueWithoutBuyer", "- http: {get: \"http://127.0.0.1/${buyer.account}\"}\n",
     "a.yaml:4:15: '${buyer.account}': no buyer is named here\n"},
    {"CaptureComesLater", "- http: {get: \"/x/${id}\"}\n- http: {get: /x, capture: {id: /id}}\n",
     "a.yaml:4:15: '${id}': there is no such value\n"},
    {"BadPointer", "- http: {get: /x, capture: {id: id}}\n",
     "a.yaml:4:33: 'id' is 'id'; it takes a JSON pointer like /accounts/0/id\n"},
    {"BadSource", "- http: {get: /x, capture: {id: {css: h1}}}\n",
     "a.yaml:4:33: 'id' needs one of 'json', 'xpath', 'header', 'cookie', 'query' or 'matches'\n"
     "a.yaml:4:34: 'id' has no member 'css'; it has 'json', 'xpath', 'header', 'cookie', 'query' "
     "or "
     "'matches'\n"},
    {"TwoSources", "- http: {get: /x, capture: {id: {json: /a, header: X}}}\n",
     "a.yaml:4:52: 'id' has 'json' and 'header'; only one of them can be\n"},
    {"BadXPath", "- http: {get: /x, capture: {id: {xpath: \"//[\"}}}\n",
     "a.yaml:4:41: 'xpath' is '//['; it takes an XPath expression like "
     "//meta[@name='csrf-token']/@content\n"},
    {"BadCaptureName", "- http: {get: /x, capture: {my id: /id}}\n",
     "a.yaml:4:29: 'my id' is no name for ${…}; use letters, digits and _\n"},
    {"TakenCaptureName", "- http: {get: /x, capture: {token: /token}}\n",
     "a.yaml:4:29: 'token' already means something; take another name\n"},
    {"BackReference", "- http: {get: /x, expect: {matches: '(a)\\1'}}\n",
     "a.yaml:4:37: 'matches' is '(a)\\1'; it takes a regular expression like \"plan\": "
     "*\"(pro|max)\", without back-references and look-around\n"},
    {"PageCaptureComesLater",
     "- subscribe: {buyer: ann}\n"
     "- register: {buyer: ann, steps: [http: {get: \"/x/${id}\"}, look: {capture: {id: /id}}]}\n",
     "a.yaml:5:3: this step needs 'seller: landing_page': the page a buyer's browser posts to\n"
     "a.yaml:5:46: '${id}': there is no such value\n"},
    {"UnknownPageStep", "- subscribe: {buyer: ann}\n- register: {buyer: ann, steps: [click: x]}\n",
     "a.yaml:5:3: this step needs 'seller: landing_page': the page a buyer's browser posts to\n"
     "a.yaml:5:34: an item of 'steps' has no member 'click'; it has 'look', 'fill' or 'http'\n"
     "a.yaml:5:34: an item of 'steps' needs one of 'look', 'fill' or 'http'\n"},
    {"FormValueElsewhere", "- advance: ${form.after}\n",
     "a.yaml:4:12: '${form.after}': there is no such value\n"},
    {"TwoBodies", "- http: {post: /x, json: {}, body: x}\n",
     "a.yaml:4:36: step 'http' has 'json' and 'body'; only one of them can be\n"},
    {"TwoMethods", "- http: {post: /x, get: /y}\n",
     "a.yaml:4:16: step 'http' has 'get' and 'post'; only one of them can be\n"},
    {"BadAddress", "- http: {get: ftp://x}\n",
     "a.yaml:4:15: 'get' is 'ftp://x'; it takes an http or https URL, a path of the seller like "
     "/register, or ${SELLER}/register\n"},
    {"BadStatus", "- http: {get: /x, expect: {status: 99}}\n",
     "a.yaml:4:36: 'status' is '99'; it takes an HTTP status from 100 to 599\n"},
    {"ExpectNothing", "- expect: {within: 3s}\n",
     "a.yaml:4:11: step 'expect' needs one of 'call', 'metered', 'record', 'notification', "
     "'access', 'page', 'entitlement', 'billed', 'accounts' or 'journal'\n"},
    {"WhereWithoutCall", "- expect: {journal: {kind: call}, where: {a: 1}}\n",
     "a.yaml:4:42: 'where' means something only beside 'call'\n"},
    {"BadRecordStatus", "- expect: {record: {buyer: ann, status: success}}\n",
     "a.yaml:4:41: 'status' is 'success'; it can be 'Success', 'CustomerNotSubscribed', "
     "'DuplicateRecord' or 'unprocessed'; did you mean 'Success'?\n"},
    {"EffectTypo", "- fault: {operation: BatchMeterUsage, effect: {unprocesed: 3}}\n",
     "a.yaml:4:47: 'effect' needs one of 'error', 'latency', 'drop', 'unprocessed', 'empty_page', "
     "'delay', 'spread', 'duplicate', 'reorder' or 'hold'\n"
     "a.yaml:4:48: 'effect' has no member 'unprocesed'; did you mean 'unprocessed'?\n"},
    {"FaultWord", "- fault: clera\n",
     "a.yaml:4:10: step 'fault' is 'clera'; it can be 'clear'; did you mean 'clear'?\n"},
    {"TickWithArguments", "- tick: {now: true}\n",
     "a.yaml:4:3: this step needs 'seller: tick': the seller's metering job\n"
     "a.yaml:4:10: step 'tick' takes no members; 'now' means nothing here\n"},
    {"SellerLacksAccounts", "- expect: {accounts: 1}\n",
     "a.yaml:4:3: this step needs 'seller: accounts': where the seller lists its accounts\n"},
    {"SeveralAtOnce", "- advance: soon\n- cancel: {buyer: ann}\n- tik: {}\n",
     "a.yaml:4:12: step 'advance' is 'soon'; it takes a duration like 3h or 59m59s\n"
     "a.yaml:5:19: nobody called 'ann' has subscribed before this step\n"
     "a.yaml:6:3: unknown step 'tik'; did you mean 'tick'?\n"},
};

INSTANTIATE_TEST_SUITE_P(Each, StepMistakes, testing::ValuesIn(kStepMistakes),
                         [](const auto& each) { return std::string(each.param.name); });

class StoryMistakes : public testing::TestWithParam<Mistake> {};

TEST_P(StoryMistakes, AreTold) { EXPECT_EQ(told(GetParam().text), GetParam().told); }

const Mistake kStoryMistakes[] = {
    {"Nothing", "", "a.yaml:1:1: a story is a map with story, product, seller, steps, …\n"},
    {"AList", "- a\n", "a.yaml:1:1: a story is a map with story, product, seller, steps, …\n"},
    {"Lacking", "stroy: a\n",
     "a.yaml:1:1: a story has no member 'stroy'; did you mean 'story'?\n"
     "a.yaml:1:1: a story lacks 'product': the product that is sold\n"
     "a.yaml:1:1: a story lacks 'steps': what happens, in order\n"
     "a.yaml:1:1: a story lacks 'story': the title: a sentence\n"},
    {"UnknownModel",
     "story: a\nproduct: {model: subscripton, dimensions: [requests]}\nsteps: [advance: 1h]\n",
     "a.yaml:2:18: 'model' is 'subscripton'; it can be 'subscription', 'contract' or "
     "'contract-with-consumption'; did you mean 'subscription'?\n"},
    {"UnknownProfile",
     "story: a\nprofile: guide-2021\nproduct: {model: contract, dimensions: [u]}\nsteps: [advance: "
     "1h]\n",
     "a.yaml:2:10: 'profile' is 'guide-2021'; it can be 'guide-2020', 'guide-2023' or "
     "'current-2026'; did you mean 'guide-2020'?\n"},
    {"NoDimensions", "story: a\nproduct: {model: contract, dimensions: []}\nsteps: [advance: 1h]\n",
     "a.yaml:2:40: 'dimensions' is an empty list\n"},
    {"NoSteps", "story: a\nproduct: {model: contract, dimensions: [u]}\nsteps: []\n",
     "a.yaml:3:8: 'steps' is a list of at least one step, like `- advance: 3h`\n"},
    {"EmptyAxis",
     "story: a\nproduct: {model: contract, dimensions: [u]}\nmatrix: {flush: []}\nsteps: [advance: "
     "1h]\n",
     "a.yaml:3:17: 'flush' is an empty list\n"},
    {"UnlikeAxis",
     "story: a\nproduct: {model: contract, dimensions: [u]}\nmatrix:\n  w: [{a: 1}, {b: "
     "1}]\nsteps: [advance: 1h]\n",
     "a.yaml:4:15: the values of 'w' have to be alike: all plain, or all maps with the same "
     "members\n"},
    {"TakenName",
     "story: a\nproduct: {model: contract, dimensions: [u]}\ndefaults: {now: 1}\nsteps: [advance: "
     "1h]\n",
     "a.yaml:3:12: 'now' already means something; take another name\n"},
    {"ValueOfValue",
     "story: a\nproduct: {model: contract, dimensions: [u]}\ndefaults: {a: 1, b: \"${a}\"}\nsteps: "
     "[advance: 1h]\n",
     "a.yaml:3:21: the values of 'b' cannot use ${…}\n"},
    {"BadRule",
     "story: a\nproduct: {model: contract, dimensions: [u]}\njudge: [R46, 47]\nsteps: [advance: "
     "1h]\n",
     "a.yaml:3:14: an item of 'judge' is '47'; it takes a rule like R46\n"},
    {"SellerTypo",
     "story: a\nproduct: {model: contract, dimensions: [u]}\nseller: {landing_pag: "
     "/r}\nsteps: [advance: 1h]\n",
     "a.yaml:3:10: 'seller' has no member 'landing_pag'; did you mean 'landing_page'?\n"},
    {"TwoChannels",
     "story: a\nproduct: {model: contract, dimensions: [u]}\nseller: {notifications: {sqs: q, "
     "https: /e}}\nsteps: [advance: 1h]\n",
     "a.yaml:3:31: 'notifications' has 'https' and 'sqs'; only one of them can be\n"},
    {"SellerFileMissing",
     "story: a\nproduct: {model: contract, dimensions: [u]}\nseller: none.yaml\nsteps: [advnce: "
     "1h]\n",
     "a.yaml:3:9: cannot read 'none.yaml': there is no such file\n"
     "a.yaml:4:9: unknown step 'advnce'; did you mean 'advance'?\n"},
};

INSTANTIATE_TEST_SUITE_P(Each, StoryMistakes, testing::ValuesIn(kStoryMistakes),
                         [](const auto& each) { return std::string(each.param.name); });

std::string load_trouble(const std::filesystem::path& path) {
  const auto story = load_story(path);
  return story ? "no trouble" : story.error().front().message;
}

TEST(StoryFiles, ThatCannotBeReadAreTold) {
  const auto folder = std::filesystem::path(testing::TempDir()) / "souk_story_files";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "large.yaml") << std::string(2'000'000, 'x');

  EXPECT_EQ(load_trouble(folder / "none.yaml"),
            "cannot read '" + (folder / "none.yaml").string() + "': there is no such file");
  EXPECT_EQ(load_trouble(folder), "cannot read '" + folder.string() + "': it is a folder");
  EXPECT_EQ(load_trouble(folder / "large.yaml"),
            "cannot read '" + (folder / "large.yaml").string() +
                "': 2000000 bytes are too many; a story has at most 1 MiB");
  EXPECT_EQ(load_trouble("/dev/null"), "cannot read '/dev/null': it is not a file");
  std::filesystem::remove_all(folder);
}

TEST(StoryFiles, MistakesOfASellersFileNameThatFile) {
  const auto folder = std::filesystem::path(testing::TempDir()) / "souk_seller_file";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "seller.yaml") << "landing_page: /r\ntick: {post: /t, evry: 1h}\n";
  std::ofstream(folder / "a.yaml")
      << "story: a\nproduct: {model: contract, dimensions: [u]}\nseller: seller.yaml\n"
         "steps: [advance: 1h]\n";

  const auto story = load_story(folder / "a.yaml");

  ASSERT_FALSE(story);
  const std::string file = (folder / "seller.yaml").string();
  EXPECT_EQ(to_text(story.error()),
            file + ":2:7: 'tick' lacks 'every': how often the job runs, in market time\n" + file +
                ":2:18: 'tick' has no member 'evry'; did you mean 'every'?\n");
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace souk::judge
