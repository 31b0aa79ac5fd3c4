#include "tests/scenarios/runner/runner_fixture.h"

// Landing pages whose scripts do what forms do elsewhere.
namespace souk::judge {
namespace {

using testing::HasSubstr;
using testing::SizeIs;
using testing::StartsWith;

/// A seller whose landing page sends the token on in a query, and whose script posts JSON.
constexpr const char* kScripted = R"(seller:
  landing_page: ${SELLER}/register
  register:
    steps:
      - look: {capture: {csrf: {xpath: "//meta[@name='csrf']/@content"}, bearer: {query: token}}}
      - http: {post: /api/sign-up, json: {token: "${bearer}", email: "${form.email}", size: "${form.size}"}, headers: {X-CSRF: "${csrf}"}, expect: {status: 201}, capture: {key: /key, home: {header: X-Home}}}
      - http: {get: "${home}"}
    login:
      - http: {post: /api/log-in, json: {email: "${login.email}", posted: "${token}"}, capture: {key: /key}}
  use: {post: "${SELLER}/use", headers: {Authorization: "Bearer ${key}"}}
steps:
)";

class PageStepsTest : public RunnerTest {
 protected:
  PageStepsTest() {
    seller_.instead["/register"] = [](const TestRequest& request) {
      return request.method == "GET" ? TestAnswer{} : redirect(303, "/start?token=tok%2B1");
    };
    seller_.instead["/start"] = [](const TestRequest&) {
      TestAnswer answer{200, "<meta name=csrf content=c1><div id=app></div>"};
      answer.headers.emplace("Set-Cookie", "flow=f1; Path=/");
      return answer;
    };
    seller_.instead["/api/sign-up"] = [this](const TestRequest&) {
      TestAnswer answer = json_answer(R"({"key": "key-)" + std::to_string(++keys_) + "\"}", 201);
      answer.headers.emplace("X-Home", "home?first=1");
      return answer;
    };
    seller_.instead["/api/log-in"] = [](const TestRequest&) {
      return json_answer(R"({"key": "known"})");
    };
  }

  int keys_ = 0;
};

TEST_F(PageStepsTest, AScriptsRequestsAreSentAsTheSellerDescribesThem) {
  const RunResult result =
      run("- subscribe: {buyer: ann}\n"
          "- register: {buyer: ann, form: {email: \"${buyer.email}\", size: 3}, "
          "expect: {contains: ok}}\n",
          kScripted);

  ASSERT_EQ(result.outcome, RunOutcome::Kept) << failures(result);
  const TestRequest sent = seller_.seen("/api/sign-up")[0];
  EXPECT_EQ(Json::parse(sent.body),
            Json({{"token", "tok+1"}, {"email", "ann+1@example.test"}, {"size", 3}}));
  EXPECT_EQ(sent.header("x-csrf"), "c1");
  EXPECT_EQ(sent.header("cookie"), "flow=f1");
  EXPECT_EQ(sent.header("content-type"), "application/json");
  EXPECT_EQ(sent.header("origin"), seller_.url());
  EXPECT_THAT(sent.header("referer"), StartsWith(seller_.url() + "/start?token="));
  EXPECT_EQ(sent.header("sec-fetch-mode"), "cors");
  EXPECT_EQ(sent.header("sec-fetch-site"), "same-origin");
  EXPECT_EQ(sent.header("accept"), "*/*");
  // Where the answer sends the buyer is beside the address of the request.
  const TestRequest opened = seller_.seen("/api/home")[0];
  EXPECT_EQ(opened.target, "/api/home?first=1");
  EXPECT_EQ(opened.header("sec-fetch-mode"), "navigate");
  const auto pages = souk_.rows("page");
  ASSERT_THAT(pages, SizeIs(4));
  EXPECT_EQ(pages[2]["data"]["purpose"], "form");
  EXPECT_EQ(pages[2]["data"]["path"], "/api/sign-up");
  EXPECT_EQ(pages[2]["data"]["status"], 201);
}

