#include "tests/scenarios/runner/runner_fixture.h"

// The ground truth of usage, as the seller itself counts it.
namespace souk::judge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class ConsumptionTest : public RunnerTest {
 protected:
  ConsumptionTest() {
    seller_.instead["/consumed"] = [this](const TestRequest& request) {
      EXPECT_EQ(request.target, "/consumed?who=acct-ann&of=requests");
      if (!known_) return TestAnswer{404, "who?"};
      return json_answer(R"({"total": )" + total_ + "}");
    };
    seller_.instead["/use"] = [this](const TestRequest& request) {
      add(Json::parse(request.body)["quantity"].get<int>());
      return TestAnswer{202, ""};
    };
    seller_.instead["/job"] = [this](const TestRequest&) {
      add(5);
      return TestAnswer{200, ""};
    };
  }

  void add(int quantity) { total_ = std::to_string(std::stoi(total_) + quantity); }

  RunResult play(const std::string& steps) {
    return run(steps, R"(seller:
  use: {post: "${SELLER}/use", json: {quantity: "${quantity}"}}
  consumed: {get: "${SELLER}/consumed?who=${buyer.account}&of=${dimension}", pointer: /total}
steps:
- subscribe: {buyer: ann}
)");
  }

  /// "09:00 5" for each row of usage that nobody asked for, "09:00 5 of 7" for one that a step did.
  std::vector<std::string> uses() const {
    std::vector<std::string> lines;
    for (const Json& row : souk_.rows("use")) {
      const Json& data = row["data"];
      std::string line = data["hour"].get<std::string>().substr(11, 5) + " " +
                         (data.contains("consumed") ? data["consumed"].dump() : "unknown");
      if (data.contains("quantity")) line += " of " + data["quantity"].dump();
      lines.push_back(line);
    }
    return lines;
  }

  std::string total_ = "0";
  bool known_ = true;
};

TEST_F(ConsumptionTest, WhatCameSinceTheLastLookWasUsed) {
  const RunResult result = play("- http: {post: /job}\n- http: {get: /x}\n- http: {post: /job}\n");

  EXPECT_EQ(result.outcome, RunOutcome::Kept) << failures(result);
  EXPECT_THAT(uses(), ElementsAre("09:00 5", "09:00 5"));
  EXPECT_EQ(souk_.rows("use")[0]["subject"], "ann");
  EXPECT_EQ(souk_.rows("use")[0]["correlation"], "2");
  EXPECT_EQ(souk_.rows("use")[0]["data"], Json({{"agreement", "agmt-1"},
                                                {"license_arn", "arn:agmt-1"},
                                                {"dimension", "requests"},
                                                {"hour", "2026-10-06T09:00:00.000Z"},
                                                {"consumed", 5}}));
}

TEST_F(ConsumptionTest, AStepsUseIsWhatTheSellerMadeOfIt) {
  seller_.instead["/use"] = [this](const TestRequest&) {
    add(5);
    return TestAnswer{202, ""};
  };

  const RunResult result = play("- use: {buyer: ann, requests: 7}\n");

  EXPECT_EQ(result.outcome, RunOutcome::Kept) << failures(result);
  EXPECT_THAT(uses(), ElementsAre("09:00 5 of 7"));
  EXPECT_EQ(souk_.rows("use")[0]["data"]["accepted"], true);
}

TEST_F(ConsumptionTest, UsageBelongsToTheHourInWhichItCame) {
  for (const char* time : {"09:59:59.999", "10:00:00.001", "10:59:59.999", "11:30:00"}) {
    souk_.schedule(at(time), time, [this] { add(1); });
  }

  const RunResult result = play("- advance: {to: 2026-10-06T11:40:00Z}\n");

  EXPECT_EQ(result.outcome, RunOutcome::Kept) << failures(result);
  EXPECT_THAT(uses(), ElementsAre("09:00 1", "10:00 2", "11:00 1"));
}

