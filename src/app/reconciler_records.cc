// What the cluster shows without an operation of ours, as records of the activity table (reconciler.h).
#include <algorithm>

#include "app/reconciler.h"

namespace nss {
namespace {

// Its being awake is our business: what we would never switch off makes nobody's hours.
bool counts(const Workload& w, Seconds now) {
  const bool refused = w.deletes_volumes && !w.allows_pvc_delete;
  return w.replicas > 0 && !w.terminating && w.controller.empty() && !refused && !excluded_at(w.excluded, w.exclude_until, now);
}

}  // namespace

bool is_awake(const std::vector<const Workload*>& workloads, Seconds now) {
  return std::any_of(workloads.begin(), workloads.end(), [now](const Workload* w) { return counts(*w, now); });
}

// ---- what the cluster shows without us ----

// Of a namespace that is on without an operation of ours: adopted as it was, or by the hand of whoever wrote last.
ActivityRecord Reconciler::shown_activity(const Namespace& ns, const std::vector<const Workload*>& workloads,
                                          bool adopted) const {
  ActivityRecord record;
  record.ns = ns.name;
  record.start = ports_.loop.now();
  record.cluster_name = ports_.policy.cluster_name;
  record.cost_center = payer_of(ns);
  if (adopted) {
    record.type = OperationType::auto_startup;
    record.requested_by = record.user_id = system_user;
    record.reason = "adopted";
    return record;
  }
  record.type = OperationType::manual_activation;
  record.user_id = "external";
  record.requested_by = "unknown";
  record.reason = "external";
  for (const Workload* workload : workloads) {
    if (!counts(*workload, record.start) || workload->writer.manager.empty() || workload->writer.manager == field_manager)
      continue;
    record.requested_by = workload->writer.manager;
    break;
  }
  return record;
}

void Reconciler::record_what_is_shown(const Look& look) {
  if (ports_.policy.dry_run) return;
  const bool managed = look.desired.want != Want::restore && look.desired.rule != Rule::terminating;
  NamespaceRecord next = *look.record;
  if (!managed) {
    if (!next.open_activity || look.desired.rule == Rule::terminating) return;
    const ActivityStep step = close_activity(next, look.now);
    return commit_activity(std::move(next), step, {AuditEvent{"left_management", {}, system_user, {}}});
  }
  switch (compare_activity(next, is_awake(look.workloads, look.now))) {
    case Shown::as_recorded: return;
    case Shown::asleep: {
      const ActivityStep step = close_activity(next, look.now);
      return commit_activity(std::move(next), step, {AuditEvent{"external", {}, "external", {{"active", false}}}});
    }
    case Shown::awake: break;
  }
  // Back from an exclusion, or never seen on before: nobody's act.
  const bool adopted = next.decision_id.starts_with("restore:") || !next.last_activity;
  ActivityRecord record = shown_activity(*look.ns, look.workloads, adopted);
  AuditEvent event{
      adopted ? "adopted" : "external", {}, record.user_id, {{"active", true}, {"requested_by", record.requested_by}}};
  const ActivityStep step = open_activity(next, std::move(record), true);
  commit_activity(std::move(next), step, {std::move(event)});
}

void Reconciler::commit_activity(NamespaceRecord next, const ActivityStep& step, std::vector<AuditEvent> events) {
  const std::string name = next.name;
  ports_.ledger.acquire(name, [this, name, next = std::move(next), step, events = std::move(events)] {
    AuditTrail::Batch batch{name, events};
    batch.last.writes.push_back(namespace_write(ports_.keys, next, ports_.ledger.version_of(name)));
    add_activity(ports_.keys, step, batch.last);
    ports_.trail.commit(std::move(batch),
                        [this, name, next](Result<CommitReceipt> receipt) { record_committed(next, std::move(receipt)); });
  });
}

// It could not write into our store: what it did is recorded here, with the id that its stamp carries.
void Reconciler::record_restore(NamespaceRecord next, const Stamp& stamp) {
  ActivityStep step;
  if (!ports_.policy.dry_run) {
    ActivityRecord activity = shown_activity(*ports_.cache.find(next.name)->ns, {}, false);
    activity.user_id = activity.requested_by = activity.reason = "restore";
    activity.operation_id = stamp.operation_id;
    step = open_activity(next, std::move(activity), true);
  }
  commit_activity(std::move(next), step, {AuditEvent{"restored", stamp.operation_id, "restore", {{"number", stamp.number}}}});
}

}  // namespace nss
