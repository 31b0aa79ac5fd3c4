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

TEST_F(ConsumptionTest, ANewAgreementMayCountFromTheStart) {
  seller_.instead["/fall"] = [this](const TestRequest&) {
    total_ = "2";
    return TestAnswer{200, ""};
  };

  const RunResult result =
      play("- use: {buyer: ann, requests: 7}\n- subscribe: {buyer: ann}\n- http: {post: /job}\n");

  EXPECT_EQ(result.outcome, RunOutcome::Kept) << failures(result);
  EXPECT_THAT(uses(), ElementsAre("09:00 7 of 7", "09:00 5"));
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
  total_ = "\"many\"";

  const RunResult result = play("");

  EXPECT_EQ(
      failures(result),
      "[1 subscribe: the seller's answer about what ann consumed of requests (status 200) has "
      "\"many\" at '/total', which is no whole number]");
}

TEST_F(ConsumptionTest, AnAnswerWithoutACountIsTold) {
  seller_.instead["/consumed"] = [](const TestRequest&) { return json_answer("{}"); };
  EXPECT_THAT(failures(play("")), HasSubstr("(status 200) has nothing at '/total'"));

  seller_.instead["/consumed"] = [](const TestRequest&) { return TestAnswer{500, "{}"}; };
  EXPECT_EQ(failures(play("")),
            "[1 subscribe: the seller answered 500 to the question what ann consumed of requests]");
}

TEST_F(ConsumptionTest, ATextAndAQueryCanTellTheCount) {
  const RunResult text =
      run("- subscribe: {buyer: ann}\n- http: {get: /x}\n",
          "seller:\n"
          "  consumed: {command: \"echo used: 3 of 9\", matches: \"used: *([0-9]+)\"}\n"
          "  accounts: {command: \"echo 4\", matches: \"[0-9]+\"}\n"
          "steps:\n- expect: {accounts: 4}\n");

  EXPECT_EQ(text.outcome, RunOutcome::Kept) << failures(text);
}

}  // namespace
}  // namespace souk::judge
