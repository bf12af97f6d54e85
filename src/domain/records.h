// Everything that the store keeps, as one closed list: a storage adapter encodes these and nothing else.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>

#include "domain/activity.h"
#include "domain/audit.h"
#include "domain/holidays.h"
#include "domain/idempotency.h"
#include "domain/live_settings.h"
#include "domain/metrics_history.h"
#include "domain/namespace_record.h"
#include "domain/operation.h"
#include "domain/pause.h"
#include "domain/permission.h"
#include "domain/places.h"
#include "domain/task.h"
#include "domain/task_run.h"
#include "domain/usage_week.h"

namespace nss {

// A store belongs to one cluster for ever: the uid of kube-system, or "simulation".
struct ClusterBinding {
  std::string cluster_uid;
  std::string cluster_name;
  Seconds bound_at{};
  friend bool operator==(const ClusterBinding&, const ClusterBinding&) = default;
};

// Points from an ordered list (newest operations, operations of a namespace) to an operation.
struct OperationPointer {
  std::string operation_id;
  friend bool operator==(const OperationPointer&, const OperationPointer&) = default;
};

// Text of an adapter's own (the simulated cluster's objects and clock). At most 256 KiB.
struct BlobRecord {
  std::string body;
  friend bool operator==(const BlobRecord&, const BlobRecord&) = default;
};

using Record = std::variant<ClusterBinding, MetricsSample, NamespaceRecord, OperationRecord, IntentChunk, OutcomeChunk,
                            OperationPointer, TaskRecord, FiringRecord, BlobRecord, ActivityRecord, AuditLink, ChainHead,
                            PermissionRecord, PlacesRecord, PauseRecord, RunRecord, IdempotencyRecord, LocalHolidayRecord,
                            StoredSettings, RulesVersion, UsageWeek, UsageHead>;

}  // namespace nss
