#include "adapters/sqlite/writer.h"

#include <pthread.h>

#include "adapters/records/storage_rules.h"
#include "base/crash_point.h"
#include "base/log.h"

namespace nss {
namespace {

// Its own outcome, decided before anything was written; any other failure is the store's and ends the group.
bool is_own_outcome(const Error& error) { return error.kind == ErrorKind::invalid || error.kind == ErrorKind::conflict; }

}  // namespace

Writer::Writer(Database database, ItemsWriter items, const Options& options)
    : database_(std::move(database)), items_(std::move(items)), options_(options), queue_(options.max_waiting) {
  thread_ = std::thread([this] { run(); });
  pthread_setname_np(thread_.native_handle(), "store-write");
}

Writer::~Writer() { stop(); }

void Writer::post(std::unique_ptr<WriteJob> job) {
  if (queue_.push(job) != decltype(queue_)::Pushed::full) return;
  const Error error = store_unavailable("too many changes wait for it");
  job->answer(&error);
}

void Writer::stop() {
  const auto dropped = queue_.close();
  if (thread_.joinable()) thread_.join();
}

void Writer::run() {
  bool written = false;
  for (;;) {
    auto next = queue_.pop(written ? std::optional(options_.idle_before_checkpoint) : std::nullopt);
    if (next.job) {
      write_group(std::move(*next.job));
      written = true;
    } else if (next.closed) {
      return;
    } else {
      checkpoint();
      written = false;
    }
  }
}

void Writer::write_group(std::unique_ptr<WriteJob> first) {
  Group group;
  if (auto begun = database_.execute("BEGIN IMMEDIATE"); !begun) {
    group.push_back(std::move(first));
    return refuse_all(group, begun.error());
  }
  std::optional<Error> broken = fill(group, std::move(first));
  if (!broken) broken = commit();
  if (broken) {
    take_back();
    log::warn("store: a group of changes was not kept", {{"code", broken->code}, {"error", broken->message.en}});
  }
  for (const auto& job : group) job->answer(broken ? &*broken : nullptr);
}

std::optional<Error> Writer::fill(Group& group, std::unique_ptr<WriteJob> first) {
  const std::size_t before = items_.bytes_written();
  std::optional<std::unique_ptr<WriteJob>> next(std::move(first));
  while (next) {
    group.push_back(std::move(*next));
    if (auto broken = apply(*group.back())) return broken;
    const bool full = group.size() >= max_group_jobs || items_.bytes_written() - before >= max_group_bytes;
    next = full ? std::nullopt : queue_.try_pop();
  }
  return std::nullopt;
}

std::optional<Error> Writer::apply(WriteJob& job) {
  if (auto opened = database_.execute("SAVEPOINT job"); !opened) return opened.error();
  std::optional<Error> error = job.apply(items_);
  if (error && !is_own_outcome(*error)) return error;
  const auto closed = database_.execute(error ? "ROLLBACK TO job; RELEASE job" : "RELEASE job");
  if (!closed) return closed.error();
  return std::nullopt;
}

std::optional<Error> Writer::commit() {
  crash_point("c13.sqlite.before_commit");
  if (auto committed = database_.execute("COMMIT"); !committed) {
    if (surely_not_committed(database_.code())) return committed.error();
    return store_outcome_unknown(committed.error().message.en);
  }
  crash_point("c13.sqlite.after_commit");
  return std::nullopt;
}

void Writer::take_back() {
  // Some failures have already rolled back.
  if (database_.in_transaction()) static_cast<void>(database_.execute("ROLLBACK"));
}

// The store refuses to begin: whoever waits gets the answer now, instead of each waiting for its own busy timeout.
void Writer::refuse_all(Group& group, const Error& error) {
  while (auto job = queue_.try_pop()) group.push_back(std::move(*job));
  log::warn("store: cannot begin to write", {{"code", error.code}, {"error", error.message.en}});
  for (const auto& job : group) job->answer(&error);
}

void Writer::checkpoint() {
  // Never waits for a reader: the next change must not wait for a backup.
  database_.set_busy_timeout(std::chrono::milliseconds(0));
  if (auto done = database_.execute("PRAGMA wal_checkpoint(TRUNCATE)"); !done) {
    log::warn("store: checkpoint failed", {{"error", done.error().message.en}});
  }
  database_.set_busy_timeout(options_.busy_timeout);
}

}  // namespace nss
