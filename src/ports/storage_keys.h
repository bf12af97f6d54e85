// Where each record lies. Every key begins with the cluster, so that several clusters can share one store (SPEC 12).
#pragma once

#include <string>
#include <vector>

#include "ports/storage.h"

namespace nss {

class StorageKeys {
 public:
  explicit StorageKeys(std::string cluster) : cluster_(std::move(cluster)) {}

  StorageKey binding() const { return {cluster_ + "#cluster", "binding"}; }
  StorageKey ns(const std::string& name) const { return {namespaces(), name}; }
  StorageKey task(const std::string& id) const { return {tasks(), id}; }
  StorageKey firing(const std::string& task_id, Seconds at) const { return {cluster_ + "#firing#" + task_id, instant(at)}; }
  StorageKey operation(const std::string& id) const { return {cluster_ + "#operation#" + id, "header"}; }
  StorageKey intent(const std::string& id, std::uint32_t index) const;
  StorageKey outcome(const std::string& id, std::uint32_t index) const;
  // Newest-first lists of operations: by time of the request, then the operation's number in its namespace, then id.
  StorageKey log(const OperationRecord& operation) const { return {logs(), position(operation)}; }
  StorageKey namespace_log(const OperationRecord& operation) const { return {namespace_logs(operation.ns), position(operation)}; }
  StorageKey activity(const std::string& ns, Seconds start) const { return {activities(ns), instant(start)}; }
  StorageKey audit(const std::string& ns, std::int64_t seq) const;
  StorageKey chain_head(const std::string& ns) const { return {chain_heads(), ns}; }
  StorageKey permission(const std::string& cost_center) const { return {permissions(), cost_center}; }
  StorageKey places() const { return {cluster_ + "#places", "places"}; }
  StorageKey local_holiday(Date date) const { return {local_holidays(), to_text(date)}; }
  StorageKey settings() const { return {cluster_ + "#settings", "settings"}; }
  StorageKey rules_version(Seconds from) const { return {rules_versions(), instant(from)}; }
  // The sums of the weeks that are over, by namespace: "week#2026-11-16", and the head.
  StorageKey usage_week(const std::string& ns, const std::string& monday) const { return {usage(ns), "week#" + monday}; }
  StorageKey usage_head(const std::string& ns) const { return {usage(ns), "head"}; }
  StorageKey pause() const { return {cluster_ + "#pause", "pause"}; }
  StorageKey run(const std::string& task_id, const std::string& run_id) const { return {runs(task_id), run_id}; }
  StorageKey run_output(const std::string& task_id, const std::string& run_id) const {
    return {cluster_ + "#run-output#" + task_id, run_id};
  }
  // A command's run is over and its activity record is not written yet: the task as it was, with `run_id`.
  StorageKey unrecorded(const std::string& run_id) const { return {unrecorded_runs(), run_id}; }
  // The task as it was from that instant on: the plan of last week is what it was last week.
  StorageKey task_version(const std::string& id, Seconds from) const { return {task_versions(), id + "#" + instant(from)}; }
  StorageKey metrics_sample(Seconds at) const { return {metrics_samples(), instant(at)}; }
  StorageKey idempotency(const std::string& id) const { return {cluster_ + "#idempotency#" + id, "key"}; }
  StorageKey blob(const std::string& family, const std::string& name) const { return {cluster_ + "#" + family, name}; }

  std::string namespaces() const { return cluster_ + "#namespace"; }
  std::string tasks() const { return cluster_ + "#task"; }
  std::string task_versions() const { return cluster_ + "#task-version"; }  // of deleted tasks too
  std::string logs() const { return cluster_ + "#log"; }
  std::string namespace_logs(const std::string& ns) const { return cluster_ + "#log#" + ns; }
  std::string blobs(const std::string& family) const { return cluster_ + "#" + family; }
  std::string activities(const std::string& ns) const { return cluster_ + "#activity#" + ns; }
  std::string audits(const std::string& ns) const { return cluster_ + "#audit#" + ns; }
  std::string chain_heads() const { return cluster_ + "#chain"; }
  std::string permissions() const { return cluster_ + "#permission"; }
  std::string metrics_samples() const { return cluster_ + "#metrics"; }
  std::string unrecorded_runs() const { return cluster_ + "#unrecorded"; }
  std::string local_holidays() const { return cluster_ + "#holiday"; }
  std::string usage(const std::string& ns) const { return cluster_ + "#usage#" + ns; }
  std::string rules_versions() const { return cluster_ + "#rules-version"; }
  std::string runs(const std::string& task_id) const { return cluster_ + "#run#" + task_id; }

  // The activity table's four indexes (SPEC 12): partitions for a RangeQuery with `index`; sort keys begin with instant().
  std::string activities_of_cluster() const { return cluster_ + "#activities"; }
  std::string activities_of_cost_center(const std::string& id) const { return cluster_ + "#activities#cost_center#" + id; }
  std::string activities_of_type(OperationType type) const;
  std::string activities_of_requester(const std::string& name) const { return cluster_ + "#activities#requested_by#" + name; }

  // Under which index keys a store also finds this item: those four of an activity record, none of anything else. Within one
  // second an index orders by namespace. Pure.
  static std::vector<StorageKey> index_keys(const StorageKey& key, const Record& record);

  static std::string instant(Seconds at);  // twelve digits, so that bytewise order is order in time

 private:
  static std::string position(const OperationRecord& operation);

  std::string cluster_;
};

}  // namespace nss
