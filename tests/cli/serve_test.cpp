// `souk serve`: what it says, what it refuses, how it ends.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>

#include "souk/http.h"
#include "souk/url.h"
#include "tests/support/souk.h"

namespace souk::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string port_of(const std::string& url) {
  return std::to_string(client::parse_url(url).value().port);
}

TEST(Serve, SaysWhereItListensAndWhatToDoNext) {
  Souk souk;

  souk.process().signal(SIGTERM);
  const auto ended = souk.process().wait();

  EXPECT_THAT(ended.out, AllOf(HasSubstr("souk listens on http://127.0.0.1:"),
                               HasSubstr("eval \"$(souk env --emulator " + souk.url() + ")\""),
                               HasSubstr("Ctrl-C ends it")));
}

class ServeSignals : public testing::TestWithParam<int> {};

TEST_P(ServeSignals, EndItWithSuccess) {
  Souk souk;

  souk.process().signal(GetParam());

  EXPECT_EQ(souk.process().wait().code, 0);
}

INSTANTIATE_TEST_SUITE_P(Signals, ServeSignals, testing::Values(SIGINT, SIGTERM));

TEST(Serve, APortInUseIsCodeFour) {
  Souk first;

  const auto plain = souk({"serve", "--port", port_of(first.url())});
  const auto tls = souk({"serve", "--port", "0", "--tls-port", port_of(first.url())});

  for (const auto& ended : {plain, tls}) {
    EXPECT_THAT(ended,
                ends_with(4, "127.0.0.1:" + port_of(first.url()) + ": Address already in use",
                          "choose another port"));
    EXPECT_EQ(ended.out, "");
  }
}

TEST(Serve, AHostThatIsNotThisMachineIsCodeFour) {
  EXPECT_THAT(souk({"serve", "--port", "0", "--host", "192.0.2.1"}),
              ends_with(4, "192.0.2.1", "127.0.0.1 is this machine alone"));
  EXPECT_THAT(souk({"serve", "--port", "0", "--host", "no-such-host.invalid"}),
              ends_with(4, "no-such-host.invalid", "Use 127.0.0.1"));
}

struct WrongCatalogue {
  const char* name;
  std::string content;
  const char* sentence;
  const char* advice;
};

void PrintTo(const WrongCatalogue& row, std::ostream* stream) { *stream << row.name; }

class WrongCatalogueTest : public testing::TestWithParam<WrongCatalogue> {
 protected:
  Folder folder_;
};

TEST_P(WrongCatalogueTest, IsCodeTwoAndSaysWhereItIsWrong) {
  const auto file = folder_.file("c.json", GetParam().content);

  const auto ended = souk({"serve", "--port", "0", "--catalogue", file});

  EXPECT_THAT(ended, ends_with(2, "--catalogue " + file + GetParam().sentence, GetParam().advice));
  EXPECT_EQ(ended.out, "");
}

INSTANTIATE_TEST_SUITE_P(
    Catalogues, WrongCatalogueTest,
    testing::Values(WrongCatalogue{"torn", "{\n\"products\": [", ": this is not JSON", "line 2"},
                    WrongCatalogue{"empty", "", ": this is not JSON", "line 1"},
                    WrongCatalogue{"deep", std::string(100'000, '['), ": nested deeper than 64",
                                   ""},
                    WrongCatalogue{"a_list", "[]", ": catalogue", "is an object"},
                    WrongCatalogue{"a_typo", "{\"produts\": []}", ": catalogue.produts",
                                   "products, offers and buyers"},
                    WrongCatalogue{"a_wrong_kind", "{\"products\": 3}", ": catalogue.products",
                                   "products is a list"}),
    [](const auto& row) { return row.param.name; });

TEST(Serve, ACatalogueThatCannotBeReadIsCodeTwo) {
  const Folder folder;

  EXPECT_THAT(souk({"serve", "--port", "0", "--catalogue", folder.in("none.json")}),
              ends_with(2, "none.json: No such file or directory"));
  EXPECT_THAT(souk({"serve", "--port", "0", "--catalogue", folder.path()}),
              ends_with(2, folder.path() + ": this is a folder", "name a JSON file"));
}

TEST(Serve, LoopbackNeedsNoToken) {
  Souk souk;

  EXPECT_TRUE(souk.box().clock());
}

class OpenHost : public testing::Test {
 protected:
  /// The port of a souk on every address, reached over loopback.
  static std::string there(const Souk& souk) { return "http://127.0.0.1:" + port_of(souk.url()); }
};

TEST_F(OpenHost, DemandsTheTokenItPrintsOnEveryControlCall) {
  Souk open({"--host", "0.0.0.0"});
  const auto line = open.process().line_with("bearer token");
  const auto token = line.substr(line.rfind(' ') + 1);

  const auto without = souk({"clock", "--emulator", there(open)});
  const auto wrong = souk({"clock", "--emulator", there(open), "--token", token + "0"});
  const auto right = souk({"clock", "--emulator", there(open), "--token", token});

  EXPECT_GE(token.size(), 32u);
  EXPECT_THAT(without, ends_with(2, "bearer token", "--token, or $SOUK_TOKEN"));
  EXPECT_THAT(wrong, ends_with(2, "bearer token", "--token, or $SOUK_TOKEN"));
  EXPECT_EQ(right.code, 0) << right.err;
}

TEST_F(OpenHost, MakesAnotherTokenEachTime) {
  Souk first({"--host", "0.0.0.0"});
  Souk second({"--host", "0.0.0.0"});

  EXPECT_NE(first.process().line_with("bearer token"), second.process().line_with("bearer token"));
}

TEST_F(OpenHost, TakesATokenOfOnesOwnThereAndOnLoopback) {
  Souk open({"--host", "0.0.0.0", "--token", "mine"});
  Souk closed({"--token", "mine"});

  for (const auto& url : {there(open), closed.url()}) {
    EXPECT_EQ(souk({"clock", "--emulator", url}).code, 2);
    EXPECT_EQ(souk({"clock", "--emulator", url, "--token", "mine"}).code, 0);
  }
}

TEST_F(OpenHost, IsNoOpenHostWhenItsNameOnlyLooksLikeLoopback) {
  const auto ended = souk({"serve", "--port", "0", "--host", "127.example.invalid"});

  EXPECT_THAT(ended, ends_with(4, "127.example.invalid"));
}

}  // namespace
}  // namespace souk::test
