// The answers that are given from more than one place: by the endpoint itself, and for a repeated Idempotency-Key.
#pragma once

#include <optional>

#include "adapters/rest/exchange.h"

namespace nss {

HttpResponse switched_answer(const Exchange& exchange, const OperationView& operation);      // 200, or 202 with Location
HttpResponse created_task_answer(const Exchange& exchange, const TaskView& task);            // 201, Location, ETag
HttpResponse run_answer(const Exchange& exchange, const RunView& run);                       // 200, or 202 with Location
HttpResponse permission_answer(const Exchange& exchange, const PermissionChange& change);    // 201 or 200, ETag
HttpResponse local_holiday_answer(const Exchange& exchange, const LocalHolidayRecord& day);  // 201, Location
HttpResponse pause_answer(const Exchange& exchange, const std::optional<PauseRecord>& now);  // 200

}  // namespace nss
