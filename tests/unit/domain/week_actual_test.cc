#include "domain/week_actual.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "unit/domain/week_support.h"

namespace nss {
namespace {

using std::chrono::minutes;
using testing::LocalWeek;
using Type = OperationType;

TEST(WeekActual, WhatRecordsSay) {
  const LocalWeek w;
  const auto r = [&](Type type, const char* from, const char* to, const char* payer = "CC-1", const char* operation = "op_1") {
    return w.record(type, from, to, payer, operation);
  };
  ActivityRecord failed = r(Type::manual_activation, "Tue 21:00", "Tue 22:00");
  failed.status = ActivityStatus::failed;
  struct Row {
    std::vector<ActivityRecord> records;
    const char* now;
    const char* on;
    const char* avoided;
    const char* why;
  };
  const std::vector<Row> rows = {
      {{}, "Wed 10:00", "", "", "nothing"},
      {{r(Type::auto_startup, "Mon 07:00:02", "Mon 20:00:01"), r(Type::auto_shutdown, "Mon 20:00:01", "Tue 07:00")},
       "Wed 10:00",
       "Mon 07:00:02-Mon 20:00:01 CC-1 cron builtin-startup",
       "Mon 20:00:01-Tue 07:00",
       "a day and a night, to the second"},
      {{r(Type::auto_startup, "Mon 07:00", "")},
       "Mon 10:30",
       "Mon 07:00-Mon 10:30 CC-1 cron builtin-startup",
       "",
       "open: until now"},
      {{r(Type::auto_shutdown, "2026-11-20 20:00", "")}, "Mon 06:00", "", "Mon 00:00-Mon 06:00", "it began before the week"},
      {{r(Type::auto_startup, "Sun 23:00", "2026-11-30 09:00")},
       "2026-12-04 10:00",
       "Sun 23:00-Mon 00:00 CC-1 cron builtin-startup",
       "",
       "it ends after the week"},
      {{r(Type::manual_activation, "Mon 21:00", "Mon 23:00", "CC-2", "op_7")},
       "Wed 10:00",
       "Mon 21:00-Mon 23:00 CC-2 manual op_7",
       "",
       "a person's, for the cost centre that paid"},
      {{r(Type::manual_activation, "Mon 21:00", "Mon 23:00", "CC-1", "")},
       "Wed 10:00",
       "Mon 21:00-Mon 23:00 CC-1 manual ",
       "",
       "somebody's hand has no operation"},
      {{r(Type::activate, "Sat 09:00", "Sat 12:00", "CC-2", "op_task_t1")},
       "Sun 10:00",
       "Sat 09:00-Sat 12:00 CC-2 cron t1",
       "",
       "a task's: the task is behind it"},
      {{r(Type::activate, "Sat 09:00", "Sat 12:00", "CC-2", "op_9")},
       "Sun 10:00",
       "Sat 09:00-Sat 12:00 CC-2 cron op_9",
       "",
       "of a task that is forgotten"},
      {{r(Type::deactivate, "Mon 10:00", "Mon 11:00"), r(Type::manual_deactivation, "Mon 11:00", "Mon 12:00")},
       "Wed 10:00",
       "",
       "Mon 10:00-Mon 12:00",
       "switched off by a task, then by a person"},
      {{failed, r(Type::command, "Tue 09:00", "Tue 10:00")}, "Wed 10:00", "", "", "failed ones and commands say nothing"},
      {{r(Type::auto_startup, "Mon 07:00", "Mon 20:00"), r(Type::auto_shutdown, "Mon 08:00", "Mon 09:00")},
       "Wed 10:00",
       "Mon 07:00-Mon 08:00 CC-1 cron builtin-startup; Mon 09:00-Mon 20:00 CC-1 cron builtin-startup",
       "Mon 08:00-Mon 09:00",
       "of two that cover a second, the one that began last"},
  };
  for (const Row& row : rows) {
    const ActualTime actual = actual_of(row.records, w.span(), w.t(row.now), testing::task_of);
    EXPECT_EQ(w.said(actual.on), row.on) << row.why;
    EXPECT_EQ(w.said(testing::spans_of(actual.avoided)), row.avoided) << row.why;
  }
}

TEST(WeekActual, ARecordThatHasNotBegun) {
  const LocalWeek w;
  const std::vector<ActivityRecord> records = {w.record(Type::auto_startup, "Tue 07:00", "", "CC-1", "op_1")};
  EXPECT_EQ(w.said(actual_of(records, w.span(), w.t("Mon 10:00"), {}).on), "") << "a clock that was set back";
}

TEST(WeekActual, WithoutTheTasks) {
  const LocalWeek w;
  const std::vector<ActivityRecord> records = {w.record(Type::activate, "Sat 09:00", "Sat 12:00", "CC-2", "op_task_t1")};
  EXPECT_EQ(w.said(actual_of(records, w.span(), w.t("Sun 10:00"), {}).on), "Sat 09:00-Sat 12:00 CC-2 cron op_task_t1");
}

// Record by record, moment by moment.
RC_GTEST_PROP(WeekActual, EachSecondBelongsToTheLastThatBegan, ()) {
  const Seconds begin = testing::at("2026-11-23T05:00:00Z");
  std::vector<ActivityRecord> records;
  Seconds start = begin - minutes(60);
  for (int i = *rc::gen::inRange(0, 9); i > 0; --i) {
    ActivityRecord record;
    record.start = start += minutes(*rc::gen::inRange(1, 40));
    record.type = *rc::gen::element(Type::auto_startup, Type::manual_activation, Type::activate, Type::auto_shutdown,
                                    Type::deactivate, Type::command);
    record.cost_center = "CC-" + std::to_string(i);
    if (*rc::gen::weightedElement<bool>({{4, true}, {1, false}})) {
      record = closed_at(record, start + minutes(*rc::gen::inRange(0, 90)));
    }
    if (*rc::gen::weightedElement<bool>({{1, true}, {6, false}})) record.status = ActivityStatus::failed;
    records.push_back(record);
  }
  const Interval window{begin, begin + minutes(180)};
  const Seconds now = begin + minutes(*rc::gen::inRange(-10, 200));
  const ActualTime actual = actual_of(records, window, now, {});
  for (std::size_t i = 1; i < actual.on.size(); ++i) RC_ASSERT(actual.on[i - 1].span.end <= actual.on[i].span.begin);
  for (Seconds t = begin - minutes(30); t < window.end + minutes(30); t += minutes(1)) {
    const ActivityRecord* covers = nullptr;
    for (const auto& record : records) {
      const bool counts = record.status != ActivityStatus::failed && record.type != Type::command;
      if (counts && Interval{record.start, record.end.value_or(now)}.contains(t)) covers = &record;
    }
    const bool seen = covers != nullptr && t < now && window.contains(t);
    const bool off = seen && (covers->type == Type::auto_shutdown || covers->type == Type::deactivate);
    std::string payer;
    for (const TimeEntry& entry : actual.on) payer += entry.span.contains(t) ? entry.payer : "";
    RC_ASSERT(payer == (seen && !off ? covers->cost_center : ""));
    RC_ASSERT(testing::spans_of(actual.avoided).contains(t) == off);
  }
}

}  // namespace
}  // namespace nss
