#include "app/week_reader.h"

#include <algorithm>
#include <set>

#include "app/refusals.h"
#include "base/whole_number.h"

namespace nss {
namespace {

constexpr std::size_t at_once = 16;
constexpr std::size_t page = 100;
constexpr std::size_t most_records = 20'000;  // of one namespace: 366 days of 50
constexpr std::size_t most_kept = 8;
constexpr std::size_t most_kept_records = 100'000;                 // of all kept together, but for the last one
constexpr Seconds far_future{std::chrono::seconds(253402300799)};  // the end of year 9999

// Tells whether business automation may wake the namespace: records before it say nothing more.
bool decides(const ActivityRecord& record) {
  switch (record.type) {
    case OperationType::manual_activation:
    case OperationType::manual_deactivation:
    case OperationType::activate:
    case OperationType::deactivate: return record.status != ActivityStatus::failed;
    default: return false;
  }
}

IntervalSet managed_of(const NamespaceRecord& record, const Namespace& ns, Seconds now) {
  if (!excluded_at(ns.excluded, ns.exclude_until, now)) return IntervalSet({{record.managed_since, far_future}});
  // Since when it is excluded is nowhere written; what was never seen on or off by us was so from its beginning (SPEC 4).
  std::vector<Interval> pieces;
  if (record.open_activity || record.last_activity) pieces.push_back({record.managed_since, now});
  if (ns.exclude_until) pieces.push_back({*ns.exclude_until, far_future});
  return IntervalSet(std::move(pieces));
}

// What is left of a namespace that is gone: its records say when it was there and who paid last.
void describe_gone(NamespaceInput& input) {
  Seconds end = input.records.front().start;
  for (const ActivityRecord& record : input.records) {
    end = std::max(end, record.end.value_or(record.start));
    if (!record.cost_center.empty()) input.cost_center = record.cost_center;
  }
  input.managed = IntervalSet({{input.records.front().start, end}});
}

}  // namespace

void WeekReader::read(const WeekQuery& query, Reply<WeekInputsPtr> reply) {
  if (!query.ns.empty() && !knows(query.ns)) return reply(fail(no_such_namespace(query.ns)));
  auto job = std::make_shared<Job>(Job{query, std::move(reply), stamp_of(query)});
  for (const Kept& kept : kept_)
    if (kept.stamp == job->stamp) return job->reply(kept.inputs);
  with_versions([this, job](Result<Versions> versions) {
    if (!versions) return job->reply(fail(versions.error()));
    begin(job, **versions);
  });
}

// ---- what is kept ----

WeekReader::Stamp WeekReader::stamp_of(const WeekQuery& query) const {
  Stamp stamp{query, ports_.store.changes(), ports_.cache.namespace_changes(), ports_.loop.now()};
  const auto last = query.first + std::chrono::days(query.days);
  if (last <= date_of(ports_.policy.zone, stamp.now)) stamp.now = {};
  return stamp;
}

// Weeks are asked for by many at once: the same inputs are the same answer, which is then written once (AnswerCache).
void WeekReader::keep(const Job& job, const WeekInputsPtr& inputs) {
  if (stamp_of(job.query) != job.stamp) return;
  Kept kept{job.stamp, inputs, 0};
  for (const NamespaceInput& input : inputs->namespaces) kept.records += input.records.size();
  std::erase_if(kept_, [&](const Kept& older) {
    return older.stamp.query == kept.stamp.query || older.stamp.stored != kept.stamp.stored ||
           older.stamp.namespaces != kept.stamp.namespaces;
  });
  kept_.push_front(std::move(kept));
  std::size_t records = 0;
  std::size_t fit = 0;
  while (fit < kept_.size() && fit < most_kept && (fit == 0 || records + kept_[fit].records <= most_kept_records))
    records += kept_[fit++].records;
  kept_.resize(fit);
}

// ---- the rules ----

void WeekReader::with_versions(std::function<void(Result<Versions>)> then) {
  if (versions_) return then(versions_);
  auto found = std::make_shared<std::vector<Version>>();
  RangeQuery query;
  query.partition = ports_.keys.task_versions();
  ports_.store.scan(
      query,
      [found](const StoredItem& item) {
        const auto* task = std::get_if<TaskRecord>(&item.record);
        const std::size_t at = item.key.sort.rfind('#');
        if (task == nullptr || at == std::string::npos) return;
        const auto from = whole_number<std::int64_t>(std::string_view(item.key.sort).substr(at + 1));
        if (from) found->push_back({*task, Seconds(std::chrono::seconds(*from))});
      },
      [this, found, changes = changes_, then = std::move(then)](Result<void> read) {
        if (!read) return then(fail(read.error()));
        if (changes == changes_) versions_ = found;
        then(Versions(found));
      });
}

bool WeekReader::knows(const std::string& ns) const { return ports_.ledger.find(ns) != nullptr || ports_.trail.knows(ns); }

// Of the own tasks those that switch that namespace; empty: all.
PlanRules WeekReader::rules_of(const std::vector<Version>& versions, const std::string& ns) const {
  PlanRules rules;
  rules.settings = ports_.settings.versions();
  for (const Version& version : versions) {
    const std::string& id = version.task.id;
    if (id == builtin_startup_id) {
      rules.startup.push_back(builtin_version(version.task, version.valid_from));
    } else if (id == builtin_shutdown_id) {
      rules.shutdown.push_back(builtin_version(version.task, version.valid_from));
    } else if (ns.empty() || version.task.ns == ns) {
      rules.tasks.push_back(task_version(version.task, version.valid_from, ports_.policy.zone));
    }
  }
  // A run by hand changes the present record and makes no version.
  for (const auto& [id, of_one] :
       {std::pair(builtin_startup_id, &rules.startup), std::pair(builtin_shutdown_id, &rules.shutdown)}) {
    if (of_one->empty()) of_one->push_back({});
    const TaskBook::Entry* entry = ports_.tasks.find(id);
    if (entry != nullptr) of_one->back() = builtin_version(entry->record, of_one->back().valid_from);
  }
  return rules;
}

// ---- the namespaces ----

std::vector<std::string> WeekReader::names() const {
  std::set<std::string> all;
  for (const auto& [name, entry] : ports_.ledger.entries()) all.insert(name);
  for (const auto& name : ports_.trail.names()) all.insert(name);
  return {all.begin(), all.end()};
}

NamespaceInput WeekReader::input_of(const std::string& name, const PlacesRecord& places, Seconds now) const {
  NamespaceInput input;
  input.name = input.display_name = name;
  input.cost_center = system_cost_center;
  const Ledger::Entry* known = ports_.ledger.find(name);
  const ClusterCache::Entry* there = ports_.cache.find(name);
  if (known == nullptr || there == nullptr || !there->ns) return input;
  if (!there->ns->display_name.empty()) input.display_name = there->ns->display_name;
  input.cost_center = ports_.reconciler.payer_of(*there->ns);
  input.demand = there->demand_when_up();
  input.standing = known->record.standing;
  input.managed = managed_of(known->record, *there->ns, now);
  for (const Place& place : places.places)
    if (place.ns == name) input.place = place;
  return input;
}

void WeekReader::begin(const JobPtr& job, const std::vector<Version>& versions) {
  const Seconds now = ports_.loop.now();
  HourGrid grid(ports_.policy.zone, job->query.first, job->query.days);
  const Interval window = grid.span();
  if (window.empty()) return job->reply(fail(no_such_day()));
  job->data =
      std::make_shared<WeekInputs>(WeekInputs{std::move(grid), PlanFrame(rules_of(versions, job->query.ns), window, now)});
  WeekInputs& data = *job->data;
  data.timezone = ports_.policy.zone.name();
  const Date first = job->query.first;
  data.holidays = holidays_between(first, add_days(first, job->query.days - 1), ports_.holidays.local());
  const PlacesRecord places = ports_.places.current();
  for (const std::string& name : job->query.ns.empty() ? names() : std::vector<std::string>{job->query.ns})
    data.namespaces.push_back(input_of(name, places, now));
  if (job->query.with_tasks) {
    for (const Version& version : versions)
      data.task_versions.push_back(calendar_task(version.task, version.valid_from, ports_.policy.zone));
  }
  if (data.namespaces.empty()) return read_operations(job);
  ask(job);
}

// ---- the records ----

void WeekReader::ask(const JobPtr& job) {
  while (!job->failed && job->pending < at_once && job->next < job->data->namespaces.size()) {
    ++job->pending;
    read_records(job, job->next++, StorageKeys::instant(job->data->frame.window().end));
  }
}

void WeekReader::read_records(const JobPtr& job, std::size_t index, std::string before) {
  RangeQuery query;
  query.partition = ports_.keys.activities(job->data->namespaces[index].name);
  query.to = std::move(before);
  query.descending = true;
  query.limit = page;
  ports_.store.range(std::move(query), [this, job, index](Result<std::vector<StoredItem>> items) {
    if (!items) return fail_job(job, items.error());
    records_read(job, index, *items);
  });
}

// Newest first: until one before the window decides, or there are no more.
void WeekReader::records_read(const JobPtr& job, std::size_t index, const std::vector<StoredItem>& items) {
  auto& records = job->data->namespaces[index].records;
  const Seconds since = std::min(job->data->frame.since(), job->data->frame.window().begin);
  for (const StoredItem& item : items) {
    const auto* record = std::get_if<ActivityRecord>(&item.record);
    if (record == nullptr) continue;
    records.push_back(*record);
    if (record->start < since && decides(*record)) return complete(job, index);
  }
  if (items.size() < page || records.size() >= most_records) return complete(job, index);
  read_records(job, index, items.back().key.sort);
}

void WeekReader::complete(const JobPtr& job, std::size_t index) {
  NamespaceInput& input = job->data->namespaces[index];
  std::reverse(input.records.begin(), input.records.end());
  if (!input.standing && !input.records.empty()) describe_gone(input);
  --job->pending;
  if (job->failed) return;
  if (job->next < job->data->namespaces.size()) return ask(job);
  if (job->pending == 0) read_operations(job);
}

void WeekReader::fail_job(const JobPtr& job, const Error& why) {
  --job->pending;
  if (!std::exchange(job->failed, true)) job->reply(fail(why));
}

// The task behind an activation is written in its operation.
void WeekReader::read_operations(const JobPtr& job) {
  std::set<std::string> ids;
  for (const NamespaceInput& input : job->data->namespaces) {
    for (const ActivityRecord& record : input.records)
      if (record.type == OperationType::activate) ids.insert(record.operation_id);
    if (input.standing) ids.insert(input.standing->operation_id);
    if (input.place) ids.insert(input.place->operation_id);
  }
  ids.erase("");
  std::vector<StorageKey> keys;
  for (const std::string& id : ids) keys.push_back(ports_.keys.operation(id));
  ports_.store.load(std::move(keys), [this, job](Result<std::vector<std::optional<StoredItem>>> items) {
    if (!items) return job->reply(fail(items.error()));
    for (const auto& item : *items) {
      const auto* operation = item ? std::get_if<OperationRecord>(&item->record) : nullptr;
      if (operation != nullptr && !operation->task_id.empty()) job->data->tasks.emplace(operation->id, operation->task_id);
    }
    const WeekInputsPtr inputs = std::move(job->data);
    keep(*job, inputs);
    job->reply(inputs);
  });
}

}  // namespace nss
