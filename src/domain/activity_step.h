// How the activity table moves on (SPEC 6): a namespace has at most one open record, and each step closes it, opens another, or
// both. The steps change the namespace's record and return what has to be written with it, in one transaction.
// Pure; thread-safe.
#pragma once

#include <optional>
#include <string>

#include "domain/namespace_record.h"

namespace nss {

struct ActivityStep {
  std::optional<ActivityRecord> closed;  // to be written where the open one is, on condition that it still is open
  std::optional<ActivityRecord> opened;  // to be written where nothing is
  bool empty() const { return !closed && !opened; }
};

// `record` becomes the open one, at its start or, if the namespace already has a record of that second, in the next free one;
// what was open ends where it begins.
ActivityStep open_activity(NamespaceRecord& ns, ActivityRecord record, bool on);

ActivityStep close_activity(NamespaceRecord& ns, Seconds at);

// A record that is closed at once and closes nothing: a command that is no switch, an operation that failed.
ActivityStep note_activity(NamespaceRecord& ns, ActivityRecord record, Seconds end, ActivityStatus status);

// What the cluster shows while no operation of ours is under way, against what the open record says.
enum class Shown : std::uint8_t {
  as_recorded,
  awake,   // on, and no record says so: somebody's hand, or the first look
  asleep,  // wholly at zero during a record that says on: somebody's hand
};
Shown compare_activity(const NamespaceRecord& ns, bool active);

}  // namespace nss
