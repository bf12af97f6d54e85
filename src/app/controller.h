// The product on its core thread: puts the use cases together, starts them in order (store, cluster, records, cache,
// scheduler) and answers the HTTP adapter (Application). Everything is injected, so that tests and the simulation run the
// very same thing in virtual time.
//
// Order of the start: the store is bound to this cluster or refused; what was spooled is delivered; tasks and records are
// loaded; the watch begins; when the cache is filled, interrupted operations are resumed and the scheduler catches up.
#pragma once

#include <array>
#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "app/activity_reader.h"
#include "app/application.h"
#include "app/audit_reader.h"
#include "app/audit_trail.h"
#include "app/bulk_switch.h"
#include "app/cluster_cache.h"
#include "app/command_records.h"
#include "app/cost_centers.h"
#include "app/holidays.h"
#include "app/idempotency.h"
#include "app/ledger.h"
#include "app/live_settings.h"
#include "app/log_reader.h"
#include "app/loop.h"
#include "app/metrics_recorder.h"
#include "app/operations.h"
#include "app/pause.h"
#include "app/places.h"
#include "app/policy.h"
#include "app/reconciler.h"
#include "app/spool_delivery.h"
#include "app/store.h"
#include "app/switch_command.h"
#include "app/tasks.h"
#include "app/usage_reader.h"
#include "app/usage_sums.h"
#include "app/views.h"
#include "app/week_reader.h"

