// The members of every stored record under their names in JSON, told once for both directions: record_codec.cc walks
// them with a writer (const records) and with a reader. A member that is added later is read with a default (`later`) or comes
// with a higher version (record_codec.h), because stores hold records without it.
#pragma once

#include <concepts>
#include <type_traits>

#include "domain/records.h"

namespace nss {

template <typename R, typename T>
concept RecordOf = std::same_as<std::remove_const_t<R>, T>;

template <typename V, RecordOf<ClusterBinding> R>
void visit_fields(V& v, R& r) {
  v("cluster_uid", r.cluster_uid);
  v("cluster_name", r.cluster_name);
  v("bound_at", r.bound_at);
}

template <typename V, RecordOf<MetricsSample> R>
void visit_fields(V& v, R& r) {
  v("at", r.at);
  v("active", r.active);
  v("inactive", r.inactive);
  v("off_hours", r.off_hours);
  v("operations", r.operations);
  v("refusals", r.refusals);
  v("requests", r.requests);
  v("errors", r.errors);
  v("durations", r.durations);
  v.later("tasks", r.tasks);
  v.later("tasks_failed", r.tasks_failed);
  v.later("avoided", r.avoided);
}

template <typename V, RecordOf<AsleepTime> R>
void visit_fields(V& v, R& r) {
  v("cost_center", r.cost_center);
  v("seconds", r.seconds);
}

template <typename V, RecordOf<Standing> R>
void visit_fields(V& v, R& r) {
  v("kind", r.kind);
  v("since", r.since);
  v("until", r.until);
  v("operation_id", r.operation_id);
  v("actor", r.actor);
  v("cost_center", r.cost_center);
}

template <typename V, RecordOf<Contested> R>
void visit_fields(V& v, R& r) {
  v("manager", r.manager);
  v("workload", r.workload);
  v("since", r.since);
  v("decision_id", r.decision_id);
}

// The first twelve have the names of the seeds' table.
template <typename V, RecordOf<ActivityRecord> R>
void visit_fields(V& v, R& r) {
  v("namespace_name", r.ns);
  v("timestamp_start", r.start);
  v("timestamp_end", r.end);
  v("operation_type", r.type);
  v("cost_center", r.cost_center);
  v("cluster_name", r.cluster_name);
  v("requested_by", r.requested_by);
  v("approved_by", r.approved_by);
  v("user_id", r.user_id);
  v("status", r.status);
  v("error_message", r.error_message);
  v("operation_id", r.operation_id);
  v("reason", r.reason);
  v("demand", r.demand);
}

template <typename V, RecordOf<Demand> R>
void visit_fields(V& v, R& r) {
  v("cpu_millicores", r.cpu_millicores);
  v("memory_bytes", r.memory_bytes);
}

template <typename V, RecordOf<OpenActivity> R>
void visit_fields(V& v, R& r) {
  v("record", r.record);
  v("on", r.on);
}

template <typename V, RecordOf<NamespaceRecord> R>
void visit_fields(V& v, R& r) {
  v("name", r.name);
  v("uid", r.uid);
  v("seq", r.seq);
  v("managed_since", r.managed_since);
  v("adopted_asleep", r.adopted_asleep);
  v("standing", r.standing);
  v("operation_id", r.operation_id);
  v("direction", r.direction);
  v("finished", r.finished);
  v("decision_id", r.decision_id);
  v("decided_at", r.decided_at);
  v("off_operation_id", r.off_operation_id);
  v("off_intent_chunks", r.off_intent_chunks);
  v("contested", r.contested);
  v("state_since", r.state_since);
  v("open_activity", r.open_activity);
  v("last_activity", r.last_activity);
}

template <typename V, RecordOf<OperationRecord> R>
void visit_fields(V& v, R& r) {
  v("id", r.id);
  v("namespace", r.ns);
  v("namespace_uid", r.ns_uid);
  v("type", r.type);
  v("trigger", r.trigger);
  v("direction", r.direction);
  v("task_id", r.task_id);
  v("decision_id", r.decision_id);
  v("cost_center", r.cost_center);
  v("requested_by", r.requested_by);
  v("approved_by", r.approved_by);
  v("user_id", r.user_id);
  v("reason", r.reason);
  v("status", r.status);
  v("changed", r.changed);
  v("dry_run", r.dry_run);
  v("late", r.late);
  v("requested_at", r.requested_at);
  v("completed_at", r.completed_at);
  v("until", r.until);
  v("error_message", r.error_message);
  v("number", r.number);
  v("wake_at_least_one", r.wake_at_least_one);
  v("workload_count", r.workload_count);
  v("intent_chunks", r.intent_chunks);
  v("outcome_chunks", r.outcome_chunks);
}

template <typename V, RecordOf<IntentEntry> R>
void visit_fields(V& v, R& r) {
  v("kind", r.kind);
  v("name", r.name);
  v("uid", r.uid);
  v("replicas", r.replicas);
}

template <typename V, RecordOf<IntentChunk> R>
void visit_fields(V& v, R& r) {
  v("operation_id", r.operation_id);
  v("index", r.index);
  v("entries", r.entries);
}

template <typename V, RecordOf<WorkloadOutcome> R>
void visit_fields(V& v, R& r) {
  v("kind", r.kind);
  v("name", r.name);
  v("before", r.before);
  v("after", r.after);
  v("outcome", r.outcome);
  v("code", r.code);
  v("message", r.message);
}

template <typename V, RecordOf<OutcomeChunk> R>
void visit_fields(V& v, R& r) {
  v("operation_id", r.operation_id);
  v("index", r.index);
  v("entries", r.entries);
}

template <typename V, RecordOf<OperationPointer> R>
void visit_fields(V& v, R& r) {
  v("operation_id", r.operation_id);
}

template <typename V, RecordOf<TaskRecord> R>
void visit_fields(V& v, R& r) {
  v("id", r.id);
  v("title", r.title);
  v("type", r.type);
  v("command", r.command);
  v("schedule", r.schedule);
  v("timezone", r.timezone);
  v("namespace", r.ns);
  v("cost_center", r.cost_center);
  v("enabled", r.enabled);
  v("builtin", r.builtin);
  v("created_at", r.created_at);
  v("created_by", r.created_by);
  v("status", r.status);
  v("run_count", r.run_count);
  v("success_count", r.success_count);
  v("error_count", r.error_count);
  v("last_run", r.last_run);
  v("last_fired", r.last_fired);
  v("last_error", r.last_error);
  v("run_id", r.run_id);
  v("fired_at", r.fired_at);
  v("replaced_at", r.replaced_at);
  v("replaced_since", r.replaced_since);
}

template <typename V, RecordOf<FiringRecord> R>
void visit_fields(V& v, R& r) {
  v("task_id", r.task_id);
  v("scheduled_at", r.scheduled_at);
  v("claimed_at", r.claimed_at);
  v("status", r.status);
  v("skipped", r.skipped);
}

template <typename V, RecordOf<BlobRecord> R>
void visit_fields(V& v, R& r) {
  v("body", r.body);
}

template <typename V, RecordOf<AuditLink> R>
void visit_fields(V& v, R& r) {
  v("namespace", r.ns);
  v("seq", r.seq);
  v("at", r.at);
  v("event", r.event);
  v("operation_id", r.operation_id);
  v("user_id", r.user_id);
  v("payload", r.payload);
  v("prev_hash", r.prev_hash);
  v("hash", r.hash);
}

template <typename V, RecordOf<ChainHead> R>
void visit_fields(V& v, R& r) {
  v("namespace", r.ns);
  v("seq", r.seq);
  v("hash", r.hash);
}

template <typename V, RecordOf<PermissionRecord> R>
void visit_fields(V& v, R& r) {
  v("cost_center", r.cost_center);
  v("name", r.name);
  v("is_authorized", r.is_authorized);
  v("max_concurrent_namespaces", r.max_concurrent_namespaces);
  v("authorized_namespaces", r.authorized_namespaces);
  v("created_at", r.created_at);
  v("updated_at", r.updated_at);
}

template <typename V, RecordOf<Place> R>
void visit_fields(V& v, R& r) {
  v("namespace", r.ns);
  v("namespace_uid", r.ns_uid);
  v("cost_center", r.cost_center);
  v("requested_by", r.requested_by);
  v("user_id", r.user_id);
  v("operation_id", r.operation_id);
  v("from", r.from);
  v("until", r.until);
}

template <typename V, RecordOf<PlacesRecord> R>
void visit_fields(V& v, R& r) {
  v("places", r.places);
}

template <typename V, RecordOf<PauseRecord> R>
void visit_fields(V& v, R& r) {
  v("since", r.since);
  v("until", r.until);
  v("reason", r.reason);
  v("user_id", r.user_id);
}

template <typename V, RecordOf<LocalHolidayRecord> R>
void visit_fields(V& v, R& r) {
  v("date", r.date);
  v("name", r.name);
  v("name_en", r.name_en);
  v("created_at", r.created_at);
  v("created_by", r.created_by);
}

template <typename V, RecordOf<StoredSettings> R>
void visit_fields(V& v, R& r) {
  v("holidays", r.holidays);
  v("price_cpu_hour_micros", r.price_cpu_hour);
  v("price_gib_hour_micros", r.price_gib_hour);
  v("currency", r.currency);
  v("changed_at", r.changed_at);
  v("changed_by", r.changed_by);
}

template <typename V, RecordOf<RulesVersion> R>
void visit_fields(V& v, R& r) {
  v("valid_from", r.valid_from);
  v("business_hours", r.business_hours);
  v("business_days", r.business_days);
  v("timezone", r.timezone);
  v("holidays", r.holidays);
  v("local_days", r.local_days);
}

template <typename V, RecordOf<KeptUsage> R>
void visit_fields(V& v, R& r) {
  v("day", r.day);
  v("payer", r.payer);
  v("scheduled", r.scheduled);
  v("actual", r.actual);
  v("non_business", r.non_business);
  v("avoided", r.avoided);
  v("avoided_cpu", r.avoided_cpu);
  v("avoided_memory", r.avoided_memory);
}

template <typename V, RecordOf<UsageWeek> R>
void visit_fields(V& v, R& r) {
  v("namespace", r.ns);
  v("monday", r.monday);
  v("cost_center", r.cost_center);
  v("rows", r.rows);
}

template <typename V, RecordOf<LastRecord> R>
void visit_fields(V& v, R& r) {
  v("start", r.start);
  v("end", r.end);
  v("operation_id", r.operation_id);
}

template <typename V, RecordOf<UsageHead> R>
void visit_fields(V& v, R& r) {
  v("namespace", r.ns);
  v("until", r.until);
  v("timezone", r.timezone);
  v("last", r.last);
}

template <typename V, RecordOf<RunRecord> R>
void visit_fields(V& v, R& r) {
  v("id", r.id);
  v("task_id", r.task_id);
  v("by_person", r.by_person);
  v("scheduled_at", r.scheduled_at);
  v("started_at", r.started_at);
  v("finished_at", r.finished_at);
  v("status", r.status);
  v("attempts", r.attempts);
  v("output_truncated", r.output_truncated);
  v("error", r.error);
  v("operation_ids", r.operation_ids);
}

template <typename V, RecordOf<IdempotencyRecord> R>
void visit_fields(V& v, R& r) {
  v("fingerprint", r.fingerprint);
  v("at", r.at);
  v("effect", r.effect);
  v("effect_id", r.effect_id);
  v("status", r.status);
  v("body", r.body);
  v("location", r.location);
  v("etag", r.etag);
}

}  // namespace nss
