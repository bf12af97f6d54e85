// Tasks (SPEC 8; API 4): what is stored of one, what is wrong with one that somebody wrote, the tag of what may be written.
// The two built-in ones are tasks too. Pure; thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "domain/cron.h"
#include "domain/operation.h"

namespace nss {

// A cron entry. The schedule of a built-in one is empty while it follows the business hours.
struct TaskRecord {
  std::string id;
  std::string title;
  OperationType type = OperationType::activate;
  std::string command;
  std::string schedule;  // empty: follows the business hours (built-in only)
  std::string timezone;  // empty: the product's
  std::string ns;        // "*" for the built-in ones
  std::string cost_center;
  bool enabled = true;
  bool builtin = false;
  Seconds created_at{};
  std::string created_by;
  std::string status = "pending";  // pending, running, completed, failed; of a version of it also deleted
  std::uint64_t run_count = 0;
  std::uint64_t success_count = 0;
  std::uint64_t error_count = 0;
  std::optional<Seconds> last_run;    // when it last ran
  std::optional<Seconds> last_fired;  // the watermark: what was due until then is claimed or never was this task's
  std::string last_error;
  std::optional<std::string> run_id = std::nullopt;  // the run that is going on
  // Of a built-in one (BuiltinChange in schedule.h).
  std::optional<Seconds> fired_at = std::nullopt;
  std::optional<Seconds> replaced_since = std::nullopt;
  std::optional<Seconds> replaced_at = std::nullopt;
  friend bool operator==(const TaskRecord&, const TaskRecord&) = default;
};

// One firing of one task: its key (task, scheduled second) makes it happen at most once.
struct FiringRecord {
  std::string task_id;
  Seconds scheduled_at{};
  Seconds claimed_at{};
  std::string status;         // claimed, missed
  std::uint32_t skipped = 0;  // older firings that were missed with it
  friend bool operator==(const FiringRecord&, const FiringRecord&) = default;
};

inline constexpr std::size_t max_tasks = 10'000;
inline constexpr std::size_t max_title_characters = 200;

// What is wrong with the writable members of a task that is not built in: the first fault, the others in Error::more, each
// with its pointer. Codes: missing_field, invalid_value, invalid_command and invalid_cron (with position), cron_never_fires,
// invalid_timezone. Whether namespace and cost centre may be used is not asked here.
Result<void> check_task(const TaskRecord& task);

// A built-in task as `wanted` would have it: only schedule, enabled, timezone and title may differ (else builtin_task); an
// empty schedule follows the business hours again.
Result<void> check_builtin_task(const TaskRecord& task, const TaskRecord& wanted);

// A strong entity tag with its quotes; it changes with the writable members and with nothing else.
std::string task_etag(const TaskRecord& task);

// Whether an If-Match header names this tag. A list of tags and `*` are fine.
bool etag_matches(const std::string& if_match, const std::string& etag);

// The next firings strictly after that instant, at most `count`.
std::vector<Seconds> next_firings(const CronExpression& cron, const TimeZone& zone, Seconds after, std::size_t count);

}  // namespace nss
