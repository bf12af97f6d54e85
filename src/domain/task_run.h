// One run of one task (SPEC 8; API 4): when, why, what came of it. Its output is kept apart, for a shorter time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace nss {

enum class RunStatus : std::uint8_t { running, completed, failed, missed };
const char* to_string(RunStatus value);
std::optional<RunStatus> parse_run_status(std::string_view text);

inline constexpr std::size_t max_run_output_bytes = 64 * 1024;

struct RunRecord {
  std::string id;  // r_…; sorts by time
  std::string task_id;
  bool by_person = false;  // else by schedule
  std::optional<Seconds> scheduled_at;
  Seconds started_at{};
  std::optional<Seconds> finished_at;
  RunStatus status = RunStatus::running;
  std::uint32_t attempts = 0;
  bool output_truncated = false;
  std::string error;  // a code, then the words; empty: none
  std::vector<std::string> operation_ids;
  friend bool operator==(const RunRecord&, const RunRecord&) = default;
};

}  // namespace nss