TEST_F(PageStepsTest, WhatABuyerWasGivenIsUsedInTheirName) {
  const RunResult result =
      run("- subscribe: {buyer: b1..b2}\n"
          "- register: {buyer: b1..b2, form: {email: \"${buyer.email}\", size: 3}}\n"
          "- use: {buyer: b1, requests: 1}\n"
          "- use: {buyer: b2, requests: 1}\n"
          "- http: {get: \"/last/${key}\"}\n",
          kScripted);

  ASSERT_EQ(result.outcome, RunOutcome::Kept) << failures(result);
  EXPECT_EQ(seller_.seen("/use")[0].header("authorization"), "Bearer key-1");
  EXPECT_EQ(seller_.seen("/use")[1].header("authorization"), "Bearer key-2");
  EXPECT_THAT(seller_.seen("/last/key-2"), SizeIs(1));
}

TEST_F(PageStepsTest, NobodyIsAskedInTheNameOfABuyerWhoHasNotRegistered) {
  seller_.instead["/count/key-1"] = [](const TestRequest&) { return json_answer("1"); };

  const RunResult result =
      run("- subscribe: {buyer: b1..b2}\n"
          "- register: {buyer: b1, form: {email: \"${buyer.email}\", size: 3}}\n"
          "- expect: {access: {buyer: b1, granted: true}}\n"
          "- expect: {access: {buyer: b2, granted: false}}\n"
          "- use: {buyer: b2, requests: 1}\n",
          R"(seller:
  landing_page: ${SELLER}/register
  register: {steps: [{http: {post: /api/sign-up, capture: {key: /key}}}]}
  use: {post: "${SELLER}/use", headers: {Authorization: "Bearer ${key}"}}
  access: {get: "${SELLER}/mine/${key}"}
  consumed: {get: "${SELLER}/count/${key}"}
steps:
)");

  EXPECT_EQ(failures(result),
            "[6 use: ${key} has no value: b2 was not given one while registering]");
  EXPECT_THAT(seller_.seen("/use"), SizeIs(0));
}

TEST_F(PageStepsTest, ALaterAnswerReplacesWhatABuyerWasGiven) {
  seller_.instead["/rotate"] = [](const TestRequest&) { return json_answer(R"({"key": "new"})"); };

  const RunResult result =
      run("- subscribe: {buyer: ann}\n"
          "- register: {buyer: ann, form: {email: a@b.test, size: 3}, expect: {contains: ok}}\n"
          "- http: {post: /rotate, as: ann, capture: {key: /key}}\n"
          "- use: {buyer: ann, requests: 1}\n",
          kScripted);

  ASSERT_EQ(result.outcome, RunOutcome::Kept) << failures(result);
  EXPECT_EQ(seller_.seen("/use")[0].header("authorization"), "Bearer new");
}

TEST_F(PageStepsTest, WhatTheLastPageHasToBeMaySpeakOfWhatWasCaptured) {
  const RunResult result =
      run("- subscribe: {buyer: ann}\n"
          "- register: {buyer: ann, steps: [{http: {post: /api/sign-up, capture: {key: /key}}}], "
          "expect: {contains: \"${key}\", json: {/key: \"${form.no}\"}}, form: {no: key-1}}\n",
          kScripted);

  EXPECT_EQ(result.outcome, RunOutcome::Kept) << failures(result);
}

TEST_F(PageStepsTest, WhatASellerSaysIsNotReadAsAStory) {
  seller_.instead["/api/sign-up"] = [](const TestRequest&) {
    return json_answer(R"({"home": "/x?as=${zoe.account}"})");
  };

  const RunResult result =
      run("- subscribe: {buyer: ann}\n"
          "- register: {buyer: ann, steps: [{http: {post: /api/sign-up, capture: {home: /home}}}, "
          "{http: {get: \"${home}\"}}]}\n",
          kScripted);

  EXPECT_EQ(failures(result).find("zoe has"), std::string::npos);
  EXPECT_EQ(result.steps[1].failure.find("no value"), std::string::npos) << failures(result);
}

TEST_F(PageStepsTest, AKnownBuyerLogsIn) {
  const RunResult result =
      run("- subscribe: {buyer: ann}\n"
          "- register: {buyer: ann, login: {email: a@b.test}, form: {email: unused}}\n",
          kScripted);

  ASSERT_EQ(result.outcome, RunOutcome::Kept) << failures(result);
  EXPECT_EQ(Json::parse(seller_.seen("/api/log-in")[0].body),
            Json({{"email", "a@b.test"}, {"posted", "tok+1/=="}}));
  EXPECT_THAT(seller_.seen("/api/sign-up"), SizeIs(0));
}

