// The rules that hold for the whole process, from the settings. Fixed after the start, but for the days that are observed as
// holidays (app/live_settings.h).
#pragma once

#include <chrono>
#include <string>

#include "domain/business_time.h"
#include "domain/label_selector.h"
#include "domain/system_namespaces.h"
#include "domain/time_zone.h"

namespace nss {

struct Policy {
  std::string cluster_name;  // cluster_name of the records, and the first part of every key
  TimeZone zone;
  BusinessHours hours;
  SystemNamespaces system;
  LabelSelector selector;
  std::string cost_center_label = "cost-center";
  std::chrono::seconds grace{900};
  int max_off_hours = 5;
  bool dry_run = false;
  ObservedDays observed = {};  // now; core thread only

  BusinessTime business() const { return {hours, zone, observed}; }
};

inline constexpr const char* system_cost_center = "system";  // pays what has no authorised cost centre of its own
inline constexpr const char* system_user = "scheduler";      // user_id of what nobody asked for

}  // namespace nss
