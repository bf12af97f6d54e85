// RapidCheck generators of the product's own words, used by every test folder. Values are plausible and within the bounds
// that the types name (counts, lengths, instants until 2100), texts are valid UTF-8 with quotes, line ends and Spanish
// letters in them. Printing for counterexamples is here too.
#pragma once

#include <rapidcheck.h>

#include <iosfwd>
#include <string>
#include <vector>

#include "domain/desired_state.h"
#include "domain/operation_run.h"
#include "domain/records.h"
#include "domain/scale_plan.h"
#include "domain/workload.h"

namespace nss {

// --- words ---
rc::Gen<std::string> arbitrary_text();          // anything a person could have written, up to about 60 bytes
rc::Gen<std::string> arbitrary_name();          // a DNS label: [a-z0-9]([-a-z0-9]*[a-z0-9])?
rc::Gen<std::string> arbitrary_operation_id();  // op_…, [A-Za-z0-9_-]
rc::Gen<Seconds> arbitrary_instant();           // 1970 to 2100
template <typename T>
rc::Gen<std::optional<T>> arbitrary_optional(rc::Gen<T> gen);

rc::Gen<WorkloadKind> arbitrary_kind();
rc::Gen<Cause> arbitrary_cause();
rc::Gen<Direction> arbitrary_direction();
rc::Gen<OperationType> arbitrary_operation_type();
rc::Gen<OperationStatus> arbitrary_operation_status();
rc::Gen<Trigger> arbitrary_trigger();
rc::Gen<Outcome> arbitrary_outcome();
rc::Gen<StandingKind> arbitrary_standing_kind();

// --- workloads ---
rc::Gen<Original> arbitrary_original();
rc::Gen<Stamp> arbitrary_stamp();
// In any state that can be found in a cluster: untouched, asleep, scaled up while asleep, damaged, excluded, controlled.
rc::Gen<Workload> arbitrary_workload();
// As its owner made it: no annotation of ours, not held, not terminating, nobody's child, not excluded, volumes kept.
rc::Gen<Workload> arbitrary_untouched_workload();
rc::Gen<WorkloadPatch> arbitrary_patch();  // consistent: `original` exactly when it is set, `hold` only of DaemonSets
rc::Gen<Namespace> arbitrary_namespace();

// --- records: any value that the store must give back as it was ---
rc::Gen<IntentEntry> arbitrary_intent_entry();
rc::Gen<WorkloadOutcome> arbitrary_workload_outcome();
rc::Gen<ClusterBinding> arbitrary_cluster_binding();
rc::Gen<NamespaceRecord> arbitrary_namespace_record();
rc::Gen<OperationRecord> arbitrary_operation_record();
rc::Gen<IntentChunk> arbitrary_intent_chunk();
rc::Gen<OutcomeChunk> arbitrary_outcome_chunk();
rc::Gen<OperationPointer> arbitrary_operation_pointer();
rc::Gen<TaskRecord> arbitrary_task_record();
rc::Gen<FiringRecord> arbitrary_firing_record();
rc::Gen<BlobRecord> arbitrary_blob_record();
rc::Gen<MetricsSample> arbitrary_metrics_sample();
rc::Gen<ActivityRecord> arbitrary_activity_record();
rc::Gen<AuditLink> arbitrary_audit_link();
rc::Gen<ChainHead> arbitrary_chain_head();
rc::Gen<PermissionRecord> arbitrary_permission_record();
rc::Gen<Place> arbitrary_place();
rc::Gen<PlacesRecord> arbitrary_places_record();
rc::Gen<PauseRecord> arbitrary_pause_record();
rc::Gen<RunRecord> arbitrary_run_record();
rc::Gen<IdempotencyRecord> arbitrary_idempotency_record();
rc::Gen<LocalHolidayRecord> arbitrary_local_holiday_record();
rc::Gen<Record> arbitrary_record();  // each alternative as likely as the others

// --- printing ---
std::ostream& operator<<(std::ostream& out, const Original& value);
std::ostream& operator<<(std::ostream& out, const Stamp& value);
std::ostream& operator<<(std::ostream& out, const Workload& value);
std::ostream& operator<<(std::ostream& out, const WorkloadPatch& value);
std::ostream& operator<<(std::ostream& out, const WorkloadPlan& value);
std::ostream& operator<<(std::ostream& out, const NamespaceRecord& value);
std::ostream& operator<<(std::ostream& out, const OperationRecord& value);

template <typename T>
rc::Gen<std::optional<T>> arbitrary_optional(rc::Gen<T> gen) {
  return rc::gen::oneOf(rc::gen::just(std::optional<T>()),
                        rc::gen::map(std::move(gen), [](T value) { return std::optional<T>(std::move(value)); }));
}

}  // namespace nss
