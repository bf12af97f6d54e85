// The namespaces' records as the store has them, with their versions, in the memory of the one process that acts, and the
// queue of each namespace: whatever loads, decides and commits a namespace's record does so alone (ARCHITECTURE 4, one
// command in flight per contention key). Loaded once at the start; afterwards a change is committed first and put here when
// the commit was answered. Core thread only.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <utility>

#include "domain/namespace_record.h"

namespace nss {

class Ledger {
 public:
  struct Entry {
    NamespaceRecord record;
    std::int64_t version = 0;  // in the store; 0: not there yet
    bool unsaved = false;      // ahead of the store: its spooled operation brings it there
  };

  const Entry* find(const std::string& ns) const;
  std::int64_t version_of(const std::string& ns) const;  // 0: the store has none
  void put(NamespaceRecord record, std::int64_t version);
  void put_unsaved(NamespaceRecord record);  // the store fails; the version stays
  void erase(const std::string& ns) { entries_.erase(ns); }
  const std::map<std::string, Entry>& entries() const { return entries_; }

  // Runs `job` when nobody else works on this namespace, now or later; it must call release(ns) once, when its commit was
  // answered. False: too many are waiting already, the job is dropped.
  bool acquire(const std::string& ns, std::function<void()> job);
  void release(const std::string& ns);
  bool busy(const std::string& ns) const { return queues_.contains(ns); }
  bool idle() const { return queues_.empty(); }

  // Called when a namespace becomes free, if somebody asked for it meanwhile.
  void on_free(std::function<void(const std::string&)> listener) { on_free_ = std::move(listener); }
  void call_when_free(const std::string& ns) { queues_[ns].call_on_free = true; }

 private:
  static constexpr std::size_t longest_queue = 64;
  static constexpr std::size_t longest_shared_queue = 4096;  // of a key of all namespaces; those begin with '#'
  struct Queue {
    std::deque<std::function<void()>> jobs;
    bool call_on_free = false;
  };
  std::map<std::string, Entry> entries_;
  std::map<std::string, Queue> queues_;  // present: somebody works on it
  std::function<void(const std::string&)> on_free_;
};

}  // namespace nss
