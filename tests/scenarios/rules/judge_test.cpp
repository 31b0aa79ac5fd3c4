#include "scenarios/rules/judge.h"

#include <set>

#include "tests/scenarios/rules/journal_builder.h"

namespace souk::judge {
namespace {

using namespace std::chrono_literals;

TEST(Selection, TakesAllNoneAListOrAllBut) {
  EXPECT_EQ(judge({}, Selection::all()).size(), all_rules().size());
  EXPECT_TRUE(judge({}, Selection::none()).empty());
  EXPECT_EQ(judge({}, Selection::only({"r46", "R1"}).value()).size(), 2u);
  EXPECT_EQ(judge({}, Selection::all_except({"R16"}).value()).size(), all_rules().size() - 1);
}

TEST(Selection, NamesTheNearestOfAnUnknownId) {
  EXPECT_EQ(Selection::only({"R461"}).error(),
            "there is no rule \"R461\"; the nearest is R46. `souk rules` lists them all");
  EXPECT_FALSE(Selection::all_except({"R2"}).has_value());
}

TEST(Judge, SaysNothingIsExercisedByAnEmptyJournal) {
  for (const auto& verdict : judge({}, Selection::all())) {
    EXPECT_EQ(verdict.outcome, Outcome::NotExercised) << verdict.rule << " " << verdict.summary;
    EXPECT_FALSE(verdict.summary.empty()) << verdict.rule;
  }
}

/// One purchase, used for three hours and cancelled, by a seller that makes no mistake.
JournalBuilder right_seller() {
  JournalBuilder journal;
  journal.purchase();
  for (auto hour = 9h; hour < 12h; ++hour) {
    journal.at(hour + 20min).clock().use(40).access(true);
    journal.at(hour + 1h).clock().meter({{.quantity = 40, .hour = hour}}).tick();
  }
  journal.at(12h + 5min).clock().use(12).at(12h + 10min).ended();
  journal.meter({{.quantity = 12, .hour = 12h}}).at(13h).clock().tick();
  journal.at(13h + 10min).agreement("final-window-closed").at(14h).clock().tick().access(false);
  return journal;
}

TEST(Judge, FindsNothingWrongWithARightSeller) {
  for (const auto& verdict : judge(right_seller().journal(), Selection::all())) {
    EXPECT_NE(verdict.outcome, Outcome::Fail) << verdict.rule << " " << verdict.summary;
    EXPECT_NE(verdict.outcome, Outcome::Warn) << verdict.rule << " " << verdict.summary;
  }
}

TEST(Judge, ShowsEvidenceForWhateverItSays) {
  for (const auto& verdict : judge(right_seller().journal(), Selection::all())) {
    if (verdict.outcome == Outcome::NotExercised) continue;
    ASSERT_FALSE(verdict.evidence.empty()) << verdict.rule;
    for (const auto& evidence : verdict.evidence) {
      EXPECT_GT(evidence.seq, 0) << verdict.rule;
      EXPECT_FALSE(evidence.text.empty()) << verdict.rule;
    }
  }
}

/// A seller that stamps in milliseconds: every call is refused, so its usage is missing everywhere.
JournalBuilder milliseconds_seller() {
  JournalBuilder journal;
  journal.purchase().at(10h + 20min).use(40).at(11h).clock();
  journal.refused({{.quantity = 40, .hour = 10h, .timestamp = 1'791'280'800'000}},
                  "TimestampOutOfBoundsException");
  journal.tick().at(12h + 5min).use(12).at(12h + 10min).ended();
  journal.refused({{.quantity = 12, .hour = 12h, .timestamp = 1'791'288'000'000}},
                  "TimestampOutOfBoundsException");
  journal.at(14h).clock().tick().at(48h).clock();
  return journal;
}

TEST(Consequences, AreWarningsThatNameTheCause) {
  std::set<std::string> failed;
  std::set<std::string> warned;
  for (const auto& verdict : judge(milliseconds_seller().journal(), Selection::all())) {
    if (verdict.outcome == Outcome::Fail) failed.insert(verdict.rule);
    if (verdict.outcome != Outcome::Warn) continue;
    warned.insert(verdict.rule);
    EXPECT_THAT(verdict.summary, testing::StartsWith("as a consequence of R93")) << verdict.rule;
  }

  EXPECT_THAT(failed, testing::ElementsAre("R93"));
  EXPECT_THAT(warned, testing::IsSupersetOf({"R46", "R72", "R104"}));
}

TEST(Consequences, StandOnTheirOwnWhenTheCauseIsNotJudged) {
  const auto verdicts =
      judge(milliseconds_seller().journal(), Selection::all_except({"R93"}).value());

  const auto fails = std::count_if(verdicts.begin(), verdicts.end(), [](const Verdict& verdict) {
    return verdict.outcome == Outcome::Fail;
  });

  EXPECT_GT(fails, 0);
}

TEST(Consequences, StayWithTheirAgreement) {
  JournalBuilder journal;
  journal.purchase().subscribed("bob").activated("bob");
  journal.at(10h + 20min).use(40).use(30, true, "bob").at(11h).clock();
  journal.refused({{.quantity = 40, .hour = 10h, .timestamp = 1'791'280'800'000}},
                  "TimestampOutOfBoundsException");
  journal.at(14h).clock();

  const auto verdict = verdict_among_all("R72", journal);

  EXPECT_EQ(verdict.outcome, Outcome::Fail);
  EXPECT_EQ(verdict.summary, "30 requests of bob's hour 2026-10-06 10:00 have no usage record");
}

TEST(Consequences, NeverGoInCircles) {
  std::set<std::string_view> settled;
  // Each round settles the rules that follow settled ones only; a circle would settle no more.
  for (std::size_t round = 0; round < all_rules().size(); ++round) {
    for (const auto& rule : all_rules()) {
      const bool ready = std::all_of(rule.follows.begin(), rule.follows.end(),
                                     [&](std::string_view id) { return settled.count(id) > 0; });
      if (ready) settled.insert(rule.id);
    }
  }

  EXPECT_EQ(settled.size(), all_rules().size());
}

TEST(Judge, SurvivesRowsOfAnyShape) {
  const Json shapes[] = {nullptr,
                         7,
                         "text",
                         Json::array({1, "x", nullptr}),
                         Json::object(),
                         {{"records", 5}, {"request", "x"}, {"hops", 3}, {"probes", "access"}},
                         {{"records", Json::array({1, nullptr})},
                          {"request", {{"UsageRecords", Json::array({"x", 3, nullptr})}}}},
                         {{"event", "final-window-opened"}, {"opens", 3}, {"closes", "soon"}},
                         {{"purpose", "landing"}, {"case", "valid"}, {"method", "POST"}},
                         {{"status", 1e300}, {"quantity", 1e300}, {"copy_of", 4}}};
  const char* kinds[] = {"sandbox",     "product",      "buyer",    "agreement",    "entitlement",
                         "token",       "notification", "delivery", "subscription", "call",
                         "clock",       "happening",    "fault",    "hold",         "run",
                         "step",        "page",         "use",      "probe",        "tick",
                         "expectation", "unheard of"};
  Journal journal;
  for (const auto* subject : {"BatchMeterUsage", "GetEntitlements", "ResolveCustomer", "a"}) {
    for (const auto* kind : kinds) {
      for (const auto& shape : shapes) {
        Row row;
        row.seq = static_cast<std::int64_t>(journal.size()) + 1;
        row.at = JournalBuilder::instant(9h);
        row.kind = kind;
        row.actor = "seller";
        row.subject = subject;
        row.data = shape;
        row.nondeterministic = shape;
        journal.push_back(row);
      }
    }
  }

  EXPECT_EQ(judge(journal, Selection::all()).size(), all_rules().size());
}

/// Usage of an hour that is over, and nobody who reported it.
std::vector<Verdict> forgotten_hour(bool follows_clock, Duration until) {
  JournalBuilder::Setup setup;
  setup.follows_clock = follows_clock;
  JournalBuilder journal(setup);
  journal.purchase().at(10h + 5min).use(1).at(until).clock();
  return judge(journal.journal(), *Selection::only({"R72"}));
}

TEST(Judge, DoesNotBlameASellerForHoursItsClockDoesNotShow) {
  const auto followed = forgotten_hour(true, 12h);
  const auto blind = forgotten_hour(false, 12h);

  EXPECT_EQ(followed[0].outcome, Outcome::Fail);
  EXPECT_EQ(blind[0].outcome, Outcome::Warn);
  EXPECT_EQ(blind[0].summary,
            followed[0].summary +
                "; but the seller's clock shows real time, in which these hours did not pass, so "
                "nobody can tell whether it would have: let it follow the market's "
                "(--follow-clock)");
}

TEST(Judge, ASellerSeesTimePassForUpToAnHour) {
  JournalBuilder::Setup setup;
  setup.follows_clock = false;
  const auto lasting = [&](Duration time) {
    JournalBuilder journal(setup);
    journal.at(9h + time).clock();
    return Case(journal.journal()).seller_lacks_time();
  };

  EXPECT_FALSE(lasting(1h - 1ms));
  EXPECT_TRUE(lasting(1h));
  EXPECT_TRUE(lasting(1h + 1ms));
  setup.follows_clock = true;
  EXPECT_FALSE(lasting(24h));
}

TEST(Judge, SaysTheSameEveryTime) {
  const auto journal = milliseconds_seller().journal();
  const auto once = judge(journal, Selection::all());
  const auto again = judge(journal, Selection::all());

  for (std::size_t i = 0; i < once.size(); ++i) {
    EXPECT_EQ(once[i].summary, again[i].summary);
    EXPECT_EQ(once[i].outcome, again[i].outcome);
  }
}

}  // namespace
}  // namespace souk::judge
