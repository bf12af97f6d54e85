// The seeds' local configuration of tasks: {"version":1,"tasks":[…]}, each with the API's writable members (API 4); a bare list is
// accepted too. Built-in tasks are not in it. Pure functions, any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "domain/task.h"

namespace nss {

inline constexpr std::size_t max_task_file_bytes = 16U << 20U;

std::string encode_task_file(const std::vector<TaskRecord>& tasks);

// The tasks with their writable members set and checked (check_task), or everything that is wrong with any of them: the first
// fault and the others in Error::more, with pointers such as /tasks/3/schedule. Codes besides those of check_task: malformed_json,
// invalid_type, unknown_field, missing_field, invalid_value.
Result<std::vector<TaskRecord>> decode_task_file(std::string_view text);

}  // namespace nss
