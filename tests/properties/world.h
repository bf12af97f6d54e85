// What the properties of the seeds share: the whole product on the simulated cluster in virtual time (unit/app/product.h),
// people who ask it things, and generators of instants, namespaces and requests. Each property is in a file of its own,
// named after it: `design_N_…` are those of the technical design, `scheduler_N_…` those of the task scheduler.
// How many cases run is RC_PARAMS's business (tests/CMakeLists.txt): a case is days of a whole product.
#pragma once

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "support/generators.h"
#include "unit/app/product.h"

namespace nss {

inline const std::vector<std::string> team_names{"pagos",  "ventas", "datos",  "nomina", "tienda",
                                                 "bodega", "portal", "riesgo", "cobros", "legal"};

class World {
 public:
  // `count` namespaces of `team_names`, at work, at that instant (RFC 3339).
  World(std::size_t count, const std::string& now, const std::string& zone = "America/Bogota");

  Product& product() { return p_; }
  std::vector<std::string> names() const;

  // Permissions: everything that is not authorised here is not.
  void authorize(const std::string& cost_center, std::vector<std::string> namespaces = {}, std::int64_t most = 1000);

  Result<OperationView> activate(const std::string& ns, const std::string& cost_center,
                                 std::optional<std::chrono::minutes> duration = std::nullopt);
  Result<OperationView> deactivate(const std::string& ns);
  Result<TaskView> create_task(TaskRequest request);
  std::vector<RunView> runs(const std::string& task_id);
  std::vector<ActivityRecord> activities(const std::string& ns = {});  // all, newest first
  std::vector<OperationView> operations();                             // all, newest first

  bool active(const std::string& ns) const;  // what the cluster says: some workload wants pods
  std::size_t active_count() const;
  std::size_t places_used();

  Seconds now() { return floor_seconds(p_.clock.wall()); }
  void to(Seconds t) { p_.timers.advance_to(Instant(t)); }
  void pass(std::chrono::seconds by) { p_.pass(by); }

 private:
  std::size_t count_;
  Product p_;
};

// --- generators ---
// Whole seconds of a wall-clock time in Bogotá, of a day counted from Monday 23 November 2026.
Seconds bogota_time(int day, int hour, int minute = 0, int second = 0);
rc::Gen<int> business_day();               // days 0 … 11 that are Monday to Friday
rc::Gen<Seconds> non_business_instant();   // nights and weekends of the first week
rc::Gen<std::chrono::minutes> duration();  // 1 min … 12 h
bool is_business(Seconds t);

}  // namespace nss
