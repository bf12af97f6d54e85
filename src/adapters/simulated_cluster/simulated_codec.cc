#include "adapters/simulated_cluster/simulated_codec.h"

#include <boost/json.hpp>
#include <functional>
#include <stdexcept>

namespace nss {
namespace {

namespace json = boost::json;

constexpr std::int64_t most_replicas = 1'000'000;

// --- writing: only what differs from the default ---
void put(json::object& to, std::string_view key, const std::string& text) {
  if (!text.empty()) to[key] = text;
}

void put(json::object& to, std::string_view key, std::int64_t number, std::int64_t usual) {
  if (number != usual) to[key] = number;
}

void put_flag(json::object& to, std::string_view key, bool flag) {
  if (flag) to[key] = true;
}

void put(json::object& to, std::string_view key, const std::optional<Seconds>& at) {
  if (at) to[key] = at->time_since_epoch().count();
}

void put(json::object& to, std::string_view key, const std::map<std::string, std::string>& texts) {
  if (texts.empty()) return;
  json::object object;
  for (const auto& [name, value] : texts) object[name] = value;
  to[key] = std::move(object);
}

json::object original_object(const Original& original) {
  json::object to;
  to["replicas"] = original.replicas;
  put(to, "operation", original.operation_id);
  to["at"] = original.at.time_since_epoch().count();
  to["cause"] = to_string(original.cause);
  put(to, "actor", original.actor);
  return to;
}

json::object workload_object(const SimulatedWorkload& workload) {
  const Workload& w = workload.shown;
  json::object to;
  to["kind"] = to_string(w.ref.kind);
  to["name"] = w.ref.name;
  to["uid"] = w.uid;
  to["rv"] = w.resource_version;
  put(to, "replicas", w.replicas, 1);
  put(to, "wanted", w.pods_wanted, 0);
  put(to, "ready", w.pods_ready, 0);
  put(to, "created", std::optional(w.created_at));
  if (w.original) to["original"] = original_object(*w.original);
  put(to, "original_problem", w.original_problem);
  if (w.stamp) to["stamp"] = to_text(*w.stamp);
  put(to, "stamp_problem", w.stamp_problem);
  put_flag(to, "excluded", w.excluded);
  put(to, "exclude_until", w.exclude_until);
  put_flag(to, "deletes_volumes", w.deletes_volumes);
  put_flag(to, "allows_pvc_delete", w.allows_pvc_delete);
  put(to, "controller", w.controller);
  put(to, "writer", w.writer.manager);
  put_flag(to, "through_scale", w.writer.through_scale);
  put(to, "cpu", w.cpu_millicores, 0);
  put(to, "memory", w.memory_bytes, 0);
  put(to, "nodes", workload.node_selector);
  if (workload.defender) {
    to["defender"] = json::object{{"manager", workload.defender->manager}, {"replicas", workload.defender->replicas}};
  }
  if (workload.most_ready) to["most_ready"] = *workload.most_ready;
  put(to, "annotations", workload.annotations);
  put(to, "labels", workload.labels);
  put_flag(to, "paused", workload.paused);
  put(to, "restarted_at", workload.restarted_at);
  put(to, "pods_since", workload.pods_since);
  return to;
}

json::object autoscaler_object(const Autoscaler& a) {
  return {{"name", a.name}, {"kind", a.target_kind}, {"target", a.target_name}, {"min", a.min_replicas}, {"max", a.max_replicas}};
}

// --- reading: absent is the default, another type or an impossible number is an error ---
class Reader {
 public:
  explicit Reader(const json::object& object) : object_(object) {}

  std::string text(std::string_view key) const {
    const auto* value = object_.if_contains(key);
    return value == nullptr ? std::string() : std::string(value->as_string());
  }
  std::int64_t number(std::string_view key, std::int64_t usual) const {
    const auto* value = object_.if_contains(key);
    return value == nullptr ? usual : value->as_int64();
  }
  int count(std::string_view key, int usual) const {
    const auto value = number(key, usual);
    if (value < 0 || value > most_replicas) throw std::out_of_range("count");
    return static_cast<int>(value);
  }
  bool flag(std::string_view key) const {
    const auto* value = object_.if_contains(key);
    return value != nullptr && value->as_bool();
  }
  std::optional<Seconds> at(std::string_view key) const {
    const auto* value = object_.if_contains(key);
    if (value == nullptr) return std::nullopt;
    return Seconds(std::chrono::seconds(value->as_int64()));
  }
  std::map<std::string, std::string> texts(std::string_view key) const {
    std::map<std::string, std::string> result;
    if (const auto* value = object_.if_contains(key)) {
      for (const auto& member : value->as_object()) result[std::string(member.key())] = std::string(member.value().as_string());
    }
    return result;
  }
  const json::object* object(std::string_view key) const {
    const auto* value = object_.if_contains(key);
    return value == nullptr ? nullptr : &value->as_object();
  }
  bool has(std::string_view key) const { return object_.contains(key); }

