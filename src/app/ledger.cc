#include "app/ledger.h"

#include "base/check.h"

namespace nss {

const Ledger::Entry* Ledger::find(const std::string& ns) const {
  const auto entry = entries_.find(ns);
  return entry == entries_.end() ? nullptr : &entry->second;
}

std::int64_t Ledger::version_of(const std::string& ns) const {
  const Entry* known = find(ns);
  return known == nullptr ? 0 : known->version;
}

void Ledger::put(NamespaceRecord record, std::int64_t version) {
  const std::string ns = record.name;
  entries_.insert_or_assign(ns, Entry{std::move(record), version, false});
}

void Ledger::put_unsaved(NamespaceRecord record) {
  const std::int64_t version = version_of(record.name);
  const std::string ns = record.name;
  entries_.insert_or_assign(ns, Entry{std::move(record), version, true});
}

bool Ledger::acquire(const std::string& ns, std::function<void()> job) {
  const auto [queue, free] = queues_.try_emplace(ns);
  if (free) {
    job();
    return true;
  }
  if (queue->second.jobs.size() >= (ns.starts_with('#') ? longest_shared_queue : longest_queue)) return false;
  queue->second.jobs.push_back(std::move(job));
  return true;
}

void Ledger::release(const std::string& ns) {
  const auto queue = queues_.find(ns);
  NSS_CHECK(queue != queues_.end());
  if (!queue->second.jobs.empty()) {
    const auto job = std::move(queue->second.jobs.front());
    queue->second.jobs.pop_front();
    job();
    return;
  }
  const bool call = queue->second.call_on_free;
  queues_.erase(queue);
  if (call && on_free_) on_free_(ns);
}

}  // namespace nss
