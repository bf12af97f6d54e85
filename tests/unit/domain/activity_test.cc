#include "domain/activity.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "domain/activity_step.h"
#include "support/generators.h"

namespace nss {
namespace {

Seconds at(int seconds) { return Seconds(std::chrono::seconds(seconds)); }

ActivityRecord record_at(int start) {
  ActivityRecord record;
  record.ns = "pagos";
  record.start = at(start);
  return record;
}

TEST(Activity, AnOperationsRecordHasWhatItHad) {
  OperationRecord operation;
  operation.id = "op_1";
  operation.ns = "pagos";
  operation.type = OperationType::manual_activation;
  operation.cost_center = "CC-1";
  operation.requested_by = "ana";
  operation.approved_by = "luis";
  operation.user_id = "anonymous";
  operation.reason = "release";
  operation.requested_at = at(100);
  const ActivityRecord record = activity_of(operation, "local");
  EXPECT_EQ(record, (ActivityRecord{"pagos", at(100), std::nullopt, OperationType::manual_activation, "CC-1", "local", "ana",
                                    "luis", "anonymous", ActivityStatus::active, "", "op_1", "release"}));
}

TEST(Activity, MinutesAreWholeOnes) {
  ActivityRecord record = record_at(100);
  EXPECT_FALSE(duration_minutes(record).has_value());
  for (const auto& [end, minutes] : {std::pair{100, 0}, {159, 0}, {160, 1}, {3700, 60}}) {
    EXPECT_EQ(duration_minutes(closed_at(record, at(end))), minutes) << end;
  }
  EXPECT_EQ(closed_at(record, at(50)).end, at(100)) << "an end is never before its start";
  for (const auto status : {ActivityStatus::active, ActivityStatus::completed, ActivityStatus::failed}) {
    EXPECT_EQ(parse_activity_status(to_string(status)), status);
  }
  EXPECT_FALSE(parse_activity_status("done").has_value());
}

TEST(ActivityStep, OpeningClosesWhatWasOpenWhereItBegins) {
  NamespaceRecord ns;
  const ActivityStep first = open_activity(ns, record_at(100), true);
  EXPECT_FALSE(first.closed.has_value());
  const ActivityStep second = open_activity(ns, record_at(160), false);
  ASSERT_TRUE(second.closed.has_value());
  EXPECT_EQ(second.closed->end, at(160));
  EXPECT_EQ(second.closed->status, ActivityStatus::completed);
  EXPECT_EQ(ns.open_activity->record, *second.opened);
  EXPECT_FALSE(ns.open_activity->on);
  const ActivityStep end = close_activity(ns, at(200));
  EXPECT_EQ(end.closed->end, at(200));
  EXPECT_TRUE(close_activity(ns, at(201)).empty()) << "once";
}

TEST(ActivityStep, ASecondThatIsTakenGivesTheNextFreeOne) {
  NamespaceRecord ns;
  open_activity(ns, record_at(100), true);
  EXPECT_EQ(open_activity(ns, record_at(100), false).opened->start, at(101));
  EXPECT_EQ(open_activity(ns, record_at(99), true).opened->start, at(102)) << "also when the clock was set back";
  EXPECT_EQ(note_activity(ns, record_at(102), at(102), ActivityStatus::failed).opened->start, at(103));
}

TEST(ActivityStep, ANoteIsClosedAtOnceAndClosesNothing) {
  NamespaceRecord ns;
  open_activity(ns, record_at(100), true);
  const ActivityStep note = note_activity(ns, record_at(130), at(190), ActivityStatus::failed);
  EXPECT_FALSE(note.closed.has_value());
  EXPECT_EQ(note.opened->status, ActivityStatus::failed);
  EXPECT_EQ(note.opened->end, at(190));
  EXPECT_EQ(ns.open_activity->record.start, at(100));
}

TEST(ActivityStep, WhatTheClusterShowsAgainstTheOpenRecord) {
  NamespaceRecord ns;
  EXPECT_EQ(compare_activity(ns, true), Shown::awake);
  EXPECT_EQ(compare_activity(ns, false), Shown::as_recorded);
  open_activity(ns, record_at(100), true);
  EXPECT_EQ(compare_activity(ns, true), Shown::as_recorded);
  EXPECT_EQ(compare_activity(ns, false), Shown::asleep);
  open_activity(ns, record_at(100), false);
  EXPECT_EQ(compare_activity(ns, true), Shown::awake);
}

RC_GTEST_PROP(ActivityStep, RecordsNeverOverlapAndEachIsClosedOnce, ()) {
  NamespaceRecord ns;
  std::map<Seconds, ActivityRecord> table;
  int now = 1'000;
  for (int step = 0; step < *rc::gen::inRange(1, 40); ++step) {
    now += *rc::gen::inRange(-2, 5);
    ActivityStep done;
    switch (*rc::gen::inRange(0, 4)) {
      case 0: done = close_activity(ns, at(now)); break;
      case 1: done = note_activity(ns, record_at(now), at(now), ActivityStatus::completed); break;
      default: done = open_activity(ns, record_at(now), *rc::gen::arbitrary<bool>());
    }
    if (done.closed) {
      RC_ASSERT(table.at(done.closed->start).status == ActivityStatus::active);
      RC_ASSERT(*done.closed->end >= done.closed->start);
      table[done.closed->start] = *done.closed;
    }
    if (done.opened) RC_ASSERT(table.emplace(done.opened->start, *done.opened).second);
  }
  int open = 0;
  for (const auto& [start, record] : table) open += record.status == ActivityStatus::active ? 1 : 0;
  RC_ASSERT(open == (ns.open_activity ? 1 : 0));
}

}  // namespace
}  // namespace nss