TEST_F(PageStepsTest, AStorysOwnStepsGoFirstAndFormsCanBeAmongThem) {
  const RunResult result =
      run("- subscribe: {buyer: ann}\n"
          "- register:\n"
          "    buyer: ann\n"
          "    steps:\n"
          "      - look: {expect: {status: 200}}\n"
          "      - http: {get: /sign-up}\n"
          "      - fill: {email: \"${buyer.email}\", company: Ann Ltd}\n"
          "      - look: {expect: {contains: welcome}, capture: {cookie: {cookie: session}}}\n",
          kScripted);

  ASSERT_EQ(result.outcome, RunOutcome::Kept) << failures(result);
  EXPECT_EQ(seller_.seen("/sign-up")[1].body,
            "csrf=c&email=ann%2B1%40example.test&company=Ann%20Ltd");
  EXPECT_THAT(seller_.seen("/api/sign-up"), SizeIs(0));
}

struct Trouble {
  const char* name;
  const char* step;
  const char* told;
};

void PrintTo(const Trouble& trouble, std::ostream* out) { *out << trouble.name; }

class PageStepTroubles : public PageStepsTest, public testing::WithParamInterface<Trouble> {};

TEST_P(PageStepTroubles, AreToldAndTheStoryGoesOn) {
  seller_.instead["/no"] = [](const TestRequest&) {
    return json_answer(R"({"error": "no such plan"})", 422);
  };

  const RunResult result = run(std::string("- subscribe: {buyer: ann}\n"
                                           "- register:\n"
                                           "    buyer: ann\n"
                                           "    steps:\n"
                                           "      - http: {get: /sign-up}\n"
                                           "      - ") +
                                   GetParam().step + "\n- advance: 1s\n",
                               kScripted);

  EXPECT_EQ(failures(result), std::string("[2 register: page step 2 ") + GetParam().told + "]");
  EXPECT_THAT(result.steps, SizeIs(3));
}

INSTANTIATE_TEST_SUITE_P(
    Each, PageStepTroubles,
    testing::Values(
        Trouble{"Refused", "http: {post: /no, json: {}}",
                "(http): it was answered 422: '{\"error\": \"no such plan\"}'"},
        Trouble{"Unexpected", "http: {post: /no, expect: {status: 201}}",
                "(http): it answered 422, not 201"},
        Trouble{"Uncaptured", "look: {capture: {a: {header: X-A}}}",
                "(look): the answer has no header X-A to capture"},
        Trouble{"NoForm", "fill: {colour: red}",
                "(fill): the page has no form for that; it says 'help'"},
        Trouble{"NoField", "fill: {email: a@b.test, colour: red}",
                "(fill): the form has no field 'colour'"},
        Trouble{"NotTold", "http: {post: /x, json: {name: \"${form.name}\"}}",
                "(http): ${form.name} has no value: this `register` has no 'name' in its 'form'"}),
    [](const auto& instance) { return instance.param.name; });

TEST_F(PageStepsTest, ASellerWithoutFormsIsToldHowToDescribeThem) {
  const RunResult result =
      run("- subscribe: {buyer: ann}\n"
          "- register: {buyer: ann, form: {email: a@b.test}}\n",
          "seller: {landing_page: \"${SELLER}/register\"}\nsteps:\n");

  EXPECT_THAT(failures(result), HasSubstr("Where a script of the page does it, say what it sends: "
                                          "`register: {steps: …}` of the seller"));
}

TEST_F(PageStepsTest, BareRequestsGiveWhatTheirOwnAnswerHolds) {
  seller_.instead["/oauth"] = [](const TestRequest&) {
    TestAnswer answer = redirect(302, "/back?code=c%201");
    answer.headers.emplace("Set-Cookie", "a=1; Path=/deep");
    answer.headers.emplace("Set-Cookie", "sid = s1 ; HttpOnly");
    return answer;
  };

  const RunResult result =
      run("- http: {get: /oauth, capture: {code: {query: code}, sid: {cookie: sid}}}\n"
          "- http: {get: \"/x/${sid}\", headers: {X-Code: \"${code}\"}}\n"
          "- http: {get: /oauth, capture: {none: {cookie: sido}}}\n");

  EXPECT_EQ(seller_.seen("/x/s1")[0].header("x-code"), "c 1");
  EXPECT_EQ(failures(result), "[3 http: the browser has no cookie sido to capture]");
}

}  // namespace
}  // namespace souk::judge
