// One activation or deactivation of one namespace: its durable record, and the explicit state machine that carries it out
// (operation_run.h). Records are what the store keeps; the field names in JSON are the codec's business.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/scale_plan.h"
#include "domain/workload.h"

namespace nss {

enum class OperationType : std::uint8_t {
  auto_shutdown,
  auto_startup,
  manual_activation,
  manual_deactivation,
  activate,
  deactivate,
  command
};
enum class OperationStatus : std::uint8_t { running, completed, partial, failed, superseded };
enum class Trigger : std::uint8_t { schedule, task, person, drift };
enum class Outcome : std::uint8_t { pending, patched, unchanged, externally_changed, skipped, refused, failed };

const char* to_string(OperationType value);
const char* to_string(OperationStatus value);
const char* to_string(Trigger value);
const char* to_string(Outcome value);
std::optional<OperationType> parse_operation_type(std::string_view text);
std::optional<OperationStatus> parse_operation_status(std::string_view text);
std::optional<Trigger> parse_trigger(std::string_view text);
std::optional<Outcome> parse_outcome(std::string_view text);

// The durable intent, written before the first patch: what each workload had (SPEC 5).
struct IntentEntry {
  WorkloadKind kind = WorkloadKind::deployment;
  std::string name;
  std::string uid;
  int replicas = 0;  // the value to come back to: the original if it had one, else the wanted count
  friend bool operator==(const IntentEntry&, const IntentEntry&) = default;
};

struct WorkloadOutcome {
  WorkloadKind kind = WorkloadKind::deployment;
  std::string name;
  int before = 0;
  int after = 0;
  Outcome outcome = Outcome::pending;
  std::string code;     // see WorkloadPlan::code, or the error's code; empty: nothing to say
  std::string message;  // the peer's own words for a failure, bounded to 500 characters
  friend bool operator==(const WorkloadOutcome&, const WorkloadOutcome&) = default;
};

inline constexpr std::size_t chunk_workloads = 100;  // entries in one stored chunk
inline constexpr std::size_t max_operation_workloads = 20'000;

// How the ids of some operations begin: of a dry run (what it decided was never done), and of the emergency exit
// `restore`, which may run beside a server.
inline constexpr std::string_view dry_run_operation_prefix = "op_dry_";
inline constexpr std::string_view restore_operation_prefix = "op_restore_";

struct OperationRecord {
  std::string id;  // op_…, [A-Za-z0-9_-]{1,64}; derived from the firing for automatic ones
  std::string ns;
  std::string ns_uid;
  OperationType type = OperationType::auto_shutdown;
  Trigger trigger = Trigger::schedule;
  Direction direction = Direction::off;
  std::string task_id;      // empty: none
  std::string decision_id;  // which decision it carries out (desired_state.h)
  std::string cost_center;
  std::string requested_by;
  std::string approved_by;  // empty: nobody
  std::string user_id;
  std::string reason;  // a person's words, or a code: schedule, adopted, expired, left_management, drift
  OperationStatus status = OperationStatus::running;
  bool changed = false;  // some wanted count was changed by us
  bool dry_run = false;
  bool late = false;  // written after the fact, from the spool
  Seconds requested_at{};
  std::optional<Seconds> completed_at;
  std::optional<Seconds> until;
  std::string error_message;  // empty: none
  std::int64_t number = 0;    // the namespace's operation number: Stamp::number
  bool wake_at_least_one = false;
  std::uint32_t workload_count = 0;
  std::uint32_t intent_chunks = 0;
  std::uint32_t outcome_chunks = 0;
  friend bool operator==(const OperationRecord&, const OperationRecord&) = default;

  Stamp stamp() const { return Stamp{number, id, false}; }
  bool finished() const { return status != OperationStatus::running && status != OperationStatus::partial; }
};

struct IntentChunk {
  std::string operation_id;
  std::uint32_t index = 0;
  std::vector<IntentEntry> entries;
  friend bool operator==(const IntentChunk&, const IntentChunk&) = default;
};

struct OutcomeChunk {
  std::string operation_id;
  std::uint32_t index = 0;
  std::vector<WorkloadOutcome> entries;
  friend bool operator==(const OutcomeChunk&, const OutcomeChunk&) = default;
};

// "op_" and 24 hexadecimal characters of the SHA-256 of the cause: the same cause gives the same id, so that a crash
// between deciding and doing repairs itself (STYLE 5).
std::string derived_operation_id(std::string_view decision_id, std::string_view ns_uid, std::int64_t number);

}  // namespace nss
