#include "app/controller.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/log.h"

namespace nss {
namespace {

constexpr std::chrono::seconds clock_tolerance{120};
constexpr std::chrono::seconds clock_warning{30};
constexpr Mono settle_check{1'000};
constexpr Mono clean_up_every{3'600'000};

bool may_pass(const Error& error) { return store_failed(error) && error.kind != ErrorKind::internal; }

}  // namespace

Controller::Controller(Ports ports, Options options)
    : ports_(ports),
      options_(std::move(options)),
      keys_(options_.policy.cluster_name),
      hub_(ports.random.id()),
      loop_(ports.timers, ports.clock),
      store_(loop_, ports.storage, ports.metrics),
      trail_({loop_, store_, keys_, ports.metrics}),
      idempotency_({loop_, store_, keys_}),
      pause_({loop_, store_, keys_}, [this] { on_fired(); }),
      holidays_(holiday_ports()),
      live_settings_({loop_, store_, ledger_, keys_, options_.policy, holidays_}, options_.fixed, [this] { on_rules_changed(); }),
      places_({loop_, store_, keys_, cache_, options_.policy}),
      cost_centers_({loop_, store_, ledger_, keys_, options_.policy, places_},
                    [this](const CostCenterView& view) { hub_.publish(std::make_shared<const CostCenterView>(view)); }),
      operations_({loop_, store_, ports.cluster, ports.spool, ports.random, ledger_, cache_, keys_, ports.metrics, trail_,
                   options_.policy.cluster_name},
                  {[this](const std::string& ns) { reconciler_.add(ns); },
                   [this](const Workload& after, const WorkloadPatch& patch) { reconciler_.patched(after, patch); },
                   [this](const Workload& now) { reconciler_.notice(now); },
                   [this](const OperationRecord& record) {
                     tasks_.runs().settled(record);
                     if (!store_.ok()) probe_store();
                   },
                   [this](const OperationRecord& record) { return record.direction == Direction::off && pause_.holds(); },
                   [this](const OperationView& view) { hub_.publish(std::make_shared<const OperationView>(view)); }}),
      command_records_({loop_, store_, ledger_, trail_, keys_, options_.policy}),
      tasks_({loop_, store_, ports.cluster, ports.random, keys_, ports.metrics, options_.policy, ledger_, cache_, operations_,
              pause_, reconciler_},
             task_rules()),
      reconciler_({loop_, store_, ledger_, cache_, operations_, keys_, ports.metrics, options_.policy, tasks_.scheduler().day(),
                   pause_, trail_, cost_centers_},
                  [this](const std::string& ns) { views_.mark(ns); }),
      views_(
          {loop_, ledger_, cache_, operations_, reconciler_, tasks_.scheduler(), options_.policy, ports.metrics, places_, hub_}),
      delivery_({loop_, store_, ports.spool, ledger_, keys_, ports.metrics, trail_, options_.policy.cluster_name}),
      log_reader_(store_, keys_, operations_),
      activity_reader_(store_, keys_, options_.policy.cluster_name),
      audit_reader_(store_, keys_),
      week_reader_({loop_, store_, keys_, options_.policy, ledger_, cache_, reconciler_, trail_, places_, holidays_,
                    live_settings_, tasks_.book()}),
      usage_sums_({loop_, store_, keys_, options_.policy, ledger_, week_reader_, ports.metrics}),
      usage_reader_({options_.policy, cache_, cost_centers_, live_settings_, week_reader_, usage_sums_}),
      metrics_recorder_({loop_, store_, keys_, ports.metrics, ledger_}),
      switch_command_({loop_, store_, ledger_, cache_, operations_, reconciler_, ports.random, keys_, options_.policy,
                       ports.metrics, cost_centers_, places_, trail_, pause_}),
      bulk_switch_(switch_command_, places_, [this] { return loop_.now(); }),
      health_(std::make_shared<const HealthView>()) {
  options_.policy.observed = [this](std::chrono::sys_days day) { return live_settings_.observed_now(day); };
  tasks_.book().on_change([this](const std::string& id, const TaskBook::Entry*) {
    week_reader_.tasks_changed();
    auto task = tasks_.find(id);
    hub_.publish(task ? EventBody(std::make_shared<const TaskView>(std::move(*task))) : EventBody(Resync{}));
  });
  store_.on_change([this] {
    refresh_health();
    if (!store_.ok()) probe_store();
  });
}

Holidays::Ports Controller::holiday_ports() {
  return {loop_,
          store_,
          ledger_,
          keys_,
          [this](const LocalHolidays& local) { return live_settings_.version_with(local); },
          [this](const RulesVersion& version) { live_settings_.took(version); },
          [this] { on_rules_changed(); }};
}

// Which days are observed, or what they are called: what is planned from now on may be another.
void Controller::on_rules_changed() {
  tasks_.scheduler().rules_changed();
  hub_.publish(Resync{});
}

Tasks::Rules Controller::task_rules() {
  Tasks::Rules rules;
  rules.startup_skipped = [this](Seconds at) {
    const auto& versions = live_settings_.versions();
    return !versions.empty() && startup_skipped(versions, at);
  };
  rules.fired = [this] { on_fired(); };
  rules.switch_namespace = [this](TaskSwitch order, Reply<OperationView> reply) {
    switch_command_.run(SwitchOrder{std::move(order.request), std::move(order.task_id), std::move(order.operation_id), {}},
                        std::move(reply));
  };
  rules.authorize = [this](const std::string& cost_center, const std::string& ns) {
    return cost_centers_.authorize(cost_center, ns);
  };
  rules.replanned = [this](const std::string& ns) { views_.mark(ns); };
  rules.commanded = [this](const TaskRecord& task, const RunRecord& run) { command_records_.note(task, run); };
  return rules;
}

// ---- the start, in order ----

void Controller::start(std::function<void(Error)> fatal) {
  fatal_ = std::move(fatal);
  loop_.timers().post([this] { identify(); });
}

void Controller::fail_start(const Error& error) {
  log::error("cannot start", {{"code", error.code}, {"detail", error.message.en}});
  fatal_(error);
}

void Controller::identify() {
  ports_.cluster.identify(loop_.reply<ClusterIdentity>([this](Result<ClusterIdentity> identity) {
    if (identity) {
      identify_problem_.reset();
      return take(start_steps(*identity));
    }
    // Waiting is right when the API server is away or our rights are still missing: readiness says which.
    identify_problem_ = identity.error();
    log::warn("cluster is not reached", {{"code", identity.error().code}, {"detail", identity.error().message.en}});
    refresh_health();
    loop_.timers().after(options_.identify_retry, [this] { identify(); });
  }));
}

std::deque<Controller::StartStep> Controller::start_steps(const ClusterIdentity& identity) {
  std::deque<StartStep> steps;
  steps.emplace_back([this, identity](Store::Then<void> then) { bind(identity, std::move(then)); });
  steps.emplace_back([this](Store::Then<void> then) { trail_.load(std::move(then)); });
  steps.emplace_back([this](Store::Then<void> then) { deliver_spool(std::move(then)); });
  // Who may pay, who holds places, whether there is a pause, which days are holidays here and what they mean.
  steps.emplace_back([this](Store::Then<void> then) { cost_centers_.load(std::move(then)); });
  steps.emplace_back([this](Store::Then<void> then) {
    if (!first_start_) return then({});
    cost_centers_.seed(options_.initial_cost_centers, std::move(then));
  });
  steps.emplace_back([this](Store::Then<void> then) { places_.load(std::move(then)); });
  steps.emplace_back([this](Store::Then<void> then) { pause_.load(std::move(then)); });
  steps.emplace_back([this](Store::Then<void> then) { holidays_.load(std::move(then)); });
  steps.emplace_back([this](Store::Then<void> then) { live_settings_.load(std::move(then)); });
  steps.emplace_back([this](Store::Then<void> then) { load_records(std::move(then)); });
  steps.emplace_back([this](Store::Then<void> then) { tasks_.scheduler().load(std::move(then)); });
  steps.emplace_back([this](Store::Then<void> then) { load_intents(std::move(then)); });
  return steps;
}

// A store that does not answer is waited for, and readiness says so: a process that ended instead would be started again by its
// supervisor later and later (a pod's back-off grows to five minutes).
void Controller::take(std::deque<StartStep> steps) {
  if (steps.empty()) return watch();
  const StartStep step = steps.front();
  step([this, steps = std::move(steps)](Result<void> done) mutable {
    if (done) {
      steps.pop_front();
      return take(std::move(steps));
    }
    if (!may_pass(done.error())) return fail_start(done.error());
    loop_.timers().after(options_.store_probe, [this, steps = std::move(steps)] { take(steps); });
  });
}

void Controller::bind(const ClusterIdentity& identity, Store::Then<void> then) {
  store_.load({keys_.binding()}, [this, identity, then = std::move(then)](Result<std::vector<std::optional<StoredItem>>> items) {
    if (!items) return then(fail(items.error()));
    const auto* bound = items->at(0) ? std::get_if<ClusterBinding>(&items->at(0)->record) : nullptr;
    if (bound != nullptr && bound->cluster_uid != identity.uid) {
      return then(fail(ErrorKind::refused, "store_of_another_cluster",
                       fmt::format("the store belongs to cluster {} and this is cluster {}: use another store for this cluster "
                                   "(NSCHED_SQLITE_PATH, or another EKS_CLUSTER_NAME with DynamoDB) or go back to that cluster",
                                   bound->cluster_uid, identity.uid)));
    }
    if (bound != nullptr) return then({});
    first_start_ = true;
    StorageTransaction transaction;
    transaction.writes.push_back(StorageWrite{keys_.binding(),
                                              ClusterBinding{identity.uid, options_.policy.cluster_name, loop_.now()},
                                              Precondition::absent(), std::nullopt});
    store_.commit(std::move(transaction), [then](Result<CommitReceipt> receipt) {
      if (!receipt) return then(fail(receipt.error()));
      then({});
    });
  });
}

void Controller::deliver_spool(Store::Then<void> then) {
  if (auto writable = ports_.spool.check(); !writable) spool_problem_ = writable.error();
  delivery_.deliver([this, then = std::move(then)](Result<void> delivered) {
    if (delivered || !store_.ok()) return then(std::move(delivered));
    log::error("late records are not delivered", {{"detail", delivered.error().message.en}});
    then({});
  });
}

void Controller::load_records(Store::Then<void> then) {
  RangeQuery query;
  query.partition = keys_.namespaces();
  store_.scan(
      query,
      [this](StoredItem item) {
        if (auto* record = std::get_if<NamespaceRecord>(&item.record)) ledger_.put(std::move(*record), item.version);
      },
      std::move(then));
}

// Only of what sleeps or is being woken: the rest needs none.
void Controller::load_intents(Store::Then<void> then) {
  std::vector<const NamespaceRecord*> asleep;
  for (const auto& [name, entry] : ledger_.entries()) {
    if (entry.record.direction == Direction::off || !entry.record.finished) asleep.push_back(&entry.record);
  }
  load_originals(store_, keys_, asleep, [this, then = std::move(then)](Result<std::map<std::string, Originals>> originals) {
    if (!originals) return then(fail(originals.error()));
    for (auto& [name, known] : *originals) operations_.remember(name, std::move(known));
    then({});
  });
}

void Controller::watch() {
  loaded_ = true;
  ports_.cluster.start([this](ClusterEvent event) {
    loop_.timers().post([this, held = std::make_shared<ClusterEvent>(std::move(event))] { on_event(*held); });
  });
  resync_later();
  clean_up_later();
  metrics_recorder_.start(options_.sample_every);
}

// ---- events ----

void Controller::on_event(const ClusterEvent& event) {
  if (const auto* stream = std::get_if<StreamState>(&event)) return on_stream(*stream);
  if (const auto* time = std::get_if<ServerTime>(&event)) return on_server_time(time->ahead);
  const bool was_synced = cache_.synced();
  for (const auto& ns : cache_.apply(event)) {
    reconciler_.add(ns);
    views_.mark(ns);
  }
  cluster_last_success_ = loop_.now();
  if (!was_synced && cache_.synced()) return on_synced();
  const auto* end = std::get_if<ListEnd>(&event);
  // A record without a namespace may be forgotten only now.
  if (end != nullptr && end->resource == Resource::namespaces && cache_.synced()) reconciler_.add_all();
}

void Controller::on_synced() {
  log::info("cluster is known", {{"namespaces", cache_.entries().size()}, {"workloads", cache_.workload_count()}});
  reconciler_.enable();
  tasks_.scheduler().start();
  command_records_.resume();
  // Ready means that whoever asks now sees every namespace.
  views_.mark_all();
  views_.flush();
  refresh_health();
}

void Controller::on_fired() {
  reconciler_.add_all();
  views_.mark_all();
  settle_runs();
}

// The runs of the firings are over when nothing is being switched any more.
void Controller::settle_runs() {
  if (settling_ || !tasks_.runs().builtin_running()) return;
  settling_ = true;
  loop_.timers().after(settle_check, [this] {
    settling_ = false;
    const bool passes_over = std::all_of(ledger_.entries().begin(), ledger_.entries().end(), [this](const auto& item) {
      const OperationRun* run = operations_.active(item.first);
      return run == nullptr || run->first_pass_done();
    });
    if (reconciler_.idle() && ledger_.idle() && passes_over) return tasks_.runs().quiet();
    settle_runs();
  });
}

void Controller::on_stream(const StreamState& state) {
  auto& problem = stream_problems_[static_cast<std::size_t>(state.resource)];
  if (state.problem) {
    log::warn("stream of the cluster", {{"resource", to_string(state.resource)},
                                        {"code", state.problem->code},
                                        {"detail", state.problem->message.en},
                                        {"optional", state.optional}});
  }
  problem = state.optional ? std::nullopt : state.problem;
  refresh_health();
}

void Controller::on_server_time(std::chrono::seconds ahead) {
  clock_ahead_ = ahead;
  cluster_last_success_ = loop_.now();
  const auto off_by = std::chrono::abs(ahead);
  if (off_by > clock_warning) log::warn("clock differs from the cluster's", {{"ahead_s", ahead.count()}});
  const bool trusted = off_by <= clock_tolerance;
  if (trusted == reconciler_.clock_trusted()) return;
  reconciler_.trust_clock(trusted);
  refresh_health();
}

void Controller::resync_later() {
  loop_.timers().after(options_.resync_every, [this] {
    ports_.cluster.resync();
    resync_later();
  });
}

void Controller::clean_up_later() {
  loop_.timers().after(clean_up_every, [this] {
    usage_sums_.bring_all();
    store_.remove_expired(loop_.now(), [this](Result<std::size_t>) { clean_up_later(); });
  });
}

// While the store fails it is asked again now and then; when it works, what was spooled is delivered. The steps of the start ask
// by themselves.
void Controller::probe_store() {
  if (probing_ || !loaded_) return;
  probing_ = true;
  loop_.timers().after(options_.store_probe, [this] {
    store_.load({keys_.binding()}, [this](Result<std::vector<std::optional<StoredItem>>> items) {
      probing_ = false;
      spool_problem_.reset();
      if (auto writable = ports_.spool.check(); !writable) spool_problem_ = writable.error();
      refresh_health();
      if (!items) return probe_store();
      delivery_.deliver([this](Result<void> delivered) {
        refresh_health();
        if (!delivered) probe_store();
      });
    });
  });
}

// ---- health ----

std::vector<std::string> Controller::problems() const {
  std::vector<std::string> lines;
  if (store_.problem()) lines.push_back("store: " + store_.problem()->message.en);
  if (identify_problem_) lines.push_back("cluster: " + identify_problem_->message.en);
  for (std::size_t i = 0; i < resource_count; ++i) {
    if (!stream_problems_[i]) continue;
    lines.push_back(fmt::format("cluster: {}: {}", to_string(static_cast<Resource>(i)), stream_problems_[i]->message.en));
  }
  if (!identify_problem_ && !cache_.synced()) lines.push_back("cluster: the first lists are not complete yet");
  if (!reconciler_.clock_trusted()) {
    lines.push_back(
        fmt::format("scheduler: our clock is {} s ahead of the API server's; nothing is switched off", clock_ahead_.count()));
  }
  if (spool_problem_) lines.push_back("scheduler: spool: " + spool_problem_->message.en);
  return lines;
}

void Controller::refresh_health() {
  auto next = std::make_shared<HealthView>();
  next->store_ok = store_.ok();
  const bool streams_ok =
      std::none_of(stream_problems_.begin(), stream_problems_.end(), [](const auto& problem) { return problem.has_value(); });
  next->cluster_ok = !identify_problem_ && streams_ok && cache_.synced();
  next->scheduler_ok = tasks_.scheduler().started() && reconciler_.clock_trusted() && !spool_problem_;
  next->problems = problems();
  next->store_last_success = store_.last_success();
  next->cluster_last_success = cluster_last_success_;
  next->adoption = first_start_ && std::none_of(ledger_.entries().begin(), ledger_.entries().end(),
                                                [](const auto& item) { return !item.second.record.operation_id.empty(); });
  for (const AutomaticDay& day : tasks_.scheduler().ahead()) {
    if (day.state != DayState::off) continue;
    next->first_shutdown = day.since;
    break;
  }
  const bool turned = health_.load()->ready() != next->ready();
  health_.store(std::move(next));
  if (turned) hub_.publish(Resync{});  // who was told not_ready asks again, and who was not hears of it
}

std::shared_ptr<const HealthView> Controller::health() const {
  auto view = health_.load();
  if (!options_.alive || options_.alive()) return view;
  auto stuck = std::make_shared<HealthView>(*view);
  stuck->scheduler_ok = false;
  stuck->alive = false;
  stuck->problems.push_back("scheduler: the core thread does not answer");
  return stuck;
}

bool Controller::idle() const { return loop_.idle() && reconciler_.idle() && ledger_.idle(); }

}  // namespace nss
