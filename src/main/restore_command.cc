#include "main/restore_command.h"

#include <fmt/core.h>
#include <unistd.h>

#include <future>
#include <thread>

#include "adapters/telemetry/log_sink.h"
#include "app/core_loop.h"
#include "app/restore_all.h"
#include "main/open_store.h"
#include "main/serve.h"
#include "main/system_clock.h"
#include "main/system_random.h"

namespace nss {
namespace {

void print_summary(const RestoreSummary& summary, bool print_only) {
  for (const auto& line : summary.lines) {
    if (!line.command.empty()) {
      fmt::print("{}\n", line.command);
      continue;
    }
    fmt::print("{}/{} {}: {} -> {} {}{}{}\n", line.ref.ns, to_string(line.ref.kind), line.ref.name, line.before, line.after,
               line.outcome, line.detail.empty() ? "" : " ", line.detail);
  }
  if (!print_only) fmt::print("{} namespaces, {} workloads\n", summary.namespaces, summary.lines.size());
  if (summary.paused) fmt::print("paused: nothing is switched off until somebody ends it (DELETE /api/pause)\n");
}

}  // namespace

int restore_command(const Settings& settings, bool print_only) {
  install_log_sink(LogSinkOptions{settings.log_format, log::Level::warn, STDERR_FILENO, {}});
  if (settings.cluster == ClusterMode::simulated) {
    print_error(make_error(ErrorKind::invalid, "wrong_use",
                           "restore: there is nothing to bring back in the simulated cluster; say which real one with "
                           "NSCHED_CLUSTER=kubeconfig or in-cluster"));
    return 2;
  }
  Metrics metrics;
  const auto clock = make_system_clock();
  auto cluster = connect_cluster(settings, *clock, metrics);
  if (!cluster) {
    print_error(cluster.error());
    return 1;
  }
  auto storage = open_store(settings, *clock, metrics);
  if (!storage) fmt::print(stderr, "namespace-scheduler: going on without the store: {}\n", storage.error().message.en);
  CoreLoop core(*clock);
  SystemRandom random(*clock);
  Loop loop(core, *clock);
  const StorageKeys keys(settings.cluster_name);
  std::optional<Store> store;
  std::optional<AuditTrail> trail;
  if (storage) {
    store.emplace(loop, **storage, metrics);
    trail.emplace(AuditTrail::Ports{loop, *store, keys, metrics});
  }
  RestoreAll restore({loop, **cluster, random, store ? &*store : nullptr, keys, trail ? &*trail : nullptr, settings.cluster_name},
                     print_only);
  std::promise<Result<RestoreSummary>> answer;
  core.post([&] { restore.run([&answer](Result<RestoreSummary> summary) { answer.set_value(std::move(summary)); }); });
  std::thread thread([&core] { core.run(); });
  const auto summary = answer.get_future().get();
  core.stop();
  thread.join();
  (*cluster)->stop();
  if (storage) (*storage)->stop();
  if (!summary) {
    print_error(summary.error());
    return 1;
  }
  print_summary(*summary, print_only);
  return summary->complete() ? 0 : 1;
}

}  // namespace nss
