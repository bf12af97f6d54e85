// Points of a question from samples, quantiles from buckets.
#include "domain/metrics_history.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <numeric>

namespace nss {
namespace {

Seconds at(std::int64_t minute) { return Seconds(std::chrono::minutes(minute)); }

MetricsSample sample(std::int64_t minute, std::int64_t active, std::int64_t operations = 0) {
  MetricsSample made;
  made.at = at(minute);
  made.active = active;
  made.operations = operations;
  return made;
}

HistoryQuery from_to(std::int64_t start, std::int64_t end, std::int64_t step_minutes = 1) {
  return {HistoryMetric::namespaces_active, at(start), at(end), std::chrono::minutes(step_minutes)};
}

using Points = std::vector<HistoryPoint>;

TEST(MetricsHistory, ALevelHoldsUntilTheNextSample) {
  const std::vector<MetricsSample> samples{sample(10, 4), sample(13, 2)};
  EXPECT_EQ(history_points(samples, from_to(9, 16)),
            (Points{{at(10), 4}, {at(11), 4}, {at(12), 4}, {at(13), 2}, {at(14), 2}, {at(15), 2}}));
  EXPECT_EQ(history_points(samples, from_to(11, 13)), (Points{{at(11), 4}, {at(12), 4}})) << "one of before the start holds";
  EXPECT_EQ(history_points(samples, from_to(10, 16, 3)), (Points{{at(10), 4}, {at(13), 2}})) << "the last of a step";
}

TEST(MetricsHistory, WhatIsTooOldHoldsNoMore) {
  const auto holds = std::chrono::duration_cast<std::chrono::minutes>(sample_holds).count();
  const Points points = history_points({sample(0, 4), sample(60, 5)}, from_to(0, 62));
  ASSERT_EQ(static_cast<std::int64_t>(points.size()), holds + 2) << "between them the product did not run";
  EXPECT_EQ(points[static_cast<std::size_t>(holds) - 1], (HistoryPoint{at(holds - 1), 4}));
  EXPECT_EQ(points[static_cast<std::size_t>(holds)], (HistoryPoint{at(60), 5}));
}

TEST(MetricsHistory, CountsAreSummedAndAreZeroWhileNothingHappens) {
  HistoryQuery query = from_to(10, 16, 2);
  query.metric = HistoryMetric::operations;
  EXPECT_EQ(history_points({sample(10, 4, 3), sample(11, 4, 2), sample(15, 4, 7)}, query),
            (Points{{at(10), 5}, {at(12), 0}, {at(14), 7}}));
  EXPECT_TRUE(history_points({}, query).empty());
}

TEST(MetricsHistory, RunsAndAvoidedHoursAreCounts) {
  MetricsSample first = sample(10, 1), second = sample(11, 1);
  first.tasks = 2;
  second.tasks = 1;
  second.tasks_failed = 1;
  first.avoided = {{"CC-1", 1'800}, {"CC-2", 900}};
  second.avoided = {{"CC-1", 900}};
  HistoryQuery query = from_to(10, 14, 2);
  query.metric = HistoryMetric::tasks;
  EXPECT_EQ(history_points({first, second}, query), (Points{{at(10), 3}, {at(12), 0}}));
  query.metric = HistoryMetric::tasks_failed;
  EXPECT_EQ(history_points({first, second}, query), (Points{{at(10), 1}, {at(12), 0}}));
  query.metric = HistoryMetric::hours_avoided;
  EXPECT_EQ(history_points({first, second}, query), (Points{{at(10), 1}, {at(12), 0}})) << "of all cost centres";
}

TEST(MetricsHistory, LatenciesOfAStepAreTakenTogether) {
  MetricsSample first = sample(10, 1), second = sample(11, 1);
  first.durations = {0, 10};      // all between 1 and 5 ms
  second.durations = {0, 0, 10};  // all between 5 and 10 ms
  HistoryQuery query = from_to(10, 14, 2);
  query.metric = HistoryMetric::api_latency_p50;
  EXPECT_EQ(history_points({first, second}, query), (Points{{at(10), 5}})) << "none where nobody asked anything";
  query.metric = HistoryMetric::api_latency_p95;
  EXPECT_EQ(history_points({first, second}, query), (Points{{at(10), 9.5}}));
}

TEST(MetricsHistory, QuantileIsLinearWithinABucket) {
  EXPECT_FALSE(quantile({}, 0.5).has_value());
  EXPECT_FALSE(quantile({0, 0}, 0.5).has_value());
  EXPECT_DOUBLE_EQ(*quantile({4}, 0.5), 0.5);
  EXPECT_DOUBLE_EQ(*quantile({0, 4}, 0.5), 3);
  EXPECT_DOUBLE_EQ(*quantile({1, 0, 0, 1}, 0.5), 1);
  const std::vector<std::int64_t> beyond(request_bounds.size() + 1, 0);
  std::vector<std::int64_t> slow = beyond;
  slow.back() = 3;
  EXPECT_DOUBLE_EQ(*quantile(slow, 0.5), 10'000) << "the last bucket has no bound";
}

RC_GTEST_PROP(MetricsHistory, QuantilesGrowWithTheirShare, ()) {
  const auto buckets = *rc::gen::container<std::vector<std::int64_t>>(11, rc::gen::inRange<std::int64_t>(0, 1'000));
  const auto p50 = quantile(buckets, 0.5), p95 = quantile(buckets, 0.95), p99 = quantile(buckets, 0.99);
  RC_ASSERT(p50.has_value() == (std::accumulate(buckets.begin(), buckets.end(), std::int64_t{0}) > 0));
  if (p50) RC_ASSERT(*p50 <= *p95 && *p95 <= *p99 && *p50 >= 0);
}

RC_GTEST_PROP(MetricsHistory, NoOperationIsLostOrToldTwice, ()) {
  const auto counts = *rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(0, 50));
  const auto step = *rc::gen::inRange<std::int64_t>(1, 30);
  std::vector<MetricsSample> samples;
  for (std::size_t i = 0; i < counts.size(); ++i) samples.push_back(sample(static_cast<std::int64_t>(i) * 3, 1, counts[i]));
  HistoryQuery query = from_to(0, static_cast<std::int64_t>(counts.size()) * 3 + 1, step);
  query.metric = HistoryMetric::operations;
  double sum = 0;
  for (const HistoryPoint& point : history_points(samples, query)) sum += point.value;
  RC_ASSERT(sum == static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::int64_t{0})));
}

TEST(MetricsHistory, NamesAreReadBack) {
  for (const char* name : {"namespaces_active", "namespaces_inactive", "off_hours_active", "operations", "refusals",
                           "api_requests", "api_errors", "api_latency_p50", "api_latency_p95", "api_latency_p99"}) {
    const auto metric = parse_history_metric(name);
    ASSERT_TRUE(metric.has_value()) << name;
    EXPECT_STREQ(to_string(*metric), name);
    EXPECT_STRNE(unit_of(*metric), "") << name;
  }
  EXPECT_FALSE(parse_history_metric("uptime").has_value());
  EXPECT_FALSE(parse_history_metric("").has_value());
}

TEST(MetricsHistory, ASampleThatSaysNothingNew) {
  const MetricsSample before = sample(10, 4, 3);
  EXPECT_FALSE(says_more_than(sample(11, 4), before));
  EXPECT_TRUE(says_more_than(sample(11, 5), before));
  EXPECT_TRUE(says_more_than(sample(11, 4, 1), before));
  MetricsSample ran = sample(11, 4);
  ran.tasks = 1;
  EXPECT_TRUE(says_more_than(ran, before));
  MetricsSample asked = sample(11, 4);
  asked.requests = 1;
  EXPECT_TRUE(says_more_than(asked, before));
}

}  // namespace
}  // namespace nss
