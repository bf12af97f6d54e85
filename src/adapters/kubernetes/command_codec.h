// The bodies of what a task's command asks of the API server, and what is read of its answers. Pure; never throws. A body
// that is not what was asked for is a transport failure: kind transient, code bad_answer.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "domain/command_words.h"

namespace nss {

// What the server makes of a list itself when asked to: the columns of `kubectl get`.
inline constexpr const char* accept_table = "application/json;as=Table;v=v1;g=meta.k8s.io";

// --- bodies: JSON merge patches ---
std::string scale_body(int replicas);
std::string restart_body(Seconds now);
std::string pause_body(bool paused);
// `resource_version` empty: whatever is there now is changed.
std::string metadata_body(MetadataPart part, const MetadataEdit& edit, const std::string& resource_version);

// --- answers; `what` was asked, for people ---
struct CommandFacts {
  std::string resource_version;
  RolloutFacts rollout;
  std::map<std::string, std::string> annotations;
  std::map<std::string, std::string> labels;
};
Result<CommandFacts> decode_command_facts(const CommandTarget& target, std::string_view body, const std::string& what);
Result<CommandTable> decode_table(std::string_view body, const std::string& what);
// Of a write: it is about that object.
Result<void> check_written(const CommandTarget& target, std::string_view body, const std::string& what);

}  // namespace nss
