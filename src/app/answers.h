// What the use cases are asked and what they answer (app/application.h): plain values, free of JSON and HTTP.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/text.h"
#include "domain/operation.h"
#include "domain/records.h"

namespace nss {

// ---- namespaces ----
enum class NamespaceState : std::uint8_t { active, deactivating, inactive, activating, degraded, excluded, unknown };
const char* to_string(NamespaceState state);
std::optional<NamespaceState> parse_namespace_state(std::string_view text);

struct NextChange {
  Seconds at{};
  OperationType type = OperationType::auto_shutdown;
  std::string task_id;
  friend bool operator==(const NextChange&, const NextChange&) = default;
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
  friend bool operator==(const WorkloadView&, const WorkloadView&) = default;
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
  friend bool operator==(const NamespaceView&, const NamespaceView&) = default;  // to tell only of what is shown differently
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

// Who asks, and the key under which the effect is remembered. Never from a body (API 1.4).
struct CommandContext {
  std::string user_id = "anonymous";
  bool administrator = true;  // without sign-in every caller has all rights
  std::optional<IdempotencyToken> idempotency = std::nullopt;
};

struct SwitchRequest {
  std::string ns;
  Direction direction = Direction::on;
  std::string cost_center;   // empty only for a switch-off
  std::string requested_by;  // empty: user_id
  std::string approved_by;
  CommandContext context;
  std::string reason;
  std::optional<std::chrono::minutes> duration;
  std::optional<Seconds> until;
};

// One request over many namespaces: each as if asked alone, places in the order of the list.
struct BulkSwitchRequest {
  std::vector<std::string> namespaces;  // 1 to 500, each once
  SwitchRequest each;                   // without `ns`
  bool dry_run = false;                 // what would come of it; nothing changes
};

struct BulkOutcome {
  std::string ns;
  std::optional<Error> refusal;  // empty: done, or under way
  OperationRecord operation;     // id empty: none (a dry run, a refusal, nothing to do)
};

// ---- why (API 3, explain) ----
struct RuleView {
  std::string rule;  // stable name: domain/desired_state.h
  bool applies = false;
  bool won = false;  // exactly one
  Text detail;
};

struct ExplainView {
  std::string ns;
  NamespaceState state = NamespaceState::unknown;
  NamespaceState desired = NamespaceState::unknown;
  std::vector<RuleView> rules;  // in the order of precedence
  std::string actor;            // task id, person, or empty
  std::optional<Seconds> since;
  std::optional<Seconds> until;
  std::optional<NextChange> next;
  std::string operation_id;
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
  std::string source;   // task, keep_alive
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

// ---- tasks ----
struct TaskView {
  TaskRecord record;  // schedule and timezone filled in with what holds
  std::optional<Seconds> next_run;
  std::string etag;  // with its quotes; over the writable members only
};

// The writable members of a task, checked for form only.
struct TaskRequest {
  std::string id;  // of a replacement; empty: a new one
  std::string title;
  OperationType type = OperationType::activate;  // activate, deactivate, command
  std::string command;                           // empty: none
  std::optional<std::string> schedule;           // empty: null, a built-in one follows the business hours
  std::string ns;
  std::string cost_center;  // empty: default
  bool enabled = true;
  std::string timezone;  // empty: the product's
  std::string if_match;  // the header as it came; empty: none
  CommandContext context;
};

struct RunView {
  RunRecord record;
  std::string output;  // at most max_run_output_bytes
};

struct RunPage {
  std::vector<RunView> runs;  // newest first
  std::string next;
};

// ---- records ----
struct ActivityQuery {
  std::string ns;
  std::string cost_center;
  std::optional<OperationType> type;
  std::string cluster_name;
  std::string requested_by;
  std::optional<ActivityStatus> status;
  std::optional<Seconds> start;  // half-open, on the record's start
  std::optional<Seconds> end;
  std::size_t limit = 50;
  std::string after;  // opaque to all but the reader
};

struct ActivityPage {
  std::vector<ActivityRecord> activities;  // newest first; may be shorter than asked and still have a next page
  std::string next;
};

struct AuditPage {
  std::vector<AuditLink> links;  // by seq
  std::string next;
};

struct AuditVerdict {
  struct Broken {
    std::string ns;
    std::int64_t seq = 0;
    std::string reason;  // a code: changed, missing, reordered, inserted, unreadable, cut
  };
  bool valid = true;
  std::uint64_t links = 0;
  std::uint64_t chains = 0;
  std::optional<Broken> first_broken;
};

// ---- cost centres ----
struct CostCenterView {
  PermissionRecord record;
  bool builtin = false;
  std::string etag;  // with its quotes
  // Only of one that is asked for alone.
  std::vector<std::string> active_namespaces;  // that it pays for now
  double hours_this_month = 0;
};

struct CostCenterVerdict {
  std::string cost_center;
  std::string ns;  // empty: not asked
  bool is_authorized = false;
  std::string code;                                       // empty when authorised
  std::optional<std::int64_t> max_concurrent_namespaces;  // empty: unknown cost centre
  std::int64_t active_count = 0;                          // places that it pays now
};

// Members that are left out keep their value, or take their default when the record is made (API 6, SPEC 7).
struct PermissionRequest {
  std::string cost_center;
  bool is_authorized = false;
  std::optional<std::int64_t> max_concurrent_namespaces;
  std::optional<std::vector<std::string>> authorized_namespaces;
  std::optional<std::string> name;
  std::string if_match;
  CommandContext context;
};

struct PermissionChange {
  CostCenterView view;
  bool created = false;
};

// ---- pause ----
struct PauseRequest {
  std::optional<Seconds> until;
  std::string reason;
  CommandContext context;
};

// ---- settings that may change (API 9) ----
// What a flag, a variable or the file says of them, and where it says so.
struct FixedSettings {
  struct Place {
    std::string source;  // flag, environment, file
    std::string place;   // for a person: "flag --holidays", "file settings.yaml, line 3"
  };
  StoredSettings values;                // of those that are fixed
  std::map<std::string, Place> places;  // by name; the others are not fixed
};

struct LiveSettingsView {
  HolidayMode holidays = HolidayMode::mark;
  Prices prices;
  std::map<std::string, std::string> sources;  // by name: default, stored, flag, environment, file
  std::string etag;                            // with its quotes
};

// Members that are left out keep their value; null forgets what was stored.
struct SettingsPatch {
  std::optional<std::optional<HolidayMode>> holidays;
  std::optional<std::optional<Micros>> price_cpu_hour;
  std::optional<std::optional<Micros>> price_gib_hour;
  std::optional<std::optional<std::string>> currency;
  std::string if_match;  // the header as it came; empty: none
  CommandContext context;
};

// ---- holidays ----
struct LocalHolidayRequest {
  Date date{};
  std::string name;
  std::string name_en;  // empty: none
  CommandContext context;
};

// ---- idempotency (API 1.7) ----
struct StoredAnswer {
  int status = 0;
  std::string body;
  std::string location;
  std::string etag;
};

// What is known of a key: nothing (go on), the first answer, or only what it made (render it again).
struct IdempotencyVerdict {
  bool fresh = true;
  std::optional<StoredAnswer> answer;
  std::string effect;
  std::string effect_id;
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
struct SettingFact {
  std::string name;    // as in GET /api/settings
  std::string json;    // its value as JSON text
  std::string source;  // default, file, environment, flag, stored
};

struct ProductFacts {
  std::string version;
  std::string cluster_name;
  std::string cluster_mode;  // in-cluster, kubeconfig, simulated
  std::string timezone;
  bool dry_run = false;
  bool simulated = false;
  std::vector<SettingFact> settings = {};
};

}  // namespace nss
