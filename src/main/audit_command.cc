#include "main/audit_command.h"

#include <fmt/core.h>
#include <unistd.h>

#include <future>
#include <thread>

#include "adapters/telemetry/log_sink.h"
#include "app/audit_reader.h"
#include "app/core_loop.h"
#include "main/open_store.h"
#include "main/options.h"
#include "main/serve.h"
#include "main/system_clock.h"

namespace nss {
namespace {

int say(const AuditVerdict& verdict) {
  if (verdict.first_broken) {
    const auto& broken = *verdict.first_broken;
    fmt::print("broken: namespace {}, link {}: {}\n", broken.ns, broken.seq, broken.reason);
    return exit_failed;
  }
  fmt::print("valid: {} links in {} chains\n", verdict.links, verdict.chains);
  return exit_done;
}

}  // namespace

int audit_verify_command(const Settings& settings, const std::string& ns) {
  install_log_sink(LogSinkOptions{settings.log_format, log::Level::warn, STDERR_FILENO, {}});
  const auto clock = make_system_clock();
  Metrics metrics;
  auto storage = open_store_beside(settings, *clock, metrics);
  if (!storage) {
    print_error(storage.error());
    return exit_failed;
  }
  CoreLoop core(*clock);
  Loop loop(core, *clock);
  Store store(loop, **storage, metrics);
  const StorageKeys keys(settings.cluster_name);
  AuditReader reader(store, keys);
  std::promise<Result<AuditVerdict>> answer;
  core.post([&] { reader.verify(ns, [&answer](Result<AuditVerdict> verdict) { answer.set_value(std::move(verdict)); }); });
  std::thread thread([&core] { core.run(); });
  const auto verdict = answer.get_future().get();
  core.stop();
  thread.join();
  (*storage)->stop();
  if (!verdict) {
    print_error(verdict.error());
    return exit_failed;
  }
  return say(*verdict);
}

}  // namespace nss
