// The sums that are kept of weeks, and the table that reports are added up in.
#include "domain/usage_week.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "domain/usage_table.h"
#include "unit/domain/week_support.h"

namespace nss {
namespace {

using std::chrono::hours;
using testing::LocalWeek;
using testing::Subject;
using Type = OperationType;

TEST(UsageWeek, TheDaysOfTwoWeeks) {
  const LocalWeek w;
  const HourGrid grid(w.zone, w.monday, 14);
  const PlanFrame frame(w.rules(), grid.span(), w.t("2026-12-10 00:00"));
  Subject subject;
  subject.managed = IntervalSet({{w.t("Tue 00:00"), w.t("2026-12-01 00:00")}});
  subject.records = {w.record(Type::auto_startup, "Tue 07:00", "Tue 20:00", "CC-1", "op_1"),
                     w.record(Type::auto_shutdown, "Tue 20:00", "Wed 07:00", "CC-1", "op_2"),
                     w.record(Type::manual_activation, "Sun 22:00", "2026-11-30 02:00", "CC-2", "op_3")};
  subject.records[1].demand = Demand{1'000, std::int64_t{1} << 30U};
  const NamespaceTime time = time_of(frame, subject.history(), {});
  const auto weeks = usage_weeks(time, grid, frame, subject.managed);
  ASSERT_EQ(weeks.size(), 2U);
  EXPECT_EQ(weeks[0].monday, "2026-11-23");
  EXPECT_EQ(weeks[0].cost_center, "CC-1");
  const KeptUsage tuesday{"2026-11-24", "CC-1", 13 * 3'600, 13 * 3'600, 0, 4 * 3'600, 4 * 3'600 * 1'000, 4 * 3'600 * 1'024};
  EXPECT_EQ(weeks[0].rows.front(), tuesday);
  EXPECT_EQ(weeks[0].rows.back().payer, "CC-2");
  EXPECT_EQ(weeks[0].rows.back().actual, 2 * 3'600);
  EXPECT_EQ(weeks[1].rows.back().day, "2026-11-30");
  EXPECT_EQ(usage_of(tuesday).scheduled_until_now, hours(13)) << "it is over";
}

TEST(UsageWeek, AWeekInWhichItWasNotIsNone) {
  const LocalWeek w;
  const HourGrid grid(w.zone, w.monday, 14);
  const PlanFrame frame(w.rules(), grid.span(), w.t("2026-12-10 00:00"));
  Subject subject;
  subject.managed = IntervalSet({{w.t("2026-12-01 00:00"), w.t("2026-12-02 00:00")}});
  const auto weeks = usage_weeks(time_of(frame, subject.history(), {}), grid, frame, subject.managed);
  ASSERT_EQ(weeks.size(), 1U);
  EXPECT_EQ(weeks[0].monday, "2026-11-30");
}

TEST(LastRecordOf, IsCutAtTheInstant) {
  const LocalWeek w;
  const Seconds end = w.t("Wed 00:00");
  EXPECT_EQ(last_record(w.record(Type::activate, "Tue 07:00", "Tue 20:00", "CC-1", "op_1"), end).end, w.t("Tue 20:00"));
  EXPECT_EQ(last_record(w.record(Type::activate, "Tue 07:00", "", "CC-1", "op_1"), end).end, end)
      << "open: until then, as far as it matters";
  EXPECT_EQ(last_record(w.record(Type::activate, "Tue 07:00", "Thu 07:00", "CC-1", "op_1"), end),
            last_record(w.record(Type::activate, "Tue 07:00", "", "CC-1", "op_1"), end));
}

// Whatever the order and the grouping: the same sum.
RC_GTEST_PROP(UsageTable, EachGroupingIsTheSameSum, ()) {
  struct Row {
    std::string ns;
    std::string payer;
    int day;
    int seconds;
  };
  const auto rows = *rc::gen::container<std::vector<Row>>(
      rc::gen::construct<Row>(rc::gen::element<std::string>("a", "b", "c"), rc::gen::element<std::string>("CC-1", "CC-2"),
                              rc::gen::inRange(0, 7), rc::gen::inRange(0, 86'400)));
  std::map<std::string, std::set<std::string>> payers;
  std::chrono::seconds sum{0};
  for (const Row& row : rows) {
    sum += std::chrono::seconds(row.seconds);
    payers[row.payer].insert(row.ns);
  }
  for (const UsageBy by : {UsageBy::payer_and_namespace, UsageBy::payer, UsageBy::namespace_day, UsageBy::day}) {
    UsageTable first(by);
    UsageTable second(by);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      Usage usage;
      usage.actual = std::chrono::seconds(rows[i].seconds);
      (i % 2 == 0 ? first : second).add(rows[i].ns, rows[i].payer, rows[i].day, usage);
    }
    first.add(second);
    RC_ASSERT(first.total().actual == sum);
    std::chrono::seconds added{0};
    for (const auto& [key, usage] : first.rows()) {
      added += usage.actual;
      if (by == UsageBy::payer) RC_ASSERT(first.namespaces_of(key) == payers[key.payer].size());
    }
    RC_ASSERT(added == sum);
    std::set<std::string> names;
    for (const Row& row : rows) names.insert(row.ns);
    RC_ASSERT(first.namespaces() == names.size());
  }
}

}  // namespace
}  // namespace nss
