// What one patch must say: the heart of the promise. A pure function of the workload as it was read and of the operation;
// the four rules that the model check showed to be necessary live here and in the caller (crash-consistency 2.3): one
// patch, the resourceVersion in it, the stamp even when nothing else changes, and giving up before a newer stamp.
#pragma once

#include <optional>
#include <string>

#include "domain/workload.h"

namespace nss {

enum class Direction : std::uint8_t { off, on };
const char* to_string(Direction direction);
std::optional<Direction> parse_direction(std::string_view text);

inline constexpr int max_original_replicas = 1'000'000;

// What the durable intent of the namespace's last switch-off says of this workload.
struct RememberedOriginal {
  std::string uid;
  int replicas = 0;
};

struct PlanContext {
  Direction direction = Direction::off;
  Stamp stamp;  // ours: number and operation id; switched_off is decided here
  Seconds now{};
  Cause cause = Cause::schedule;
  std::string actor;
  std::optional<RememberedOriginal> remembered;  // only used when the annotation is gone or unreadable
  bool wake_at_least_one = false;                // a person activates a namespace that is wholly at 0 without any original
};

enum class PlanVerdict : std::uint8_t {
  patch,       // write `patch`
  nothing,     // leave it (skipped, refused): `code` says why
  superseded,  // a newer operation was here: the whole operation gives up
  failed,      // cannot be decided (unreadable original): reported, retried only if the object changes
};

struct WorkloadPlan {
  PlanVerdict verdict = PlanVerdict::nothing;
  WorkloadPatch patch;  // when verdict is patch
  int before = 0;       // replicas as read
  int after = 0;        // replicas after the patch
  // What to tell people: empty, or a stable code: controlled_by_owner, excluded, deletes_volumes, terminating,
  // unreadable_original, externally_changed, restored_from_intent, restored_default_one, woken_default_one,
  // new_original (a manifest changed it while asleep), excluded_restored, too_many_replicas (more than an original may
  // hold: switching it off could not be undone).
  std::string code;
  bool changes_replicas() const { return verdict == PlanVerdict::patch && before != after; }
};

WorkloadPlan plan_patch(const Workload& workload, const PlanContext& context);

// The workload after the patch, as the API server would store it (not its resourceVersion). For properties and fakes.
Workload apply_patch(Workload workload, const WorkloadPatch& patch);

// The workload is asleep because of us: it has an original, is held by our selector, or is stamped as switched off at 0.
bool asleep_by_us(const Workload& workload);

// The patch changes more than the stamp: a count, the hold or the original.
bool changes_workload(const WorkloadPatch& patch);

}  // namespace nss
