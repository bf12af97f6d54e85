#include "domain/due.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "base/check.h"

namespace nss {
namespace {

using std::chrono::seconds;

// Firings are a minute apart, so that only three fit into the limit; the bound is for zones that break minutes.
constexpr int most_on_time = 8;
// Skipped firings cost a step too: that many are looked through per task.
constexpr int most_steps = 400;

bool is_skipped(const DueTask& task, Seconds at) { return task.skipped && task.skipped(at); }

std::optional<Seconds> next_of(const DueTask& task, Seconds after) {
  auto at = task.cron->next_after(after, *task.zone);
  for (int n = 0; n < most_steps && at && is_skipped(task, *at); ++n) at = task.cron->next_after(*at, *task.zone);
  return at && !is_skipped(task, *at) ? at : std::nullopt;
}

// The most recent firing in (after, upto].
std::optional<Seconds> last_of(const DueTask& task, Seconds after, Seconds upto) {
  auto at = task.cron->last_at_or_before(upto, *task.zone);
  for (int n = 0; n < most_steps && at && *at > after && is_skipped(task, *at); ++n) {
    at = task.cron->last_at_or_before(*at - seconds(1), *task.zone);
  }
  return at && *at > after && !is_skipped(task, *at) ? at : std::nullopt;
}

DueFiring firing_of(const DueTask& task, Seconds at, DueKind kind) {
  return DueFiring{task.task_id, at, kind, task.order, 1, false, at};
}

// All of (after, upto] as one entry; nothing when there is none.
void add_missed(const DueTask& task, Seconds after, Seconds upto, std::vector<DueFiring>& out) {
  auto at = last_of(task, after, upto);
  if (!at) return;
  DueFiring missed = firing_of(task, *at, DueKind::missed);
  while ((at = last_of(task, after, missed.first - seconds(1)))) {
    if (missed.count == most_missed_counted) {
      missed.more = true;
      missed.first = next_of(task, after).value_or(*at);
      break;
    }
    ++missed.count;
    missed.first = *at;
  }
  out.push_back(std::move(missed));
}

void add_due(const DueTask& task, Seconds watermark, Seconds now, std::vector<DueFiring>& out) {
  const Seconds last_late = now - on_time_limit - seconds(1);
  bool has_on_time = false;
  auto at = next_of(task, std::max(watermark, last_late));
  for (int n = 0; n < most_on_time && at && *at <= now; ++n) {
    has_on_time = true;
    out.push_back(firing_of(task, *at, DueKind::on_time));
    at = next_of(task, *at);
  }
  Seconds upto = last_late;
  if (task.catch_up == CatchUp::last && !has_on_time) {
    if (const auto late = last_of(task, watermark, last_late)) {
      out.push_back(firing_of(task, *late, DueKind::late));
      upto = *late - seconds(1);
    }
  }
  add_missed(task, watermark, upto, out);
}

}  // namespace

std::vector<DueFiring> due(std::span<const DueTask> tasks, Seconds watermark, Seconds now) {
  std::vector<DueFiring> firings;
  if (now <= watermark) return firings;
  for (const DueTask& task : tasks) {
    NSS_CHECK(task.cron != nullptr && task.zone != nullptr);
    add_due(task, watermark, now, firings);
  }
  std::sort(firings.begin(), firings.end(), [](const DueFiring& a, const DueFiring& b) {
    return std::tie(a.at, a.order, a.task_id, a.kind) < std::tie(b.at, b.order, b.task_id, b.kind);
  });
  return firings;
}

Seconds next_watermark(Seconds watermark, Seconds now) { return std::max(watermark, now); }

std::optional<Seconds> next_due(std::span<const DueTask> tasks, Seconds after) {
  std::optional<Seconds> earliest;
  for (const DueTask& task : tasks) {
    NSS_CHECK(task.cron != nullptr && task.zone != nullptr);
    const auto at = next_of(task, after);
    if (at && (!earliest || *at < *earliest)) earliest = at;
  }
  return earliest;
}

std::string firing_key(std::string_view task_id, Seconds at) {
  return fmt::format("{}@{}", task_id, at.time_since_epoch().count());
}

}  // namespace nss
