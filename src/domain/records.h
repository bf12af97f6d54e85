// Everything that the store keeps, as one closed list: a storage adapter encodes these and nothing else.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>

#include "domain/activity.h"
#include "domain/audit.h"
#include "domain/idempotency.h"
#include "domain/namespace_record.h"
#include "domain/operation.h"
#include "domain/pause.h"
#include "domain/permission.h"
#include "domain/places.h"
#include "domain/task_run.h"

namespace nss {

// A store belongs to one cluster for ever: the uid of kube-system, or "simulation".
struct ClusterBinding {
  std::string cluster_uid;
  std::string cluster_name;
  Seconds bound_at{};
  friend bool operator==(const ClusterBinding&, const ClusterBinding&) = default;
};

// A cron entry. In this version the two built-in ones; its schedule is empty while it follows the business hours.
struct TaskRecord {
  std::string id;
  std::string title;
  OperationType type = OperationType::activate;
  std::string command;
  std::string schedule;  // empty: follows the business hours (built-in only)
  std::string timezone;  // empty: the product's
  std::string ns;        // "*" for the built-in ones
  std::string cost_center;
  bool enabled = true;
  bool builtin = false;
  Seconds created_at{};
  std::string created_by;
  std::string status = "pending";  // pending, running, completed, failed
  std::uint64_t run_count = 0;
  std::uint64_t success_count = 0;
  std::uint64_t error_count = 0;
  std::optional<Seconds> last_run;    // when it last ran
  std::optional<Seconds> last_fired;  // the scheduled second of the last firing that was claimed: the watermark
  std::string last_error;
  friend bool operator==(const TaskRecord&, const TaskRecord&) = default;
};

// One firing of one task: its key (task, scheduled second) makes it happen at most once.
struct FiringRecord {
  std::string task_id;
  Seconds scheduled_at{};
  Seconds claimed_at{};
  std::string status;         // claimed, missed
  std::uint32_t skipped = 0;  // older firings that were missed with it
  friend bool operator==(const FiringRecord&, const FiringRecord&) = default;
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

using Record = std::variant<ClusterBinding, NamespaceRecord, OperationRecord, IntentChunk, OutcomeChunk, OperationPointer,
                            TaskRecord, FiringRecord, BlobRecord, ActivityRecord, AuditLink, ChainHead, PermissionRecord,
                            PlacesRecord, PauseRecord, RunRecord, IdempotencyRecord>;

}  // namespace nss
