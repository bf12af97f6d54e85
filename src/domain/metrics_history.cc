#include "domain/metrics_history.h"

#include <algorithm>
#include <numeric>

namespace nss {
namespace {

enum class Kind : std::uint8_t { level, count, latency };

struct Row {
  HistoryMetric metric;
  const char* name;
  const char* unit;
  Kind kind;
  double (*of)(const MetricsSample&);  // of a level or a count
  double share;                        // of a latency
};

template <std::int64_t MetricsSample::* member>
double number(const MetricsSample& sample) {
  return static_cast<double>(sample.*member);
}

// Of all cost centres.
double hours_avoided(const MetricsSample& sample) {
  std::int64_t seconds = 0;
  for (const AsleepTime& each : sample.avoided) seconds += each.seconds;
  return static_cast<double>(seconds) / 3600.0;
}

constexpr std::array<Row, 13> rows{{
    {HistoryMetric::namespaces_active, "namespaces_active", "namespaces", Kind::level, number<&MetricsSample::active>, 0},
    {HistoryMetric::namespaces_inactive, "namespaces_inactive", "namespaces", Kind::level, number<&MetricsSample::inactive>, 0},
    {HistoryMetric::off_hours_active, "off_hours_active", "namespaces", Kind::level, number<&MetricsSample::off_hours>, 0},
    {HistoryMetric::operations, "operations", "operations", Kind::count, number<&MetricsSample::operations>, 0},
    {HistoryMetric::refusals, "refusals", "refusals", Kind::count, number<&MetricsSample::refusals>, 0},
    {HistoryMetric::tasks, "tasks", "runs", Kind::count, number<&MetricsSample::tasks>, 0},
    {HistoryMetric::tasks_failed, "tasks_failed", "runs", Kind::count, number<&MetricsSample::tasks_failed>, 0},
    {HistoryMetric::hours_avoided, "hours_avoided", "hours", Kind::count, hours_avoided, 0},
    {HistoryMetric::api_requests, "api_requests", "requests", Kind::count, number<&MetricsSample::requests>, 0},
    {HistoryMetric::api_errors, "api_errors", "requests", Kind::count, number<&MetricsSample::errors>, 0},
    {HistoryMetric::api_latency_p50, "api_latency_p50", "ms", Kind::latency, nullptr, 0.50},
    {HistoryMetric::api_latency_p95, "api_latency_p95", "ms", Kind::latency, nullptr, 0.95},
    {HistoryMetric::api_latency_p99, "api_latency_p99", "ms", Kind::latency, nullptr, 0.99},
}};

const Row& row_of(HistoryMetric metric) { return rows.at(static_cast<std::size_t>(metric)); }

void add(std::vector<std::int64_t>& sum, const std::vector<std::int64_t>& more) {
  if (sum.size() < more.size()) sum.resize(more.size());
  for (std::size_t i = 0; i < more.size(); ++i) sum[i] += more[i];
}

// What one step says.
class Step {
 public:
  explicit Step(const Row& row) : row_(row) {}

  void take(const MetricsSample& sample) {
    any_ = true;
    if (row_.kind == Kind::level) value_ = row_.of(sample);
    if (row_.kind == Kind::count) value_ += row_.of(sample);
    if (row_.kind == Kind::latency) add(durations_, sample.durations);
  }

  // `held`: the sample before, while it still holds.
  std::optional<double> value(const MetricsSample* held) const {
    if (row_.kind == Kind::latency) return quantile(durations_, row_.share);
    if (any_) return value_;
    if (held == nullptr) return std::nullopt;
    return row_.kind == Kind::level ? row_.of(*held) : 0;
  }

 private:
  const Row& row_;
  bool any_ = false;
  double value_ = 0;
  std::vector<std::int64_t> durations_;
};

}  // namespace

const char* to_string(HistoryMetric metric) { return row_of(metric).name; }
const char* unit_of(HistoryMetric metric) { return row_of(metric).unit; }

std::optional<HistoryMetric> parse_history_metric(std::string_view text) {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return text == row.name; });
  if (found == rows.end()) return std::nullopt;
  return found->metric;
}

bool says_more_than(const MetricsSample& sample, const MetricsSample& before) {
  return sample.operations != 0 || sample.refusals != 0 || sample.requests != 0 || sample.tasks != 0 ||
         sample.active != before.active || sample.inactive != before.inactive || sample.off_hours != before.off_hours;
}

std::optional<double> quantile(const std::vector<std::int64_t>& buckets, double share) {
  const auto total = std::accumulate(buckets.begin(), buckets.end(), std::int64_t{0});
  if (total <= 0) return std::nullopt;
  const double rank = share * static_cast<double>(total);
  double below = 0;
  for (std::size_t i = 0; i < std::min(buckets.size(), request_bounds.size()); ++i) {
    const auto here = static_cast<double>(buckets[i]);
    if (below + here >= rank && here > 0) {
      const double from = i == 0 ? 0 : static_cast<double>(request_bounds[i - 1]);
      return from + (static_cast<double>(request_bounds[i]) - from) * (rank - below) / here;
    }
    below += here;
  }
  return static_cast<double>(request_bounds.back());
}

std::vector<HistoryPoint> history_points(const std::vector<MetricsSample>& samples, const HistoryQuery& query) {
  std::vector<HistoryPoint> points;
  const Row& row = row_of(query.metric);
  auto next = samples.begin();
  const MetricsSample* before = nullptr;
  for (; next != samples.end() && next->at < query.start; ++next) before = &*next;
  for (Seconds begin = query.start; begin < query.end; begin += query.step) {
    const Seconds end = std::min(begin + query.step, query.end);
    const bool holds = before != nullptr && begin - before->at < sample_holds;
    Step step(row);
    const MetricsSample* held = holds ? before : nullptr;
    for (; next != samples.end() && next->at < end; ++next) {
      step.take(*next);
      before = &*next;
    }
    if (const auto value = step.value(held)) points.push_back({begin, *value});
  }
  return points;
}

}  // namespace nss
