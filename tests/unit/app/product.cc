#include "unit/app/product.h"

#include <fmt/core.h>

#include "base/check.h"

namespace nss {

Result<void> MemorySpool::check() {
  if (broken) return fail(ErrorKind::unavailable, "spool_unavailable", "the spool folder cannot be written");
  return {};
}

Result<void> MemorySpool::append(const SpooledOperation& entry) {
  if (auto writable = check(); !writable) return writable;
  std::erase_if(entries, [&](const auto& other) { return other.record.id == entry.record.id; });
  entries.push_back(entry);
  return {};
}

Result<std::vector<SpooledOperation>> MemorySpool::read_all() {
  if (auto readable = check(); !readable) return fail(readable.error());
  return entries;
}

Result<void> MemorySpool::remove(const std::string& operation_id) {
  std::erase_if(entries, [&](const auto& other) { return other.record.id == operation_id; });
  return {};
}

ProcessCluster::~ProcessCluster() {
  *alive_ = false;
  *sink_ = nullptr;
}

void ProcessCluster::start(ClusterSink sink) {
  const bool first = !*sink_ && sink_.use_count() == 2;
  *sink_ = std::move(sink);
  if (!first) return cluster_.resync();
  cluster_.start([shared = sink_](ClusterEvent event) {
    if (*shared) (*shared)(std::move(event));
  });
}

std::string FixedRandom::id() { return fmt::format("id{:024d}", ++last_); }

std::string bogota(int day, int hour, int minute, int second) {
  const Seconds utc = std::chrono::sys_days(std::chrono::year(2026) / 11 / day) + std::chrono::hours(hour + 5) +
                      std::chrono::minutes(minute) + std::chrono::seconds(second);
  return to_rfc3339(utc);
}

Product::Product(ProductSetup setup)
    : clock(instant(setup.now)),
      timers(clock),
      cluster(std::make_unique<SimulatedCluster>(timers, clock, SimulatedOptions{.namespaces = 0})),
      setup_(std::move(setup)),
      tables_(std::make_shared<MemoryTables>()),
      sink_(std::make_shared<ClusterSink>()) {}

Product::~Product() { crash(); }

void Product::start(const std::function<void(StorageFaults&)>& wrong) {
  storage = std::make_unique<MemoryStorage>(MemoryStorage::Executor(), tables_);
  if (wrong) wrong(storage->faults());
  Controller::Options options;
  options.policy.cluster_name = "test";
  options.fixed = setup_.fixed;
  options.policy.zone = *TimeZone::load(setup_.zone);
  options.policy.hours = *BusinessHours::parse("07:00-20:00", "MON-FRI");
  options.policy.system = *SystemNamespaces::make("", "scheduler");
  options.policy.selector = *LabelSelector::parse(setup_.selector);
  options.policy.dry_run = setup_.dry_run;
  options.sample_every = setup_.sample_every;
  options.policy.grace = setup_.grace;
  options.facts.simulated = true;
  options.initial_cost_centers = setup_.cost_centers;
  options.advance = [this](Instant to, const std::function<bool()>&, std::function<void()> done) {
    timers.at(to, std::move(done));
  };
  process_timers_ = std::make_unique<ProcessTimers>(timers);
  process_cluster_ = std::make_unique<ProcessCluster>(*cluster, sink_);
  controller = std::make_unique<Controller>(
      Controller::Ports{*process_timers_, clock, *storage, *process_cluster_, spool, random, metrics}, std::move(options));
  controller->start([this](Error error) { fatal.push_back(std::move(error)); });
  timers.advance(Milliseconds(200));
}

void Product::crash() {
  if (!controller) return;
  process_timers_.reset();
  process_cluster_.reset();
  controller.reset();
  storage->stop();
  storage.reset();
}

void Product::add_namespace(const std::string& name, std::map<std::string, std::string> labels) {
  NSS_CHECK(cluster->create_namespace(name, std::move(labels)).has_value());
  for (const auto& [kind, workload, count] :
       {std::tuple{WorkloadKind::deployment, "web", 3}, std::tuple{WorkloadKind::stateful_set, "db", 2},
        std::tuple{WorkloadKind::daemon_set, "agent", 1}}) {
    WorkloadSpec spec;
    spec.ref = WorkloadRef{kind, name, workload};
    spec.replicas = count;
    NSS_CHECK(cluster->create_workload(spec).has_value());
  }
}

NamespaceView Product::view(const std::string& name) {
  timers.advance(Milliseconds(150));  // views follow at most 100 ms later
  for (const auto& view : controller->namespaces()->namespaces) {
    if (view->name == name) return *view;
  }
  return {};
}

int Product::replicas(const std::string& ns, const std::string& name, WorkloadKind kind) const {
  const SimulatedWorkload* workload = cluster->find(WorkloadRef{kind, ns, name});
  return workload == nullptr ? -1 : workload->shown.replicas;
}

bool Product::asleep(const std::string& ns) const {
  return replicas(ns, "web") == 0 && replicas(ns, "db", WorkloadKind::stateful_set) == 0 &&
         replicas(ns, "agent", WorkloadKind::daemon_set) == 0;
}

bool Product::as_made(const std::string& ns) const {
  for (const auto& [key, workload] : cluster->find_namespace(ns)->workloads) {
    if (workload.shown.original || (workload.shown.stamp && workload.shown.stamp->switched_off)) return false;
  }
  return replicas(ns, "web") == 3 && replicas(ns, "db", WorkloadKind::stateful_set) == 2 &&
         replicas(ns, "agent", WorkloadKind::daemon_set) == 1;
}

Result<OperationView> Product::switch_to(SwitchRequest request) {
  return wait_for<OperationView>([&](Reply<OperationView> reply) { controller->switch_namespace(request, reply); });
}

std::vector<OperationView> Product::log(const std::string& ns) {
  LogQuery query;
  query.ns = ns;
  query.limit = 200;
  auto page = wait_for<LogPage>([&](Reply<LogPage> reply) { controller->log(query, reply); });
  NSS_CHECK(page.has_value());
  return page->operations;
}

}  // namespace nss
