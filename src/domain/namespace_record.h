// What the store keeps of one namespace: who decided last what it should be. Together with the automatic day it gives the
// desired state (desired_state.h); together with the intent of `off_operation_id` it gives lost originals back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/activity.h"
#include "domain/scale_plan.h"

namespace nss {

// A person's (later: a task's) word that outlives its operation.
enum class StandingKind : std::uint8_t {
  none,
  person_off,  // off until a person or a task switches it on: the startup leaves it
  person_on,   // on during off-hours until `until`, or without it until the automatic day's next firing after `since`
  task_off,    // a user's deactivate task: like person_off
};
const char* to_string(StandingKind kind);
std::optional<StandingKind> parse_standing_kind(std::string_view text);

struct Standing {
  StandingKind kind = StandingKind::none;
  Seconds since{};
  std::optional<Seconds> until;
  std::string operation_id;
  std::string actor;
  std::string cost_center;
  friend bool operator==(const Standing&, const Standing&) = default;
};

struct Contested {
  std::string manager;   // the field manager that reverted us
  std::string workload;  // "Deployment/web"
  Seconds since{};
  std::string decision_id;  // it ends with the next decision
  friend bool operator==(const Contested&, const Contested&) = default;
};

// The activity record that is open. It has version 1 in the store until it is closed, and is kept here whole, so that
// closing it needs no read.
struct OpenActivity {
  ActivityRecord record;
  bool on = false;  // the namespace is on during it
  friend bool operator==(const OpenActivity&, const OpenActivity&) = default;
};

struct NamespaceRecord {
  std::string name;
  std::string uid;              // of the Kubernetes object: another uid is another namespace
  std::int64_t seq = 0;         // the highest operation number handed out
  Seconds managed_since{};      // firings before it do not count (adoption)
  bool adopted_asleep = false;  // rebuilt from annotations after a lost store
  Standing standing;
  std::string operation_id;  // the last operation; empty: none yet
  Direction direction = Direction::on;
  bool finished = true;          // that operation is finished (completed, failed, superseded)
  std::string decision_id;       // the last decision that was carried out or is being carried out
  Seconds decided_at{};          // when that decision came into being: older automatic decisions are not replayed
  std::string off_operation_id;  // the last switch-off with an intent: its chunks hold the originals
  std::uint32_t off_intent_chunks = 0;
  std::optional<Contested> contested;
  Seconds state_since{};  // since when it is what it is
  std::optional<OpenActivity> open_activity = std::nullopt;
  std::optional<Seconds> last_activity =
      std::nullopt;  // the highest second that an activity record of this namespace has as its start
  friend bool operator==(const NamespaceRecord&, const NamespaceRecord&) = default;
};

}  // namespace nss
