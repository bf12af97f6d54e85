// What /api/metrics/history tells: samples of the product's own numbers, one a minute, and the points that a question is answered
// with. A level (how many namespaces are on) holds from its sample to the next; a count and the durations of requests belong to the
// time since the sample before. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instruments.h"
#include "base/time.h"

namespace nss {

// How long namespaces of a cost centre were off by a switch-off of ours.
struct AsleepTime {
  std::string cost_center;
  std::int64_t seconds = 0;
  friend bool operator==(const AsleepTime&, const AsleepTime&) = default;
};

struct MetricsSample {
  Seconds at{};
  std::int64_t active = 0;               // levels: namespaces that are on,
  std::int64_t inactive = 0;             // that are off,
  std::int64_t off_hours = 0;            // off-hours places that are taken
  std::int64_t operations = 0;           // counts since the sample before: operations begun,
  std::int64_t refusals = 0;             // commands that a rule refused,
  std::int64_t requests = 0;             // answers of the API,
  std::int64_t errors = 0;               // those of 500 and above
  std::vector<std::int64_t> durations;   // of the requests, by bucket of request_bounds; empty: there were none
  std::int64_t tasks = 0;                // runs of people's tasks that ended,
  std::int64_t tasks_failed = 0;         // and those of them that failed
  std::vector<AsleepTime> avoided = {};  // since the sample before, of those that are off now
  friend bool operator==(const MetricsSample&, const MetricsSample&) = default;
};

// Whether anything was counted, or a level is another one than in `before`.
bool says_more_than(const MetricsSample& sample, const MetricsSample& before);

enum class HistoryMetric : std::uint8_t {
  namespaces_active,
  namespaces_inactive,
  off_hours_active,
  operations,
  refusals,
  tasks,
  tasks_failed,
  hours_avoided,
  api_requests,
  api_errors,
  api_latency_p50,
  api_latency_p95,
  api_latency_p99
};
const char* to_string(HistoryMetric metric);
std::optional<HistoryMetric> parse_history_metric(std::string_view text);
const char* unit_of(HistoryMetric metric);  // "namespaces", "operations", "runs", "hours", "requests", "ms"

// At most so long a sample's levels hold when none follows: at least that often one is written, so that a longer gap is a time when
// the product did not run.
inline constexpr std::chrono::seconds sample_at_least_every{600};
inline constexpr std::chrono::seconds sample_holds{720};

struct HistoryQuery {
  HistoryMetric metric = HistoryMetric::namespaces_active;
  Seconds start{};
  Seconds end{};  // excluded
  std::chrono::seconds step{60};
};

struct HistoryPoint {
  Seconds at{};  // the begin of its step
  double value = 0;
  friend bool operator==(const HistoryPoint&, const HistoryPoint&) = default;
};

// A point for each step of which something is known. Samples are in order and may begin before the start: a level of before still
// holds. Latencies have points only where there were requests.
std::vector<HistoryPoint> history_points(const std::vector<MetricsSample>& samples, const HistoryQuery& query);

// Milliseconds, linear within a bucket; the last bucket, which has no bound, answers the last bound. Empty: nothing was counted.
std::optional<double> quantile(const std::vector<std::int64_t>& buckets, double share);

}  // namespace nss
