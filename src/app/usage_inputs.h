// What reports and daily usage are asked and made of (SPEC 9): the sums of the weeks that are over, as they are kept, and the
// inputs of the running one. They are added up on whichever thread writes the answer: nothing here changes once it is made.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/answers.h"
#include "app/week_inputs.h"
#include "domain/usage_table.h"

namespace nss {

struct UsageQuery {
  std::chrono::sys_days first{};  // civil days of the product's zone
  int days = 7;                   // 1 to 366
  std::string ns;                 // empty: all
  UsageBy by = UsageBy::payer_and_namespace;
};

struct UsageAnswer {
  UsageQuery query;
  Interval span;                                              // of the days
  UsageTable kept;                                            // of the weeks that are over
  WeekInputsPtr live = {};                                    // of the days from the running week on; null: there are none
  int live_from = 0;                                          // the day of the range with which they begin
  std::vector<std::string> own_cost_centers = {};             // of each day; only for one namespace
  std::map<std::string, std::string> display_names = {};      // by namespace, where it is another than the name
  std::map<std::string, std::string> cost_center_names = {};  // by id
  std::string cluster_name = {};
  std::string timezone = {};
  Prices prices = {};

  std::chrono::sys_days date(int day) const { return query.first + std::chrono::days(day); }
  std::chrono::sys_days last_date() const { return date(query.days - 1); }
};

// The whole table of the answer.
UsageTable usage_table(const UsageAnswer& answer);

}  // namespace nss
