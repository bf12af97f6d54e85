#include "adapters/kubernetes/object_codec.h"

#include <fmt/core.h>

#include <limits>

#include "adapters/kubernetes/api_paths.h"
#include "adapters/kubernetes/json_stream.h"
#include "adapters/kubernetes/object_keep.h"
#include "adapters/kubernetes/original_codec.h"
#include "adapters/kubernetes/quantity.h"

namespace nss {
namespace {

constexpr std::size_t longest_display_name = 256;

// Reads members and remembers the first one that is not what Kubernetes says it is.
class Reader {
 public:
  std::string text(JsonView view, const char* path, bool required = false) {
    if (view.empty() && !required) return {};
    const auto value = view.string();
    if (!value || (required && value->empty())) complain(path, "a text");
    return std::string(value.value_or(std::string_view()));
  }

  int count(JsonView view, const char* path, int absent) {
    if (view.empty()) return absent;
    const auto value = view.integer();
    if (!value || *value < 0 || *value > std::numeric_limits<int>::max()) {
      complain(path, "a count");
      return absent;
    }
    return static_cast<int>(*value);
  }

  Seconds time(JsonView view, const char* path) {
    if (view.empty()) return {};
    const auto value = parse_rfc3339(view.string().value_or(""));
    if (!value) complain(path, "a time");
    return value.value_or(Seconds{});
  }

  void complain(const char* path, const char* expected) {
    if (problem_.empty()) problem_ = fmt::format("{} is not {}", path, expected);
  }

  template <typename T>
  Result<T> result(T value, const std::string& what) const {
    if (problem_.empty()) return value;
    return fail(ErrorKind::invalid, "undecodable_object", fmt::format("{}: {}", what, problem_));
  }

