#include "domain/due.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <set>

#include "unit/domain/calendar_support.h"

namespace nss {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::at;
using testing::cron;
using testing::zone;

// Owns what DueTask points to.
struct Tasks {
  void add(const std::string& id, const std::string& text, DueOrder order, CatchUp catch_up = CatchUp::last,
           const std::string& zone_name = "America/Bogota") {
    crons.push_back(std::make_unique<CronExpression>(cron(text)));
    zones.push_back(std::make_unique<TimeZone>(zone(zone_name)));
    tasks.push_back(DueTask{id, crons.back().get(), zones.back().get(), catch_up, order, {}});
  }

  std::vector<std::unique_ptr<CronExpression>> crons;
  std::vector<std::unique_ptr<TimeZone>> zones;
  std::vector<DueTask> tasks;
};

std::string said(const DueFiring& f) {
  const char* kind = f.kind == DueKind::on_time ? "on_time" : f.kind == DueKind::late ? "late" : "missed";
  std::string text = fmt::format("{} {} {}", f.task_id, to_rfc3339(f.at), kind);
  if (f.kind == DueKind::missed) text += fmt::format(" {}{} from {}", f.count, f.more ? "+" : "", to_rfc3339(f.first));
  return text;
}

std::vector<std::string> said(const std::vector<DueFiring>& firings) {
  std::vector<std::string> texts;
  for (const DueFiring& f : firings) texts.push_back(said(f));
  return texts;
}

using Lines = std::vector<std::string>;

Tasks two_builtins() {
  Tasks t;
  t.add("builtin-shutdown", "0 20 * * 1-5", DueOrder::off);
  t.add("builtin-startup", "0 7 * * 1-5", DueOrder::on);
  return t;
}

TEST(Due, OnTimeLateAndMissed) {
  const Tasks t = two_builtins();
  struct Row {
    const char* watermark;
    const char* now;
    Lines due;
    const char* why;
  };
  const std::vector<Row> rows = {
      {"2026-11-24T00:59:00Z", "2026-11-24T00:59:59Z", {}, "a second too early"},
      {"2026-11-24T00:59:59Z", "2026-11-24T01:00:00Z", {"builtin-shutdown 2026-11-24T01:00:00Z on_time"}, "in its second"},
      {"2026-11-24T01:00:00Z", "2026-11-24T01:01:00Z", {}, "the watermark's second has been"},
      {"2026-11-24T00:59:00Z", "2026-11-24T01:02:00Z", {"builtin-shutdown 2026-11-24T01:00:00Z on_time"}, "120 s are on time"},
      {"2026-11-24T00:59:00Z", "2026-11-24T01:02:01Z", {"builtin-shutdown 2026-11-24T01:00:00Z late"}, "121 s are late"},
      {"2026-11-20T02:00:00Z",
       "2026-11-24T00:00:00Z",
       {"builtin-startup 2026-11-20T12:00:00Z missed 1 from 2026-11-20T12:00:00Z", "builtin-shutdown 2026-11-21T01:00:00Z late",
        "builtin-startup 2026-11-23T12:00:00Z late"},
       "a weekend's outage: the last of each, in their order; the older startup is missed"},
      {"2026-11-16T00:00:00Z",
       "2026-11-24T01:00:30Z",
       {"builtin-startup 2026-11-20T12:00:00Z missed 5 from 2026-11-16T12:00:00Z",
        "builtin-shutdown 2026-11-21T01:00:00Z missed 5 from 2026-11-17T01:00:00Z", "builtin-startup 2026-11-23T12:00:00Z late",
        "builtin-shutdown 2026-11-24T01:00:00Z on_time"},
       "who fires on time now is not caught up as well"},
      {"2026-11-24T02:00:00Z", "2026-11-24T01:00:00Z", {}, "a clock that went back"},
      {"2026-11-24T01:00:00Z", "2026-11-24T01:00:00Z", {}, "the same instant twice"},
  };
  for (const Row& row : rows) EXPECT_EQ(said(due(t.tasks, at(row.watermark), at(row.now))), row.due) << row.why;
}

TEST(Due, ALateCommandIsMissed) {
  Tasks t;
  t.add("cleanup", "0 3 * * *", DueOrder::command, CatchUp::never);
  EXPECT_EQ(said(due(t.tasks, at("2026-11-22T00:00:00Z"), at("2026-11-24T09:00:00Z"))),
            Lines{"cleanup 2026-11-24T08:00:00Z missed 3 from 2026-11-22T08:00:00Z"});
  EXPECT_EQ(said(due(t.tasks, at("2026-11-22T00:00:00Z"), at("2026-11-22T08:01:00Z"))),
            Lines{"cleanup 2026-11-22T08:00:00Z on_time"});
}

TEST(Due, InOneSecondOffsThenOnsThenCommandsThenNames) {
  Tasks t;
  t.add("z-command", "0 7 * * *", DueOrder::command, CatchUp::never);
  t.add("a-on", "0 7 * * *", DueOrder::on);
  t.add("c-off", "0 7 * * *", DueOrder::off);
  t.add("b-off", "0 7 * * *", DueOrder::off);
  t.add("earlier-command", "59 6 * * *", DueOrder::command, CatchUp::never);
  EXPECT_EQ(said(due(t.tasks, at("2026-11-23T11:00:00Z"), at("2026-11-23T12:00:00Z"))),
            (Lines{"earlier-command 2026-11-23T11:59:00Z on_time", "b-off 2026-11-23T12:00:00Z on_time",
                   "c-off 2026-11-23T12:00:00Z on_time", "a-on 2026-11-23T12:00:00Z on_time",
                   "z-command 2026-11-23T12:00:00Z on_time"}));
}

TEST(Due, NeverABurst) {
  Tasks t;
  t.add("often", "* * * * *", DueOrder::on);
  EXPECT_EQ(said(due(t.tasks, at("2025-11-23T12:00:00Z"), at("2026-11-23T12:00:10Z"))),
            (Lines{"often 2026-11-23T11:58:00Z missed 100+ from 2025-11-23T12:01:00Z", "often 2026-11-23T11:59:00Z on_time",
                   "often 2026-11-23T12:00:00Z on_time"}))
      << "a year of minutes";
  EXPECT_EQ(said(due(t.tasks, at("2026-11-23T11:50:00Z"), at("2026-11-23T12:00:00Z"))),
            (Lines{"often 2026-11-23T11:57:00Z missed 7 from 2026-11-23T11:51:00Z", "often 2026-11-23T11:58:00Z on_time",
                   "often 2026-11-23T11:59:00Z on_time", "often 2026-11-23T12:00:00Z on_time"}));
}

TEST(Due, ExactlyAHundredMissedAreCounted) {
  Tasks t;
  t.add("daily", "0 0 * * *", DueOrder::off, CatchUp::never, "UTC");
  const Seconds now = at("2026-11-23T12:00:00Z");
  EXPECT_EQ(said(due(t.tasks, now - hours(24 * 100), now)),
            Lines{"daily 2026-11-23T00:00:00Z missed 100 from 2026-08-16T00:00:00Z"});
  EXPECT_EQ(said(due(t.tasks, now - hours(24 * 101), now)),
            Lines{"daily 2026-11-23T00:00:00Z missed 100+ from 2026-08-15T00:00:00Z"});
}

TEST(Due, SkippedFiringsDoNotExist) {
  Tasks t;
  t.add("builtin-startup", "0 7 * * *", DueOrder::on);
  const Seconds holiday = at("2026-12-08T12:00:00Z");
  t.tasks[0].skipped = [holiday](Seconds s) { return s == holiday; };
  EXPECT_EQ(said(due(t.tasks, holiday - hours(1), holiday)), Lines{});
  EXPECT_EQ(said(due(t.tasks, holiday - hours(30), holiday + hours(1))), Lines{"builtin-startup 2026-12-07T12:00:00Z late"});
  EXPECT_EQ(next_due(t.tasks, holiday - hours(1)), at("2026-12-09T12:00:00Z"));
  t.tasks[0].skipped = [](Seconds) { return true; };
  EXPECT_EQ(said(due(t.tasks, holiday - hours(24 * 3650), holiday)), Lines{});
  EXPECT_FALSE(next_due(t.tasks, holiday));
}

TEST(Due, NextDueIsTheEarliestOfAll) {
  const Tasks t = two_builtins();
  EXPECT_EQ(next_due(t.tasks, at("2026-11-23T12:00:00Z")), at("2026-11-24T01:00:00Z"));
  EXPECT_EQ(next_due(t.tasks, at("2026-11-24T01:00:00Z")), at("2026-11-24T12:00:00Z"));
  EXPECT_FALSE(next_due({}, at("2026-11-24T01:00:00Z")));
}

TEST(Due, IdentityAndWatermark) {
  EXPECT_EQ(firing_key("builtin-shutdown", at("2026-11-24T01:00:00Z")), "builtin-shutdown@1795482000");
  const Seconds t = at("2026-11-24T01:00:00Z");
  EXPECT_EQ(next_watermark(t, t + seconds(5)), t + seconds(5));
  EXPECT_EQ(next_watermark(t, t - seconds(5)), t);
}

TEST(DueDeathTest, ATaskWithoutItsCronIsOurBug) {
  const std::vector<DueTask> broken = {DueTask{"x", nullptr, nullptr, CatchUp::last, DueOrder::on, {}}};
  EXPECT_DEATH(due(broken, Seconds(seconds(0)), Seconds(seconds(60))), "invariant does not hold");
  EXPECT_DEATH(next_due(broken, Seconds(seconds(0))), "invariant does not hold");
}

// --- properties: any sequence of ticks ---

Tasks any_tasks(const std::string& zone_name) {
  static const std::vector<std::string> texts = {"* * * * *",     "*/7 * * * *", "0 * * * *",        "30 2 * * *",
                                                 "15,45 2 * * *", "0 0 * * *",   "5-50/9 1-3 * * *", "@hourly"};
  Tasks t;
  const int count = *rc::gen::inRange(1, 5);
  for (int i = 0; i < count; ++i) {
    t.add("task-" + std::to_string(i), *rc::gen::elementOf(texts),
          *rc::gen::element(DueOrder::off, DueOrder::on, DueOrder::command), *rc::gen::element(CatchUp::last, CatchUp::never),
          zone_name);
  }
  return t;
}

// Steps of seconds, of hours, and back.
seconds any_step() {
  return seconds(*rc::gen::weightedOneOf<int>(
      {{8, rc::gen::inRange(1, 120)}, {1, rc::gen::inRange(121, 20'000)}, {1, rc::gen::inRange(-5000, 0)}}));
}

RC_GTEST_PROP(DueProperty, EveryFiringIsAccountedForExactlyOnce, ()) {
  const auto change = *rc::gen::elementOf(testing::zone_changes());
  const Tasks t = any_tasks(change.zone);
  const Seconds begin = at(change.instant) - hours(4);
  Seconds watermark = begin;
  Seconds now = begin;
  std::map<std::string, std::set<Seconds>> seen;  // on time or late
  std::map<std::string, std::size_t> accounted;
  bool counted_all = true;
  for (int tick = 0; tick < 60; ++tick) {
    now += any_step();
    const auto firings = due(t.tasks, watermark, now);
    std::map<std::string, int> late;
    for (const DueFiring& f : firings) {
      RC_ASSERT((f.at > watermark && f.at <= now));
      if (f.kind != DueKind::missed) RC_ASSERT(seen[f.task_id].insert(f.at).second);
      if (f.kind == DueKind::on_time) RC_ASSERT(now - f.at <= on_time_limit);
      if (f.kind != DueKind::on_time) RC_ASSERT(++late[f.task_id + std::to_string(static_cast<int>(f.kind))] == 1);
      if (f.kind != DueKind::on_time) RC_ASSERT(now - f.at > on_time_limit);
      if (f.kind == DueKind::missed) RC_ASSERT((f.first <= f.at && f.first > watermark));
      counted_all = counted_all && !f.more;
      accounted[f.task_id] += f.count;
    }
    watermark = next_watermark(watermark, now);
  }
  for (std::size_t i = 0; counted_all && i < t.tasks.size(); ++i) {
    std::size_t expected = 0;
    for (auto f = t.crons[i]->next_after(begin, *t.zones[i]); f && *f <= watermark; f = t.crons[i]->next_after(*f, *t.zones[i]))
      ++expected;
    RC_ASSERT(accounted[t.tasks[i].task_id] == expected);
  }
}

RC_GTEST_PROP(DueProperty, WhoTicksInTimeMissesNothing, ()) {
  const auto change = *rc::gen::elementOf(testing::zone_changes());
  const Tasks t = any_tasks(change.zone);
  Seconds watermark = at(change.instant) - hours(1);
  std::vector<DueFiring> all;
  const Seconds begin = watermark;
  for (int tick = 0; tick < 120; ++tick) {
    const Seconds now = watermark + seconds(*rc::gen::inRange(1, 121));
    for (const DueFiring& f : due(t.tasks, watermark, now)) {
      RC_ASSERT(f.kind == DueKind::on_time);
      RC_ASSERT((all.empty() || all.back().at < f.at || (all.back().at == f.at && all.back().order <= f.order)));
      all.push_back(f);
    }
    watermark = now;
  }
  std::set<std::string> keys;
  for (const DueFiring& f : all) keys.insert(firing_key(f.task_id, f.at));
  RC_ASSERT(keys.size() == all.size());
  for (std::size_t i = 0; i < t.tasks.size(); ++i) {
    for (auto f = t.crons[i]->next_after(begin, *t.zones[i]); f && *f <= watermark; f = t.crons[i]->next_after(*f, *t.zones[i])) {
      RC_ASSERT(keys.count(firing_key(t.tasks[i].task_id, *f)) == 1);
    }
  }
}

// The timer that sleeps until next_due sees everything on time.
RC_GTEST_PROP(DueProperty, NextDueIsWhereDueHasSomething, ()) {
  const auto change = *rc::gen::elementOf(testing::zone_changes());
  const Tasks t = any_tasks(change.zone);
  Seconds watermark = at(change.instant) - minutes(*rc::gen::inRange(0, 300));
  for (int n = 0; n < 20; ++n) {
    const auto next = next_due(t.tasks, watermark);
    RC_ASSERT((next.has_value() && *next > watermark));
    const auto firings = due(t.tasks, watermark, *next);
    RC_ASSERT((!firings.empty() && firings.front().at == *next));
    watermark = *next;
  }
}

}  // namespace
}  // namespace nss
