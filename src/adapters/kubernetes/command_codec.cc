#include "adapters/kubernetes/command_codec.h"

#include <fmt/core.h>

#include <algorithm>
#include <limits>

#include "adapters/kubernetes/json_stream.h"
#include "adapters/kubernetes/original_codec.h"

namespace nss {
namespace {

constexpr std::string_view restarted_at = "kubectl.kubernetes.io/restartedAt";

tl::unexpected<Error> bad_answer(const std::string& what, const char* why) {
  return fail(ErrorKind::transient, "bad_answer", fmt::format("{}: the API server's answer {}", what, why));
}

Keep all_members() {
  Keep keep;
  keep.everything = true;
  return keep;
}

const Keep& facts_keep() {
  static const Keep metadata{
      {{"name", {}}, {"resourceVersion", {}}, {"generation", {}}, {"annotations", all_members()}, {"labels", all_members()}}};
  static const Keep strategy{{{"type", {}}, {"rollingUpdate", Keep{{{"partition", {}}}}}}};
  static const Keep status{{{"observedGeneration", {}},
                            {"replicas", {}},
                            {"updatedReplicas", {}},
                            {"readyReplicas", {}},
                            {"availableReplicas", {}},
                            {"desiredNumberScheduled", {}},
                            {"updatedNumberScheduled", {}},
                            {"numberAvailable", {}},
                            {"conditions", Keep{{{"type", {}}, {"reason", {}}}}}}};
  static const Keep keep{{{"metadata", metadata},
                          {"spec", Keep{{{"replicas", {}}, {"paused", {}}, {"updateStrategy", strategy}}}},
                          {"status", status}}};
  return keep;
}

const Keep& written_keep() {
  static const Keep keep{{{"metadata", Keep{{{"name", {}}}}}}};
  return keep;
}

const Keep& table_keep() {
  static const Keep keep{{{"kind", {}},
                          {"metadata", Keep{{{"continue", {}}, {"remainingItemCount", {}}}}},
                          {"columnDefinitions", Keep{{{"name", {}}, {"priority", {}}}}},
                          {"rows", Keep{{{"cells", {}}}}}}};
  return keep;
}

// What is absent counts as none, as in the API server's own words; what is no count, too: it is only shown.
int count_of(JsonView view, int absent = 0) {
  const auto value = view.integer().value_or(absent);
  return static_cast<int>(std::clamp<std::int64_t>(value, 0, std::numeric_limits<int>::max()));
}

bool deadline_exceeded(JsonView conditions) {
  for (JsonView each = conditions.first(); each.kind() != JsonKind::absent; each = each.next()) {
    if (each["type"].string() == "Progressing" && each["reason"].string() == "ProgressDeadlineExceeded") return true;
  }
  return false;
}

RolloutFacts rollout_of(WorkloadKind kind, JsonView object) {
  const JsonView spec = object["spec"];
  const JsonView status = object["status"];
  const bool daemon_set = kind == WorkloadKind::daemon_set;
  RolloutFacts facts;
  facts.paused = spec["paused"].boolean().value_or(false);
  // A new StatefulSet has a status without any: nobody has looked at it.
  const auto observed = status["observedGeneration"].integer().value_or(0);
  facts.observed = object["metadata"]["generation"].integer().value_or(0) <= observed && observed > 0;
  facts.deadline_exceeded = deadline_exceeded(status["conditions"]);
  facts.rolling = spec["updateStrategy"]["type"].string().value_or("RollingUpdate") == "RollingUpdate";
  facts.wanted = daemon_set ? count_of(status["desiredNumberScheduled"]) : count_of(spec["replicas"], 1);
  facts.pods = count_of(status["replicas"]);
  facts.updated = count_of(status[daemon_set ? "updatedNumberScheduled" : "updatedReplicas"]);
  facts.ready = count_of(status["readyReplicas"]);
  facts.available = count_of(status[daemon_set ? "numberAvailable" : "availableReplicas"]);
  facts.partition = count_of(spec["updateStrategy"]["rollingUpdate"]["partition"]);
  return facts;
}

std::map<std::string, std::string> texts_of(JsonView object) {
  std::map<std::string, std::string> texts;
  for (JsonView each = object.first(); each.kind() != JsonKind::absent; each = each.next()) {
    texts.emplace(each.key(), each.string().value_or(""));
  }
  return texts;
}

std::string cell_text(JsonView cell) {
  if (const auto text = cell.string()) return std::string(*text);
  if (const auto number = cell.integer()) return std::to_string(*number);
  if (const auto flag = cell.boolean()) return *flag ? "true" : "false";
  return {};
}

}  // namespace

std::string scale_body(int replicas) { return fmt::format(R"({{"spec":{{"replicas":{}}}}})", replicas); }

std::string restart_body(Seconds now) {
  return fmt::format(R"({{"spec":{{"template":{{"metadata":{{"annotations":{{{}:{}}}}}}}}}}})", json_string(restarted_at),
                     json_string(to_rfc3339(now)));
}

std::string pause_body(bool paused) { return fmt::format(R"({{"spec":{{"paused":{}}}}})", paused); }

std::string metadata_body(MetadataPart part, const MetadataEdit& edit, const std::string& resource_version) {
  std::string members;
  for (const auto& [key, value] : edit.changes) {
    members += fmt::format("{}{}:{}", members.empty() ? "" : ",", json_string(key), value ? json_string(*value) : "null");
  }
  const std::string version =
      resource_version.empty() ? "" : fmt::format(R"("resourceVersion":{},)", json_string(resource_version));
  return fmt::format(R"({{"metadata":{{{}"{}":{{{}}}}}}})", version, part == MetadataPart::labels ? "labels" : "annotations",
                     members);
}

Result<CommandFacts> decode_command_facts(const CommandTarget& target, std::string_view body, const std::string& what) {
  const auto document = read_json(body, facts_keep());
  if (!document) return bad_answer(what, "is not JSON, cut off, or too large");
  const JsonView metadata = document->root()["metadata"];
  const std::string version(metadata["resourceVersion"].string().value_or(""));
  if (metadata["name"].string() != target.name || version.empty()) return bad_answer(what, "is about something else");
  return CommandFacts{version, rollout_of(target.kind, document->root()), texts_of(metadata["annotations"]),
                      texts_of(metadata["labels"])};
}

Result<CommandTable> decode_table(std::string_view body, const std::string& what) {
  const auto document = read_json(body, table_keep());
  if (!document) return bad_answer(what, "is not JSON, cut off, or too large");
  const JsonView root = document->root();
  if (root["kind"].string() != "Table") return bad_answer(what, "is not a table");
  CommandTable table;
  std::vector<bool> shown;  // a priority above 0 is for -o wide
  const JsonView columns = root["columnDefinitions"];
  for (JsonView each = columns.first(); each.kind() != JsonKind::absent; each = each.next()) {
    shown.push_back(each["priority"].integer().value_or(0) == 0);
    if (shown.back()) table.columns.emplace_back(each["name"].string().value_or(""));
  }
  const JsonView rows = root["rows"];
  for (JsonView row = rows.first(); row.kind() != JsonKind::absent; row = row.next()) {
    auto& cells = table.rows.emplace_back();
    std::size_t i = 0;
    for (JsonView cell = row["cells"].first(); cell.kind() != JsonKind::absent && i < shown.size(); cell = cell.next()) {
      if (shown[i++]) cells.push_back(cell_text(cell));
    }
  }
  const JsonView metadata = root["metadata"];
  if (!metadata["continue"].string().value_or("").empty()) {
    table.more = std::max<std::int64_t>(0, metadata["remainingItemCount"].integer().value_or(0));
  }
  return table;
}

Result<void> check_written(const CommandTarget& target, std::string_view body, const std::string& what) {
  const auto document = read_json(body, written_keep());
  if (!document) return bad_answer(what, "is not JSON, cut off, or too large");
  if (document->root()["metadata"]["name"].string() != target.name) return bad_answer(what, "is about something else");
  return {};
}

}  // namespace nss
