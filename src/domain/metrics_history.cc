#include "domain/metrics_history.h"

#include <algorithm>
#include <numeric>

namespace nss {
namespace {

struct Row {
  HistoryMetric metric;
  const char* name;
  const char* unit;
  std::int64_t MetricsSample::* level;  // one of the three is set
  std::int64_t MetricsSample::* count;
  double share;
};

constexpr std::array<Row, 10> rows{{
    {HistoryMetric::namespaces_active, "namespaces_active", "namespaces", &MetricsSample::active, nullptr, 0},
    {HistoryMetric::namespaces_inactive, "namespaces_inactive", "namespaces", &MetricsSample::inactive, nullptr, 0},
    {HistoryMetric::off_hours_active, "off_hours_active", "namespaces", &MetricsSample::off_hours, nullptr, 0},
    {HistoryMetric::operations, "operations", "operations", nullptr, &MetricsSample::operations, 0},
    {HistoryMetric::refusals, "refusals", "refusals", nullptr, &MetricsSample::refusals, 0},
    {HistoryMetric::api_requests, "api_requests", "requests", nullptr, &MetricsSample::requests, 0},
    {HistoryMetric::api_errors, "api_errors", "requests", nullptr, &MetricsSample::errors, 0},
    {HistoryMetric::api_latency_p50, "api_latency_p50", "ms", nullptr, nullptr, 0.50},
    {HistoryMetric::api_latency_p95, "api_latency_p95", "ms", nullptr, nullptr, 0.95},
    {HistoryMetric::api_latency_p99, "api_latency_p99", "ms", nullptr, nullptr, 0.99},
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
    if (row_.level != nullptr) value_ = static_cast<double>(sample.*row_.level);
    if (row_.count != nullptr) value_ += static_cast<double>(sample.*row_.count);
    add(durations_, sample.durations);
  }

  // `held`: the sample before, while it still holds.
  std::optional<double> value(const MetricsSample* held) const {
    if (row_.share > 0) return quantile(durations_, row_.share);
    if (any_) return value_;
    if (held == nullptr) return std::nullopt;
    return row_.level != nullptr ? static_cast<double>(held->*row_.level) : 0;
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
