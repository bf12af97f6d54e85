#include "properties/world.h"

#include <algorithm>

namespace nss {
namespace {

const BusinessHours& hours() {
  static const BusinessHours parsed = *BusinessHours::parse("07:00-20:00", "MON-FRI");
  return parsed;
}

ProductSetup setup_at(const std::string& now, const std::string& zone) {
  ProductSetup setup;
  setup.now = now;
  setup.zone = zone;
  setup.cost_centers = {};  // what a property authorises, it says
  return setup;
}

}  // namespace

World::World(std::size_t count, const std::string& now, const std::string& zone) : count_(count), p_(setup_at(now, zone)) {
  for (const auto& name : names()) p_.add_namespace(name);
  p_.start();
}

std::vector<std::string> World::names() const {
  return {team_names.begin(), team_names.begin() + static_cast<std::ptrdiff_t>(count_)};
}

void World::authorize(const std::string& cost_center, std::vector<std::string> namespaces, std::int64_t most) {
  PermissionRequest request;
  request.cost_center = cost_center;
  request.is_authorized = true;
  request.authorized_namespaces = std::move(namespaces);
  request.max_concurrent_namespaces = most;
  const auto done =
      p_.wait_for<PermissionChange>([&](Reply<PermissionChange> reply) { p_.controller->set_permission(request, reply); });
  RC_ASSERT(done.has_value());
}

Result<OperationView> World::activate(const std::string& ns, const std::string& cost_center,
                                      std::optional<std::chrono::minutes> duration) {
  SwitchRequest request;
  request.ns = ns;
  request.cost_center = cost_center;
  request.requested_by = "ana";
  request.duration = duration;
  return p_.switch_to(request);
}

Result<OperationView> World::deactivate(const std::string& ns) {
  SwitchRequest request;
  request.ns = ns;
  request.direction = Direction::off;
  request.requested_by = "ana";
  return p_.switch_to(request);
}

Result<TaskView> World::create_task(TaskRequest request) {
  return p_.wait_for<TaskView>([&](Reply<TaskView> reply) { p_.controller->create_task(request, reply); });
}

std::vector<RunView> World::runs(const std::string& task_id) {
  std::vector<RunView> all;
  std::string after;
  do {
    const auto page = p_.wait_for<RunPage>([&](Reply<RunPage> reply) { p_.controller->runs(task_id, 500, after, reply); });
    RC_ASSERT(page.has_value());
    all.insert(all.end(), page->runs.begin(), page->runs.end());
    after = page->next;
  } while (!after.empty());
  return all;
}

std::vector<ActivityRecord> World::activities(const std::string& ns) {
  std::vector<ActivityRecord> all;
  ActivityQuery query;
  query.ns = ns;
  query.limit = 500;
  do {
    const auto page = p_.wait_for<ActivityPage>([&](Reply<ActivityPage> reply) { p_.controller->activities(query, reply); });
    RC_ASSERT(page.has_value());
    all.insert(all.end(), page->activities.begin(), page->activities.end());
    query.after = page->next;
  } while (!query.after.empty());
  return all;
}

std::vector<OperationView> World::operations() {
  std::vector<OperationView> all;
  LogQuery query;
  query.limit = 500;
  do {
    auto page = p_.wait_for<LogPage>([&](Reply<LogPage> reply) { p_.controller->log(query, reply); });
    RC_ASSERT(page.has_value());
    all.insert(all.end(), page->operations.begin(), page->operations.end());
    query.after = page->next;
  } while (!query.after.empty());
  return all;
}

bool World::active(const std::string& ns) const {
  const auto& workloads = p_.cluster->find_namespace(ns)->workloads;
  return std::any_of(workloads.begin(), workloads.end(), [](const auto& item) { return item.second.shown.replicas > 0; });
}

std::size_t World::active_count() const {
  const auto all = names();
  return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [this](const auto& name) { return active(name); }));
}

std::size_t World::places_used() {
  p_.pass(Milliseconds(200));  // views follow at most 100 ms later
  return p_.controller->namespaces()->holders.size();
}

Seconds bogota_time(int day, int hour, int minute, int second) {
  return floor_seconds(instant(bogota(23, 0))) + std::chrono::days(day) + std::chrono::hours(hour) +
         std::chrono::minutes(minute) + std::chrono::seconds(second);
}

rc::Gen<int> business_day() {
  return rc::gen::map(rc::gen::inRange(0, 10), [](int n) { return n / 5 * 7 + n % 5; });
}

rc::Gen<Seconds> non_business_instant() {
  return rc::gen::suchThat(rc::gen::map(rc::gen::inRange(20 * 3600 + 300, 7 * 86'400 + 6 * 3600),
                                        [](int offset) { return bogota_time(0, 0, 0, offset); }),
                           [](Seconds t) { return !is_business(t); });
}

rc::Gen<std::chrono::minutes> duration() {
  return rc::gen::map(rc::gen::inRange(1, 12 * 60 + 1), [](int minutes) { return std::chrono::minutes(minutes); });
}

bool is_business(Seconds t) { return hours().contains(t, *TimeZone::load("America/Bogota")); }

}  // namespace nss
