#include "scenarios/report/html_timeline.h"

#include "scenarios/report/names.h"
#include "scenarios/report/row_text.h"
#include "scenarios/report/timeline.h"
#include "tests/scenarios/report/runs.h"
#include "tests/scenarios/rules/journal_builder.h"

namespace souk::judge {
namespace {

using namespace std::chrono_literals;

/// The JSON inside the page.
std::string data_of(const std::string& page) {
  const std::string open = "id=\"report\">";
  const auto from = page.find(open) + open.size();
  return page.substr(from, page.find("</script>", from) - from);
}

TEST(HtmlTimeline, HoldsEveryRowAndVerdict) {
  const auto run = broken_run();
  const auto report = Json::parse(data_of(html_timeline({run})));
  const auto& shown = report["runs"][0];

  EXPECT_EQ(shown["rows"].size(), run.journal.size());
  EXPECT_EQ(shown["verdicts"].size(), run.verdicts.size());
  EXPECT_EQ(shown["bands"][0]["label"], "ann's final window");
  EXPECT_EQ(shown["verdicts"][2]["margin_ms"], -60'000);
}

TEST(HtmlTimeline, LinksADeliveryToItsNotice) {
  const auto report = Json::parse(data_of(html_timeline({broken_run()})));
  int linked = 0;
  for (const auto& row : report["runs"][0]["rows"]) {
    if (!row.contains("parent")) continue;
    ++linked;
    EXPECT_LT(row["parent"], row["seq"]);
  }

  EXPECT_EQ(linked, 2);
}

TEST(HtmlTimeline, CannotBeBrokenByAnyText) {
  const auto page = html_timeline({hostile_run()});
  std::size_t scripts = 0;
  for (auto at = page.find("</script>"); at != std::string::npos;
       at = page.find("</script>", at + 1)) {
    ++scripts;
  }

  EXPECT_EQ(scripts, 2u);
  EXPECT_EQ(data_of(page).find('<'), std::string::npos);
  EXPECT_NO_THROW(static_cast<void>(Json::parse(data_of(page))));
}

TEST(HtmlTimeline, LoadsNothingFromElsewhere) {
  const auto page = html_timeline({});

  EXPECT_THAT(page, testing::HasSubstr("default-src 'none'"));
  for (const auto* reference : {" src=", "url(", "@import", "<link", "fetch("}) {
    EXPECT_EQ(page.find(reference), std::string::npos) << reference;
  }
}

TEST(HtmlTimeline, CutsLongTexts) {
  auto run = kept_run();
  run.journal.back().nondeterministic["body"] = std::string(100'000, 'x');

  EXPECT_LT(html_timeline({run}).size(), html_timeline({kept_run()}).size() + 6000);
}

TEST(Timeline, KnowsWindowsAndTokenLives) {
  JournalBuilder journal;
  journal.purchase().at(12h).ended().at(14h).clock();

  ASSERT_EQ(final_windows(journal.journal()).size(), 1u);
  EXPECT_EQ(final_windows(journal.journal())[0].to, JournalBuilder::instant(13h));
  ASSERT_EQ(token_expiries(journal.journal()).size(), 1u);
  EXPECT_EQ(token_expiries(journal.journal())[0].at, JournalBuilder::instant(13h + 2min));
}

TEST(Timeline, LeavesOutWhatLiesBeyondTheJournal) {
  JournalBuilder journal;

  EXPECT_TRUE(token_expiries(journal.purchase().journal()).empty());
  EXPECT_TRUE(token_expiries({}).empty());
}

TEST(RowText, TellsEachKindInAFewWords) {
  JournalBuilder journal;
  const auto label = [](const JournalBuilder& built) { return label_of(built.journal().back()); };

  EXPECT_EQ(label(journal.use(3)), "ann uses 3 requests");
  EXPECT_EQ(label(journal.access(false)), "ann has no access");
  EXPECT_EQ(label(journal.landing("valid", "t", 303)), "ann: POST valid token, 303");
  EXPECT_EQ(label(journal.meter({{.quantity = 1}, {.quantity = 2}})), "BatchMeterUsage: 2 Success");
  EXPECT_EQ(label(journal.refused({{.quantity = 1}}, "ThrottlingException")),
            "BatchMeterUsage: ThrottlingException");
  EXPECT_EQ(label(journal.notice("n", "License Updated", {{"forged", "topic"}})),
            "forged License Updated (topic)");
  EXPECT_EQ(label(journal.delivered("n", "License Updated", 500)), "License Updated failed (500)");
  EXPECT_TRUE(looks_bad(journal.journal().back()));

  Row printed{1, JournalBuilder::instant(9h), "output", "seller", "stderr", "", {}, {}};
  printed.nondeterministic = {{"text", "no database\nand more\n"}};
  EXPECT_EQ(label_of(printed), "stderr: no database");
}

TEST(Names, FindsTheStepOfAnInstant) {
  const auto run = broken_run();

  EXPECT_EQ(step_at(run, JournalBuilder::instant(8h)), nullptr);
  EXPECT_EQ(step_at(run, JournalBuilder::instant(12h + 10min))->line, 12);
  EXPECT_EQ(step_at(run, JournalBuilder::instant(13h))->line, 13);
}

TEST(Names, MakesAnyTextPrintable) {
  EXPECT_EQ(printable("gr\xc3\xbc\xc3\x9f \xf0\x9f\x99\x82\n"),
            "gr\xc3\xbc\xc3\x9f \xf0\x9f\x99\x82\n");
  EXPECT_EQ(printable(std::string("a\0b", 3)),
            "a\\x00"
            "b");
  EXPECT_EQ(printable("\xc0\xaf \xed\xa0\x80 \xf4\x90\x80\x80 \xe2\x82"),
            "\\xc0\\xaf \\xed\\xa0\\x80 \\xf4\\x90\\x80\\x80 \\xe2\\x82");
}

}  // namespace
}  // namespace souk::judge
