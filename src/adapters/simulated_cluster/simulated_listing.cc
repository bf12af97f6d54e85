#include "adapters/simulated_cluster/simulated_listing.h"

#include <fmt/core.h>

#include <algorithm>

#include "adapters/simulated_cluster/simulated_controllers.h"

namespace nss {
namespace {

using Row = std::vector<std::string>;

std::string ratio(int ready, int wanted) { return fmt::format("{}/{}", ready, wanted); }

std::string selector_text(const std::map<std::string, std::string>& selector) {
  std::string text;
  for (const auto& [key, value] : selector) text += fmt::format("{}{}={}", text.empty() ? "" : ",", key, value);
  return text.empty() ? "<none>" : text;
}

std::vector<std::string> columns_of(ListedKind kind) {
  switch (kind) {
    case ListedKind::deployments: return {"Name", "Ready", "Up-to-date", "Available", "Age"};
    case ListedKind::stateful_sets: return {"Name", "Ready", "Age"};
    case ListedKind::daemon_sets:
      return {"Name", "Desired", "Current", "Ready", "Up-to-date", "Available", "Node Selector", "Age"};
    case ListedKind::pods: break;
  }
  return {"Name", "Ready", "Status", "Restarts", "Age"};
}

Row row_of(const SimulatedWorkload& workload, const ListingContext& context) {
  const Workload& w = workload.shown;
  const RolloutFacts facts = simulated_rollout(workload, context.nodes);
  const std::string age = age_words(context.now - w.created_at);
  switch (w.ref.kind) {
    case WorkloadKind::deployment:
      return {w.ref.name, ratio(facts.ready, facts.wanted), std::to_string(facts.updated), std::to_string(facts.available), age};
    case WorkloadKind::stateful_set: return {w.ref.name, ratio(facts.ready, facts.wanted), age};
    case WorkloadKind::daemon_set: break;
  }
  return {w.ref.name,
          std::to_string(facts.wanted),
          std::to_string(facts.updated),
          std::to_string(facts.ready),
          std::to_string(facts.updated),
          std::to_string(facts.available),
          selector_text(workload.node_selector),
          age};
}

// --- pods ---
// The letters that Kubernetes makes such names of: none makes a word.
std::string name_end(const SimulatedWorkload& workload, int ordinal, std::size_t length) {
  static constexpr std::string_view letters = "bcdfghjklmnpqrstvwxz2456789";
  std::uint64_t hash = 14695981039346656037U;  // FNV-1a
  const auto since = workload.pods_since.value_or(workload.shown.created_at).time_since_epoch().count();
  for (const char c : fmt::format("{} {} {}", workload.shown.uid, since, ordinal)) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  }
  std::string end;
  for (std::size_t i = 0; i < length; ++i, hash /= letters.size()) end += letters[hash % letters.size()];
  return end;
}

std::string pod_name(const SimulatedWorkload& workload, int ordinal) {
  const std::string& name = workload.shown.ref.name;
  switch (workload.shown.ref.kind) {
    case WorkloadKind::stateful_set: return fmt::format("{}-{}", name, ordinal);
    case WorkloadKind::deployment:
      return fmt::format("{}-{}-{}", name, name_end(workload, -1, 10), name_end(workload, ordinal, 5));
    case WorkloadKind::daemon_set: break;
  }
  return fmt::format("{}-{}", name, name_end(workload, ordinal, 5));
}

int pods_there(const SimulatedWorkload& workload) { return std::max(workload.shown.pods_wanted, workload.shown.pods_ready); }

Row pod_row(const SimulatedWorkload& workload, int ordinal, const ListingContext& context) {
  const Workload& w = workload.shown;
  const bool ready = ordinal < w.pods_ready;
  const char* status = ordinal >= w.pods_wanted ? "Terminating" : ready ? "Running" : "ContainerCreating";
  const Seconds since = workload.pods_since.value_or(w.created_at);
  return {pod_name(workload, ordinal), ready ? "1/1" : "0/1", status, "0", age_words(context.now - since)};
}

void add_pods(CommandTable& table, std::int64_t& left_out, const SimulatedWorkload& workload, const ListingContext& context) {
  const int pods = pods_there(workload);
  const int shown = static_cast<int>(std::min<std::size_t>(static_cast<std::size_t>(pods), most_listed_objects));
  for (int i = 0; i < shown; ++i) table.rows.push_back(pod_row(workload, i, context));
  left_out += pods - shown;
}

}  // namespace

CommandTable simulated_table(const SimulatedNamespace& ns, const GetCommand& command, const ListingContext& context) {
  CommandTable table;
  table.columns = columns_of(command.kind);
  std::int64_t left_out = 0;
  for (const auto& [key, workload] : ns.workloads) {
    if (command.kind == ListedKind::pods) {
      add_pods(table, left_out, workload, context);
    } else if (listed_kind(key.first) == command.kind) {
      table.rows.push_back(row_of(workload, context));
    }
  }
  if (!command.name.empty()) {
    std::erase_if(table.rows, [&](const Row& row) { return row.front() != command.name; });
    return table;
  }
  std::sort(table.rows.begin(), table.rows.end());
  if (table.rows.size() > most_listed_objects) {
    left_out += static_cast<std::int64_t>(table.rows.size() - most_listed_objects);
    table.rows.resize(most_listed_objects);
  }
  if (left_out > 0) table.more = left_out;
  return table;
}

RolloutFacts simulated_rollout(const SimulatedWorkload& workload, int nodes) {
  const Workload& w = workload.shown;
  RolloutFacts facts;
  facts.paused = workload.paused;
  facts.wanted = pods_of(w, nodes);
  facts.observed = w.pods_wanted == facts.wanted;
  facts.pods = pods_there(workload);
  facts.updated = w.pods_wanted;
  facts.ready = std::min(w.pods_ready, w.pods_wanted);
  facts.available = facts.ready;
  return facts;
}

}  // namespace nss
