#include "scenarios/runner/local_answers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>

#include "tests/support/process.h"

namespace souk::judge {
namespace {

using testing::HasSubstr;

constexpr Duration kPatience{60'000};
constexpr std::size_t kMost = 1'000'000;

Tried<client::HttpAnswer> ask(const Json& request) {
  return ask_locally(request, kPatience, kMost);
}

/// "200 [{"n":1}]"
std::string told(const Json& request) {
  const auto answer = ask(request);
  return answer ? std::to_string(answer->status) + " " + answer->body : answer.error();
}

TEST(LocalAnswersTest, AreWhatIsNotAskedOverHttp) {
  EXPECT_TRUE(is_local({{"command", "true"}}));
  EXPECT_TRUE(is_local({{"sqlite", {{"file", "f"}, {"query", "q"}}}}));
  EXPECT_TRUE(is_local({{"postgres", {{"url", "u"}, {"query", "q"}}}}));
  EXPECT_FALSE(is_local({{"get", "/app"}}));
}

TEST(LocalAnswersTest, OfACommandAreItsOutputAndItsExitCode) {
  EXPECT_EQ(told({{"command", "printf yes"}}), "200 yes");
  EXPECT_EQ(told({{"command", "printf no; exit 1"}}), "500 no");
  EXPECT_EQ(told({{"command", "printf trouble >&2; exit 1"}}), "500 trouble");
}

class SqliteAnswersTest : public testing::Test {
 protected:
  SqliteAnswersTest() {
    EXPECT_EQ(query("CREATE TABLE customers(account TEXT, active INT)"), "200 ");
    EXPECT_EQ(query("INSERT INTO customers VALUES('111122223333', 1), ('it''s', 0)"), "200 ");
  }

  std::string query(const std::string& text) const {
    return told({{"sqlite", {{"file", file_}, {"query", text}}}});
  }

  test::Folder folder_;
  std::string file_ = folder_.in("seller.db");
};

TEST_F(SqliteAnswersTest, AreRowsAsJson) {
  EXPECT_EQ(query("SELECT account, active FROM customers WHERE active"),
            R"(200 [{"account":"111122223333","active":1}])");
  EXPECT_EQ(query(" select count(*) AS n FROM customers ; "), R"(200 [{"n":2}])");
  EXPECT_EQ(query("WITH all_of AS (SELECT * FROM customers) SELECT count(*) n FROM all_of"),
            R"(200 [{"n":2}])");
}

TEST_F(SqliteAnswersTest, NoRowsAreNothing) {
  EXPECT_EQ(query("SELECT 1 FROM customers WHERE account = 'nobody'"), "404 []");
}

TEST_F(SqliteAnswersTest, WhatIsWrongIsQuoted) {
  EXPECT_THAT(query("SELECT missing FROM customers"), HasSubstr("no such column: missing"));
  EXPECT_THAT(told({{"sqlite", {{"file", folder_.in("no/where")}, {"query", "SELECT 1"}}}}),
              HasSubstr("unable to open database"));
}

/// A psql that shows what it was asked.
class PostgresAnswersTest : public testing::Test {
 protected:
  PostgresAnswersTest() : path_(std::getenv("PATH")) {
    const auto program = folder_.file("psql", "#!/bin/sh\nprintf '%s|' \"$@\"\n");
    chmod(program.c_str(), 0700);
    setenv("PATH", (folder_.path() + ":" + path_).c_str(), 1);
  }
  ~PostgresAnswersTest() override { setenv("PATH", path_.c_str(), 1); }

  test::Folder folder_;
  std::string path_;
};

TEST_F(PostgresAnswersTest, AreAskedForAsJson) {
  EXPECT_EQ(told({{"postgres", {{"url", "postgresql://h/d"}, {"query", "SELECT 1;"}}}}),
            "200 -X|-q|-t|-A|-v|ON_ERROR_STOP=1|-c|SELECT coalesce(json_agg(row), '[]') FROM "
            "(SELECT 1) AS row|postgresql://h/d|");
  EXPECT_EQ(told({{"postgres", {{"url", "u"}, {"query", "INSERT INTO t VALUES(1)"}}}}),
            "200 -X|-q|-t|-A|-v|ON_ERROR_STOP=1|-c|INSERT INTO t VALUES(1)|u|");
}

TEST(MissingDatabaseClientTest, IsNamedWithItsPackage) {
  const std::string path = std::getenv("PATH");
  setenv("PATH", "/nowhere", 1);
  const auto answer = told({{"postgres", {{"url", "u"}, {"query", "SELECT 1"}}}});
  setenv("PATH", path.c_str(), 1);

  EXPECT_EQ(answer, "psql: No such file or directory (apt-get install postgresql-client)");
}

}  // namespace
}  // namespace souk::judge
