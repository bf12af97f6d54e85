#include "app/metrics_recorder.h"

#include <algorithm>
#include <map>
#include <memory>

namespace nss {
namespace {

// Answers of the API: no probe, and no event stream, which is open as long as somebody looks.
bool is_counted(const std::string& route) { return route.starts_with("/api/") && route != "/api/events"; }

}  // namespace

void MetricsRecorder::start(Mono every) {
  every_ = every;
  if (every_ > Mono{0}) again();
}

void MetricsRecorder::again() {
  ports_.loop.timers().after(every_, [this] { look(); });
}

MetricsRecorder::Totals MetricsRecorder::totals() const {
  Totals now;
  now.operations = static_cast<std::int64_t>(ports_.metrics.operations_started.load());
  for (const auto& [reason, count] : ports_.metrics.denials.all()) now.refusals += static_cast<std::int64_t>(count->load());
  now.tasks_failed = static_cast<std::int64_t>(ports_.metrics.runs_failed.load());
  now.tasks = static_cast<std::int64_t>(ports_.metrics.runs_completed.load()) + now.tasks_failed;
  now.durations.resize(std::tuple_size_v<HistogramBounds> + 1);
  for (const auto& [labels, histogram] : ports_.metrics.http_durations.all()) {
    if (!is_counted(labels[1])) continue;
    const bool error = labels[2].starts_with("5");
    for (std::size_t i = 0; i < histogram->buckets(); ++i) {
      const auto count = static_cast<std::int64_t>(histogram->bucket(i));
      now.durations[i] += count;
      now.requests += count;
      if (error) now.errors += count;
    }
  }
  return now;
}

MetricsSample MetricsRecorder::sample(const Totals& now) const {
  MetricsSample sample;
  sample.at = ports_.loop.now();
  sample.active = ports_.metrics.namespaces_active.load();
  sample.inactive = ports_.metrics.namespaces_inactive.load();
  sample.off_hours = ports_.metrics.off_hours_active.load();
  sample.operations = now.operations - told_.operations;
  sample.refusals = now.refusals - told_.refusals;
  sample.requests = now.requests - told_.requests;
  sample.errors = now.errors - told_.errors;
  sample.tasks = now.tasks - told_.tasks;
  sample.tasks_failed = now.tasks_failed - told_.tasks_failed;
  sample.avoided = avoided(sample.at);
  if (sample.requests == 0) return sample;
  sample.durations = now.durations;
  for (std::size_t i = 0; i < told_.durations.size(); ++i) sample.durations[i] -= told_.durations[i];
  return sample;
}

// What is off by an operation of ours, since the last sample. A record that was closed since then is left out: the reports count
// it exactly, these numbers follow it by minutes.
std::vector<AsleepTime> MetricsRecorder::avoided(Seconds until) const {
  if (!last_) return {};
  std::map<std::string, std::int64_t> seconds;
  for (const auto& [name, entry] : ports_.ledger.entries()) {
    const auto& open = entry.record.open_activity;
    if (!open || open->on || open->record.operation_id.empty()) continue;
    const auto from = std::max(open->record.start, last_->at);
    if (from < until) seconds[open->record.cost_center] += (until - from).count();
  }
  std::vector<AsleepTime> list;
  for (auto& [cost_center, total] : seconds) list.push_back({cost_center, total});
  return list;
}

void MetricsRecorder::look() {
  again();
  if (writing_ || !ports_.store.ok()) return;  // its numbers come with the next sample
  const Totals now = totals();
  const MetricsSample next = sample(now);
  const bool due = !last_ || next.at - last_->at >= sample_at_least_every || next.at < last_->at;
  if (!due && !says_more_than(next, *last_)) return;
  StorageTransaction transaction;
  transaction.writes.push_back(StorageWrite{ports_.keys.metrics_sample(next.at), next, Precondition::none(), next.at + kept_for});
  writing_ = true;
  ports_.store.commit(std::move(transaction), [this, now, next](Result<CommitReceipt> receipt) {
    writing_ = false;
    if (!receipt) return;
    told_ = now;
    last_ = next;
  });
}

void MetricsRecorder::read(const HistoryQuery& query, Reply<std::vector<HistoryPoint>> reply) {
  RangeQuery range;
  range.partition = ports_.keys.metrics_samples();
  range.from = StorageKeys::instant(query.start - sample_holds);
  range.to = StorageKeys::instant(query.end);
  range.limit = 1'000;
  auto samples = std::make_shared<std::vector<MetricsSample>>();
  ports_.store.scan(
      std::move(range),
      [samples](StoredItem item) {
        if (auto* found = std::get_if<MetricsSample>(&item.record)) samples->push_back(std::move(*found));
      },
      [samples, query, reply = std::move(reply)](Result<void> read) {
        if (!read) return reply(fail(read.error()));
        reply(history_points(*samples, query));
      });
}

}  // namespace nss
