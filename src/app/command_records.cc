#include "app/command_records.h"

#include <algorithm>

#include "app/namespace_refresh.h"
#include "app/operation_store.h"
#include "base/log.h"
#include "domain/activity_step.h"
#include "domain/operation_run.h"

namespace nss {
namespace {

constexpr int most_tries = 20;  // with half a minute between them, in the end; then the next start's
constexpr Milliseconds look_again{1'000};

}  // namespace

ActivityRecord CommandRecords::record_of(const TaskRecord& task, const RunRecord& run) const {
  ActivityRecord record;
  record.ns = task.ns;
  record.start = run.started_at;
  record.type = OperationType::command;
  record.cost_center = task.cost_center;
  record.cluster_name = ports_.policy.cluster_name;
  record.requested_by = task.created_by;
  record.user_id = run.by_person ? task.created_by : system_user;
  record.error_message = run.status == RunStatus::failed ? run.error : std::string();
  record.reason = task.id;
  return record;
}

void CommandRecords::resume() {
  RangeQuery query;
  query.partition = ports_.keys.unrecorded_runs();
  auto due = std::make_shared<std::vector<TaskRecord>>();
  ports_.store.scan(
      query,
      [due](const StoredItem& item) {
        const auto* task = std::get_if<TaskRecord>(&item.record);
        if (task != nullptr && task->run_id) due->push_back(*task);
      },
      [this, due](Result<void> read) {
        if (!read) {
          ports_.loop.timers().after(look_again, [this] { resume(); });
          return;
        }
        for (const TaskRecord& task : *due) resume_one(task);
      });
}

void CommandRecords::resume_one(const TaskRecord& task) {
  ports_.store.load({ports_.keys.run(task.id, *task.run_id)}, [this, task](Result<std::vector<std::optional<StoredItem>>> items) {
    if (!items) {
      ports_.loop.timers().after(look_again, [this, task] { resume_one(task); });
      return;
    }
    const auto* run = items->at(0) ? std::get_if<RunRecord>(&items->at(0)->record) : nullptr;
    if (run == nullptr) return forget(*task.run_id);
    write(task, *run, 0);
  });
}

// There is nothing to record any more.
void CommandRecords::forget(const std::string& run_id) {
  StorageTransaction transaction;
  transaction.writes.push_back(StorageWrite{ports_.keys.unrecorded(run_id), std::nullopt, Precondition::none(), std::nullopt});
  ports_.store.commit(std::move(transaction), [](const Result<CommitReceipt>&) {});  // else the next start does
}

void CommandRecords::write(const TaskRecord& task, const RunRecord& run, int tries) {
  const auto again = [this, task, run, tries](const std::string& code) {
    log::warn("a command's record is not written", {{"task_id", task.id}, {"run_id", run.id}, {"code", code}});
    if (tries >= most_tries) return;
    const auto delay = std::min(retry_delay(tries, 0.5, std::nullopt), Milliseconds(30'000));
    ports_.loop.timers().after(delay, [this, task, run, tries] { write(task, run, tries + 1); });
  };
  const bool queued = ports_.ledger.acquire(task.ns, [this, task, run, again] {
    const Ledger::Entry* known = ports_.ledger.find(task.ns);
    if (known == nullptr) {
      ports_.ledger.release(task.ns);
      return forget(run.id);
    }
    const ActivityStatus status = run.status == RunStatus::failed ? ActivityStatus::failed : ActivityStatus::completed;
    NamespaceRecord next = known->record;
    const ActivityStep step = note_activity(next, record_of(task, run), run.finished_at.value_or(ports_.loop.now()), status);
    AuditEvent event{"command",
                     {},
                     step.opened->user_id,
                     {{"command", task.command},
                      {"cost_center", task.cost_center},
                      {"error", run.error},
                      {"requested_by", task.created_by},
                      {"run_id", run.id},
                      {"status", std::string(to_string(run.status))},
                      {"task_id", task.id}}};
    AuditTrail::Batch batch{task.ns, {std::move(event)}};
    batch.last.writes.push_back(namespace_write(ports_.keys, next, known->version));
    batch.last.writes.push_back(StorageWrite{ports_.keys.unrecorded(run.id), std::nullopt, Precondition::exists(), std::nullopt});
    add_activity(ports_.keys, step, batch.last);
    ports_.trail.commit(std::move(batch), [this, next, again](Result<CommitReceipt> receipt) {
      if (receipt) {
        ports_.ledger.put(next, receipt->versions.at(0));
        return ports_.ledger.release(next.name);
      }
      refresh_after(receipt.error(), ports_.store, ports_.keys, ports_.ledger, next.name,
                    [this, next, again, code = receipt.error().code] {
                      // Nobody else takes a second of this namespace while we hold it: if it is taken, the record is there.
                      const Ledger::Entry* there = ports_.ledger.find(next.name);
                      const bool written = there != nullptr && there->record.last_activity == next.last_activity;
                      ports_.ledger.release(next.name);
                      if (!written) again(code);
                    });
    });
  });
  if (!queued) again("not_ready");
}

}  // namespace nss
