// What a task of type `command` may do (SPEC 8): a closed grammar in the words of kubectl, understood by us and carried out
// by our own calls (Cluster::run_command); nothing ever reaches a shell.
//   [kubectl] scale KIND/NAME --replicas=N                             Deployments and StatefulSets; 0 to 1,000,000
//   [kubectl] rollout restart|status KIND/NAME                         status is read once: nobody waits for it
//   [kubectl] rollout pause|resume deployment/NAME
//   [kubectl] get KINDS [NAME] [-o name]                               also pods
//   [kubectl] annotate|label KIND/NAME KEY=VALUE … KEY- … [--overwrite]
// `KIND NAME` is the same as `KIND/NAME`; kinds have kubectl's short names and may be in the plural. `-n NS` may stand
// anywhere and must name the task's own namespace. Keys below namespace-scheduler.io/ are ours and refused.
// Immutable values; pure; thread-safe.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.h"
#include "domain/workload.h"

namespace nss {

struct CommandTarget {  // in the task's namespace
  WorkloadKind kind = WorkloadKind::deployment;
  std::string name;
  friend bool operator==(const CommandTarget&, const CommandTarget&) = default;
};

struct ScaleCommand {
  CommandTarget target;  // never a DaemonSet
  int replicas = 0;
  friend bool operator==(const ScaleCommand&, const ScaleCommand&) = default;
};

enum class RolloutVerb : std::uint8_t { restart, status, pause, resume };
const char* to_string(RolloutVerb verb);

struct RolloutCommand {
  RolloutVerb verb = RolloutVerb::status;
  CommandTarget target;  // of pause and resume always a Deployment
  friend bool operator==(const RolloutCommand&, const RolloutCommand&) = default;
};

enum class ListedKind : std::uint8_t { deployments, stateful_sets, daemon_sets, pods };
const char* to_string(ListedKind kind);  // "deployments", …

struct GetCommand {
  ListedKind kind = ListedKind::deployments;
  std::string name;  // empty: all
  bool names_only = false;
  friend bool operator==(const GetCommand&, const GetCommand&) = default;
};

enum class MetadataPart : std::uint8_t { annotations, labels };

struct MetadataCommand {
  MetadataPart part = MetadataPart::annotations;
  CommandTarget target;
  std::map<std::string, std::string> set;
  std::set<std::string> remove;  // no key is in both, and one of them has one
  bool overwrite = false;        // else a key that has another value is left alone, and the command fails
  friend bool operator==(const MetadataCommand&, const MetadataCommand&) = default;
};

using TaskCommand = std::variant<ScaleCommand, RolloutCommand, GetCommand, MetadataCommand>;

// Code `invalid_command`, always with `position`: 0-based, in characters, where the text stops being acceptable (its
// length: something is missing at the end). With `ns` empty, of a form that has none yet, `-n` may name any.
Result<TaskCommand> parse_command(std::string_view text, const std::string& ns);

// Whether it writes to the cluster: a dry run carries out only what does not.
bool changes_cluster(const TaskCommand& command);

// One spelling per meaning, without the namespace; parses back to the same command.
std::string to_text(const TaskCommand& command);

}  // namespace nss
