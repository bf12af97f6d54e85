// What kubectl says of a command, word for word (kubectl 1.36), and what it refuses because of what is there. Both clusters
// answer with these words. Pure; thread-safe. Refusals: kind refused, code `command_refused`.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/command.h"

namespace nss {

ListedKind listed_kind(WorkloadKind kind);

// "deployment.apps/web", "pod/web-5d4f-x2".
std::string object_words(ListedKind kind, std::string_view name);
// "deployment.apps/web scaled" and a line end.
std::string done_words(const CommandTarget& target, std::string_view done);

// --- get ---
struct CommandTable {
  std::vector<std::string> columns;  // "Name", "Up-to-date"
  std::vector<std::vector<std::string>> rows;
  std::optional<std::int64_t> more;  // the list goes on: so many, 0 when nobody says
};
// Columns with three blanks between them, or with -o name the names alone.
std::string table_words(const CommandTable& table, const GetCommand& command, const std::string& ns);
std::string age_words(std::chrono::seconds age);  // "45s", "5m30s", "3d4h"

// --- rollout ---
struct RolloutFacts {
  bool paused = false;             // Deployment
  bool observed = true;            // the controller has seen the last change
  bool deadline_exceeded = false;  // Deployment
  bool rolling = true;             // updateStrategy RollingUpdate; a Deployment's status needs none
  int wanted = 0;                  // pods; of a StatefulSet the replicas
  int pods = 0;                    // there are
  int updated = 0;
  int ready = 0;
  int available = 0;
  int partition = 0;  // StatefulSet: pods below this ordinal keep the old template; the server always has one
};
Result<std::string> rollout_status_words(const CommandTarget& target, const RolloutFacts& facts);
// Of restart, pause and resume: what is said when it is done, or why it is not done.
Result<std::string> rollout_words(const RolloutCommand& command, bool paused);

// --- annotate, label ---
struct MetadataEdit {
  std::map<std::string, std::optional<std::string>> changes;  // empty value: the key goes. Nothing: nothing to write
  std::string output;
};
Result<MetadataEdit> plan_metadata(const MetadataCommand& command, const std::map<std::string, std::string>& current);

}  // namespace nss
