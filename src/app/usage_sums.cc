#include "app/usage_sums.h"

#include <algorithm>
#include <utility>

#include "base/date.h"
#include "base/log.h"

namespace nss {
namespace {

using std::chrono::days;

constexpr std::size_t at_once = 16;
constexpr int most_weeks = 20;  // summed in one go, and written in one transaction
constexpr int checked_weeks = 4;

std::string text_of(std::chrono::sys_days day) { return to_text(Date(day)); }

// What the records alone say; the plan also follows from what has no history (labels, exclusions, words that hold now).
struct Told {
  std::string day;
  std::string payer;
  std::int64_t actual;
  std::int64_t non_business;
  friend bool operator==(const Told&, const Told&) = default;
};

std::vector<Told> told_by(const std::vector<UsageWeek>& weeks) {
  std::vector<Told> told;
  for (const UsageWeek& week : weeks) {
    for (const KeptUsage& row : week.rows)
      if (row.actual != 0) told.push_back({row.day, row.payer, row.actual, row.non_business});
  }
  return told;
}

std::int64_t avoided_in(const std::vector<UsageWeek>& weeks) {
  std::int64_t avoided = 0;
  for (const UsageWeek& week : weeks) {
    for (const KeptUsage& row : week.rows) avoided += row.avoided;
  }
  return avoided;
}

}  // namespace

WeekBounds UsageSums::running_week() const {
  return week_bounds(ports_.policy.zone, date_of(ports_.policy.zone, ports_.loop.now()));
}

// ---- jobs ----

void UsageSums::bring(std::vector<std::string> names, Store::Then<void> then) {
  auto job = std::make_shared<Job>();
  job->names = std::move(names);
  job->then = std::move(then);
  jobs_.push_back(job);
  if (jobs_.size() == 1) begin(job);
}

void UsageSums::begin(const JobPtr& job) {
  job->until = running_week().span.begin;
  std::vector<StorageKey> keys;
  keys.reserve(job->names.size());
  for (const std::string& name : job->names) keys.push_back(ports_.keys.usage_head(name));
  ports_.store.load(std::move(keys), [this, job](Result<std::vector<std::optional<StoredItem>>> items) {
    if (!items) return finish(job, fail(items.error()));
    for (const auto& item : *items) {
      const auto* head = item ? std::get_if<UsageHead>(&item->record) : nullptr;
      job->heads.push_back(head != nullptr ? std::optional(*head) : std::nullopt);
    }
    go_on(job);
  });
}

void UsageSums::go_on(const JobPtr& job) {
  if (job->next == job->names.size() && job->pending == 0) return finish(job, {});
  while (!job->failed && job->pending < at_once && job->next < job->names.size()) {
    const std::size_t index = job->next++;
    ++job->pending;
    const std::string& ns = job->names[index];
    const auto& head = job->heads[index];
    const auto done = [this, job](const Result<void>& result) { one_done(job, result); };
    if (head && head->timezone == ports_.policy.zone.name()) {
      verify(ns, *head, job->until, done);
    } else {
      find_first(ns, job->until, done);
    }
  }
}

void UsageSums::one_done(const JobPtr& job, const Result<void>& result) {
  --job->pending;
  if (job->failed) return;
  if (!result) {
    job->failed = true;
    return finish(job, fail(result.error()));
  }
  go_on(job);
}

void UsageSums::finish(const JobPtr& job, Result<void> result) {
  jobs_.pop_front();
  if (!jobs_.empty()) ports_.loop.timers().post([this, next = jobs_.front()] { begin(next); });
  job->then(std::move(result));
}

// ---- one namespace ----

void UsageSums::last_before(const std::string& ns, Seconds instant, Store::Then<std::optional<LastRecord>> then) {
  RangeQuery query;
  query.partition = ports_.keys.activities(ns);
  query.to = StorageKeys::instant(instant);
  query.descending = true;
  query.limit = 1;
  ports_.store.range(std::move(query), [instant, then = std::move(then)](Result<std::vector<StoredItem>> items) {
    if (!items) return then(fail(items.error()));
    const auto* record = items->empty() ? nullptr : std::get_if<ActivityRecord>(&items->front().record);
    then(record != nullptr ? std::optional(last_record(*record, instant)) : std::nullopt);
  });
}

void UsageSums::verify(const std::string& ns, const UsageHead& head, Seconds until, Done done) {
  last_before(ns, head.until, [this, ns, head, until, done = std::move(done)](Result<std::optional<LastRecord>> last) {
    if (!last) return done(fail(last.error()));
    if (*last != head.last) return find_first(ns, until, done);
    sum(ns, head.until, until, false, done);
  });
}

// From the first week on of which anything is known.
void UsageSums::find_first(const std::string& ns, Seconds until, Done done) {
  RangeQuery query;
  query.partition = ports_.keys.activities(ns);
  query.limit = 1;
  ports_.store.range(std::move(query), [this, ns, until, done = std::move(done)](Result<std::vector<StoredItem>> items) {
    if (!items) return done(fail(items.error()));
    Seconds first = until;
    if (const auto* record = items->empty() ? nullptr : std::get_if<ActivityRecord>(&items->front().record)) {
      first = std::min(first, record->start);
    }
    if (const Ledger::Entry* known = ports_.ledger.find(ns)) first = std::min(first, known->record.managed_since);
    const TimeZone& zone = ports_.policy.zone;
    sum(ns, week_bounds(zone, date_of(zone, first)).span.begin, until, true, done);
  });
}

void UsageSums::sum(const std::string& ns, Seconds from, Seconds until, bool again, Done done) {
  if (from >= until) return done({});
  const TimeZone& zone = ports_.policy.zone;
  const auto first = date_of(zone, from);
  const auto weeks = std::min<std::int64_t>(most_weeks, (date_of(zone, until) - first) / days(days_of_week));
  WeekQuery query;
  query.first = first;
  query.days = static_cast<int>(weeks) * days_of_week;
  query.ns = ns;
  ports_.weeks.read(query, [this, ns, until, again, done = std::move(done)](Result<WeekInputsPtr> read) {
    if (!read) return done(fail(read.error()));
    const Seconds end = (*read)->grid.span().end;
    keep(ns, **read, again, [this, ns, end, until, again, done](const Result<void>& kept) {
      if (!kept) return done(fail(kept.error()));
      sum(ns, end, until, again, done);
    });
  });
}

void UsageSums::keep(const std::string& ns, const WeekInputs& inputs, bool again, Done done) {
  const NamespaceInput& input = inputs.namespaces.front();
  const HourGrid& grid = inputs.grid;
  UsageHead head{ns, grid.span().end, ports_.policy.zone.name(), std::nullopt};
  if (!input.records.empty()) head.last = last_record(input.records.back(), head.until);
  StorageTransaction transaction;
  const auto weeks = usage_weeks(time_of(inputs, input), grid, inputs.frame, input.managed);
  auto week = weeks.begin();
  for (int day = 0; day < grid.days(); day += days_of_week) {
    const std::string monday = text_of(grid.date(day));
    const bool there = week != weeks.end() && week->monday == monday;
    const StorageKey key = ports_.keys.usage_week(ns, monday);
    // Made anew, a week may turn out to be none.
    if (there)
      transaction.writes.push_back(StorageWrite{key, *week++, Precondition::none(), std::nullopt});
    else if (again)
      transaction.writes.push_back(StorageWrite{key, std::nullopt, Precondition::none(), std::nullopt});
  }
  transaction.writes.push_back(StorageWrite{ports_.keys.usage_head(ns), head, Precondition::none(), std::nullopt});
  ports_.store.commit(std::move(transaction), [done = std::move(done)](const Result<CommitReceipt>& receipt) {
    done(receipt ? Result<void>() : fail(receipt.error()));
  });
}

// ---- reading ----

void UsageSums::scan(const std::string& ns, std::chrono::sys_days first, std::chrono::sys_days end,
                     std::function<void(UsageWeek)> each, Store::Then<void> then) {
  RangeQuery query;
  query.partition = ports_.keys.usage(ns);
  query.from = ports_.keys.usage_week(ns, text_of(first)).sort;
  query.to = ports_.keys.usage_week(ns, text_of(end)).sort;
  ports_.store.scan(
      query,
      [each = std::move(each)](StoredItem item) {
        if (auto* week = std::get_if<UsageWeek>(&item.record)) each(std::move(*week));
      },
      std::move(then));
}

// ---- the check ----

void UsageSums::bring_all() {
  const Seconds until = running_week().span.begin;
  if (all_until_ == until) return;
  auto names = std::make_shared<std::vector<std::string>>(ports_.weeks.names());
  bring(*names, [this, until, names](const Result<void>& brought) {
    if (!brought) return;  // the next hour tries again
    all_until_ = until;
    check_next(names);
  });
}

void UsageSums::check_next(std::shared_ptr<std::vector<std::string>> names) {
  if (names->empty()) return;
  const std::string ns = std::move(names->back());
  names->pop_back();
  check(ns, [this, names](const Result<bool>&) { check_next(names); });
}

void UsageSums::check(const std::string& ns, Store::Then<bool> then) {
  const auto end = running_week().monday;
  auto kept = std::make_shared<std::vector<UsageWeek>>();
  scan(
      ns, end - days(checked_weeks * days_of_week), end, [kept](UsageWeek week) { kept->push_back(std::move(week)); },
      [this, ns, kept, then = std::move(then)](const Result<void>& read) {
        if (!read) return then(fail(read.error()));
        if (kept->empty()) return then(true);
        compare(ns, std::move(*kept), then);
      });
}

void UsageSums::compare(const std::string& ns, std::vector<UsageWeek> kept, Store::Then<bool> then) {
  WeekQuery query;
  query.first = running_week().monday - days(checked_weeks * days_of_week);
  query.days = checked_weeks * days_of_week;
  query.ns = ns;
  ports_.weeks.read(query, [this, ns, kept = std::move(kept), then = std::move(then)](Result<WeekInputsPtr> read) {
    if (!read) return then(fail(read.error()));
    const NamespaceInput& input = (*read)->namespaces.front();
    const auto now = usage_weeks(time_of(**read, input), (*read)->grid, (*read)->frame, input.managed);
    if (told_by(now) == told_by(kept) && avoided_in(now) == avoided_in(kept)) return then(true);
    ++ports_.metrics.usage_mismatches;
    log::error("kept sums are not what the records say; they are made anew",
               {{"namespace", ns}, {"monday", kept.front().monday}});
    find_first(ns, running_week().span.begin, [then](const Result<void>& made) {
      if (!made) return then(fail(made.error()));
      then(false);
    });
  });
}

}  // namespace nss