 private:
  std::string problem_;
};

bool is_true(JsonView view) { return view.string() == "true"; }

// An end that nobody can read is no end: excluded until somebody says otherwise in a way that we understand.
std::optional<Seconds> end_of_exclusion(JsonView view) { return parse_rfc3339(view.string().value_or("")); }

std::string controller_of(JsonView owners) {
  for (JsonView owner = owners.first(); owner.kind() != JsonKind::absent; owner = owner.next()) {
    if (owner["controller"].boolean().value_or(false)) {
      return fmt::format("{}/{}", owner["kind"].string().value_or("?"), owner["name"].string().value_or("?"));
    }
  }
  return {};
}

void read_annotations(Workload& workload, JsonView annotations) {
  const JsonView original = annotations[annotation_original];
  if (!original.empty()) {
    workload.original = decode_original(original.string().value_or(""));
    if (!workload.original) workload.original_problem = "unreadable_original";
  }
  const JsonView stamp = annotations[annotation_seq];
  workload.stamp = parse_stamp(stamp.string().value_or(""));
  if (!stamp.empty() && !workload.stamp) workload.stamp_problem = "unreadable_seq";
  workload.excluded = is_true(annotations[annotation_exclude]);
  workload.exclude_until = end_of_exclusion(annotations[annotation_exclude_until]);
  workload.allows_pvc_delete = is_true(annotations[annotation_allow_pvc_delete]);
}

void read_counts(Reader& reader, Workload& workload, JsonView object) {
  const JsonView spec = object["spec"];
  const JsonView status = object["status"];
  if (workload.ref.kind == WorkloadKind::daemon_set) {
    workload.replicas = spec["template"]["spec"]["nodeSelector"][selector_paused].empty() ? 1 : 0;
    workload.pods_wanted = reader.count(status["desiredNumberScheduled"], "status.desiredNumberScheduled", 0);
    workload.pods_ready = reader.count(status["numberReady"], "status.numberReady", 0);
    return;
  }
  workload.replicas = reader.count(spec["replicas"], "spec.replicas", 1);
  workload.pods_wanted = workload.replicas;
  workload.pods_ready = reader.count(status["readyReplicas"], "status.readyReplicas", 0);
  workload.deletes_volumes = spec["persistentVolumeClaimRetentionPolicy"]["whenScaled"].string() == "Delete";
}

// What one pod asks for: a request that cannot be read counts as nothing, it is only shown.
void read_requests(Workload& workload, JsonView containers) {
  constexpr std::int64_t most = std::int64_t{1} << 60;
  for (JsonView container = containers.first(); container.kind() != JsonKind::absent; container = container.next()) {
    const JsonView requests = container["resources"]["requests"];
    const auto cpu = parse_quantity(requests["cpu"].string().value_or(""), 1000).value_or(0);
    const auto memory = parse_quantity(requests["memory"].string().value_or(""), 1).value_or(0);
    workload.cpu_millicores += std::min(cpu, most - workload.cpu_millicores);
    workload.memory_bytes += std::min(memory, most - workload.memory_bytes);
  }
}

std::string name_for_people(JsonView metadata) {
  return fmt::format("{}/{}", metadata["namespace"].string().value_or("-"), metadata["name"].string().value_or("?"));
}

bool owns_replicas(JsonView spec) { return spec["f:replicas"].kind() != JsonKind::absent; }
JsonView owned_selector(JsonView spec) { return spec["f:template"]["f:spec"]["f:nodeSelector"]; }

// Several may own the same value: a manifest's word counts more than a passing act, and ours only when nobody else's is left.
ReplicaWriter writer_of_replicas(JsonView managed_fields) {
  ReplicaWriter best;
  int best_rank = 0;
  for (JsonView entry = managed_fields.first(); entry.kind() != JsonKind::absent; entry = entry.next()) {
    if (!owns_replicas(entry["fieldsV1"]["f:spec"])) continue;
    const std::string_view manager = entry["manager"].string().value_or("");
    const bool scale = entry["subresource"].string() == "scale";
    const int rank = manager == field_manager ? 1 : scale ? 2 : 3;
    if (rank >= best_rank) best = ReplicaWriter{std::string(manager), scale};
    best_rank = std::max(rank, best_rank);
  }
  return best;
}

// Who took our key away left no trace of the key itself: the last other owner of the selector, else of the spec, did it.
ReplicaWriter writer_of_selector(bool held, JsonView managed_fields) {
  ReplicaWriter best;
  int best_rank = 0;
  for (JsonView entry = managed_fields.first(); entry.kind() != JsonKind::absent; entry = entry.next()) {
    const JsonView spec = entry["fieldsV1"]["f:spec"];
    if (spec.empty() || entry["subresource"].string() == "status") continue;
    const std::string_view manager = entry["manager"].string().value_or("");
    if (manager == task_field_manager) continue;  // a restart writes beside the selector
    const JsonView selector = owned_selector(spec);
    const bool holds_key = held && selector.first().kind() != JsonKind::absent;
    const int rank = holds_key ? 4 : manager == field_manager ? 1 : selector.kind() != JsonKind::absent ? 3 : 2;
    if (rank >= best_rank) best.manager = manager;
    best_rank = std::max(rank, best_rank);
  }
  return best;
}

}  // namespace

ReplicaWriter decode_writer(WorkloadKind kind, bool held, JsonView managed_fields) {
  return kind == WorkloadKind::daemon_set ? writer_of_selector(held, managed_fields) : writer_of_replicas(managed_fields);
}

Result<Workload> decode_workload(WorkloadKind kind, JsonView object) {
  Reader reader;
  Workload workload;
  const JsonView metadata = object["metadata"];
  workload.ref.kind = kind;
  workload.ref.ns = reader.text(metadata["namespace"], "metadata.namespace", true);
  workload.ref.name = reader.text(metadata["name"], "metadata.name", true);
  workload.uid = reader.text(metadata["uid"], "metadata.uid", true);
  workload.resource_version = reader.text(metadata["resourceVersion"], "metadata.resourceVersion", true);
  workload.created_at = reader.time(metadata["creationTimestamp"], "metadata.creationTimestamp");
  workload.terminating = !metadata["deletionTimestamp"].empty();
  workload.controller = controller_of(metadata["ownerReferences"]);
  read_counts(reader, workload, object);
  read_annotations(workload, metadata["annotations"]);
  read_requests(workload, object["spec"]["template"]["spec"]["containers"]);
  workload.writer = decode_writer(kind, workload.replicas == 0, metadata["managedFields"]);
  return reader.result(std::move(workload), fmt::format("{} {}", to_string(kind), name_for_people(metadata)));
}

Result<Namespace> decode_namespace(JsonView object) {
  Reader reader;
  Namespace ns;
  const JsonView metadata = object["metadata"];
  const JsonView annotations = metadata["annotations"];
  ns.name = reader.text(metadata["name"], "metadata.name", true);
  ns.uid = reader.text(metadata["uid"], "metadata.uid", true);
  ns.resource_version = reader.text(metadata["resourceVersion"], "metadata.resourceVersion", true);
  ns.created_at = reader.time(metadata["creationTimestamp"], "metadata.creationTimestamp");
  ns.terminating = !metadata["deletionTimestamp"].empty() || object["status"]["phase"].string() == "Terminating";
  for (JsonView label = metadata["labels"].first(); label.kind() != JsonKind::absent; label = label.next()) {
    ns.labels.emplace(label.key(), reader.text(label, "metadata.labels"));
  }
  ns.display_name = clipped(annotations[annotation_display_name].string().value_or(""), longest_display_name);
  ns.excluded = is_true(annotations[annotation_exclude]);
  ns.exclude_until = end_of_exclusion(annotations[annotation_exclude_until]);
  return reader.result(std::move(ns), "Namespace " + std::string(metadata["name"].string().value_or("?")));
}

Result<Autoscaler> decode_autoscaler(JsonView object) {
  Reader reader;
  Autoscaler autoscaler;
  const JsonView metadata = object["metadata"];
  const JsonView spec = object["spec"];
  autoscaler.ns = reader.text(metadata["namespace"], "metadata.namespace", true);
  autoscaler.name = reader.text(metadata["name"], "metadata.name", true);
  autoscaler.target_kind = reader.text(spec["scaleTargetRef"]["kind"], "spec.scaleTargetRef.kind", true);
  autoscaler.target_name = reader.text(spec["scaleTargetRef"]["name"], "spec.scaleTargetRef.name", true);
  autoscaler.min_replicas = reader.count(spec["minReplicas"], "spec.minReplicas", 1);
  autoscaler.max_replicas = reader.count(spec["maxReplicas"], "spec.maxReplicas", 1);
  return reader.result(std::move(autoscaler), "HorizontalPodAutoscaler " + name_for_people(metadata));
}

Result<Workload> decode_workload_answer(const WorkloadRef& ref, std::string_view body) {
  const auto bad = [&ref](const std::string& why) {
    return fail(ErrorKind::transient, "bad_answer",
                fmt::format("the API server's answer about {} {}/{} is not such an object: {}", to_string(ref.kind), ref.ns,
                            ref.name, why));
  };
  const auto document = read_json(body, object_keep(resource_of(ref.kind)));
  if (!document) return bad("it is not JSON, or cut off");
  auto workload = decode_workload(ref.kind, document->root());
  if (!workload) return bad(workload.error().message.en);
  if (workload->ref != ref) return bad("it is about " + workload->ref.ns + "/" + workload->ref.name);
  return workload;
}

}  // namespace nss
