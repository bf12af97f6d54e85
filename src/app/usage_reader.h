// Gathers what a report is added up from: the kept sums of the weeks that are over, the inputs of the days from the running
// week on. Core thread only; the answer may be used on any.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/cluster_cache.h"
#include "app/cost_centers.h"
#include "app/live_settings.h"
#include "app/policy.h"
#include "app/usage_inputs.h"
#include "app/usage_sums.h"
#include "app/week_reader.h"

namespace nss {

class UsageReader {
 public:
  struct Ports {
    const Policy& policy;
    const ClusterCache& cache;
    const CostCenters& cost_centers;
    const LiveSettings& settings;
    WeekReader& weeks;
    UsageSums& sums;
  };
  explicit UsageReader(Ports ports) : ports_(ports) {}

  using AnswerPtr = std::shared_ptr<const UsageAnswer>;
  // Errors: namespace_not_found, invalid_date (days that the zone skipped); those of the store.
  void read(const UsageQuery& query, Reply<AnswerPtr> reply);

 private:
  struct Job {
    UsageAnswer answer;
    Reply<AnswerPtr> reply;
    std::vector<std::string> names = {};
    std::size_t next = 0;
    std::size_t pending = 0;
    bool failed = false;
  };
  using JobPtr = std::shared_ptr<Job>;

  void read_kept(const JobPtr& job);
  void add(Job& job, const UsageWeek& week) const;
  void read_live(const JobPtr& job);
  void describe(UsageAnswer& answer) const;
  void fail_job(const JobPtr& job, const Error& why);

  Ports ports_;
};

}  // namespace nss
