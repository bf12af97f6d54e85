#include "domain/task_run.h"

namespace nss {

const char* to_string(RunStatus value) {
  switch (value) {
    case RunStatus::running: return "running";
    case RunStatus::completed: return "completed";
    case RunStatus::failed: return "failed";
    case RunStatus::missed: break;
  }
  return "missed";
}

std::optional<RunStatus> parse_run_status(std::string_view text) {
  for (const RunStatus status : {RunStatus::running, RunStatus::completed, RunStatus::failed, RunStatus::missed}) {
    if (text == to_string(status)) return status;
  }
  return std::nullopt;
}

}  // namespace nss