 private:
  const json::object& object_;
};

Original read_original(const json::object& object) {
  const Reader from(object);
  Original original;
  original.replicas = from.count("replicas", -1);
  original.operation_id = from.text("operation");
  original.at = from.at("at").value_or(Seconds{});
  original.cause = parse_cause(from.text("cause")).value_or(Cause::unknown);
  original.actor = from.text("actor");
  return original;
}

SimulatedWorkload read_workload(const json::object& object, const std::string& ns) {
  const Reader from(object);
  SimulatedWorkload workload;
  Workload& w = workload.shown;
  w.ref = WorkloadRef{parse_workload_kind(from.text("kind")).value(), ns, from.text("name")};
  w.uid = from.text("uid");
  w.resource_version = from.text("rv");
  w.replicas = from.count("replicas", 1);
  w.pods_wanted = from.count("wanted", 0);
  w.pods_ready = from.count("ready", 0);
  w.created_at = from.at("created").value_or(Seconds{});
  if (const auto* original = from.object("original")) w.original = read_original(*original);
  w.original_problem = from.text("original_problem");
  w.stamp = parse_stamp(from.text("stamp"));
  w.stamp_problem = from.text("stamp_problem");
  w.excluded = from.flag("excluded");
  w.exclude_until = from.at("exclude_until");
  w.deletes_volumes = from.flag("deletes_volumes");
  w.allows_pvc_delete = from.flag("allows_pvc_delete");
  w.controller = from.text("controller");
  w.writer = ReplicaWriter{from.text("writer"), from.flag("through_scale")};
  w.cpu_millicores = from.number("cpu", 0);
  w.memory_bytes = from.number("memory", 0);
  workload.node_selector = from.texts("nodes");
  if (const auto* defender = from.object("defender")) {
    workload.defender = Defender{Reader(*defender).text("manager"), Reader(*defender).count("replicas", 1)};
  }
  if (from.has("most_ready")) workload.most_ready = from.count("most_ready", 0);
  workload.annotations = from.texts("annotations");
  workload.labels = from.texts("labels");
  workload.paused = from.flag("paused");
  workload.restarted_at = from.at("restarted_at");
  workload.pods_since = from.at("pods_since");
  return workload;
}

Autoscaler read_autoscaler(const json::object& object, const std::string& ns) {
  const Reader from(object);
  return Autoscaler{ns, from.text("name"), from.text("kind"), from.text("target"), from.count("min", 1), from.count("max", 1)};
}

SimulatedNamespace read_namespace(const json::object& object) {
  const Reader from(object);
  SimulatedNamespace ns;
  ns.shown.name = from.text("name");
  ns.shown.uid = from.text("uid");
  ns.shown.resource_version = from.text("rv");
  ns.shown.labels = from.texts("labels");
  ns.shown.display_name = from.text("display_name");
  ns.shown.created_at = from.at("created").value_or(Seconds{});
  ns.shown.terminating = from.flag("terminating");
  ns.shown.excluded = from.flag("excluded");
  ns.shown.exclude_until = from.at("exclude_until");
  for (const auto& value : object.at("workloads").as_array()) {
    SimulatedWorkload workload = read_workload(value.as_object(), ns.shown.name);
    const WorkloadKey key{workload.shown.ref.kind, workload.shown.ref.name};
    ns.workloads.emplace(key, std::move(workload));
  }
  for (const auto& value : object.at("autoscalers").as_array()) {
    const Autoscaler autoscaler = read_autoscaler(value.as_object(), ns.shown.name);
    ns.autoscalers.emplace(autoscaler.name, autoscaler);
  }
  return ns;
}

// Boost.JSON and optional::value report a wrong type by throwing; that ends here.
template <typename T>
Result<T> read(std::string_view body, const std::function<T(const json::object&)>& from) {
  try {
    return from(json::parse(json::string_view(body.data(), body.size())).as_object());
  } catch (const std::exception& problem) {
    return fail(ErrorKind::invalid, "simulation_unreadable",
                std::string("the simulated cluster in the store cannot be read: ") + problem.what());
  }
}

}  // namespace

std::string encode_namespace(const SimulatedNamespace& ns) {
  json::object to;
  to["name"] = ns.shown.name;
  to["uid"] = ns.shown.uid;
  to["rv"] = ns.shown.resource_version;
  put(to, "labels", ns.shown.labels);
  put(to, "display_name", ns.shown.display_name);
  put(to, "created", std::optional(ns.shown.created_at));
  put_flag(to, "terminating", ns.shown.terminating);
  put_flag(to, "excluded", ns.shown.excluded);
  put(to, "exclude_until", ns.shown.exclude_until);
  json::array workloads;
  for (const auto& [key, workload] : ns.workloads) workloads.push_back(workload_object(workload));
  to["workloads"] = std::move(workloads);
  json::array autoscalers;
  for (const auto& [name, autoscaler] : ns.autoscalers) autoscalers.push_back(autoscaler_object(autoscaler));
  to["autoscalers"] = std::move(autoscalers);
  return json::serialize(to);
}

Result<SimulatedNamespace> parse_namespace(std::string_view body) { return read<SimulatedNamespace>(body, read_namespace); }

std::string encode_state(const SimulatedState& state) {
  return json::serialize(json::object{{"wall_ms", state.wall.time_since_epoch().count()},
                                      {"revision", static_cast<std::int64_t>(state.revision)},
                                      {"seeded", state.seeded}});
}

Result<SimulatedState> parse_state(std::string_view body) {
  return read<SimulatedState>(body, [](const json::object& object) {
    SimulatedState state;
    state.wall = Instant(Milliseconds(object.at("wall_ms").as_int64()));
    state.revision = static_cast<std::uint64_t>(object.at("revision").as_int64());
    state.seeded = object.at("seeded").as_bool();
    return state;
  });
}

std::optional<Original> parse_original_text(std::string_view text) {
  const auto original = read<Original>(text, read_original);
  return original ? std::optional(*original) : std::nullopt;
}

std::string original_text(const Original& original) { return json::serialize(original_object(original)); }

}  // namespace nss
