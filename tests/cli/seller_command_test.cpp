// `souk run --seller-cmd`: the seller as a program of its own, from start to end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/souk.h"

namespace souk::test {
namespace {

using testing::HasSubstr;

constexpr auto kStory = R"(
story: A seller that souk started
product: {model: subscription, generation: concurrent, dimensions: [requests]}
clock: {start: 2026-10-06T09:10:00Z}
seller: {landing_page: "${SELLER}/register", access: {get: "${SELLER}/app", as: buyer}, clock: virtual,
         notifications: {https: "${SELLER}/marketplace/events"}, tick: {post: "${SELLER}/jobs/meter", every: 1h},
         use: {post: "${SELLER}/test/use", json: {license: "${buyer.license}", account: "${buyer.account}", dimension: "${dimension}", quantity: "${quantity}"}}}
steps:
  - subscribe: {buyer: ann}
)";

constexpr auto kForm =
    R"({buyer: ann, form: {name: Ann, email: "${buyer.email}", company: Ann Ltd, password: a-long-password-1}})";

class SellerCommandTest : public testing::Test {
 protected:
  Ended run(const std::string& steps, const std::string& command,
            std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"run", folder_.file("story.yaml", kStory + steps), "--seller-cmd",
                               command, "--report", "html=" + folder_.in("report.html")});
    return souk(std::move(more));
  }
  std::string sample() const {
    return std::string(SOUK_COMMAND) + " seller --port $PORT --data " + folder_.in("customers");
  }
  std::string report() const { return run_shell("cat " + folder_.in("report.html")).out; }
  static Ended run_shell(const std::string& command) {
    return test::run({{"/bin/sh", "-c", command}, {}, "", false, false, ""});
  }

  Folder folder_;
};

TEST_F(SellerCommandTest, IsStartedJudgedAndEnded) {
  const auto ended = run(std::string("  - register: ") + kForm +
                             "\n  - expect: {access: {buyer: ann, granted: true}}\n",
                         "echo $$ > " + folder_.in("pid") + "; " + sample());

  EXPECT_EQ(ended.code, 0) << ended.out << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("R6     +"));
  EXPECT_NE(run_shell("kill -0 $(cat " + folder_.in("pid") + ")").code, 0) << "it is still there";
}

TEST_F(SellerCommandTest, WhatItPrintsIsInTheReport) {
  run("", "echo a word from the seller; " + sample());

  EXPECT_THAT(report(), HasSubstr("a word from the seller"));
}

TEST_F(SellerCommandTest, IsKilledInTheMiddleOfACallAndStartedAgain) {
  const auto ended = run(std::string("  - kill: {during: ResolveCustomer, call: taken}\n"
                                     "  - set-up: {buyer: ann}\n"
                                     "  - restart: seller\n"
                                     "  - register: ") +
                             kForm +
                             "\n  - use: {buyer: ann, requests: 7}\n"
                             "  - kill: {during: BatchMeterUsage, call: lost}\n"
                             "  - advance: 1h\n"
                             "  - expect: {metered: {buyer: ann, requests: 0}}\n"
                             "  - restart: seller\n"
                             "  - expect: {metered: {buyer: ann, requests: 7}, within: 2h}\n"
                             "judge: none\n",
                         sample());

  EXPECT_EQ(ended.code, 0) << ended.out << ended.err;
}

TEST_F(SellerCommandTest, AKillThatHasNotStruckWaitsForTheNextProcess) {
  const auto ended =
      run("  - kill: {during: ResolveCustomer, call: taken}\n"
          "  - restart: seller\n"
          "  - set-up: {buyer: ann}\n"
          "  - http: {get: /app, expect: {below: 500}}\n"
          "judge: none\n",
          sample());

  EXPECT_EQ(ended.code, 1) << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("/app got no answer: Connection refused"));
}

TEST_F(SellerCommandTest, StandsStillWhilePaused) {
  const auto ended =
      run("  - pause: seller\n"
          "  - resume: seller\n"
          "  - http: {get: /app, expect: {below: 500}}\n"
          "judge: none\n",
          sample());

  EXPECT_EQ(ended.code, 0) << ended.out << ended.err;
}

TEST_F(SellerCommandTest, IsNotAskedWhileItIsDown) {
  const auto ended =
      run("  - kill: seller\n"
          "  - advance: 3h\n"
          "  - restart: seller\n"
          "  - advance: 1h\n",
          sample());

  EXPECT_EQ(ended.code, 0) << ended.out << ended.err;
}

TEST_F(SellerCommandTest, OneThatCannotBeStartedIsSaid) {
  EXPECT_THAT(run("", "no-such-program"), ends_with(3, "", ""));
  EXPECT_THAT(run("", "no-such-program").out, HasSubstr("`no-such-program` was not found"));
  EXPECT_THAT(run("", "sleep 1000", {"--seller-within", "50ms"}).out,
              HasSubstr("did not get ready within 50ms"));
}

TEST_F(SellerCommandTest, WrongArgumentsAreSaid) {
  const auto wrong = [&](std::vector<std::string> more) {
    return run("", "true", std::move(more));
  };

  EXPECT_THAT(wrong({"--seller", "sample"}),
              ends_with(2, "a seller that souk starts is reached by URL", "${PORT}"));
  EXPECT_THAT(wrong({"--seller", "http://127.0.0.1:8080", "--jobs", "2"}),
              ends_with(2, "would want this port", "$PORT"));
  EXPECT_THAT(wrong({"--seller-ready", "65536"}), ends_with(2, "65536 is no port", "a port"));
  EXPECT_THAT(wrong({"--seller-within", "soon"}), ends_with(2, "this is no time", "90s"));
  EXPECT_THAT(souk({"run", folder_.file("a.yaml", kStory), "--seller", "sample", "--as-aws"}),
              ends_with(2, "--as-aws is for a seller that souk starts itself", "--seller-cmd"));
  EXPECT_THAT(wrong({"--aws-profile", "app=arn:aws:iam::111122223333:role/Metering"}),
              ends_with(2, "roles are the sandbox's", "--help"));
  EXPECT_THAT(souk({"run", folder_.file("a.yaml", kStory), "--only", "color=red"}),
              ends_with(2, "no matrix has a name 'color'", ""));
}

TEST_F(SellerCommandTest, StepsThatNeedAProgramSaySo) {
  const auto ended =
      souk({"run", folder_.file("a.yaml", std::string(kStory) + "  - restart: seller\n"),
            "--seller", "sample"});

  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.out, HasSubstr("name its command with --seller-cmd"));
}

TEST_F(SellerCommandTest, LeavesNothingWhenSoukIsKilled) {
  Process program(
      souk_command({"run", folder_.file("a.yaml", std::string(kStory) + "  - advance: 1h\n"),
                    "--seller-cmd", "echo $$ > " + folder_.in("pid") + "; exec sleep 1000"}));
  while (run_shell("test -s " + folder_.in("pid")).code != 0) continue;

  program.signal(SIGKILL);
  program.wait();

  const auto gone = "pid=$(cat " + folder_.in("pid") +
                    "); i=0; while kill -0 $pid 2>/dev/null && [ $i -lt 3000 ]; do sleep 0.01; "
                    "i=$((i+1)); done; kill -0 $pid";
  EXPECT_NE(run_shell(gone).code, 0);
}

}  // namespace
}  // namespace souk::test
