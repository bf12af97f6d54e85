// Gathers what a week is computed from: the activity records of each namespace, the versions of tasks, who holds a place now.
// One query for each namespace, a few at a time; the versions of tasks are read once and again after a task changes.
// Core thread only; the answer may be used on any.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/audit_trail.h"
#include "app/cluster_cache.h"
#include "app/ledger.h"
#include "app/live_settings.h"
#include "app/loop.h"
#include "app/places.h"
#include "app/policy.h"
#include "app/reconciler.h"
#include "app/store.h"
#include "app/task_book.h"
#include "app/week_inputs.h"

namespace nss {

class WeekReader {
 public:
  struct Ports {
    Loop& loop;
    Store& store;
    const StorageKeys& keys;
    const Policy& policy;
    const Ledger& ledger;
    const ClusterCache& cache;
    const Reconciler& reconciler;
    const AuditTrail& trail;  // knows the namespaces that are gone
    const Places& places;
    const Holidays& holidays;
    const LiveSettings& settings;
    const TaskBook& tasks;
  };
  explicit WeekReader(Ports ports) : ports_(ports) {}

  // Errors: namespace_not_found when neither cluster nor records know it; those of the store.
  void read(const WeekQuery& query, Reply<WeekInputsPtr> reply);
  // All that there are, and those that are gone; by name.
  std::vector<std::string> names() const;
  bool knows(const std::string& ns) const;
  // Versions of tasks were written.
  void tasks_changed() {
    versions_.reset();
    ++changes_;
  }

 private:
  struct Version {
    TaskRecord task;
    Seconds valid_from{};
  };
  // What an answer was made of: with the same, it is the same.
  struct Stamp {
    WeekQuery query;
    std::uint64_t stored = 0;
    std::uint64_t namespaces = 0;
    Seconds now{};  // of a window that is over: none, it says the same at any time
    friend bool operator==(const Stamp&, const Stamp&) = default;
  };
  struct Kept {
    Stamp stamp;
    WeekInputsPtr inputs;
    std::size_t records = 0;
  };
  struct Job {
    WeekQuery query;
    Reply<WeekInputsPtr> reply;
    Stamp stamp = {};
    std::shared_ptr<WeekInputs> data = {};
    std::size_t next = 0;     // namespace to be asked for
    std::size_t pending = 0;  // queries that are out
    bool failed = false;
  };
  using JobPtr = std::shared_ptr<Job>;
  using Versions = std::shared_ptr<const std::vector<Version>>;

  void with_versions(std::function<void(Result<Versions>)> then);
  void begin(const JobPtr& job, const std::vector<Version>& versions);
  PlanRules rules_of(const std::vector<Version>& versions, const std::string& ns) const;
  NamespaceInput input_of(const std::string& name, const PlacesRecord& places, Seconds now) const;
  void ask(const JobPtr& job);
  void read_records(const JobPtr& job, std::size_t index, std::string before);
  void records_read(const JobPtr& job, std::size_t index, const std::vector<StoredItem>& items);
  void complete(const JobPtr& job, std::size_t index);
  void read_operations(const JobPtr& job);
  void fail_job(const JobPtr& job, const Error& why);
  Stamp stamp_of(const WeekQuery& query) const;
  void keep(const Job& job, const WeekInputsPtr& inputs);

  Ports ports_;
  Versions versions_;          // as of the last of `changes_`; null: to be read
  std::deque<Kept> kept_;      // the last made first
  std::uint64_t changes_ = 0;  // of tasks: what was read across one is not kept
};

}  // namespace nss
