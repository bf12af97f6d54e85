// Which firings are due between two evaluations, with the missed-run rule (SPEC 8). A firing's identity is (task, scheduled
// second): whoever acts on one records `firing_key` first, so that it runs at most once whatever restarts.
//   * within 120 s of its time: `on_time`, every one of them;
//   * later: the task's most recent one is `late`, to be caught up once if its state is still wanted (the caller knows), unless
//     the task has an on-time firing too, or CatchUp::never (commands);
//   * everything else is one `missed` entry of the task with a count: never a burst of old firings.
// Pure; thread-safe. Bounded: at most 4 on-time firings and a hundred counted ones per task.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "domain/cron.h"
#include "domain/time_zone.h"

namespace nss {

inline constexpr std::chrono::seconds on_time_limit{120};
inline constexpr std::size_t most_missed_counted = 100;

enum class CatchUp { last, never };

// Order inside one same second: offs, then ons, then commands.
enum class DueOrder { off, on, command };

struct DueTask {
  std::string task_id;
  const CronExpression* cron = nullptr;  // both outlive the call
  const TimeZone* zone = nullptr;
  CatchUp catch_up = CatchUp::last;
  DueOrder order = DueOrder::command;
  std::function<bool(Seconds)> skipped = {};  // firings for which it is true do not exist (observed holidays)
};

enum class DueKind { on_time, late, missed };

struct DueFiring {
  std::string task_id;
  Seconds at;  // the scheduled second; of `missed` the most recent one
  DueKind kind = DueKind::on_time;
  DueOrder order = DueOrder::command;
  // Only for `missed`: how many (there are more than `count` when `more`), and the first of them (the last is `at`).
  std::size_t count = 1;
  bool more = false;
  Seconds first;

  friend bool operator==(const DueFiring&, const DueFiring&) = default;
};

// Firings in (watermark, now], by time, in one second by DueOrder, then by task. Nothing when now <= watermark: a clock that
// was set back repeats nothing.
std::vector<DueFiring> due(std::span<const DueTask> tasks, Seconds watermark, Seconds now);

// The watermark after an evaluation: it never goes back.
Seconds next_watermark(Seconds watermark, Seconds now);

// The next instant at which `due` will have something new; strictly after that instant.
std::optional<Seconds> next_due(std::span<const DueTask> tasks, Seconds after);

// "<task>@<second>", the identity of a firing: `builtin-shutdown@1795395600`.
std::string firing_key(std::string_view task_id, Seconds at);

}  // namespace nss
