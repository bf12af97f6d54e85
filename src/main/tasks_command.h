// `namespace-scheduler tasks export [PATH|-]` (beside a running server or without one) and `tasks import PATH|-` (never beside
// one: a server knows its tasks by heart). The file is the seeds' local configuration (adapters/records/task_file_codec.h).
// Exit codes: 0 done, 1 failed; an import that is refused says everything that is wrong, one line each, and changes nothing.
#pragma once

#include <string>

#include "main/settings_types.h"

namespace nss {

int tasks_export_command(const Settings& settings, const std::string& path);  // empty or "-": standard output
int tasks_import_command(const Settings& settings, const std::string& path);  // "-": standard input

}  // namespace nss
