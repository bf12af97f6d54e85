#include "app/run_reader.h"

#include <vector>

namespace nss {

void RunReader::page(const std::string& task_id, std::size_t limit, const std::string& after, Reply<RunPage> reply) {
  if (tasks_.find(task_id) == nullptr) return reply(fail(task_not_found(task_id)));
  RangeQuery range;
  range.partition = keys_.runs(task_id);
  range.to = after;
  range.descending = true;
  range.limit = limit + 1;  // one more tells whether there is a next page
  store_.range(range, [this, task_id, limit, reply = std::move(reply)](Result<std::vector<StoredItem>> items) {
    if (!items) return reply(fail(std::move(items.error())));
    auto page = std::make_shared<RunPage>();
    if (items->size() > limit) {
      items->resize(limit);
      page->next = items->back().key.sort;
    }
    for (const auto& item : *items) {
      if (const auto* run = std::get_if<RunRecord>(&item.record)) page->runs.push_back(RunView{*run, {}});
    }
    add_outputs(task_id, page, reply);
  });
}

// Outputs are kept for a shorter time than their runs.
void RunReader::add_outputs(const std::string& task_id, const std::shared_ptr<RunPage>& page, Reply<RunPage> reply) {
  if (page->runs.empty()) return reply(std::move(*page));
  std::vector<StorageKey> keys;
  for (const RunView& view : page->runs) keys.push_back(keys_.run_output(task_id, view.record.id));
  store_.load(std::move(keys), [page, reply = std::move(reply)](Result<std::vector<std::optional<StoredItem>>> items) {
    if (!items) return reply(fail(std::move(items.error())));
    for (std::size_t i = 0; i < items->size(); ++i) {
      const auto* blob = (*items)[i] ? std::get_if<BlobRecord>(&(*items)[i]->record) : nullptr;
      if (blob != nullptr) page->runs[i].output = blob->body;
    }
    reply(std::move(*page));
  });
}

void RunReader::one(const std::string& task_id, const std::string& run_id, Reply<RunView> reply) {
  if (tasks_.find(task_id) == nullptr) return reply(fail(task_not_found(task_id)));
  store_.load({keys_.run(task_id, run_id), keys_.run_output(task_id, run_id)},
              [run_id, reply = std::move(reply)](Result<std::vector<std::optional<StoredItem>>> items) {
                if (!items) return reply(fail(std::move(items.error())));
                const auto* run = items->at(0) ? std::get_if<RunRecord>(&items->at(0)->record) : nullptr;
                if (run == nullptr) {
                  return reply(
                      fail(Error{ErrorKind::not_found, "not_found",
                                 Text{"La tarea no tiene la ejecución " + run_id + ".", "The task has no run " + run_id + "."}}));
                }
                const auto* output = items->at(1) ? std::get_if<BlobRecord>(&items->at(1)->record) : nullptr;
                reply(RunView{*run, output == nullptr ? std::string() : output->body});
              });
}

}  // namespace nss
