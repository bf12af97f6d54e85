// Keeps the product's own numbers (domain/metrics_history.h): each minute a sample, if it says something new, and one in ten minutes
// at least. Kept for 90 days (SPEC 12); the store forgets them by itself afterwards. A minute that the store does not take is added to the
// next one. Core thread only.
#pragma once

#include <optional>
#include <vector>

#include "app/ledger.h"
#include "app/loop.h"
#include "app/store.h"
#include "base/metrics.h"
#include "domain/metrics_history.h"
#include "ports/storage_keys.h"

namespace nss {

class MetricsRecorder {
 public:
  struct Ports {
    Loop& loop;
    Store& store;
    const StorageKeys& keys;
    const Metrics& metrics;
    const Ledger& ledger;
  };
  static constexpr std::chrono::days kept_for{90};

  explicit MetricsRecorder(Ports ports) : ports_(ports) {}

  void start(Mono every);  // once; zero: nothing is recorded

  // Errors: unavailable.
  void read(const HistoryQuery& query, Reply<std::vector<HistoryPoint>> reply);

 private:
  // Sums since the process began.
  struct Totals {
    std::int64_t operations = 0;
    std::int64_t refusals = 0;
    std::int64_t requests = 0;
    std::int64_t errors = 0;
    std::int64_t tasks = 0;
    std::int64_t tasks_failed = 0;
    std::vector<std::int64_t> durations;
  };

  void again();
  void look();
  Totals totals() const;
  MetricsSample sample(const Totals& now) const;
  std::vector<AsleepTime> avoided(Seconds until) const;

  Ports ports_;
  Mono every_{0};
  Totals told_;                        // what the samples in the store say
  std::optional<MetricsSample> last_;  // the last one in the store
  bool writing_ = false;
};

}  // namespace nss
