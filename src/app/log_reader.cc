#include "app/log_reader.h"

#include <algorithm>

namespace nss {
namespace {

constexpr std::uint32_t most_outcome_chunks = 200;

bool matches(const LogQuery& query, const OperationRecord& record) {
  return (!query.type || record.type == *query.type) && (!query.status || record.status == *query.status) &&
         (query.cost_center.empty() || record.cost_center == query.cost_center);
}

RangeQuery range_of(const StorageKeys& keys, const LogQuery& query) {
  RangeQuery range;
  range.partition = query.ns.empty() ? keys.logs() : keys.namespace_logs(query.ns);
  range.descending = true;
  range.limit = query.limit + 1;  // one more tells whether there is a next page
  if (query.start) range.from = StorageKeys::instant(*query.start);
  if (query.end) range.to = StorageKeys::instant(*query.end);
  if (!query.after.empty()) range.to = query.after;
  return range;
}

}  // namespace

void LogReader::operation(const std::string& id, Reply<OperationView> reply) {
  load_headers({id}, [id, reply = std::move(reply)](Result<Views> views) {
    if (!views) return reply(fail(views.error()));
    if (views->empty()) {
      return reply(fail(Error{ErrorKind::not_found, "operation_not_found",
                              Text{"No existe la operación " + id + ".", "There is no operation " + id + "."}}));
    }
    reply(std::move(views->front()));
  });
}

void LogReader::page(const LogQuery& query, Reply<LogPage> reply) {
  store_.range(range_of(keys_, query), [this, query, reply = std::move(reply)](Result<std::vector<StoredItem>> items) {
    if (!items) return reply(fail(items.error()));
    LogPage page;
    if (items->size() > query.limit) {
      items->resize(query.limit);
      page.next = items->back().key.sort;
    }
    std::vector<std::string> ids;
    for (const auto& item : *items) {
      if (const auto* pointer = std::get_if<OperationPointer>(&item.record)) ids.push_back(pointer->operation_id);
    }
    load_headers(ids, [query, page, reply](Result<Views> views) mutable {
      if (!views) return reply(fail(views.error()));
      for (auto& view : *views) {
        if (matches(query, view.record)) page.operations.push_back(std::move(view));
      }
      reply(std::move(page));
    });
  });
}

void LogReader::load_headers(const std::vector<std::string>& ids, Store::Then<Views> then) {
  if (ids.empty()) return then(Views{});
  std::vector<StorageKey> keys;
  for (const auto& id : ids) keys.push_back(keys_.operation(id));
  store_.load(std::move(keys), [this, then = std::move(then)](Result<std::vector<std::optional<StoredItem>>> items) {
    if (!items) return then(fail(items.error()));
    auto views = std::make_shared<Views>();
    for (const auto& item : *items) {
      const auto* record = item ? std::get_if<OperationRecord>(&item->record) : nullptr;
      if (record != nullptr) views->push_back(OperationView{*record, {}, {}});
    }
    load_outcomes(views, then);
  });
}

// Outcomes are written once, at the end; of a running operation they are in memory.
void LogReader::load_outcomes(std::shared_ptr<Views> views, Store::Then<Views> then) {
  std::vector<StorageKey> keys;
  std::vector<std::size_t> owners;
  for (std::size_t i = 0; i < views->size(); ++i) {
    OperationView& view = (*views)[i];
    const OperationRun* run = operations_.active(view.record.ns);
    if (run != nullptr && run->record().id == view.record.id) {
      view = OperationView{run->record(), run->outcomes(), {}};
      continue;
    }
    for (std::uint32_t chunk = 0; chunk < std::min(view.record.outcome_chunks, most_outcome_chunks); ++chunk) {
      keys.push_back(keys_.outcome(view.record.id, chunk));
      owners.push_back(i);
    }
  }
  if (keys.empty()) return then(std::move(*views));
  store_.load(std::move(keys), [views, owners, then = std::move(then)](Result<std::vector<std::optional<StoredItem>>> items) {
    if (!items) return then(fail(items.error()));
    for (std::size_t k = 0; k < items->size(); ++k) {
      const auto* chunk = (*items)[k] ? std::get_if<OutcomeChunk>(&(*items)[k]->record) : nullptr;
      if (chunk == nullptr) continue;
      auto& outcomes = (*views)[owners[k]].workloads;
      outcomes.insert(outcomes.end(), chunk->entries.begin(), chunk->entries.end());
    }
    then(std::move(*views));
  });
}

}  // namespace nss
