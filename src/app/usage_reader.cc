#include "app/usage_reader.h"

#include <algorithm>
#include <utility>

#include "app/refusals.h"
#include "base/date.h"

namespace nss {
namespace {

constexpr std::size_t at_once = 16;

}  // namespace

void UsageReader::read(const UsageQuery& query, Reply<AnswerPtr> reply) {
  if (!query.ns.empty() && !ports_.weeks.knows(query.ns)) return reply(fail(no_such_namespace(query.ns)));
  const auto last = query.first + std::chrono::days(query.days - 1);
  const Interval span{day_bounds(ports_.policy.zone, query.first).begin, day_bounds(ports_.policy.zone, last).end};
  if (span.empty()) return reply(fail(no_such_day()));
  auto job = std::make_shared<Job>(Job{UsageAnswer{query, span, UsageTable(query.by)}, std::move(reply)});
  if (!query.ns.empty()) job->answer.own_cost_centers.assign(static_cast<std::size_t>(query.days), system_cost_center);
  if (query.first >= ports_.sums.running_week().monday) return read_live(job);
  job->names = query.ns.empty() ? ports_.weeks.names() : std::vector<std::string>{query.ns};
  ports_.sums.bring(job->names, [this, job](const Result<void>& brought) {
    if (!brought) return job->reply(fail(brought.error()));
    read_kept(job);
  });
}

void UsageReader::read_kept(const JobPtr& job) {
  if (job->next == job->names.size() && job->pending == 0) return read_live(job);
  const UsageQuery& query = job->answer.query;
  const auto first = monday_of(query.first);
  while (!job->failed && job->pending < at_once && job->next < job->names.size()) {
    ++job->pending;
    ports_.sums.scan(
        job->names[job->next++], first, query.first + std::chrono::days(query.days),
        [this, job](const UsageWeek& week) { add(*job, week); },
        [this, job](const Result<void>& read) {
          --job->pending;
          if (job->failed) return;
          if (!read) return fail_job(job, read.error());
          read_kept(job);
        });
  }
}

void UsageReader::add(Job& job, const UsageWeek& week) const {
  UsageAnswer& answer = job.answer;
  const auto monday = parse_date(week.monday);
  if (!monday) return;
  answer.kept.note(week.ns, week.cost_center);
  const auto day_of = [&](std::chrono::sys_days date) { return static_cast<int>((date - answer.query.first).count()); };
  for (int i = 0; i < days_of_week && !answer.own_cost_centers.empty(); ++i) {
    const int day = day_of(std::chrono::sys_days(*monday) + std::chrono::days(i));
    if (day >= 0 && day < answer.query.days) answer.own_cost_centers[static_cast<std::size_t>(day)] = week.cost_center;
  }
  for (const KeptUsage& row : week.rows) {
    const auto date = parse_date(row.day);
    if (!date) continue;
    const int day = day_of(std::chrono::sys_days(*date));
    if (day >= 0 && day < answer.query.days) answer.kept.add(week.ns, row.payer, day, usage_of(row));
  }
}

void UsageReader::read_live(const JobPtr& job) {
  UsageAnswer& answer = job->answer;
  const auto running = ports_.sums.running_week().monday;
  const auto first = std::max(answer.query.first, running);
  answer.live_from = static_cast<int>((first - answer.query.first).count());
  const auto finish = [this, job] {
    describe(job->answer);
    job->reply(std::make_shared<const UsageAnswer>(std::move(job->answer)));
  };
  if (answer.live_from >= answer.query.days) return finish();
  WeekQuery query;
  query.first = first;
  query.days = answer.query.days - answer.live_from;
  query.ns = answer.query.ns;
  ports_.weeks.read(query, [job, finish](Result<WeekInputsPtr> live) {
    if (!live) return job->reply(fail(live.error()));
    job->answer.live = *live;
    auto& own = job->answer.own_cost_centers;
    for (auto day = static_cast<std::size_t>(job->answer.live_from); day < own.size(); ++day)
      own[day] = (*live)->namespaces.front().cost_center;
    finish();
  });
}

void UsageReader::describe(UsageAnswer& answer) const {
  answer.cluster_name = ports_.policy.cluster_name;
  answer.timezone = ports_.policy.zone.name();
  answer.prices = ports_.settings.current().prices;
  for (const CostCenterView& center : ports_.cost_centers.list())
    answer.cost_center_names[center.record.cost_center] = center.record.name;
  for (const auto& [name, entry] : ports_.cache.entries())
    if (entry.ns && !entry.ns->display_name.empty()) answer.display_names[name] = entry.ns->display_name;
}

void UsageReader::fail_job(const JobPtr& job, const Error& why) {
  if (!std::exchange(job->failed, true)) job->reply(fail(why));
}

}  // namespace nss
