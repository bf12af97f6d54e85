// What we know of one Deployment, StatefulSet or DaemonSet, and what we write on it. Only the fields that decisions need:
// the adapters decode these and drop the rest. Annotations (SPEC 5) appear here already parsed; an unreadable one is a
// condition of the workload (`original_problem`, `stamp_problem`), never an error of the decoder.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace nss {

enum class WorkloadKind : std::uint8_t { deployment, stateful_set, daemon_set };

const char* to_string(WorkloadKind kind);  // "Deployment", "StatefulSet", "DaemonSet"
std::optional<WorkloadKind> parse_workload_kind(std::string_view text);

struct WorkloadRef {
  WorkloadKind kind = WorkloadKind::deployment;
  std::string ns;
  std::string name;
  friend auto operator<=>(const WorkloadRef&, const WorkloadRef&) = default;
};

// What made us act. Kept in the original annotation so that a lost store can be rebuilt from the cluster.
enum class Cause : std::uint8_t { schedule, task, person, drift, unknown };
const char* to_string(Cause cause);
std::optional<Cause> parse_cause(std::string_view text);

// The annotation namespace-scheduler.io/original: what the workload had before we switched it off.
struct Original {
  int replicas = 0;          // 0 … 1,000,000; a DaemonSet has 1
  std::string operation_id;  // the operation that switched it off first
  Seconds at{};
  Cause cause = Cause::unknown;
  std::string actor;  // task id, or who asked
  friend bool operator==(const Original&, const Original&) = default;
};

// The annotation namespace-scheduler.io/seq: which operation touched the workload last. Pairs are ordered by number, then
// by operation id. `switched_off` says that the touch left it at zero because of us (an original of 0 is not that).
struct Stamp {
  std::int64_t number = 0;
  std::string operation_id;
  bool switched_off = false;

  bool newer_than(const Stamp& other) const {
    return number != other.number ? number > other.number : operation_id > other.operation_id;
  }
  bool same_operation(const Stamp& other) const { return number == other.number && operation_id == other.operation_id; }
  friend bool operator==(const Stamp&, const Stamp&) = default;
};

std::string to_text(const Stamp& stamp);                  // "17 op_7f3a" or "17 op_7f3a off"
std::optional<Stamp> parse_stamp(std::string_view text);  // bounded: at most 128 characters

// Who wrote the wanted count last, by managedFields (never ordered by time: kubectl scale leaves none).
struct ReplicaWriter {
  std::string manager;         // empty: unknown
  bool through_scale = false;  // by the scale subresource: a passing act; else a manifest
  friend bool operator==(const ReplicaWriter&, const ReplicaWriter&) = default;
};

// Whom a change of the wanted count is counted for: argocd, hpa, keda, user, operator (any other program), unknown.
const char* drift_source(const ReplicaWriter& writer);

struct Workload {
  WorkloadRef ref;
  std::string uid;
  std::string resource_version;
  int replicas = 1;     // wanted; absent in the object means 1; DaemonSet: 1, or 0 while our selector holds it
  int pods_wanted = 0;  // pods that the controller wants now (DaemonSet: desiredNumberScheduled)
  int pods_ready = 0;
  Seconds created_at{};
  bool terminating = false;
  std::optional<Original> original;
  std::string original_problem;  // a code: unreadable_original …; empty: absent or fine
  std::optional<Stamp> stamp;
  std::string stamp_problem;  // unreadable_seq: it counts as no stamp, the next write replaces it; empty: absent or fine
  bool excluded = false;      // annotation exclude: "true"
  std::optional<Seconds> exclude_until;
  bool deletes_volumes = false;  // StatefulSet with persistentVolumeClaimRetentionPolicy.whenScaled: Delete
  bool allows_pvc_delete = false;
  std::string controller;  // "Kind/name" of the ownerReference with controller: true
  ReplicaWriter writer;
  std::int64_t cpu_millicores = 0;  // what one pod asks for
  std::int64_t memory_bytes = 0;
  friend bool operator==(const Workload&, const Workload&) = default;
};

// At night an exclusion may end: it counts until its end, for ever without one.
bool excluded_at(bool excluded, const std::optional<Seconds>& until, Seconds now);

// One write: a JSON merge patch that carries all of it with the resourceVersion that was read (SPEC 5).
struct WorkloadPatch {
  enum class OriginalEdit : std::uint8_t { keep, set, remove };
  std::optional<int> replicas;  // Deployment, StatefulSet: the new wanted count
  std::optional<bool> hold;     // DaemonSet: add (true) or remove (false) our nodeSelector key
  OriginalEdit original_edit = OriginalEdit::keep;
  std::optional<Original> original;  // present exactly when `set`
  Stamp stamp;
  std::string resource_version;
  friend bool operator==(const WorkloadPatch&, const WorkloadPatch&) = default;
};

// The names on the wire.
inline constexpr std::string_view annotation_original = "namespace-scheduler.io/original";
inline constexpr std::string_view annotation_seq = "namespace-scheduler.io/seq";
inline constexpr std::string_view annotation_exclude = "namespace-scheduler.io/exclude";
inline constexpr std::string_view annotation_exclude_until = "namespace-scheduler.io/exclude-until";
inline constexpr std::string_view annotation_allow_pvc_delete = "namespace-scheduler.io/allow-pvc-delete";
inline constexpr std::string_view annotation_display_name = "namespace-scheduler.io/display-name";
inline constexpr std::string_view selector_paused = "namespace-scheduler.io/paused";  // key; the value is "true"
inline constexpr std::string_view field_manager = "namespace-scheduler";
// Writes of a task's command: a hand, and not ours, to everything that asks who wrote (its `scale` is a passing act).
inline constexpr std::string_view task_field_manager = "namespace-scheduler-task";

struct Namespace {
  std::string name;
  std::string uid;
  std::string resource_version;
  std::map<std::string, std::string> labels;
  std::string display_name;  // empty: the name
  Seconds created_at{};
  bool terminating = false;
  bool excluded = false;
  std::optional<Seconds> exclude_until;
  friend bool operator==(const Namespace&, const Namespace&) = default;
};

struct Autoscaler {  // HorizontalPodAutoscaler
  std::string ns;
  std::string name;
  std::string target_kind;
  std::string target_name;
  int min_replicas = 1;
  int max_replicas = 1;
  friend bool operator==(const Autoscaler&, const Autoscaler&) = default;
};

}  // namespace nss
