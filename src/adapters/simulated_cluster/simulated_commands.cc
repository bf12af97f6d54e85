// A task's command on the simulated cluster (ports/cluster.h): the same words as on a real one, and the same traces: a scale
// is the scale subresource's by the tasks' own field manager, never a switch of ours.
#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "adapters/simulated_cluster/simulated_cluster.h"
#include "adapters/simulated_cluster/simulated_listing.h"
#include "domain/command_words.h"

namespace nss {
namespace {

// Of annotations and labels in a whole namespace: it is one blob of the store, and the rest has to fit too.
constexpr std::size_t most_metadata_bytes = 32 * 1024;

std::size_t size_of(const std::map<std::string, std::string>& texts) {
  std::size_t size = 0;
  for (const auto& [key, value] : texts) size += key.size() + value.size();
  return size;
}

std::size_t metadata_size(const SimulatedNamespace& ns) {
  std::size_t size = 0;
  for (const auto& [key, workload] : ns.workloads) size += size_of(workload.annotations) + size_of(workload.labels);
  return size;
}

CommandTarget target_of(const TaskCommand& command) {
  struct Visitor {
    CommandTarget operator()(const ScaleCommand& c) const { return c.target; }
    CommandTarget operator()(const RolloutCommand& c) const { return c.target; }
    CommandTarget operator()(const MetadataCommand& c) const { return c.target; }
    CommandTarget operator()(const GetCommand& c) const { return {WorkloadKind::deployment, c.name}; }
  };
  return std::visit(Visitor{}, command);
}

void apply_edit(std::map<std::string, std::string>& texts, const MetadataEdit& edit) {
  for (const auto& [key, value] : edit.changes) {
    if (value) {
      texts.insert_or_assign(key, *value);
    } else {
      texts.erase(key);
    }
  }
}

}  // namespace

void SimulatedCluster::run_command(TaskCommand command, std::string ns, Reply<std::string> reply) {
  if (stopped_) return timers_.post([reply] { reply(fail(stopping_error())); });
  const CommandTarget target = target_of(command);
  const WorkloadRef ref{target.kind, ns, target.name};
  meet({SimulatedCall::Verb::command, ref, nullptr},
       [this, ref, command = std::move(command), reply = tracked(std::move(reply))](Fault fault) {
         if (fault.kind != FaultKind::none && fault.kind != FaultKind::transient_after) {
           return reply(fail(fault_error(fault.kind, ref, fault.retry_after)));
         }
         auto said = std::visit([&](const auto& each) { return run_now(each, ref.ns); }, command);
         if (said && fault.kind == FaultKind::transient_after) said = fail(fault_error(fault.kind, ref, {}));
         if (!said || find_namespace(ref.ns) == nullptr) return reply(std::move(said));
         store_.save(ref.ns, [reply, said] { reply(said); });
       });
}

Result<std::string> SimulatedCluster::run_now(const ScaleCommand& command, const std::string& ns) {
  const WorkloadRef ref{command.target.kind, ns, command.target.name};
  return set_replicas(ref, command.replicas, ReplicaWriter{std::string(task_field_manager), true}).map([&] {
    return done_words(command.target, "scaled");
  });
}

Result<std::string> SimulatedCluster::run_now(const RolloutCommand& command, const std::string& ns) {
  const auto found = look_up(WorkloadRef{command.target.kind, ns, command.target.name});
  if (!found) return fail(found.error());
  SimulatedWorkload& workload = *found->workload;
  if (command.verb == RolloutVerb::status) {
    return rollout_status_words(command.target, simulated_rollout(workload, options_.nodes));
  }
  auto said = rollout_words(command, workload.paused);
  if (!said) return said;
  if (command.verb == RolloutVerb::restart) {
    workload.restarted_at = workload.pods_since = floor_seconds(clock_.wall());
    workload.shown.pods_ready = std::max(0, workload.shown.pods_ready - 1);  // one at a time: that is how much is away
  } else {
    workload.paused = command.verb == RolloutVerb::pause;
  }
  changed(*found->ns, workload);
  return said;
}

Result<std::string> SimulatedCluster::run_now(const GetCommand& command, const std::string& ns) {
  static const SimulatedNamespace nothing{};
  const SimulatedNamespace* there = find_namespace(ns);
  const ListingContext context{floor_seconds(clock_.wall()), options_.nodes};
  const CommandTable table = simulated_table(there == nullptr ? nothing : *there, command, context);
  if (command.name.empty() || !table.rows.empty()) return table_words(table, command, ns);
  const std::string object = object_words(command.kind, command.name);
  return fail(Error{ErrorKind::not_found, "not_found", Text{object + ": no existe", object + ": there is none"}});
}

Result<std::string> SimulatedCluster::run_now(const MetadataCommand& command, const std::string& ns) {
  const auto found = look_up(WorkloadRef{command.target.kind, ns, command.target.name});
  if (!found) return fail(found.error());
  const bool labels = command.part == MetadataPart::labels;
  auto& texts = labels ? found->workload->labels : found->workload->annotations;
  auto planned = plan_metadata(command, texts);
  if (!planned) return fail(planned.error());
  if (planned->changes.empty()) return planned->output;
  const auto before = texts;
  apply_edit(texts, *planned);
  if (metadata_size(*found->ns) > most_metadata_bytes) {
    texts = before;
    return fail(Error{ErrorKind::invalid, "invalid",
                      Text{ns + ": la simulación no admite más anotaciones", ns + ": the simulation holds no more annotations"}});
  }
  changed(*found->ns, *found->workload);
  return planned->output;
}

}  // namespace nss
