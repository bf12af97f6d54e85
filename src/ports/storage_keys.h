// Where each record lies. Every key begins with the cluster, so that several clusters can share one store (SPEC 12).
#pragma once

#include <string>

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
  StorageKey blob(const std::string& family, const std::string& name) const { return {cluster_ + "#" + family, name}; }

  std::string namespaces() const { return cluster_ + "#namespace"; }
  std::string tasks() const { return cluster_ + "#task"; }
  std::string logs() const { return cluster_ + "#log"; }
  std::string namespace_logs(const std::string& ns) const { return cluster_ + "#log#" + ns; }
  std::string blobs(const std::string& family) const { return cluster_ + "#" + family; }

  static std::string instant(Seconds at);  // twelve digits, so that bytewise order is order in time

 private:
  static std::string position(const OperationRecord& operation);

  std::string cluster_;
};

}  // namespace nss
