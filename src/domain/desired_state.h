// What a namespace should be at an instant, and why: a state, not an event, so there is nothing to miss (SPEC 8).
// Precedence, first that applies: system, terminating, excluded, paused, contested, a person's switch-off,
// a place (a person's or a task's activation), the last task, the automatic day, adoption.
// Pure; thread-safe but for RevertTracker, which belongs to one thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "domain/namespace_record.h"
#include "domain/operation.h"
#include "domain/schedule.h"

namespace nss {

enum class Want : std::uint8_t {
  on,       // everything of ours awake
  off,      // everything managed asleep
  leave,    // touch nothing
  restore,  // touch nothing but what is asleep by us: bring that back (excluded, not selected, system)
};

enum class Rule : std::uint8_t {
  system_namespace,
  terminating,
  excluded,
  not_selected,
  paused,
  contested,
  person_off,
  off_hours_activation,
  last_task,
  automatic_day,
  adoption
};
const char* to_string(Rule rule);  // the stable names: system_namespace, terminating, exclude_annotation, selector, …

struct NamespaceFacts {
  bool system = false;
  bool terminating = false;
  bool excluded = false;  // excluded_at(now) was true
  bool selected = true;   // the label selector takes it
  bool paused = false;    // for all namespaces, until `paused_until`; empty: until somebody ends it
  std::optional<Seconds> paused_until = std::nullopt;

  bool paused_at(Seconds now) const { return paused && (!paused_until || now < *paused_until); }
};

struct Desired {
  Want want = Want::leave;
  Rule rule = Rule::adoption;
  std::string decision_id;       // the same decision has the same id, whenever it is computed
  Seconds decided_at{};          // when it came into being
  std::optional<Seconds> until;  // when we know that it ends (an activation's, a pause's)
  Cause cause = Cause::schedule;
  std::string actor;  // task id or operation id behind it
};

// Decisions: "restore:<rule>", "person:<operation>" (a user's task too), "expiry:<operation>" (an activation's end that the
// automatic day turns into a switch-off), "<task>@<second>" of the automatic day; empty when nothing was decided.
Desired desired_state(const NamespaceFacts& facts, const NamespaceRecord& record, const AutomaticDay& day, Seconds now);

// An activation (StandingKind::person_on) is in force: before its end, or without one before the next firing of the day.
bool activation_holds(const Standing& standing, const AutomaticDay& day, Seconds now);

// --- what to do about it ---
enum class ActionKind : std::uint8_t {
  none,
  start,        // start an operation for this decision
  acknowledge,  // nothing to write to the cluster: only remember the decision
  correct,      // the decision was carried out, something changed since: an operation of drift
  wait,         // look again at `again_at` (grace of a workload)
};

struct Action {
  ActionKind kind = ActionKind::none;
  Direction direction = Direction::off;
  std::optional<Seconds> again_at;   // of `wait`; of `correct` when others are still within their grace
  std::vector<std::size_t> targets;  // of `correct`: which workloads (indices); the others keep their grace
};

struct ActionInput {
  const NamespaceRecord* record = nullptr;
  const Desired* desired = nullptr;
  const std::vector<const Workload*>* workloads = nullptr;
  Seconds now{};
  std::chrono::seconds grace{900};
  // When a workload that should be asleep was first seen awake (in memory; the app keeps it), by workload. Null, or empty
  // for a workload: not seen.
  const std::vector<std::optional<Seconds>>* awake_since = nullptr;
  // Null: none. Workloads whose revert came from a manifest right after our patch: corrected at once (they count towards contested).
  const std::vector<bool>* fast_revert = nullptr;
};

// A decision is new when its id is not the record's and it is not older than the record's: a clock that was set back or a
// changed schedule replays nothing. A decision that is older still keeps its own direction: drift is corrected only towards
// what the last operation wanted.
Action decide_action(const ActionInput& input);

// The repetition that writes nothing (SPEC 5): same direction, finished, every stamp its own, nothing to change.
bool repetition_writes_nothing(const NamespaceRecord& record, Direction direction, const std::vector<const Workload*>& workloads,
                               Seconds now);

// A namespace without a record: adopted at `now`, or rebuilt from what the annotations say after a lost store.
// Without a store the originals tell what sleeps since when and by whom; a correction's own originals tell it only when there
// are no others, since a correction never decides.
NamespaceRecord adopt(const Namespace& ns, const std::vector<const Workload*>& workloads, Seconds now);

// --- fights ---
// Counts reverts of one object; three in ten minutes is a fight. Bounded: 10,000 objects, the quietest are forgotten first.
class RevertTracker {
 public:
  bool note(const WorkloadRef& ref, Seconds at);  // true: this revert makes it a fight
  void forget(const std::string& ns);

 private:
  std::map<WorkloadRef, std::vector<Seconds>> reverts_;
};

}  // namespace nss