namespace nss {

class Controller : public Application {
 public:
  struct Ports {
    Timers& timers;
    Clock& clock;
    Storage& storage;
    Cluster& cluster;
    Spool& spool;
    Random& random;
    Metrics& metrics;
  };
  // Moves the simulated clock to an instant, everything due until then done (CoreLoop::advance); empty: no simulation.
  using Advance = std::function<void(Instant to, std::function<bool()> idle, std::function<void()> done)>;
  struct Options {
    Policy policy;
    ProductFacts facts;
    FixedSettings fixed = {};
    Advance advance;
    // Authorised at the first start, so that trying the product works: the simulation's.
    std::vector<std::string> initial_cost_centers = {};
    // The core thread answers (any thread). Empty: always.
    std::function<bool()> alive;
    // Waits between two looks at things that fail; tests make them short.
    Mono identify_retry{5'000};
    Mono resync_every{600'000};
    Mono store_probe{5'000};
    Mono sample_every{0};  // of the metrics' history; zero: none is kept
  };

  Controller(Ports ports, Options options);

  // Any thread, once. `fatal` comes on the core thread when the product must not go on (the store of another cluster, a store that
  // cannot be read), with the one line to print; it may come later than the start.
  void start(std::function<void(Error)> fatal);

  const ProductFacts& facts() const override { return options_.facts; }
  Seconds now() const override { return floor_seconds(ports_.clock.wall()); }
  std::shared_ptr<const NamespacesView> namespaces() const override { return views_.snapshot(); }
  std::shared_ptr<const HealthView> health() const override;
  EventHub& events() override { return hub_; }

  void switch_namespace(SwitchRequest request, Reply<OperationView> reply) override;
  void switch_namespaces(BulkSwitchRequest request, Reply<std::vector<BulkOutcome>> reply) override;
  void cost_centers(Reply<std::vector<CostCenterView>> reply) override;
  void cost_center(std::string id, Reply<CostCenterView> reply) override;
  void validate_cost_center(std::string id, std::string ns, Reply<CostCenterVerdict> reply) override;
  void set_permission(PermissionRequest request, Reply<PermissionChange> reply) override;
  void operation(std::string id, Reply<OperationView> reply) override;
  void log(LogQuery query, Reply<LogPage> reply) override;
  void tasks(Reply<std::vector<TaskView>> reply) override;
  void task(std::string id, Reply<TaskView> reply) override;
  void create_task(TaskRequest request, Reply<TaskView> reply) override;
  void replace_task(TaskRequest request, Reply<TaskView> reply) override;
  void delete_task(std::string id, std::string if_match, CommandContext context, Reply<std::string> reply) override;
  void run_task(std::string id, CommandContext context, Reply<RunView> reply) override;
  void runs(std::string task_id, std::size_t limit, std::string after, Reply<RunPage> reply) override;
  void run(std::string task_id, std::string run_id, Reply<RunView> reply) override;
  void upcoming(std::string ns, Reply<UpcomingView> reply) override;
  void advance(Seconds to, Reply<Seconds> reply) override;
  void activities(ActivityQuery query, Reply<ActivityPage> reply) override;
  void audit(std::string ns, std::size_t limit, std::string after, Reply<AuditPage> reply) override;
  void verify_audit(std::string ns, Reply<AuditVerdict> reply) override;
  void explain(std::string ns, Reply<ExplainView> reply) override;
  void pause(PauseRequest request, Reply<PauseRecord> reply) override;
  void end_pause(CommandContext context, Reply<std::optional<PauseRecord>> reply) override;
  std::optional<PauseRecord> current_pause() const override { return pause_.snapshot(now()); }
  std::shared_ptr<const LocalHolidays> local_holidays() const override { return holidays_.snapshot(); }
  void add_local_holiday(LocalHolidayRequest request, Reply<LocalHolidayRecord> reply) override;
  void remove_local_holiday(Date date, CommandContext context, Reply<Date> reply) override;
  std::shared_ptr<const LiveSettingsView> live_settings() const override { return live_settings_.snapshot(); }
  void patch_settings(SettingsPatch patch, Reply<LiveSettingsView> reply) override;
  void week(WeekQuery query, Reply<WeekInputsPtr> reply) override;
  void usage(UsageQuery query, Reply<std::shared_ptr<const UsageAnswer>> reply) override;
  void metrics_history(HistoryQuery query, Reply<std::vector<HistoryPoint>> reply) override;
  void begin_idempotent(IdempotencyToken token, Reply<IdempotencyVerdict> reply) override;
  void keep_answer(IdempotencyToken token, StoredAnswer given, std::function<void()> kept) override;

  // Core thread: no work is waiting and no answer of a port is out.
  bool idle() const;

 private:
  template <typename T, typename Work>
  void ask(Reply<T> reply, Work work);
  Holidays::Ports holiday_ports();
  Tasks::Rules task_rules();
  void on_rules_changed();
  void identify();
  using StartStep = std::function<void(Store::Then<void>)>;  // may be taken again after an error of the store
  std::deque<StartStep> start_steps(const ClusterIdentity& identity);
  void take(std::deque<StartStep> steps);
  void bind(const ClusterIdentity& identity, Store::Then<void> then);
  void deliver_spool(Store::Then<void> then);
  void load_records(Store::Then<void> then);
  void load_intents(Store::Then<void> then);
  void watch();
  void on_event(const ClusterEvent& event);
  void on_stream(const StreamState& state);
  void on_server_time(std::chrono::seconds ahead);
  void on_synced();
  void on_fired();
  void resync_later();
  void probe_store();
  void settle_runs();
  void clean_up_later();
  void refresh_health();
  std::vector<std::string> problems() const;
  void fail_start(const Error& error);

  Ports ports_;
  Options options_;
  StorageKeys keys_;
  EventHub hub_;
  Loop loop_;
  Store store_;
  Ledger ledger_;
  ClusterCache cache_;
  AuditTrail trail_;
  IdempotencyKeys idempotency_;
  Pause pause_;
  Holidays holidays_;
  LiveSettings live_settings_;
  Places places_;
  CostCenters cost_centers_;
  Operations operations_;
  CommandRecords command_records_;
  Tasks tasks_;
  Reconciler reconciler_;
  Views views_;
  SpoolDelivery delivery_;
  LogReader log_reader_;
  ActivityReader activity_reader_;
  AuditReader audit_reader_;
  WeekReader week_reader_;
  UsageSums usage_sums_;
  UsageReader usage_reader_;
  MetricsRecorder metrics_recorder_;
  SwitchCommand switch_command_;
  BulkSwitch bulk_switch_;

  std::function<void(Error)> fatal_;
  std::array<std::optional<Error>, resource_count> stream_problems_;
  std::optional<Error> identify_problem_;
  std::optional<Error> spool_problem_;
  std::optional<Seconds> cluster_last_success_;
  std::chrono::seconds clock_ahead_{0};
  bool first_start_ = false;
  bool loaded_ = false;  // what the store knows is here
  bool probing_ = false;
  bool settling_ = false;
  std::atomic<std::shared_ptr<const HealthView>> health_;
};

}  // namespace nss