TEST_F(ConsumptionTest, WhatAStepUsesAtAFullHourBelongsToTheHourThatBegins) {
  const RunResult result =
      play("- advance: {to: 2026-10-06T10:00:00Z}\n- http: {post: /job}\n- advance: 1h\n");

  EXPECT_EQ(result.outcome, RunOutcome::Kept) << failures(result);
  EXPECT_THAT(uses(), ElementsAre("10:00 5"));
}

TEST_F(ConsumptionTest, ABuyerTheSellerDoesNotKnowHasConsumedNothing) {
  known_ = false;
  seller_.instead["/register"] = [this](const TestRequest&) {
    known_ = true;
    return TestAnswer{200, ""};
  };

  const RunResult result = play("- http: {post: /register}\n- http: {post: /job}\n");

  EXPECT_EQ(result.outcome, RunOutcome::Kept) << failures(result);
  EXPECT_THAT(uses(), ElementsAre("09:00 5"));
}

TEST_F(ConsumptionTest, WhatWasThereBeforeTheStoryDoesNotCount) {
  total_ = "70";

  const RunResult result = play("- http: {get: /x}\n");

  EXPECT_EQ(result.outcome, RunOutcome::Kept) << failures(result);
  EXPECT_THAT(uses(), IsEmpty());
}

TEST_F(ConsumptionTest, ANewAgreementMayCountFromTheStartOnce) {
  seller_.instead["/fall"] = [this](const TestRequest&) {
    total_ = "2";
    return TestAnswer{200, ""};
  };

  const RunResult result = play(
      "- use: {buyer: ann, requests: 7}\n"
      "- subscribe: {buyer: ann}\n"
      "- http: {get: /x}\n"
      "- http: {post: /fall}\n"
      "- use: {buyer: ann, requests: 3}\n"
      "- http: {post: /fall}\n");

  EXPECT_THAT(failures(result), HasSubstr("[7 http: `consumed` told 2 requests of ann after 5"));
  EXPECT_THAT(uses(), ElementsAre("09:00 7 of 7", "09:00 2", "09:00 3 of 3"));
}

TEST_F(ConsumptionTest, WhatCannotBeToldNowIsToldNextAndOnce) {
  bool is_down = false;
  const auto told = seller_.instead["/consumed"];
  seller_.instead["/consumed"] = [&, told](const TestRequest& request) {
    return is_down ? TestAnswer{503, ""} : told(request);
  };
  seller_.instead["/use"] = [&](const TestRequest&) {
    add(7);
    is_down = true;
    return TestAnswer{202, ""};
  };
  seller_.instead["/up"] = [&](const TestRequest&) {
    is_down = false;
    return TestAnswer{200, ""};
  };

  const RunResult result = play("- use: {buyer: ann, requests: 7}\n- http: {post: /up}\n");

  EXPECT_EQ(failures(result),
            "[2 use: the seller answered 503 to the question what ann consumed of requests]");
  EXPECT_THAT(uses(), ElementsAre("09:00 0 of 7", "09:00 7"));
}

TEST_F(ConsumptionTest, ABuyerTheSellerForgotHasConsumedNoMore) {
  seller_.instead["/forget"] = [this](const TestRequest&) {
    known_ = !known_;
    return TestAnswer{200, ""};
  };

  const RunResult result = play(
      "- http: {post: /job}\n- http: {post: /forget}\n- advance: {to: 2026-10-06T10:00:00Z}\n"
      "- http: {post: /job}\n- http: {post: /forget}\n");

  EXPECT_EQ(result.outcome, RunOutcome::Kept) << failures(result);
  EXPECT_THAT(uses(), ElementsAre("09:00 5", "10:00 5"));
}

