// The use cases, as the HTTP adapter sees them. Reads are immutable snapshots that any thread may take; commands are
// posted to the core thread, and their answers come from there, once each. Nothing here blocks.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/text.h"
#include "domain/operation.h"
#include "domain/records.h"
#include "ports/storage.h"

namespace nss {

// ---- namespaces ----
enum class NamespaceState : std::uint8_t { active, deactivating, inactive, activating, degraded, excluded, unknown };
const char* to_string(NamespaceState state);
std::optional<NamespaceState> parse_namespace_state(std::string_view text);

struct NextChange {
  Seconds at{};
  OperationType type = OperationType::auto_shutdown;
  std::string task_id;
};

struct WorkloadView {
  WorkloadKind kind = WorkloadKind::deployment;
  std::string name;
  int replicas = 0;
  int ready = 0;
  std::optional<int> original;             // while we hold it asleep
  std::optional<std::pair<int, int>> hpa;  // min, max
  std::string controller;                  // "Kind/name" or empty
  std::string problem;                     // a code or empty
};

struct NamespaceView {
  std::string name;
  bool system = false;
  NamespaceState state = NamespaceState::unknown;    // what the cluster says
  NamespaceState desired = NamespaceState::unknown;  // active or inactive; excluded; unknown while adopted as it is
  std::string cost_center;                           // the label's value; empty: none
  bool excluded = false;
  std::optional<Seconds> exclude_until;
  Seconds created_at{};
  std::map<std::string, std::string> labels;
  std::string display_name;  // never empty
  Seconds since{};
  int workloads_total = 0;
  int workloads_active = 0;
  bool slot = false;             // holds an off-hours place
  std::optional<Seconds> until;  // end of the activation that holds it on
  std::string contested;         // field manager or empty
  std::string operation_id;      // the last one or empty
  std::string last_error;
  Text reason;  // one sentence: why it is as it is
  int pods_wanted = 0;
  int pods_ready = 0;
  std::optional<NextChange> next;
  std::vector<WorkloadView> workloads;
  std::int64_t cpu_millicores = 0;  // asked for when up
  std::int64_t memory_bytes = 0;
};

struct HolderView {
  std::string ns;
  std::string cost_center;
  std::string requested_by;
  Seconds frees_at{};
};

struct NamespacesView {
  std::vector<std::shared_ptr<const NamespaceView>> namespaces;  // by name; system ones included
  bool off_hours_now = false;
  int limit = 5;
  std::vector<HolderView> holders;
  std::string timezone;
};

// ---- operations ----
struct OperationView {
  OperationRecord record;
  std::vector<WorkloadOutcome> workloads;
  Text message;  // empty, or a sentence about the whole (nothing to do …)
};

struct SwitchRequest {
  std::string ns;
  Direction direction = Direction::on;
  std::string cost_center;   // empty only for a switch-off
  std::string requested_by;  // empty: user_id
  std::string approved_by;
  std::string user_id;
  std::string reason;
  std::optional<std::chrono::minutes> duration;
  std::optional<Seconds> until;
};

struct LogQuery {
  std::string ns;
  std::optional<OperationType> type;
  std::optional<OperationStatus> status;
  std::string cost_center;
  std::optional<Seconds> start;
  std::optional<Seconds> end;
  std::size_t limit = 50;
  std::string after;  // storage sort key of the last element seen; empty: from the newest
};

struct LogPage {
  std::vector<OperationView> operations;
  std::string next;  // empty: that was the last page
};

struct UpcomingItem {
  Seconds at{};
  OperationType type = OperationType::auto_shutdown;
  std::string source;   // task, activation_end
  std::string task_id;  // empty: none
  Text title;
  std::vector<std::string> namespaces;
  std::string cost_center;
};

struct UpcomingView {
  Seconds from{};
  Seconds to{};
  bool truncated = false;
  std::vector<UpcomingItem> items;
};

struct TaskView {
  TaskRecord record;  // schedule and timezone filled in with what holds
  std::optional<Seconds> next_run;
};

// ---- service ----
struct HealthView {
  bool store_ok = false;
  bool cluster_ok = false;
  bool scheduler_ok = false;
  bool alive = true;                  // false: the core thread is stuck, only a new process helps
  std::vector<std::string> problems;  // one line each, named: "cluster: deployments: forbidden …"
  std::optional<Seconds> store_last_success;
  std::optional<Seconds> cluster_last_success;
  bool adoption = false;  // a first start: nothing was switched off yet
  std::optional<Seconds> first_shutdown;
  bool ready() const { return store_ok && cluster_ok && scheduler_ok; }
};

// What holds of the settings, for answers. Fixed after the start.
struct ProductFacts {
  std::string version;
  std::string cluster_name;
  std::string cluster_mode;  // in-cluster, kubeconfig, simulated
  std::string timezone;
  bool dry_run = false;
  bool simulated = false;
};

class Application {
 public:
  virtual ~Application() = default;

  // Any thread, at once.
  virtual const ProductFacts& facts() const = 0;
  virtual Seconds now() const = 0;
  virtual std::shared_ptr<const NamespacesView> namespaces() const = 0;
  virtual std::shared_ptr<const HealthView> health() const = 0;

  // Answered on the core thread. `first_pass` of switch_namespace: every workload was tried once or there was nothing to do;
  // when that takes longer than 10 s the answer comes then with status running.
  virtual void switch_namespace(SwitchRequest request, Reply<OperationView> reply) = 0;
  virtual void operation(std::string id, Reply<OperationView> reply) = 0;  // not_found: code operation_not_found
  virtual void log(LogQuery query, Reply<LogPage> reply) = 0;
  virtual void tasks(Reply<std::vector<TaskView>> reply) = 0;            // by created_at, then id
  virtual void upcoming(std::string ns, Reply<UpcomingView> reply) = 0;  // ns empty: all
  // Simulation only (else code not_found): moves the clock; everything due until then has been done when it answers.
  virtual void advance(Seconds to, Reply<Seconds> reply) = 0;
};

}  // namespace nss
