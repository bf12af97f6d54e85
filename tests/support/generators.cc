#include "support/generators.h"

#include <ostream>
#include <utility>

namespace nss {
namespace {

using rc::gen::element;
using rc::gen::exec;
using rc::gen::inRange;

template <typename T>
rc::Gen<std::vector<T>> few(rc::Gen<T> gen) {
  return exec([gen] {
    const auto count = *inRange<std::size_t>(0, 6);
    return *rc::gen::container<std::vector<T>>(count, gen);
  });
}

rc::Gen<std::string> made_of(const std::string& letters, std::size_t least, std::size_t most) {
  return exec([letters, least, most] {
    const auto length = *inRange<std::size_t>(least, most + 1);
    const auto picks = *rc::gen::container<std::vector<std::size_t>>(length, inRange<std::size_t>(0, letters.size()));
    std::string text;
    for (const std::size_t pick : picks) text += letters[pick];
    return text;
  });
}

rc::Gen<int> arbitrary_count() {
  return rc::gen::weightedOneOf<int>({{3, rc::gen::just(0)}, {6, inRange(1, 10)}, {1, inRange(10, 1'000'001)}});
}

bool one_in(int n) { return *inRange(0, n) == 0; }

void add_our_marks(Workload& w) {
  if (one_in(2)) w.original = *arbitrary_original();
  if (!w.original && one_in(6)) w.original_problem = "unreadable_original";
  if (one_in(2)) w.stamp = *arbitrary_stamp();
  if (!w.stamp && one_in(6)) w.stamp_problem = "unreadable_seq";
  if (w.ref.kind == WorkloadKind::daemon_set) {
    w.replicas = *inRange(0, 2);
    if (w.original) w.original->replicas = 1;
  }
}

}  // namespace

rc::Gen<std::string> arbitrary_text() {
  return rc::gen::oneOf(
      made_of("abcdefghijklmnopqrstuvwxyz ABC-_./:@0123456789", 0, 40), rc::gen::just(std::string()),
      element<std::string>("«Mañana» volverá: ñandú, café, ¿qué?", "comillas \" y \\ barra", "dos\nlíneas\ty tabulador",
                           "\x01 control \x1f", "日本語 ✓ 😀", "=1+1", "null", "{\"v\":1}", "'; DROP TABLE items; --"));
}

rc::Gen<std::string> arbitrary_name() {
  return exec([] {
    const auto first = *made_of("abcdefghijklmnopqrstuvwxyz", 1, 1);
    const auto middle = *made_of("abcdefghijklmnopqrstuvwxyz-0123456789", 0, 12);
    return first + middle + *made_of("abcdefghijklmnopqrstuvwxyz0123456789", 1, 1);
  });
}

rc::Gen<std::string> arbitrary_operation_id() {
  return rc::gen::map(made_of("0123456789abcdefABCDEF_-", 1, 24), [](std::string s) { return "op_" + std::move(s); });
}

rc::Gen<Seconds> arbitrary_instant() {
  return rc::gen::map(inRange<std::int64_t>(0, 4'102'444'800), [](std::int64_t s) { return Seconds(std::chrono::seconds(s)); });
}

rc::Gen<WorkloadKind> arbitrary_kind() {
  return element(WorkloadKind::deployment, WorkloadKind::stateful_set, WorkloadKind::daemon_set);
}
rc::Gen<Cause> arbitrary_cause() { return element(Cause::schedule, Cause::task, Cause::person, Cause::drift, Cause::unknown); }
rc::Gen<Direction> arbitrary_direction() { return element(Direction::off, Direction::on); }
rc::Gen<OperationType> arbitrary_operation_type() {
  return element(OperationType::auto_shutdown, OperationType::auto_startup, OperationType::manual_activation,
                 OperationType::manual_deactivation, OperationType::activate, OperationType::deactivate, OperationType::command);
}
rc::Gen<OperationStatus> arbitrary_operation_status() {
  return element(OperationStatus::running, OperationStatus::completed, OperationStatus::partial, OperationStatus::failed,
                 OperationStatus::superseded);
}
rc::Gen<Trigger> arbitrary_trigger() { return element(Trigger::schedule, Trigger::task, Trigger::person, Trigger::drift); }
rc::Gen<Outcome> arbitrary_outcome() {
  return element(Outcome::pending, Outcome::patched, Outcome::unchanged, Outcome::externally_changed, Outcome::skipped,
                 Outcome::refused, Outcome::failed);
}
rc::Gen<StandingKind> arbitrary_standing_kind() {
  return element(StandingKind::none, StandingKind::person_off, StandingKind::person_on, StandingKind::task_off);
}

rc::Gen<Original> arbitrary_original() {
  return exec([] {
    Original o;
    o.replicas = *arbitrary_count();
    o.operation_id = *arbitrary_operation_id();
    o.at = *arbitrary_instant();
    o.cause = *arbitrary_cause();
    o.actor = *arbitrary_text();
    return o;
  });
}

rc::Gen<Stamp> arbitrary_stamp() {
  return exec([] {
    Stamp s;
    s.number = *rc::gen::weightedOneOf<std::int64_t>(
        {{5, inRange<std::int64_t>(0, 20)}, {1, inRange<std::int64_t>(0, 1'000'000'000'000)}});
    s.operation_id = *arbitrary_operation_id();
    s.switched_off = *rc::gen::arbitrary<bool>();
    return s;
  });
}

rc::Gen<Workload> arbitrary_untouched_workload() {
  return exec([] {
    Workload w;
    w.ref = WorkloadRef{*arbitrary_kind(), *arbitrary_name(), *arbitrary_name()};
    w.uid = *arbitrary_name();
    w.resource_version = std::to_string(*inRange(1, 100'000));
    w.replicas = w.ref.kind == WorkloadKind::daemon_set ? 1 : *arbitrary_count();
    w.pods_wanted = w.replicas;
    w.pods_ready = *inRange(0, 4);
    w.created_at = *arbitrary_instant();
    w.writer = ReplicaWriter{*element<std::string>("", "kubectl", "helm", "argocd-controller"), *rc::gen::arbitrary<bool>()};
    w.cpu_millicores = *inRange<std::int64_t>(0, 64'000);
    w.memory_bytes = *inRange<std::int64_t>(0, std::int64_t{1} << 40);
    return w;
  });
}

rc::Gen<Workload> arbitrary_workload() {
  return exec([] {
    Workload w = *arbitrary_untouched_workload();
    add_our_marks(w);
    w.terminating = one_in(8);
    w.excluded = one_in(5);
    if (w.excluded) w.exclude_until = *arbitrary_optional(arbitrary_instant());
    if (w.ref.kind == WorkloadKind::stateful_set) {
      w.deletes_volumes = one_in(3);
      w.allows_pvc_delete = one_in(3);
    }
    if (one_in(6)) w.controller = "Rollout/" + *arbitrary_name();
    return w;
  });
}

rc::Gen<WorkloadPatch> arbitrary_patch() {
  return exec([] {
    WorkloadPatch p;
    if (one_in(3)) {
      p.hold = *rc::gen::arbitrary<bool>();
    } else {
      p.replicas = *arbitrary_optional(arbitrary_count());
    }
    p.original_edit =
        *element(WorkloadPatch::OriginalEdit::keep, WorkloadPatch::OriginalEdit::set, WorkloadPatch::OriginalEdit::remove);
    if (p.original_edit == WorkloadPatch::OriginalEdit::set) p.original = *arbitrary_original();
    p.stamp = *arbitrary_stamp();
    p.resource_version = std::to_string(*inRange(1, 100'000));
    return p;
  });
}

rc::Gen<Namespace> arbitrary_namespace() {
  return exec([] {
    Namespace n;
    n.name = *arbitrary_name();
    n.uid = *arbitrary_name();
    n.resource_version = std::to_string(*inRange(1, 100'000));
    const auto labels = *few(rc::gen::pair(arbitrary_name(), arbitrary_name()));
    n.labels.insert(labels.begin(), labels.end());
    n.display_name = *arbitrary_text();
    n.created_at = *arbitrary_instant();
    n.terminating = one_in(8);
    n.excluded = one_in(4);
    if (n.excluded) n.exclude_until = *arbitrary_optional(arbitrary_instant());
    return n;
  });
}

rc::Gen<IntentEntry> arbitrary_intent_entry() {
  return exec([] { return IntentEntry{*arbitrary_kind(), *arbitrary_name(), *arbitrary_name(), *arbitrary_count()}; });
}

rc::Gen<WorkloadOutcome> arbitrary_workload_outcome() {
  return exec([] {
    WorkloadOutcome o;
    o.kind = *arbitrary_kind();
    o.name = *arbitrary_name();
    o.before = *arbitrary_count();
    o.after = *arbitrary_count();
    o.outcome = *arbitrary_outcome();
    o.code = *element<std::string>("", "excluded", "forbidden", "restored_from_intent");
    o.message = *arbitrary_text();
    return o;
  });
}

rc::Gen<ClusterBinding> arbitrary_cluster_binding() {
  return exec([] { return ClusterBinding{*arbitrary_name(), *arbitrary_text(), *arbitrary_instant()}; });
}

rc::Gen<NamespaceRecord> arbitrary_namespace_record() {
  return exec([] {
    NamespaceRecord r;
    r.name = *arbitrary_name();
    r.uid = *arbitrary_name();
    r.seq = *inRange<std::int64_t>(0, 1'000'000);
    r.managed_since = *arbitrary_instant();
    r.adopted_asleep = *rc::gen::arbitrary<bool>();
    r.standing.kind = *arbitrary_standing_kind();
    if (r.standing.kind != StandingKind::none) {
      r.standing.since = *arbitrary_instant();
      r.standing.until = *arbitrary_optional(arbitrary_instant());
      r.standing.operation_id = *arbitrary_operation_id();
      r.standing.actor = *arbitrary_text();
      r.standing.cost_center = *arbitrary_text();
    }
    r.operation_id = one_in(4) ? "" : *arbitrary_operation_id();
    r.direction = *arbitrary_direction();
    r.finished = *rc::gen::arbitrary<bool>();
    r.decision_id = *arbitrary_text();
    r.decided_at = *arbitrary_instant();
    r.off_operation_id = one_in(4) ? "" : *arbitrary_operation_id();
    r.off_intent_chunks = *inRange<std::uint32_t>(0, 200);
    if (one_in(3))
      r.contested = Contested{*arbitrary_text(), "Deployment/" + *arbitrary_name(), *arbitrary_instant(), *arbitrary_text()};
    r.state_since = *arbitrary_instant();
    if (one_in(2)) r.open_activity = OpenActivity{*arbitrary_activity_record(), *rc::gen::arbitrary<bool>()};
    r.last_activity = *arbitrary_optional(arbitrary_instant());
    return r;
  });
}

rc::Gen<OperationRecord> arbitrary_operation_record() {
  return exec([] {
    OperationRecord r;
    r.id = *arbitrary_operation_id();
    r.ns = *arbitrary_name();
    r.ns_uid = *arbitrary_name();
    r.type = *arbitrary_operation_type();
    r.trigger = *arbitrary_trigger();
    r.direction = *arbitrary_direction();
    r.task_id = *arbitrary_text();
    r.decision_id = *arbitrary_text();
    r.cost_center = *arbitrary_text();
    r.requested_by = *arbitrary_text();
    r.approved_by = *arbitrary_text();
    r.user_id = *arbitrary_text();
    r.reason = *arbitrary_text();
    r.status = *arbitrary_operation_status();
    r.changed = *rc::gen::arbitrary<bool>();
    r.dry_run = *rc::gen::arbitrary<bool>();
    r.late = *rc::gen::arbitrary<bool>();
    r.requested_at = *arbitrary_instant();
    r.completed_at = *arbitrary_optional(arbitrary_instant());
    r.until = *arbitrary_optional(arbitrary_instant());
    r.error_message = *arbitrary_text();
    r.number = *inRange<std::int64_t>(0, 1'000'000'000'000);
    r.wake_at_least_one = *rc::gen::arbitrary<bool>();
    r.workload_count = *inRange<std::uint32_t>(0, 20'001);
    r.intent_chunks = *inRange<std::uint32_t>(0, 201);
    r.outcome_chunks = *inRange<std::uint32_t>(0, 201);
    return r;
  });
}

rc::Gen<IntentChunk> arbitrary_intent_chunk() {
  return exec(
      [] { return IntentChunk{*arbitrary_operation_id(), *inRange<std::uint32_t>(0, 200), *few(arbitrary_intent_entry())}; });
}

rc::Gen<OutcomeChunk> arbitrary_outcome_chunk() {
  return exec([] {
    return OutcomeChunk{*arbitrary_operation_id(), *inRange<std::uint32_t>(0, 200), *few(arbitrary_workload_outcome())};
  });
}

rc::Gen<OperationPointer> arbitrary_operation_pointer() {
  return exec([] { return OperationPointer{*arbitrary_operation_id()}; });
}

rc::Gen<TaskRecord> arbitrary_task_record() {
  return exec([] {
    TaskRecord t;
    t.id = *arbitrary_name();
    t.title = *arbitrary_text();
    t.type = *arbitrary_operation_type();
    t.command = *arbitrary_text();
    t.schedule = *element<std::string>("", "0 20 * * 1-5", "@daily");
    t.timezone = *element<std::string>("", "America/Bogota");
    t.ns = one_in(3) ? "*" : *arbitrary_name();
    t.cost_center = *arbitrary_text();
    t.enabled = *rc::gen::arbitrary<bool>();
    t.builtin = *rc::gen::arbitrary<bool>();
    t.created_at = *arbitrary_instant();
    t.created_by = *arbitrary_text();
    t.status = *element<std::string>("pending", "running", "completed", "failed");
    t.run_count = *inRange<std::uint64_t>(0, 1'000'000);
    t.success_count = *inRange<std::uint64_t>(0, 1'000'000);
    t.error_count = *inRange<std::uint64_t>(0, 1'000'000);
    t.last_run = *arbitrary_optional(arbitrary_instant());
    t.last_fired = *arbitrary_optional(arbitrary_instant());
    t.last_error = *arbitrary_text();
    t.run_id = *arbitrary_optional(arbitrary_name());
    t.fired_at = *arbitrary_optional(arbitrary_instant());
    t.replaced_at = *arbitrary_optional(arbitrary_instant());
    t.replaced_since = *arbitrary_optional(arbitrary_instant());
    return t;
  });
}

rc::Gen<FiringRecord> arbitrary_firing_record() {
  return exec([] {
    return FiringRecord{*arbitrary_name(), *arbitrary_instant(), *arbitrary_instant(), *element<std::string>("claimed", "missed"),
                        *inRange<std::uint32_t>(0, 101)};
  });
}

rc::Gen<BlobRecord> arbitrary_blob_record() {
  return exec([] { return BlobRecord{*arbitrary_text()}; });
}

rc::Gen<ActivityRecord> arbitrary_activity_record() {
  return exec([] {
    ActivityRecord a;
    a.ns = *arbitrary_name();
    a.start = *arbitrary_instant();
    a.end = *arbitrary_optional(arbitrary_instant());
    a.type = *arbitrary_operation_type();
    a.cost_center = *arbitrary_text();
    a.cluster_name = *arbitrary_name();
    a.requested_by = *arbitrary_text();
    a.approved_by = *arbitrary_text();
    a.user_id = *arbitrary_text();
    a.status = *element(ActivityStatus::active, ActivityStatus::completed, ActivityStatus::failed);
    a.error_message = *arbitrary_text();
    a.operation_id = *arbitrary_operation_id();
    a.reason = *arbitrary_text();
    return a;
  });
}

rc::Gen<AuditLink> arbitrary_audit_link() {
  return exec([] {
    return AuditLink{*arbitrary_name(),         *inRange<std::int64_t>(1, 1'000'000),
                     *arbitrary_instant(),      *arbitrary_text(),
                     *arbitrary_operation_id(), *arbitrary_text(),
                     *arbitrary_text(),         *arbitrary_text(),
                     *arbitrary_text()};
  });
}

rc::Gen<ChainHead> arbitrary_chain_head() {
  return exec([] { return ChainHead{*arbitrary_name(), *inRange<std::int64_t>(1, 1'000'000), *arbitrary_text()}; });
}

rc::Gen<PermissionRecord> arbitrary_permission_record() {
  return exec([] {
    return PermissionRecord{
        *arbitrary_text(),      *arbitrary_text(),    *rc::gen::arbitrary<bool>(), *inRange<std::int64_t>(0, 1001),
        *few(arbitrary_name()), *arbitrary_instant(), *arbitrary_instant()};
  });
}

rc::Gen<Place> arbitrary_place() {
  return exec([] {
    return Place{*arbitrary_name(), *arbitrary_name(),         *arbitrary_text(),    *arbitrary_text(),
                 *arbitrary_text(), *arbitrary_operation_id(), *arbitrary_instant(), *arbitrary_optional(arbitrary_instant())};
  });
}

rc::Gen<PlacesRecord> arbitrary_places_record() {
  return exec([] { return PlacesRecord{*few(arbitrary_place())}; });
}

rc::Gen<PauseRecord> arbitrary_pause_record() {
  return exec([] {
    return PauseRecord{*arbitrary_instant(), *arbitrary_optional(arbitrary_instant()), *arbitrary_text(), *arbitrary_text()};
  });
}

rc::Gen<RunRecord> arbitrary_run_record() {
  return exec([] {
    RunRecord r;
    r.id = *arbitrary_name();
    r.task_id = *arbitrary_name();
    r.by_person = *rc::gen::arbitrary<bool>();
    r.scheduled_at = *arbitrary_optional(arbitrary_instant());
    r.started_at = *arbitrary_instant();
    r.finished_at = *arbitrary_optional(arbitrary_instant());
    r.status = *element(RunStatus::running, RunStatus::completed, RunStatus::failed, RunStatus::missed);
    r.attempts = *inRange<std::uint32_t>(0, 7);
    r.output_truncated = *rc::gen::arbitrary<bool>();
    r.error = *arbitrary_text();
    r.operation_ids = *few(arbitrary_operation_id());
    return r;
  });
}

rc::Gen<IdempotencyRecord> arbitrary_idempotency_record() {
  return exec([] {
    return IdempotencyRecord{
        *arbitrary_text(), *arbitrary_instant(), *arbitrary_text(), *arbitrary_name(), *inRange<std::uint32_t>(0, 600),
        *arbitrary_text(), *arbitrary_text(),    *arbitrary_text()};
  });
}

rc::Gen<LocalHolidayRecord> arbitrary_local_holiday_record() {
  return exec([] {
    const Date date = add_days(Date(std::chrono::year(1984), std::chrono::January, std::chrono::day(1)), *inRange(0, 42'735));
    return LocalHolidayRecord{date, *arbitrary_text(), *arbitrary_text(), *arbitrary_instant(), *arbitrary_text()};
  });
}

rc::Gen<MetricsSample> arbitrary_metrics_sample() {
  return exec([] {
    const auto number = inRange<std::int64_t>(0, 1'000'000);
    return MetricsSample{*arbitrary_instant(),
                         *number,
                         *number,
                         *number,
                         *number,
                         *number,
                         *number,
                         *number,
                         *rc::gen::resize(11, rc::gen::container<std::vector<std::int64_t>>(number)),
                         *number,
                         *number,
                         *rc::gen::resize(3, rc::gen::container<std::vector<AsleepTime>>(
                                                 exec([] { return AsleepTime{*arbitrary_name(), *inRange(0, 9'000)}; })))};
  });
}

rc::Gen<Record> arbitrary_record() {
  return exec([]() -> Record {
    switch (*inRange(0, 19)) {
      case 0: return *arbitrary_cluster_binding();
      case 1: return *arbitrary_namespace_record();
      case 2: return *arbitrary_operation_record();
      case 3: return *arbitrary_intent_chunk();
      case 4: return *arbitrary_outcome_chunk();
      case 5: return *arbitrary_operation_pointer();
      case 6: return *arbitrary_task_record();
      case 7: return *arbitrary_firing_record();
      case 8: return *arbitrary_activity_record();
      case 9: return *arbitrary_audit_link();
      case 10: return *arbitrary_chain_head();
      case 11: return *arbitrary_permission_record();
      case 12: return *arbitrary_places_record();
      case 13: return *arbitrary_pause_record();
      case 14: return *arbitrary_run_record();
      case 15: return *arbitrary_idempotency_record();
      case 16: return *arbitrary_local_holiday_record();
      case 17: return *arbitrary_metrics_sample();
      default: return *arbitrary_blob_record();
    }
  });
}

// --- printing ---

std::ostream& operator<<(std::ostream& out, const Original& value) {
  return out << "original{" << value.replicas << " by " << value.operation_id << " at " << value.at.time_since_epoch().count()
             << " " << to_string(value.cause) << " '" << value.actor << "'}";
}

std::ostream& operator<<(std::ostream& out, const Stamp& value) { return out << "stamp{" << to_text(value) << "}"; }

std::ostream& operator<<(std::ostream& out, const Workload& value) {
  out << to_string(value.ref.kind) << " " << value.ref.ns << "/" << value.ref.name << " uid " << value.uid << " rv "
      << value.resource_version << " replicas " << value.replicas << " created " << value.created_at.time_since_epoch().count();
  if (value.original) out << " " << *value.original;
  if (!value.original_problem.empty()) out << " problem " << value.original_problem;
  if (!value.stamp_problem.empty()) out << " problem " << value.stamp_problem;
  if (value.stamp) out << " " << *value.stamp;
  if (value.terminating) out << " terminating";
  if (value.excluded) out << " excluded";
  if (value.exclude_until) out << " until " << value.exclude_until->time_since_epoch().count();
  if (value.deletes_volumes) out << " deletes_volumes";
  if (value.allows_pvc_delete) out << " allows_pvc_delete";
  if (!value.controller.empty()) out << " of " << value.controller;
  return out << " written by '" << value.writer.manager << "'" << (value.writer.through_scale ? " through scale" : "");
}

std::ostream& operator<<(std::ostream& out, const WorkloadPatch& value) {
  out << "patch{";
  if (value.replicas) out << "replicas " << *value.replicas << " ";
  if (value.hold) out << (*value.hold ? "hold " : "release ");
  if (value.original) out << *value.original << " ";
  if (value.original_edit == WorkloadPatch::OriginalEdit::remove) out << "remove original ";
  return out << value.stamp << " at rv " << value.resource_version << "}";
}

std::ostream& operator<<(std::ostream& out, const WorkloadPlan& value) {
  static constexpr const char* verdicts[] = {"patch", "nothing", "superseded", "failed"};
  return out << verdicts[static_cast<int>(value.verdict)] << " " << value.before << " to " << value.after << " '" << value.code
             << "' " << value.patch;
}

std::ostream& operator<<(std::ostream& out, const NamespaceRecord& value) {
  return out << "record{" << value.name << " seq " << value.seq << " operation '" << value.operation_id << "' "
             << to_string(value.direction) << (value.finished ? " finished" : " running") << " decision '" << value.decision_id
             << "' of " << value.decided_at.time_since_epoch().count() << " managed since "
             << value.managed_since.time_since_epoch().count() << " standing " << to_string(value.standing.kind) << "}";
}

std::ostream& operator<<(std::ostream& out, const OperationRecord& value) {
  return out << "operation{" << value.id << " " << value.ns << " " << to_string(value.direction) << " " << to_string(value.status)
             << " number " << value.number << "}";
}

}  // namespace nss
