// The two kinds of number that base/metrics.h cannot hold as a plain atomic: how long things took, and counters told apart by
// labels. Any thread may count, any thread may read. Free of names and text: adapters/telemetry gives them theirs.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace nss {

// Bounds in milliseconds, ascending; the last bucket, without a bound, is always there.
using HistogramBounds = std::array<std::int64_t, 10>;

// An answer over a network or a disk: 1 ms to 10 s.
inline constexpr HistogramBounds request_bounds{1, 5, 10, 25, 50, 100, 250, 1'000, 2'500, 10'000};
// A namespace that goes to sleep or wakes up, and how late a due time was carried out: 1 s to 20 min.
inline constexpr HistogramBounds transition_bounds{1'000,  2'000,   5'000,   10'000,  30'000,
                                                   60'000, 120'000, 300'000, 600'000, 1'200'000};

// Lock-free: an observation is two additions. A reader may see one without the other, which the next scrape puts right.
class Histogram {
 public:
  explicit Histogram(const HistogramBounds& bounds = request_bounds) : bounds_(&bounds) {}

  void observe(std::chrono::microseconds took) {
    const std::int64_t micros = took.count() < 0 ? 0 : took.count();
    std::size_t bucket = 0;
    while (bucket < bounds_->size() && micros > (*bounds_)[bucket] * 1'000) ++bucket;
    buckets_[bucket].fetch_add(1, std::memory_order_relaxed);
    micros_.fetch_add(static_cast<std::uint64_t>(micros), std::memory_order_relaxed);
  }

  const HistogramBounds& bounds() const { return *bounds_; }
  std::uint64_t bucket(std::size_t index) const {
    return buckets_.at(index).load();
  }  // not cumulative; the last: above all bounds
  std::size_t buckets() const { return buckets_.size(); }
  double sum_seconds() const { return static_cast<double>(micros_.load()) / 1e6; }

 private:
  const HistogramBounds* bounds_;  // one of the constants above
  std::array<std::atomic<std::uint64_t>, std::tuple_size_v<HistogramBounds> + 1> buckets_{};
  std::atomic<std::uint64_t> micros_{0};
};

// One instrument for each combination of label values, made when it is first asked for. At most `most`; whatever comes
// beyond that is counted together under "other" in every label, so that nobody outside can make us remember without end.
// The lock is held for one look into a small map; what at() returns stays valid as long as the family.
template <typename T, std::size_t labels>
class Family {
 public:
  using Values = std::array<std::string, labels>;

  template <typename... Arguments>
  explicit Family(std::size_t most, Arguments&&... of_each)
      : most_(most), make_([of_each...] { return std::make_unique<T>(of_each...); }) {}

  T& at(const Values& values) {
    const std::lock_guard lock(mutex_);
    if (const auto found = all_.find(values); found != all_.end()) return *found->second;
    if (all_.size() < most_) return *all_.emplace(values, make_()).first->second;
    Values other;
    other.fill("other");
    auto& slot = all_[other];
    if (!slot) slot = make_();
    return *slot;
  }

  // By label values; the pointers stay valid as long as the family.
  std::vector<std::pair<Values, const T*>> all() const {
    const std::lock_guard lock(mutex_);
    std::vector<std::pair<Values, const T*>> found;
    for (const auto& [values, instrument] : all_) found.emplace_back(values, instrument.get());
    return found;
  }

 private:
  const std::size_t most_;
  std::function<std::unique_ptr<T>()> make_;
  mutable std::mutex mutex_;
  std::map<Values, std::unique_ptr<T>> all_;
};

}  // namespace nss
