// The sums of the weeks that are over (domain/usage_week.h): made from the records and the rules of then when they are first
// wanted, and for all namespaces soon after each week's end; kept in the store; compared with the last record of their time
// before they are used. One job at a time. Core thread only.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/ledger.h"
#include "app/loop.h"
#include "app/policy.h"
#include "app/store.h"
#include "app/week_reader.h"
#include "base/metrics.h"
#include "domain/usage_week.h"
#include "ports/storage_keys.h"

namespace nss {

class UsageSums {
 public:
  struct Ports {
    Loop& loop;
    Store& store;
    const StorageKeys& keys;
    const Policy& policy;
    const Ledger& ledger;
    WeekReader& weeks;
    Metrics& metrics;
  };
  explicit UsageSums(Ports ports) : ports_(ports) {}

  // Every week of these namespaces that is over is kept, and right, when it answers.
  void bring(std::vector<std::string> names, Store::Then<void> then);
  // Those of all namespaces, when a week has ended since the last time; then checks the weeks that it made.
  void bring_all();

  // The kept weeks with Mondays in [first, end), in order.
  void scan(const std::string& ns, std::chrono::sys_days first, std::chrono::sys_days end, std::function<void(UsageWeek)> each,
            Store::Then<void> then);

  // Whether the last kept weeks of a namespace are what the records say now. If not, they are made anew, and it is said.
  void check(const std::string& ns, Store::Then<bool> then);

  // The begin of the running week: until there everything is over.
  WeekBounds running_week() const;

 private:
  struct Job {
    std::vector<std::string> names;
    Store::Then<void> then;
    Seconds until{};
    std::vector<std::optional<UsageHead>> heads = {};  // by name
    std::size_t next = 0;
    std::size_t pending = 0;
    bool failed = false;
  };
  using JobPtr = std::shared_ptr<Job>;
  using Done = std::function<void(Result<void>)>;

  void begin(const JobPtr& job);
  void go_on(const JobPtr& job);
  void one_done(const JobPtr& job, const Result<void>& result);
  void finish(const JobPtr& job, Result<void> result);
  void verify(const std::string& ns, const UsageHead& head, Seconds until, Done done);
  void find_first(const std::string& ns, Seconds until, Done done);
  void sum(const std::string& ns, Seconds from, Seconds until, bool again, Done done);
  void keep(const std::string& ns, const WeekInputs& inputs, bool again, Done done);
  void last_before(const std::string& ns, Seconds instant, Store::Then<std::optional<LastRecord>> then);
  void check_next(std::shared_ptr<std::vector<std::string>> names);
  void compare(const std::string& ns, std::vector<UsageWeek> kept, Store::Then<bool> then);

  Ports ports_;
  std::deque<JobPtr> jobs_;  // the first one is at work
  std::optional<Seconds> all_until_;
};

}  // namespace nss
