// The week, the reports and the workbook from their inputs, beside a bare writer of the same text: what an engine, a sort and
// a rounding cost that somebody who only prints would not pay.
#include <benchmark/benchmark.h>

#include <fmt/format.h>

#include "adapters/rest/report_table.h"
#include "adapters/rest/report_views.h"
#include "adapters/rest/report_workbook.h"
#include "adapters/rest/week_views.h"
#include "base/gzip.h"
#include "domain/usage_week.h"

namespace nss {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

const Seconds monday(std::chrono::seconds(1'794'805'200));  // 2026-11-16 00:00 in Bogotá

// 50 records each in the week: shutdowns, startups and hands, seven and a fraction a day.
WeekInputsPtr week_of(int namespaces) {
  const TimeZone zone = TimeZone::load("America/Bogota").value();
  PlanRules rules{{SettingsVersion{Seconds(), BusinessHours(), zone}}, {BuiltinVersion{}}, {BuiltinVersion{}}, {}};
  HourGrid grid = HourGrid::week(zone, std::chrono::floor<std::chrono::days>(monday));
  const Interval window = grid.span();
  WeekInputs week{std::move(grid), PlanFrame(std::move(rules), window, window.end + hours(30))};
  week.timezone = zone.name();
  for (int i = 0; i < namespaces; ++i) {
    NamespaceInput input;
    input.name = fmt::format("team-{:04}-service", i);
    input.display_name = input.name;
    input.cost_center = fmt::format("CC-{:03}", i % 40);
    input.managed = IntervalSet({{window.begin - hours(1'000), window.end + hours(1'000)}});
    input.demand = {500 + i % 1'500, std::int64_t{2} << 30U};
    Seconds at = window.begin + minutes(i % 60);
    for (int n = 0; n < 50; ++n) {
      ActivityRecord record;
      record.ns = input.name;
      record.start = at;
      at += minutes(200);
      record.end = at;
      record.status = ActivityStatus::completed;
      record.type = n % 2 == 1    ? OperationType::auto_shutdown
                    : n % 10 == 0 ? OperationType::manual_activation
                                  : OperationType::auto_startup;
      record.cost_center = input.cost_center;
      record.operation_id = fmt::format("op_{:024x}", i * 50 + n);
      input.records.push_back(std::move(record));
    }
    week.namespaces.push_back(std::move(input));
  }
  return std::make_shared<const WeekInputs>(std::move(week));
}

UsageAnswer usage_of(const WeekInputsPtr& week) {
  UsageAnswer answer{{}, week->grid.span(), UsageTable(UsageBy::payer_and_namespace)};
  answer.query.first = week->grid.date(0);
  answer.live = week;
  answer.timezone = week->timezone;
  answer.cluster_name = "bench";
  answer.prices = {40'500, 4'446, "USD"};
  return answer;
}

std::string week_text(const WeekInputs& week) {
  JsonWriter json;
  write_week(json, week, "");
  return json.take();
}

void grid(benchmark::State& state) {
  const auto week = week_of(static_cast<int>(state.range(0)));
  std::size_t bytes = 0;
  for (auto _ : state) {
    const std::string text = week_text(*week);
    bytes = text.size();
    benchmark::DoNotOptimize(text.data());
  }
  state.counters["bytes"] = static_cast<double>(bytes);
}
BENCHMARK(grid)->Arg(100)->Arg(1'000)->Arg(5'000)->Unit(benchmark::kMillisecond);

// The same text from what was computed before: one formatted element after the other.
void grid_bare_writer(benchmark::State& state) {
  const auto week = week_of(static_cast<int>(state.range(0)));
  struct Row {
    std::string name;
    std::string payer;
    std::string source;
    double minutes;
  };
  std::vector<Row> rows;
  for (const NamespaceInput& input : week->namespaces) {
    const auto entries = shown_entries(time_of(*week, input), week->frame.now());
    for (const Slot& slot : slots_of(entries, week->grid))
      rows.push_back({input.name, entries[slot.entry].payer, entries[slot.entry].source, minutes_of(slot.on)});
  }
  for (auto _ : state) {
    std::string text;
    for (const Row& row : rows) {
      fmt::format_to(
          std::back_inserter(text),
          R"({{"namespaceId":"{}","namespaceName":"{}","costCenter":"{}","isActive":true,"scheduleType":"cron","duration":{},"sourceId":"{}"}},)",
          row.name, row.name, row.payer, row.minutes, row.source);
    }
    benchmark::DoNotOptimize(text.data());
  }
}
BENCHMARK(grid_bare_writer)->Arg(100)->Arg(1'000)->Arg(5'000)->Unit(benchmark::kMillisecond);

void grid_compressed(benchmark::State& state) {
  const std::string text = week_text(*week_of(static_cast<int>(state.range(0))));
  std::size_t bytes = 0;
  for (auto _ : state) bytes = gzip(text).size();
  state.counters["bytes"] = static_cast<double>(bytes);
}
BENCHMARK(grid_compressed)->Arg(1'000)->Unit(benchmark::kMillisecond);

void weekly_report(benchmark::State& state) {
  const UsageAnswer answer = usage_of(week_of(static_cast<int>(state.range(0))));
  for (auto _ : state) {
    JsonWriter json;
    write_weekly_report(json, report_of(answer), Language::en);
    benchmark::DoNotOptimize(json.take().data());
  }
}
BENCHMARK(weekly_report)->Arg(100)->Arg(1'000)->Arg(5'000)->Unit(benchmark::kMillisecond);

void workbook(benchmark::State& state) {
  Report report = report_of(usage_of(week_of(static_cast<int>(state.range(0)))));
  report.weekly = true;
  for (auto _ : state) benchmark::DoNotOptimize(report_workbook(report, Language::en, monday).value().data());
}
BENCHMARK(workbook)->Arg(100)->Arg(1'000)->Arg(5'000)->Unit(benchmark::kMillisecond);

// 52 weeks from their kept sums, as they come from the store.
void year_of_kept_sums(benchmark::State& state) {
  const auto week = week_of(static_cast<int>(state.range(0)));
  std::vector<UsageWeek> weeks;
  for (const NamespaceInput& input : week->namespaces) {
    for (UsageWeek& each : usage_weeks(time_of(*week, input), week->grid, week->frame, input.managed))
      weeks.push_back(std::move(each));
  }
  for (auto _ : state) {
    UsageTable table(UsageBy::payer_and_namespace);
    for (int n = 0; n < 52; ++n) {
      for (const UsageWeek& each : weeks)
        for (const KeptUsage& row : each.rows) table.add(each.ns, row.payer, n * 7, usage_of(row));
    }
    benchmark::DoNotOptimize(table.total().actual);
  }
}
BENCHMARK(year_of_kept_sums)->Arg(100)->Arg(1'000)->Arg(5'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace nss
