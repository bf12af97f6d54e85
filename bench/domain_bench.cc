// The decisions: cron, and the plan of one namespace.
#include <benchmark/benchmark.h>

#include "domain/cron.h"
#include "domain/operation_run.h"
#include "domain/scale_plan.h"

namespace nss {
namespace {

const Seconds start(std::chrono::seconds(1'795'395'600));

void cron_compile(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(CronExpression::parse("*/15 7-19 1,15 JAN-JUN MON-FRI"));
}
BENCHMARK(cron_compile);

void cron_next(benchmark::State& state, const char* text, const char* zone_name) {
  const auto zone = TimeZone::load(zone_name);
  const auto cron = CronExpression::parse(text);
  Seconds t = start;
  for (auto _ : state) {
    const auto next = cron->next_after(t, *zone);
    t = next.value_or(start);
    if (t > start + std::chrono::days(3650)) t = start;
    benchmark::DoNotOptimize(t);
  }
}
BENCHMARK_CAPTURE(cron_next, shutdown_in_bogota, "0 20 * * 1-5", "America/Bogota");
BENCHMARK_CAPTURE(cron_next, quarter_hours_in_berlin, "*/15 * * * *", "Europe/Berlin");
BENCHMARK_CAPTURE(cron_next, leap_day_in_berlin, "0 0 29 2 *", "Europe/Berlin");

// 20 Deployments, a StatefulSet and a DaemonSet: what one namespace costs to decide.
void plan_namespace(benchmark::State& state) {
  std::vector<OperationRun::Target> targets;
  for (int i = 0; i < 22; ++i) {
    Workload workload;
    workload.ref = WorkloadRef{i == 20   ? WorkloadKind::stateful_set
                               : i == 21 ? WorkloadKind::daemon_set
                                         : WorkloadKind::deployment,
                               "pagos", "workload-" + std::to_string(i)};
    workload.uid = "uid-" + std::to_string(i);
    workload.resource_version = std::to_string(1000 + i);
    workload.replicas = i == 21 ? 1 : 3;
    targets.push_back(OperationRun::Target{workload, std::nullopt, false});
  }
  OperationRecord record;
  record.id = "op_bench";
  record.ns = "pagos";
  record.number = 7;
  for (auto _ : state) {
    OperationRun run(record, Cause::schedule, targets);
    benchmark::DoNotOptimize(run.step(IntentStored{}, StepContext{start, 0.5}));
  }
  state.SetItemsProcessed(state.iterations() * 22);
}
BENCHMARK(plan_namespace);

}  // namespace
}  // namespace nss
