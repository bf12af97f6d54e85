// The metrics' history: what is written into the store, how often, and how long it stays there.
#include "app/metrics_recorder.h"

#include <gtest/gtest.h>

#include "unit/app/product.h"

namespace nss {
namespace {

using Points = std::vector<HistoryPoint>;

class MetricsRecorderTest : public testing::Test {
 protected:
  MetricsRecorderTest() {
    product.add_namespace("pagos");
    product.start();
  }

  Result<Points> read(HistoryMetric metric, const std::string& start, const std::string& end, std::chrono::seconds step) {
    const HistoryQuery query{metric, floor_seconds(instant(start)), floor_seconds(instant(end)), step};
    return product.wait_for<Points>([&](Reply<Points> reply) { product.controller->metrics_history(query, reply); });
  }
  double sum(HistoryMetric metric, const std::string& start, const std::string& end) {
    double total = 0;
    const Points points = read(metric, start, end, std::chrono::minutes(1)).value();
    for (const HistoryPoint& point : points) total += point.value;
    return total;
  }
  std::size_t samples() {
    RangeQuery query;
    query.partition = StorageKeys("test").metrics_samples();
    query.limit = 1'000;
    std::size_t count = 0;
    product.storage->range(query, [&](Result<std::vector<StoredItem>> items) { count = items->size(); });
    product.pass(Milliseconds(1));
    return count;
  }
  void answered(const char* route, int status, std::chrono::milliseconds took) {
    product.metrics.http_durations.at({"GET", route, std::to_string(status)}).observe(took);
  }

  Product product{ProductSetup{.sample_every = std::chrono::minutes(1)}};
};

TEST_F(MetricsRecorderTest, TheEveningIsInTheHistory) {
  product.to(bogota(23, 20, 30));
  const Points active =
      read(HistoryMetric::namespaces_active, bogota(23, 19, 50), bogota(23, 20, 30), std::chrono::minutes(10)).value();
  ASSERT_EQ(active.size(), 4u);
  EXPECT_EQ(active[0].value, 1);
  EXPECT_EQ(active[2].value, 0);
  const Points off =
      read(HistoryMetric::namespaces_inactive, bogota(23, 20, 10), bogota(23, 20, 30), std::chrono::minutes(10)).value();
  ASSERT_EQ(off.size(), 2u);
  EXPECT_EQ(off[0].value, 1);
  EXPECT_EQ(sum(HistoryMetric::operations, bogota(23, 10), bogota(23, 20, 30)), 1);
}

TEST_F(MetricsRecorderTest, QuietHoursCostSixSamplesEach) {
  product.to(bogota(23, 11));
  const std::size_t before = samples();
  product.to(bogota(23, 14));
  EXPECT_EQ(samples() - before, 18u);
  EXPECT_EQ(read(HistoryMetric::namespaces_active, bogota(23, 11), bogota(23, 14), std::chrono::minutes(1))->size(), 180u)
      << "and there is no gap";
}

TEST_F(MetricsRecorderTest, AnswersOfTheApiAreCountedButNoProbesAndNoStream) {
  product.pass(std::chrono::minutes(2));
  answered("/api/namespaces", 200, std::chrono::milliseconds(3));
  answered("/api/tasks/{}", 503, std::chrono::milliseconds(30));
  answered("/api/events", 200, std::chrono::hours(1));
  answered("/livez", 200, std::chrono::milliseconds(1));
  ++product.metrics.denials.at({"limit_exceeded"});
  product.pass(std::chrono::minutes(2));
  EXPECT_EQ(sum(HistoryMetric::api_requests, bogota(23, 10), bogota(23, 10, 5)), 2);
  EXPECT_EQ(sum(HistoryMetric::api_errors, bogota(23, 10), bogota(23, 10, 5)), 1);
  EXPECT_EQ(sum(HistoryMetric::refusals, bogota(23, 10), bogota(23, 10, 5)), 1);
  const Points latency = read(HistoryMetric::api_latency_p99, bogota(23, 10), bogota(23, 10, 5), std::chrono::minutes(1)).value();
  ASSERT_EQ(latency.size(), 1u);
  EXPECT_GT(latency[0].value, 25);
  EXPECT_LE(latency[0].value, 50);
}

TEST_F(MetricsRecorderTest, AMinuteThatTheStoreDidNotTakeIsNotLost) {
  product.pass(std::chrono::minutes(2));
  product.storage->faults().unavailable(true);
  answered("/api/namespaces", 200, std::chrono::milliseconds(3));
  product.pass(std::chrono::minutes(3));
  product.storage->faults().unavailable(false);
  answered("/api/namespaces", 200, std::chrono::milliseconds(3));
  product.pass(std::chrono::minutes(3));
  EXPECT_EQ(sum(HistoryMetric::api_requests, bogota(23, 10), bogota(23, 10, 20)), 2);
}

TEST_F(MetricsRecorderTest, ARestartCountsNothingTwice) {
  answered("/api/namespaces", 200, std::chrono::milliseconds(3));
  product.pass(std::chrono::minutes(2));
  product.restart();
  product.pass(std::chrono::minutes(2));
  EXPECT_GE(read(HistoryMetric::namespaces_active, bogota(23, 10), bogota(23, 10, 5), std::chrono::minutes(1))->size(), 3u);
  EXPECT_EQ(sum(HistoryMetric::refusals, bogota(23, 10), bogota(23, 10, 5)), 0);
}

TEST_F(MetricsRecorderTest, NinetyDaysAreKept) {
  product.to(bogota(23, 12));
  std::size_t found = 0;
  for (const auto& [key, item] : product.storage->tables()->items) {
    const auto* sample = std::get_if<MetricsSample>(&item.record);
    if (sample == nullptr) continue;
    ++found;
    EXPECT_EQ(item.expires, sample->at + std::chrono::days(90));
  }
  EXPECT_GT(found, 0u);
}

// What is off by the automatic day is avoided, minute by minute; what nobody of ours switched off is not.
TEST_F(MetricsRecorderTest, TheTimeThatNamespacesWereOffIsToldByCostCentre) {
  product.to(bogota(23, 22));
  std::int64_t seconds = 0;
  for (const auto& [key, item] : product.storage->tables()->items) {
    const auto* sample = std::get_if<MetricsSample>(&item.record);
    if (sample == nullptr) continue;
    for (const AsleepTime& asleep : sample->avoided) {
      EXPECT_FALSE(asleep.cost_center.empty());
      seconds += asleep.seconds;
    }
  }
  EXPECT_GE(seconds, 6'600) << "two hours but for what has no sample yet";
  EXPECT_LE(seconds, 7'200);
}

TEST(MetricsRecorder, NothingIsKeptUnlessAskedFor) {
  Product product;
  product.add_namespace("pagos");
  product.start();
  product.to(bogota(23, 21));
  const HistoryQuery query{HistoryMetric::namespaces_active, floor_seconds(instant(bogota(23, 10))),
                           floor_seconds(instant(bogota(23, 21))), std::chrono::hours(1)};
  const auto points = product.wait_for<Points>([&](Reply<Points> reply) { product.controller->metrics_history(query, reply); });
  ASSERT_TRUE(points.has_value());
  EXPECT_TRUE(points->empty());
}

}  // namespace
}  // namespace nss