TEST_F(ConsumptionTest, ACountThatFallsIsTold) {
  seller_.instead["/fall"] = [this](const TestRequest&) {
    total_ = "2";
    return TestAnswer{200, ""};
  };

  const RunResult result =
      play("- use: {buyer: ann, requests: 7}\n- http: {post: /fall}\n- http: {post: /job}\n");

  EXPECT_EQ(failures(result),
            "[3 http: `consumed` told 2 requests of ann after 7; it has to count all that was ever "
            "consumed]");
  EXPECT_THAT(uses(), ElementsAre("09:00 7 of 7", "09:00 5"));
}

TEST_F(ConsumptionTest, AnAnswerThatIsNoCountIsTold) {
  const std::string about =
      "[1 subscribe: the seller's answer about what ann consumed of requests (status 200) has ";
  const auto told = [&](const std::string& total) {
    total_ = total;
    return failures(play(""));
  };

  EXPECT_EQ(told("\"many\""), about + "\"many\" at '/total', which is no count]");
  EXPECT_EQ(told("-1"), about + "-1 at '/total', which is no count]");
  EXPECT_EQ(told("1.5"), about + "1.5 at '/total', which is no count]");
  EXPECT_EQ(told("{\"quantity\": 7}"),
            about + "{\"quantity\":7} at '/total'; name the number in it by `pointer`]");
  EXPECT_EQ(told("7.0"), "");
  EXPECT_EQ(told("null"), "");
}

TEST_F(ConsumptionTest, WhateverBytesAreAnsweredTheStoryGoesOn) {
  seller_.instead["/consumed"] = [](const TestRequest&) {
    return TestAnswer{200, "used: \xff\xfe"};
  };
  const RunResult bytes = run("- subscribe: {buyer: ann}\n",
                              "seller: {consumed: {get: /consumed, matches: 'used: *(.*)'}}\n"
                              "steps:\n");
  seller_.instead["/consumed"] = [](const TestRequest&) {
    const std::string deep(1'000'000, '[');
    return json_answer("{\"total\": " + deep + std::string(1'000'000, ']') + "}");
  };
  const RunResult deep = play("");

  EXPECT_EQ(bytes.outcome, RunOutcome::Broken);
  EXPECT_EQ(deep.outcome, RunOutcome::Broken);
  EXPECT_THAT(failures(deep), HasSubstr("name the number in it by `pointer`"));
}

TEST_F(ConsumptionTest, AnAnswerWithoutACountIsTold) {
  seller_.instead["/consumed"] = [](const TestRequest&) { return json_answer("{}"); };
  EXPECT_THAT(failures(play("")), HasSubstr("(status 200) has nothing at '/total'"));

  seller_.instead["/consumed"] = [](const TestRequest&) { return TestAnswer{500, "{}"}; };
  EXPECT_EQ(failures(play("")),
            "[1 subscribe: the seller answered 500 to the question what ann consumed of requests]");
}

TEST_F(ConsumptionTest, APointerAndAPatternMaySpeakOfTheDimension) {
  seller_.instead["/usage/acct-ann"] = [this](const TestRequest&) {
    return json_answer(R"({"requests": )" + total_ + "}");
  };

  const RunResult by_pointer =
      run("- subscribe: {buyer: ann}\n- http: {post: /job}\n",
          "seller: {consumed: {get: \"/usage/${buyer.account}\", pointer: \"/${dimension}\"}}\n"
          "steps:\n");
  const RunResult by_pattern =
      run("- subscribe: {buyer: ann}\n- http: {post: /job}\n- expect: {accounts: 4}\n",
          "seller:\n"
          "  consumed: {get: \"/usage/${buyer.account}\", matches: '\"${dimension}\": *([0-9]+)'}\n"
          "  accounts: {command: \"echo 4 accounts\", matches: \"^[0-9]+\"}\n"
          "steps:\n");

  EXPECT_EQ(by_pointer.outcome, RunOutcome::Kept) << failures(by_pointer);
  EXPECT_EQ(by_pattern.outcome, RunOutcome::Kept) << failures(by_pattern);
  EXPECT_THAT(uses(), ElementsAre("09:00 5", "09:00 5"));
}

}  // namespace
}  // namespace souk::judge
