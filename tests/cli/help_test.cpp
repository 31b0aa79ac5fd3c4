// What `souk` says of itself, and of words it does not know.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/souk.h"

namespace souk::test {
namespace {

using testing::AllOf;
using testing::Field;
using testing::HasSubstr;

const std::vector<std::string>& commands() {
  static const std::vector<std::string> names{"run",    "serve", "exec", "env", "clock", "journal",
                                              "listen", "rules", "api",  "ca",  "seller"};
  return names;
}

class EveryCommand : public testing::TestWithParam<std::string> {};

TEST_P(EveryCommand, HelpsWithAnExampleOfItself) {
  const auto help = souk({GetParam(), "--help"});

  EXPECT_EQ(help.code, 0);
  EXPECT_EQ(help.err, "");
  const auto examples = help.out.find("\nExamples:\n");
  ASSERT_NE(examples, std::string::npos) << help.out;
  EXPECT_THAT(help.out.substr(examples), HasSubstr("souk " + GetParam()));
}

TEST_P(EveryCommand, SaysOfAnUnknownOptionWhereToReadOn) {
  const auto ended = souk({GetParam(), "--zzzzzzzz"});

  EXPECT_THAT(ended, ends_with(2, "souk: " + GetParam() + ": there is no option --zzzzzzzz.",
                               GetParam() == "exec" ? "go after --" : GetParam() + " --help"));
}

INSTANTIATE_TEST_SUITE_P(Commands, EveryCommand, testing::ValuesIn(commands()),
                         [](const auto& row) { return row.param; });

TEST(Help, ListsEveryCommand) {
  const auto help = souk({"--help"});

  EXPECT_EQ(help.code, 0);
  for (const auto& command : commands()) EXPECT_THAT(help.out, HasSubstr("\n  " + command + " "));
}

TEST(Help, TellsTheVersionAlone) {
  const auto version = souk({"--version"});

  EXPECT_EQ(version.code, 0);
  EXPECT_THAT(version.out, testing::MatchesRegex("[0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

TEST(Help, NamesTheExitCodes) {
  const auto help = souk({"run", "--help"});

  EXPECT_THAT(help.out,
              AllOf(HasSubstr("0 all kept"), HasSubstr("1 a rule or expectation failed"),
                    HasSubstr("2 the story or arguments are wrong"),
                    HasSubstr("3 the seller could not be reached"), HasSubstr("4 souk itself")));
}

/// Words that are wrong, and what is said of them.
struct WrongWords {
  const char* name;
  std::vector<std::string> arguments;
  const char* sentence;
  const char* advice;
};

void PrintTo(const WrongWords& row, std::ostream* stream) { *stream << row.name; }

class Wrong : public testing::TestWithParam<WrongWords> {};

TEST_P(Wrong, ArgumentsEndInASentenceAndCodeTwo) {
  const auto ended = souk(GetParam().arguments);

  EXPECT_THAT(ended, ends_with(2, GetParam().sentence, GetParam().advice));
  EXPECT_EQ(ended.out, "");
}

INSTANTIATE_TEST_SUITE_P(
    Arguments, Wrong,
    testing::Values(
        WrongWords{"nothing", {}, "souk: name a command: run, serve", "souk --help"},
        WrongWords{"near_command", {"sevre"}, "there is no command sevre", "did you mean 'serve'?"},
        WrongWords{"far_command", {"zzzzz"}, "there is no command zzzzz", "there are run, serve"},
        WrongWords{"near_first_option", {"--hlep"}, "there is no option --hlep", "'--help'"},
        WrongWords{"near_option",
                   {"serve", "--prot", "1"},
                   "souk: serve: there is no option --prot",
                   "did you mean '--port'?"},
        WrongWords{"option_with_a_value",
                   {"run", "a.yaml", "--sellr=sample"},
                   "souk: run: there is no option --sellr",
                   "did you mean '--seller'?"},
        WrongWords{"option_of_exec",
                   {"exec", "--jugde", "all", "--", "true"},
                   "exec: there is no option --jugde; did you mean '--judge'?",
                   "souk exec -- npm test --ci"},
        WrongWords{"one_word_too_many",
                   {"serve", "now"},
                   "nothing is done with \"now\"",
                   "souk serve --help"},
        WrongWords{"option_without_a_value",
                   {"serve", "--port"},
                   "serve: --port needs a value.",
                   "souk serve --help"},
        WrongWords{"port_that_is_a_word",
                   {"serve", "--port", "http"},
                   "--port: \"http\" is not a whole number from 0 to 65535",
                   "souk serve --help"},
        WrongWords{"port_beyond_the_last",
                   {"serve", "--port", "65536"},
                   "\"65536\" is not a whole number from 0 to 65535",
                   "souk serve --help"},
        WrongWords{"port_below_the_first",
                   {"serve", "--port", "-1"},
                   "\"-1\" is not a whole number from 0 to 65535",
                   "souk serve --help"},
        WrongWords{"near_value",
                   {"serve", "--auth", "of"},
                   "--auth: \"of\" is not verify or off",
                   "did you mean 'off'?"},
        WrongWords{"profile",
                   {"serve", "--profile", "current-2025"},
                   "--profile: \"current-2025\" is not",
                   "did you mean 'current-2026'?"},
        WrongWords{"clock_mode",
                   {"serve", "--clock", "frozn"},
                   "--clock: \"frozn\" is not",
                   "did you mean 'frozen'?"},
        WrongWords{"seed",
                   {"serve", "--seed", "many"},
                   "--seed: \"many\" is not a whole number",
                   "souk serve --help"},
        WrongWords{"jobs",
                   {"run", "a.yaml", "--jobs", "0"},
                   "--jobs: \"0\" is not a whole number from 1 to 256",
                   "souk run --help"},
        WrongWords{"env_format",
                   {"env", "--format", "jsno"},
                   "--format: \"jsno\" is not sh, dotenv",
                   "did you mean 'json'?"},
        WrongWords{"clock_verb",
                   {"clock", "advnce", "1h"},
                   "\"advnce\" is not show, advance",
                   "did you mean 'advance'?"},
        WrongWords{"clock_way",
                   {"clock", "advance", "soon"},
                   "\"soon\" is neither a duration nor an instant",
                   "Write 3h, 59m59s"},
        WrongWords{
            "clock_rate", {"clock", "rate", "600x"}, "\"600x\" is no rate", "souk clock rate 600"},
        WrongWords{
            "clock_rate_of_nothing", {"clock", "rate"}, "\"\" is no rate", "souk clock rate 600"},
        WrongWords{"clock_word_too_many",
                   {"clock", "freeze", "3h"},
                   "nothing is done with \"3h\" here",
                   "souk clock --help"},
        WrongWords{"journal_row",
                   {"journal", "--after", "last"},
                   "\"last\" is not a whole number from 0",
                   "souk journal --help"},
        WrongWords{"rule",
                   {"rules", "R4x"},
                   "there is no rule \"R4x\"; the nearest is R4",
                   "`souk rules` lists them all"},
        WrongWords{"rule_to_judge",
                   {"exec", "--judge", "R999", "--", "true"},
                   "there is no rule \"R999\"",
                   "`souk rules` lists them all"},
        WrongWords{"emulator",
                   {"clock", "--emulator", "4747"},
                   "\"4747\" is no http address",
                   "--emulator http://127.0.0.1:4747"},
        WrongWords{"sellers_endpoint",
                   {"seller", "--endpoint", "4747"},
                   "--endpoint 4747: this is no http address",
                   "http://127.0.0.1:4747"},
        WrongWords{"seller_without_keys",
                   {"seller"},
                   "the seller needs AWS_ACCESS_KEY_ID",
                   "eval \"$(souk env)\""}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace souk::test
